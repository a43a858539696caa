"""One's own availability: for each shift can, rather not, cannot; the usual week; times away."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from api.board import frame
from api.board.form import EMPTY
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.reading import Reader
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.http.deps import now_of
from rotation.account.access import Access
from rotation.availability import absences, leave, weeks, wishes
from rotation.availability.weeks import AvailabilityEntry
from rotation.demand import shift_patterns
from rotation.demand.shift_patterns import ShiftPattern
from rotation.errors import Impossible, NotFound, RotationError
from rotation.rota.case import build
from rotation.rota.planning import planning_horizon
from rotation.rota.shifts import Shift
from rotation.team import teams
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import Span, Week, start_of_day
from rotation.words import say

router = page_router()
MAY_OWN = [PageMay("own")]
PAGE = "/me/availability"
AHEAD = 2
"""How many weeks ahead the page opens: what can still be planned for."""
CHOICES = ("can", "rather_not", "cannot")
Choice = Literal["can", "rather_not", "cannot"]
WeekIn = Annotated[str, Query(alias="w", max_length=10)]


@dataclass(frozen=True)
class Line:
    """A shift with what its member has said about it; ``usual``: nothing for this date alone."""

    shift: Shift
    choice: Choice
    usual: bool
    asked: bool
    fixed: bool


@router.get(PAGE, dependencies=MAY_OWN)
def show_availability(visit: Visiting, week: WeekIn = "") -> Response:
    """Show the shifts of a week, each with a choice of three."""
    return availability_page(visit, week)


def availability_page(visit: Visit, week: str, *, alert: str = "", status: int = 200) -> Response:
    """Return the page of one's availability in a week."""
    with visit.reading() as session:
        me = frame.own_member(session, visit)
        team = teams.of_id(session, me.team_id)
        visit = visit.of_team(team)
        asked = Week.parse(week) if week else frame.this_week(visit, team).plus(AHEAD)
        lines = _lines(session, team, me, asked)
        return visit.page(
            "availability.j2",
            status,
            team=team,
            frame=frame.of_team(session, visit, team),
            here="availability",
            week=asked,
            days=[(day, [each for each in lines if each.shift.day == day]) for day in asked.days],
            before=asked.plus(-1),
            after=asked.plus(1),
            over=asked.span(team.zone).end <= visit.now,
            until=planning_horizon.wishes_until(session, team, asked),
            away=_away(session, me, visit),
            alert=alert,
            was=_was(visit, lines),
            today=visit.now.astimezone(team.zone).date(),
        )


def _was(visit: Visit, lines: Sequence[Line]) -> tuple[UUID, str] | None:
    """Return the shift that was just chosen for, with what was chosen before: that undoes it."""
    shift, _, choice = visit.request.query_params.get("was", "").partition(".")
    found = (each.shift.id for each in lines if str(each.shift.id) == shift)
    return next(((each, choice) for each in found if choice in CHOICES), None)


def availability_again(request: Request, error: RotationError) -> Response:
    """Return the page of one's availability, above it why something was not kept."""
    reader = Reader.of(request)
    visit = Visit(request, request.state.actor, now_of(request), reader, EMPTY)
    week = request.query_params.get("w", "")
    return availability_page(visit, week, alert=reader(error.detail), status=422)


@router.post(PAGE, dependencies=MAY_OWN)
@shows_again(availability_again)
def choose(visit: Visiting, week: WeekIn = "") -> Response:
    """Keep what a member says about one shift."""
    wanted, back = visit.form.value("choice"), f"{PAGE}?w={Week.parse(week)}"
    if wanted not in CHOICES:
        raise Impossible("Choose can, rather not or cannot.", field="/choice")
    with visit.writing(back) as session:
        me = frame.own_member(session, visit)
        team = teams.of_id(session, me.team_id)
        found = {each.shift.id: each for each in _lines(session, team, me, Week.parse(week))}
        line = found.get(visit.form.id("shift") or me.id)
        if line is None:
            raise NotFound("There is no such shift in this week.")
        _choose(session, visit, me, line, wanted)
    reader = visit.of_team(team).reader
    undo = f"{back}&was={line.shift.id}.{line.choice}"
    return visit.go(undo, reader("Saved {time}", time=reader.time(visit.now)))


