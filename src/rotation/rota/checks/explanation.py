"""Why this person has a place, and why not another: what everybody else would break or cost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.errors import NotFound
from rotation.rota.checks import review
from rotation.rota.versions import slot_lookup
from rotation.solver.audit import Candidate
from rotation.team import members
from rotation.words import Sentence, say


@dataclass(frozen=True)
class Why:
    """The reasons why a member has a place, and all others with what they would cost."""

    member: UUID
    reasons: tuple[Sentence, ...]
    others: tuple[Candidate, ...]


def why(session: Session, slot: UUID, now: datetime, instead: UUID | None = None) -> Why:
    """Return why somebody has a place; ``instead``: why not this one.

    NotFound when nobody has the place, or when the other is none who could be meant.
    """
    place = slot_lookup.find(session, slot, now)
    if place.holder is None:
        raise NotFound("Nobody has this place.", field="slot")
    at = place.holder, now
    others = review.candidates(session, place.team, place.shifts, place.shift, at)
    if instead is not None:
        others = tuple(each for each in others if each.member == str(instead))
        if not others:
            raise NotFound("There is no such member.", field="instead")
    names = members.names(session, place.team.id)
    told = _not_this_one(others[0], names) if instead else _this_one(others, names)
    return Why(place.holder, tuple(told), others)


def _this_one(others: Sequence[Candidate], names: Mapping[UUID, str]) -> Iterator[Sentence]:
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
    yield _price(best, names)
    dearer = sum(each.points > best.points for each in fit)
    if dearer:
        yield say("{count} others would cost more than that.", count=dearer)


def _not_this_one(other: Candidate, names: Mapping[UUID, str]) -> Iterator[Sentence]:
    if other.fits:
        yield _price(other, names)
    for each in other.breaks:
        if each.must_hold or other.fits:
            yield each.because


def _price(other: Candidate, names: Mapping[UUID, str]) -> Sentence:
    name, points = names[UUID(other.member)], other.points
    if points > 0:
        return say("{member} instead would cost {points} points more.", member=name, points=points)
    if points < 0:
        return say("{member} instead would cost {points} points less.", member=name, points=-points)
    return say("{member} instead would cost the same.", member=name)
