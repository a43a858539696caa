"""The review of a rota: what it breaks and costs, who else could, how fairly it is shared."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rotation.rota.case import build, conversion
from rotation.rota.case.build import FixedAssignments
from rotation.rota.checks import change_impact
from rotation.rota.shifts import Shift, Shifts
from rotation.rota.timeline import DutySpan
from rotation.rota.versions import published_versions
from rotation.solver import audit
from rotation.solver.audit import Candidate
from rotation.solver.case import Case
from rotation.solver.entities import Assignments
from rotation.solver.fair_shares import fair_shares
from rotation.solver.limits import Breach
from rotation.team.teams import Team
from rotation.timespan import Week


@dataclass(frozen=True)
class Share:
    """How much of the unsocial load a member has: in this rota, what would be fair, carried in."""

    member: UUID
    name: str
    burden: int
    fair_share: float
    carried: int
    shifts: int
    minutes: int


@dataclass(frozen=True)
class Review:
    """A rota as the rules of its case see it; ``points``: lower is better."""

    case: Case
    breaches: tuple[Breach, ...]
    points: int
    fairness: tuple[Share, ...]


def review(
    session: Session, team: Team, weeks: Sequence[Week], shifts: Shifts, now: datetime
) -> Review:
    """Return the review of adjoining weeks: what shifts break and cost, how they are shared."""
    return judge(*case_and_rota(session, team, weeks, shifts, now))


def judge(case: Case, rota: Assignments) -> Review:
    """Return the review of a rota of a case: what it breaks and costs, how it is shared. Pure."""
    found = audit.breaches(case, rota)
    return Review(case, found, sum(each.points for each in found), _fairness(case, rota))


def review_standing(session: Session, team: Team, week: Week, now: datetime) -> Review:
    """Return what a published week breaks and costs as it stands, and how it is shared.

    Who stands in for a part of a place has a short shift of their own.
    """
    rota = change_impact.load(session, team, [week], now)
    spans = rota.spans()
    case = change_impact.with_partial_shifts(rota, spans)
    judged = judge(case, change_impact.rota(rota, case))
    done = [each for each in spans if each.week == str(week)]
    return replace(judged, fairness=tuple(_as_done(each, done) for each in judged.fairness))


def _as_done(share: Share, duties: Sequence[DutySpan]) -> Share:
    own = [each for each in duties if each.member == share.member]
    return replace(
        share,
        burden=sum(each.burden for each in own),
        shifts=len({each.slot for each in own}),
        minutes=sum(each.span.minutes for each in own),
    )


def breaches(
    session: Session, team: Team, weeks: Sequence[Week], shifts: Shifts, now: datetime
) -> tuple[Breach, ...]:
    """Return every limit that the shifts of adjoining weeks exceed, not history alone."""
    return not_inherited(*case_and_rota(session, team, weeks, shifts, now))


def not_inherited(case: Case, rota: Assignments) -> tuple[Breach, ...]:
    """Return the breaches of a rota, but for those of history alone that no rota could mend."""
    found = audit.breaches(case, rota)
    if not any(each.must_hold for each in found):
        return found
    nobody = audit.breaches(case, frozenset())
    places = ((shift.id, member.id) for shift in case.shifts for member in case.members)
    mended = set(map(id, audit.worse(nobody, audit.breaches(case, frozenset(places)))))
    return audit.worse(found, (each for each in nobody if id(each) not in mended))


def candidates(
    session: Session, team: Team, shifts: Shifts, shift: Shift, at: tuple[UUID | None, datetime]
) -> tuple[Candidate, ...]:
    """Return everybody who is not on a shift, best first; ``at``: instead of whom, and now."""
    holder, now = at
    case, rota = case_and_rota(session, team, [Week.parse(shift.week)], shifts, now)
    return audit.candidates(case, rota, str(shift.id), str(holder) if holder else None)


def case_and_rota(
    session: Session, team: Team, weeks: Sequence[Week], shifts: Shifts, now: datetime
) -> tuple[Case, Assignments]:
    """Return the case of adjoining weeks and the rota the shifts hold."""
    published = published_versions.latest(session, team.id, build.span_of(team, weeks))
    kept = [each for week in weeks for each in published.get(str(week), ())]
    keeping = FixedAssignments(published=conversion.promises(kept, team.freeze, now), now=now)
    case = build.case_of(session, team, weeks, shifts, keeping)
    return case, rota_of(case, shifts)


def rota_of(case: Case, shifts: Shifts) -> Assignments:
    """Return the rota that shifts hold, of the members a case knows."""
    rota = conversion.assignments(shifts)
    return frozenset(pair for pair in rota if pair[1] in case.member)


def breach_json(
    breach: Breach, language: str = "en", zone: ZoneInfo | None = None
) -> dict[str, Any]:
    """Return a breach as JSON, its reason in the reader's language."""
    return {
        "rule": breach.rule,
        "reason": breach.because.said_in(language, zone),
        "must_hold": breach.must_hold,
        "excess": breach.excess,
        "points": breach.points,
        "members": list(breach.members),
        "shifts": list(breach.shifts),
    }


def _fairness(case: Case, rota: Assignments) -> tuple[Share, ...]:
    carried = {each.id: each.burden for each in case.members}
    fair = fair_shares(case, lambda shift: shift.burden, carried)
    found = []
    for member in case.members:
        worked = [case.shift[shift] for shift, who in rota if who == member.id]
        share = Share(
            UUID(member.id),
            member.name,
            sum(each.burden for each in worked),
            round(float(fair.get(member.id, 0)), 1),
            member.burden,
            len(worked),
            sum(each.minutes for each in worked),
        )
        found.append(share)
    return tuple(found)