@router.post(PAGE + "/as-before", dependencies=MAY_OWN)
@shows_again(availability_again)
def choose_as_before(visit: Visiting, week: WeekIn = "") -> Response:
    """Say of each shift of a week what was said of it a week before."""
    asked = Week.parse(week)
    with visit.writing(f"{PAGE}?w={asked}") as session:
        me = frame.own_member(session, visit)
        team = teams.of_id(session, me.team_id)
        _choose_as_before(session, visit, (team, me), asked)
    reader = visit.of_team(team).reader
    return visit.go(f"{PAGE}?w={asked}", reader("Saved {time}", time=reader.time(visit.now)))


def _choose_as_before(session: Session, visit: Visit, of: tuple[Team, Member], week: Week) -> None:
    """Let the shifts of a week be as a week before; leave and the usual week stay as they are."""
    team, me = of
    before = {_recurring(each.shift): each for each in _lines(session, team, me, week.plus(-1))}
    for line in _lines(session, team, me, week):
        was = before.get(_recurring(line.shift), line)
        if was.choice != line.choice:
            with suppress(Impossible):
                _choose(session, visit, me, line, was.choice)


def _recurring(shift: Shift) -> tuple[UUID, int]:
    return shift.pattern_id, shift.day.isoweekday()


@router.post(PAGE + "/away", dependencies=MAY_OWN)
@shows_again(availability_again)
def be_away(visit: Visiting) -> Response:
    """Ask for leave from one day to another, both included."""
    first, last = visit.form.date("first"), visit.form.date("last")
    if first is None:
        raise Impossible("Say the first day.", field="/first")
    with visit.writing(PAGE) as session:
        me = frame.own_member(session, visit)
        team = teams.of_id(session, me.team_id)
        span = _whole_days(first, last or first, team)
        made = absences.create(session, me.id, span, "leave", visit.now, state=_state(visit))
    asked = say("Asked. The planner decides, and you are told.")
    week = Week.of(first)
    return visit.go(f"{PAGE}?w={week}", say("Kept.") if made.state == "approved" else asked)


@router.post(PAGE + "/away/{absence}/delete", dependencies=MAY_OWN)
@shows_again(availability_again)
def be_there(absence: UUID, visit: Visiting) -> Response:
    """Take an absence back."""
    with visit.writing(PAGE) as session:
        absences.delete(session, frame.own_member(session, visit).id, absence)
    return visit.go(PAGE, say("Taken back."))


@router.get(PAGE + "/usual", dependencies=MAY_OWN)
def show_usual(visit: Visiting) -> Response:
    """Show what every week is like for a member."""
    return usual_page(visit)


def usual_page(visit: Visit) -> Response:
    """Return the form of one's usual week."""
    with visit.reading() as session:
        me = frame.own_member(session, visit)
        team = teams.of_id(session, me.team_id)
        visit = visit.of_team(team)
        entries = weeks.of_member(session, me.id)
        found = shift_patterns.listed(session, team.id)
        monday = frame.this_week(visit, team)
        table = [
            (
                day,
                [
                    (each, _usual(entries, day.isoweekday(), each))
                    for each in sorted(found, key=lambda each: each.start)
                    if day.isoweekday() in each.weekdays
                ],
            )
            for day in monday.days
        ]
        slots = {(d.isoweekday(), p.start, p.end) for d, row in table for p, _ in row}
        others = [e for e in entries if (e.weekday, e.start, e.end) not in slots]
        return visit.page(
            "usual_week.j2",
            team=team,
            frame=frame.of_team(session, visit, team),
            here="availability",
            table=table,
            others=others,
            days=monday.days,
        )


@router.post(PAGE + "/usual", dependencies=MAY_OWN)
def keep_usual(visit: Visiting) -> Response:
    """Keep what every week is like; fields are named by weekday and shift pattern."""
    with visit.writing(PAGE) as session:
        me = frame.own_member(session, visit)
        found = shift_patterns.listed(session, me.team_id)
        before = weeks.of_member(session, me.id)
        slots = {(day, each.start, each.end) for each in found for day in each.weekdays}
        kept = [e for e in before if (e.weekday, e.start, e.end) not in slots]
        weeks.put(session, me.id, [*kept, *_entries(visit, found)])
    return visit.go(PAGE, say("Your usual week is kept."))


