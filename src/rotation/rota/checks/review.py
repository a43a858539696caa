"""The review of a rota: what it breaks and costs, who else could, how fairly it is shared."""

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from rotation.rota.case import build, conversion
from rotation.rota.case.build import FixedAssignments
from rotation.rota.checks import change_impact, judged_weeks, kept_audits
from rotation.rota.shifts import Shift, Shifts
from rotation.rota.timeline import DutySpan
from rotation.rota.versions import published_versions
from rotation.rota.versions.slot_lookup import Place
from rotation.solver import audit, fair_shares
from rotation.solver.audit import Candidate
from rotation.solver.case import Case
from rotation.solver.entities import Assignments
from rotation.solver.entities import Shift as SolverShift
from rotation.solver.limits import Breach, Rule
from rotation.team.teams import Team
from rotation.timespan import Span, Week


@dataclass(frozen=True)
class Share:
    """The unsocial load of a member: in this rota, what is fair, carried in.

    ``fair_share`` is the sum of their parts of the places filled; all shares add up to all burden.
    ``carried`` is positive where they did more than their share before. ``kept_free`` is how much
    smaller the share is for the hours that their recurring week rules out.
    """

    member: UUID
    name: str
    burden: float
    fair_share: float
    carried: float
    kept_free: float
    shifts: int
    minutes: int


@dataclass(frozen=True)
class Review:
    """A week of a rota as the rules of its case see it; ``points``: lower is better.

    The case and its rota hold the weeks that were planned with it, ``span`` is the week itself.
    """

    case: Case
    rota: Assignments
    span: Span
    breaches: tuple[Breach, ...]
    points: int
    fairness: tuple[Share, ...]


def review(
    session: Session, team: Team, week: Week, shifts: Shifts, now: datetime, *, published: bool
) -> Review:
    """Return what the shifts of a week break and cost, and how they are shared.

    They are judged together with the weeks that one run planned with them.
    """
    weeks, around = judged_weeks.around(session, team, week, shifts, published=published)
    case, rota = case_and_rota(session, team, weeks, around, now)
    return judge(case, rota, frozenset(str(each.id) for each in shifts), week.span(team.zone))


def judge(case: Case, rota: Assignments, shifts: AbstractSet[str], span: Span) -> Review:
    """Return what a rota of a case breaks and costs in a week of it, and how it is shared. Pure.

    ``shifts`` are the ids of those of the week, ``span`` its instants.
    """
    known = kept_audits.breaches(case, rota)
    found = tuple(each for each in known if _concerns(each, shifts, span))
    points = sum(each.points for each in found)
    return Review(case, rota, span, found, points, _fairness(case, rota, shifts))


def judge_again(before: Review, shifts: Shifts) -> Review:
    """Return the review of a week whose shifts have other people than before. Pure."""
    here = frozenset(str(each.id) for each in shifts)
    elsewhere = frozenset(each for each in before.rota if each[0] not in here)
    return judge(before.case, elsewhere | rota_of(before.case, shifts), here, before.span)


def _concerns(breach: Breach, shifts: AbstractSet[str], span: Span) -> bool:
    """Tell whether a breach is about a week: its shifts, a time in it, or all weeks together."""
    if breach.shifts:
        return not shifts.isdisjoint(breach.shifts)
    return breach.span is None or breach.span.overlaps(span)


def review_standing(session: Session, team: Team, week: Week, now: datetime) -> Review:
    """Return what a published week breaks and costs as it stands, and how it is shared.

    Who stands in for a part of a place has a short shift of their own. It is judged together with
    the weeks that one run planned with it, of a long run those near it.
    """
    planned, _ = judged_weeks.around(session, team, week, (), published=True)
    at = planned.index(week)
    first = max(0, min(at - change_impact.FURTHEST // 2, len(planned) - change_impact.FURTHEST))
    near = planned[first : first + change_impact.FURTHEST]
    rota = change_impact.load(session, team, near, now)
    spans = rota.spans()
    case = change_impact.with_partial_shifts(rota, spans)
    here = frozenset(each.id for each in case.shifts if each.day in week.days)
    judged = judge(case, change_impact.rota(rota, case), here, week.span(team.zone))
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


def breaches_under(
    session: Session, team: Team, of: tuple[Week, Shifts], rules: tuple[Rule, ...], now: datetime
) -> tuple[Breach, ...]:
    """Return what the shifts of a week would break and cost if these rules held for the team."""
    week, shifts = of
    weeks, around = judged_weeks.around(session, team, week, shifts, published=False)
    keeping = FixedAssignments(now=now, rules=rules)
    case = build.case_of(session, team, weeks, around, keeping)
    here, span = frozenset(str(each.id) for each in shifts), week.span(team.zone)
    found = audit.breaches(case, rota_of(case, around))
    return tuple(each for each in found if _concerns(each, here, span))


def planned_with(session: Session, place: Place, now: datetime) -> tuple[Case, Assignments]:
    """Return the case and the rota of the weeks that were planned with a place."""
    week = Week.parse(place.week)
    weeks, shifts = judged_weeks.around(
        session, place.team, week, place.shifts, published=place.is_published
    )
    return case_and_rota(session, place.team, weeks, shifts, now)


def candidates(
    session: Session, team: Team, shifts: Shifts, shift: Shift, holder: UUID | None, now: datetime
) -> tuple[Candidate, ...]:
    """Return everybody who is not on a shift, best first, instead of whoever holds the place."""
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


def _fairness(case: Case, rota: Assignments, here: AbstractSet[str]) -> tuple[Share, ...]:
    """Return how some shifts of a case, those of one week, are shared; carried: by that week."""
    unit = case.burden_unit / conversion.POINT
    inside = frozenset(each for each in rota if each[0] in here)
    start = min((case.shift[each].span.start for each in here), default=case.span.start)
    before = frozenset(each for each in rota if case.shift[each[0]].span.start < start)
    fair = fair_shares.shares_of_rota(case, _burden, inside)
    done = fair_shares.worked(case, _burden, inside)
    free = fair_shares.kept_free(case, _burden, inside)
    earlier = fair_shares.balances(case, _burden, before)
    minutes = fair_shares.worked(case, lambda shift: shift.minutes, inside)
    shifts = Counter(who for _, who in inside)
    return tuple(
        Share(
            UUID(each.id),
            each.name,
            burden=round(done.get(each.id, 0.0) * unit, 2),
            fair_share=round(fair.get(each.id, 0.0) * unit, 2),
            carried=round((each.burden + earlier.get(each.id, 0.0)) * unit, 2),
            kept_free=round(free.get(each.id, 0.0) * unit, 2),
            shifts=shifts[each.id],
            minutes=round(minutes.get(each.id, 0.0)),
        )
        for each in case.members
    )


def _burden(shift: SolverShift) -> int:
    return shift.burden
