"""Why this person has a place, and why not another: what everybody else would break or cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.errors import NotFound
from rotation.rota.case import conversion
from rotation.rota.checks import review
from rotation.rota.versions import slot_lookup
from rotation.solver import audit, fair_shares
from rotation.solver.audit import Candidate
from rotation.solver.case import Case
from rotation.solver.entities import Assignments, Shift
from rotation.words import Sentence, say


@dataclass(frozen=True)
class Why:
    """The reasons why a member has a place, and all others with what they would cost."""

    member: UUID
    reasons: tuple[Sentence, ...]
    others: tuple[Candidate, ...]


def why(session: Session, slot: UUID, now: datetime, instead: UUID | None = None) -> Why:
    """Return why somebody has a place; ``instead``: why not this one.

    It is compared with the move of the place to somebody else. NotFound when nobody has the place,
    or when the other is none who could be meant.
    """
    place = slot_lookup.find(session, slot, now)
    if place.holder is None:
        raise NotFound("Nobody has this place.", field="slot")
    case, rota = review.planned_with(session, place, now)
    others = audit.candidates(case, rota, str(place.shift.id), str(place.holder))
    if instead is not None:
        others = tuple(each for each in others if each.member == str(instead))
        if not others:
            raise NotFound("There is no such member.", field="instead")
    told = _Reasons(case, rota)
    reasons = told.not_this_one(others[0]) if instead else told.this_one(others)
    return Why(place.holder, tuple(reasons), others)


class _Reasons:
    """The reasons in sentences: what others would cost, and how much they have already."""

    def __init__(self, case: Case, rota: Assignments) -> None:
        self._case = case
        self._shares = fair_shares.fair_shares(case, _burden)
        self._done = fair_shares.worked(case, _burden, rota)
        self._unit = case.burden_unit / conversion.POINT

    def this_one(self, others: Sequence[Candidate]) -> Iterator[Sentence]:
        """Yield why the holder has the place, beside everybody else."""
        fit = [each for each in others if each.fits]
        if len(fit) < len(others):
            count = len(others) - len(fit)
            yield say(
                "A rule that must hold keeps {count} of {all} others away.",
                count=count,
                all=len(others),
            )
        if not fit:
            yield say("Nobody else could have this place.")
            return
        best = min(fit, key=lambda each: each.points)
        yield from self._price(best)
        dearer = sum(each.points > best.points for each in fit)
        if dearer:
            yield say("{count} others would cost more than that.", count=dearer)

    def not_this_one(self, other: Candidate) -> Iterator[Sentence]:
        """Yield why somebody has not the place."""
        if other.fits:
            yield from self._price(other)
        for each in other.breaks:
            if each.must_hold or other.fits:
                yield each.because

    def _price(self, other: Candidate) -> Iterator[Sentence]:
        member, points = self._case.member[other.member], other.points
        said = {"member": member, "points": abs(points), **self._load(other.member)}
        first = next((each for each in other.levels if each), 0)
        if points > 0:
            yield say(
                "{member} instead would cost {points} points more, having {load} of a fair share"
                " of {share} already.",
                **said,
            )
        elif first > 0:
            yield say(
                "{member} instead would cost {points} points less in all, and more where it counts"
                " first.",
                **said,
            )
        elif points < 0:
            yield say(
                "{member} instead would cost {points} points less, having {load} of a fair share"
                " of {share} already.",
                **said,
            )
        else:
            yield say(
                "{member} instead would cost the same, having {load} of a fair share of {share}"
                " already.",
                **said,
            )

    def _load(self, member: str) -> dict[str, float]:
        """Return burden in points: done in these weeks and before, beside what is fair by now."""
        carried = self._case.member[member].burden
        load = (self._done.get(member, 0.0) + max(0.0, carried)) * self._unit
        share = (self._shares.get(member, 0.0) + max(0.0, -carried)) * self._unit
        return {"load": round(load, 1), "share": round(share, 1)}


def _burden(shift: Shift) -> int:
    return shift.burden
