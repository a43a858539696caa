"""Set-up of dates planned otherwise, beside the opening hours that customers see."""

from typing import Any

from fastapi import Response
from sqlalchemy.orm import Session

from api.board import hours_fields, set_up_view
from api.board.form import Form
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.schemas import fields
from rotation.clock import new_id
from rotation.demand import channels, customer_hours, day_plans
from rotation.demand.day_plans import DatedWindow, DayPlan, OneOffShift
from rotation.errors import Impossible
from rotation.team import teams
from rotation.team.away_texts import AwayText
from rotation.team.teams import Team
from rotation.words import LANGUAGES, say

router = page_router()
MAY_PLAN = [PageMay("plan")]
PLANS = "/t/{team}/set-up/day-plans"
_DAYS = 60
"""How many dates ahead the page looks for dates unlike others."""


def load_plans(session: Session, visit: Visit, team: Team) -> dict[str, Any]:
    """Return the day plans of a team and its opening hours as customers see them now."""
    today = visit.now.astimezone(team.zone).date()
    known = channels.listed(session, team.id)
    seen = [
        (each, customer_hours.of_channel(session, team, each, _DAYS, visit.now)) for each in known
    ]
    plans = [each for each in day_plans.listed(session, team.id) if each.last_day >= today]
    return {"plans": plans, "seen": seen, "languages": LANGUAGES}


@router.get(PLANS, dependencies=MAY_PLAN)
def show_plans(team: str, visit: Visiting) -> Response:
    """Show the day plans of a team and what customers see of its opening hours."""
    return set_up_view.show(visit, team, "closures_plans", load_plans)


@router.post(PLANS, dependencies=MAY_PLAN)
@shows_again(set_up_view.again("closures_plans", load_plans))
def change_plans(team: str, visit: Visiting) -> Response:
    """Plan some dates otherwise, or let them be as usual again."""
    back, form = f"/t/{team}/set-up/day-plans", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        if gone := form.id("delete"):
            day_plans.delete(session, found.id, gone)
            return visit.go(back, say("The days are as usual again."))
        day_plans.create(session, found.id, _plan(form))
    return visit.go(back, say("The days are planned otherwise when a week is planned anew."))


def _plan(form: Form) -> DayPlan:
    first = form.date("first_day")
    if first is None:
        raise Impossible("Say which day.", field="/first_day")
    factor = form.number("volume_factor", 0, 100)
    return DayPlan(
        new_id(),
        form.checked("name", fields.Text),
        first,
        form.date("last_day") or first,
        _windows(form),
        _shifts(form),
        not form.has("only_these"),
        1.0 if factor is None else factor,
        AwayText(*(form.value(f"away_{each}")[:500] or None for each in LANGUAGES)),
    )


def _windows(form: Form) -> tuple[DatedWindow, ...] | None:
    """Return the opening hours of a form; None: the usual ones."""
    found = hours_fields.line(form, "hours")
    if not found and not form.has("no_hours"):
        return None
    return tuple(DatedWindow(each.start, each.end) for each in found)


def _shifts(form: Form) -> tuple[OneOffShift, ...]:
    people = form.number("people", 1, 50)
    found = hours_fields.line(form, "shift_hours")
    name = form.value("shift_name")[:200] or form.checked("name", fields.Text)
    return tuple(OneOffShift(name, each.start, each.end, int(people or 1)) for each in found)