def _entries(visit: Visit, found: Sequence[ShiftPattern]) -> Iterator[AvailabilityEntry]:
    kinds: tuple[weeks.Kind, ...] = ("rather_not", "cannot")
    for each in found:
        for day in each.weekdays:
            wanted = visit.form.value(f"{day}-{each.id}", "can")
            for kind in kinds:
                if kind == wanted:
                    yield AvailabilityEntry(day, each.start, each.end, kind)


def _usual(entries: Sequence[AvailabilityEntry], weekday: int, pattern: Any) -> str:
    slot = (weekday, pattern.start, pattern.end)
    found = [each.kind for each in entries if (each.weekday, each.start, each.end) == slot]
    return found[-1] if found else "can"


def _lines(session: Session, team: Team, me: Member, week: Week) -> list[Line]:
    shifts, _ = build.shifts_of(session, team, [week])
    own = [s for s in shifts if set(s.channels) <= set(me.channels) or not s.channels]
    span = week.span(team.zone)
    wide = Span(span.start, span.end + timedelta(days=1))
    time = leave.for_span(session, team, [me], wide)[me.id]
    usual = weeks.dated(weeks.of_member(session, me.id), team.zone, wide)
    asked = [a for a in absences.listed(session, me.id, None, 500) if a.state == "asked"]
    dated = [w.span for w in wishes.listed(session, me.id, None, 500)]
    made = [a.span for a in absences.listed(session, me.id, None, 500) if a.state != "refused"]
    lines = []
    for shift in own:
        here = Span(shift.start, shift.end)
        waits = any(each.span.overlaps(here) for each in asked)
        choice: Choice = "can"
        if waits or any(each.overlaps(here) for each in time.cannot):
            choice = "cannot"
        elif any(each.overlaps(here) for each in time.rather_not):
            choice = "rather_not"
        alone = here in dated or any(each.overlaps(here) for each in made)
        fixed = any(each.overlaps(here) for each in usual["cannot"])
        lines.append(Line(shift, choice, not alone, waits, fixed))
    return lines


def _choose(session: Session, visit: Visit, me: Member, line: Line, wanted: str) -> None:
    """Let one shift of one date be as said; what was said about it alone before goes."""
    span = Span(line.shift.start, line.shift.end)
    there = absences.listed(session, me.id, None, 500)
    if wanted != "cannot":
        others = (each.span for each in there if each.state != "refused" and each.span != span)
        if any(each.overlaps(span) for each in others):
            raise Impossible("You are away then. Take that back first.", field="/choice")
        if line.fixed:
            raise Impossible("Your usual week says cannot. Change that first.", field="/choice")
    for wish in wishes.listed(session, me.id, None, 500):
        if wish.span == span:
            wishes.delete(session, me.id, wish.id)
    for absence in there:
        if absence.span == span:
            absences.delete(session, me.id, absence.id)
    if wanted == "cannot":
        absences.create(session, me.id, span, "other", visit.now, state=_state(visit))
    elif wanted == "rather_not":
        wishes.create(session, me.id, span, "rather_not", visit.now)
    elif _rather_not_usually(session, me, span):
        wishes.create(session, me.id, span, "prefer", visit.now)


def _rather_not_usually(session: Session, me: Member, span: Span) -> bool:
    team = teams.of_id(session, me.team_id)
    usual = weeks.dated(weeks.of_member(session, me.id), team.zone, span)
    return bool(usual["rather_not"])


def _state(visit: Visit) -> absences.State:
    return "asked" if visit.actor.access is Access.MEMBER else "approved"


def _whole_days(first: date, last: date, team: Team) -> Span:
    return Span(start_of_day(first, team.zone), start_of_day(last + timedelta(days=1), team.zone))


def _away(session: Session, me: Member, visit: Visit) -> list[Any]:
    found = absences.listed(session, me.id, None, 500)
    return [each for each in found if each.span.end > visit.now and each.kind != "other"]
