"""Set-up of shifts: proposed from opening hours and targets, added, changed, deleted."""

from typing import Any
from uuid import UUID

from fastapi import Response
from sqlalchemy.orm import Session

from api.board import hours_fields, set_up_view, shift_proposals
from api.board.form import Form, words
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting, visit_again
from api.schemas import fields
from rotation.clock import new_id
from rotation.demand import channels, shift_patterns
from rotation.demand.shift_patterns import ShiftPattern
from rotation.errors import Impossible
from rotation.team import teams
from rotation.team.strategy import TASKS
from rotation.team.teams import Team
from rotation.words import say

router = page_router()
MAY_PLAN = [PageMay("plan")]
SHIFTS = "/t/{team}/set-up/shifts"
SHIFT = SHIFTS + "/{pattern}"
USUAL_MOST = 4


def load_shifts(session: Session, visit: Visit, team: Team) -> dict[str, Any]:
    """Return what the list of shifts shows."""
    known, there = channels.listed(session, team.id), shift_patterns.listed(session, team.id)
    return {
        "channels": known,
        "patterns": there,
        "proposed": shift_proposals.proposed(known, there, visit.reader),
        "tasks": TASKS,
    }


@router.get(SHIFTS, dependencies=MAY_PLAN)
def show_shifts(team: str, visit: Visiting) -> Response:
    """Show the shifts of a team, and those proposed from its opening hours."""
    return set_up_view.show(visit, team, "shifts", load_shifts)


@router.post(SHIFTS, dependencies=MAY_PLAN)
@shows_again(set_up_view.again("shifts", load_shifts))
def add_shifts(team: str, visit: Visiting) -> Response:
    """Add a shift pattern, or all that were proposed."""
    back, form = f"/t/{team}/set-up/shifts", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        known, there = channels.listed(session, found.id), shift_patterns.listed(session, found.id)
        proposed = form.value("action") == "proposed"
        wanted = (
            shift_proposals.proposed(known, there, visit.reader) if proposed else [_pattern(form)]
        )
        for each in wanted:
            shift_patterns.create(session, found.id, each)
    said = visit.reader.count("{count} shift is added.", "{count} shifts are added.", len(wanted))
    return visit.go(back, said)


def show_shift_page(visit: Visit, team: str, pattern: str, **more: Any) -> Response:
    """Return the form of a shift pattern."""

    def load(session: Session, _visit: Visit, found: Team) -> dict[str, Any]:
        there = shift_patterns.find(session, found.id, UUID(pattern))
        return {"pattern": there, "channels": channels.listed(session, found.id), "tasks": TASKS}

    return set_up_view.show(visit, team, "shifts_one", load, **more)


@router.get(SHIFT, dependencies=MAY_PLAN)
def show_shift(team: str, pattern: UUID, visit: Visiting) -> Response:
    """Show a shift pattern, to be changed."""
    return show_shift_page(visit, team, str(pattern))


@router.post(SHIFT, dependencies=MAY_PLAN)
@shows_again(
    lambda request, error: show_shift_page(
        visit_again(request),
        request.path_params["team"],
        request.path_params["pattern"],
        error=error,
    )
)
def change_shift(team: str, pattern: UUID, visit: Visiting) -> Response:
    """Keep what was changed about a shift pattern, or delete it; what is published stays."""
    back = f"/t/{team}/set-up/shifts"
    with visit.writing(back) as session:
        found = teams.find(session, team)
        shift_patterns.find(session, found.id, pattern)
        if visit.form.value("action") == "delete":
            shift_patterns.delete(session, found.id, pattern, visit.now)
            return visit.go(back, say("Deleted. Rotas made from it stay."))
        shift_patterns.change(session, found.id, _pattern(visit.form, pattern))
    return visit.go(back, say("Kept. It holds for the weeks that are planned from now on."))


def _pattern(form: Form, pattern_id: UUID | None = None) -> ShiftPattern:
    weekdays = tuple(sorted({int(each) for each in form.values("weekdays") if each in "1234567"}))
    if not weekdays:
        raise Impossible("Choose at least one weekday.", field="/weekdays")
    target, least = form.whole("target", 0, 100), form.whole("minimum", 0, 100)
    usual = max(USUAL_MOST, least or 0) if target is None else max(target, least or 0)
    least = least if least is not None else min(1, usual)
    most = form.whole("maximum", 0, 100)
    start = hours_fields.wall(form, "start", form.required("start"))
    if start == "24:00":
        raise Impossible("A shift starts before midnight.", field="/start")
    return ShiftPattern(
        pattern_id or new_id(),
        form.checked("name", fields.Text),
        weekdays,
        start,
        hours_fields.wall(form, "end", form.required("end")),
        task=form.checked("task", fields.Word) if form.value("task") else "webcare",
        channels=tuple(form.values("channels")),
        languages=words(form, "languages", fields.Language),
        skills=words(form, "skills", fields.Word),
        minimum=least,
        target="auto" if target is None else target,
        maximum=usual if most is None else most,
        burden=form.number("burden", 0, 1000),
    )
