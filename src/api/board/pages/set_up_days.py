"""Set-up of days unlike others: closed days, special days, the holidays of the country."""

from dataclasses import replace
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
from rotation.errors import Impossible
from rotation.team import closures, special_days, teams
from rotation.team.special_days import SpecialDay
from rotation.team.teams import Team
from rotation.words import say

router = page_router()
MAY_PLAN = [PageMay("plan")]
DAYS = "/t/{team}/set-up/closures"


def load_days(session: Session, visit: Visit, team: Team) -> dict[str, Any]:
    """Return what the page of unusual days shows: this year and the next."""
    today = visit.now.astimezone(team.zone).date()
    years = today.year, today.year + 1
    own = special_days.listed(session, team.id)
    holidays = closures.public_holidays(team, years, visit.reader.language)
    proposed = [
        each
        for year in years
        for each in special_days.proposed(session, team, year)
        if each.day >= today
    ]
    return {
        "closures": closures.listed(session, team.id),
        "holidays": {day: name for day, name in holidays.items() if day >= today},
        "special_days": own,
        "proposed": proposed,
        "categories": closures.categories(team),
        "today": today,
    }


@router.get(DAYS, dependencies=MAY_PLAN)
def show_days(team: str, visit: Visiting) -> Response:
    """Show the closed and the special days of a team, and the holidays of its country."""
    return set_up_view.show(visit, team, "closures", load_days)


@router.post(DAYS, dependencies=MAY_PLAN)
@shows_again(set_up_view.again("closures", load_days))
def change_closures(team: str, visit: Visiting) -> Response:
    """Close a day, or open one again."""
    back, form = f"/t/{team}/set-up/closures", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        if closed := form.id("delete"):
            closures.delete(session, found.id, closed)
            return visit.go(back, say("The day is open again."))
        day = form.date("day")
        if day is None:
            raise Impossible("Say which day.", field="/day")
        closures.create(session, found.id, day, form.checked("name", fields.Text))
    return visit.go(back, say("The day is closed: it gets no shifts when a week is planned anew."))


@router.post(DAYS + "/special", dependencies=MAY_PLAN)
@shows_again(set_up_view.again("closures", load_days))
def change_special_days(team: str, visit: Visiting) -> Response:
    """Mark a day as special, or let one be as any other again."""
    back, form = f"/t/{team}/set-up/closures", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        if gone := form.id("delete"):
            special_days.delete(session, found.id, gone)
            return visit.go(back, say("The day is as any other again."))
        special_days.create(session, found.id, _special_day(form))
    return visit.go(back, say("The day is special: nobody has it again before the others did."))


@router.post(DAYS + "/holidays", dependencies=MAY_PLAN)
@shows_again(set_up_view.again("closures", load_days))
def change_holidays(team: str, visit: Visiting) -> Response:
    """Keep which kinds of holidays of the country count."""
    back, chosen = f"/t/{team}/set-up/closures", tuple(visit.form.values("categories"))
    if not chosen:
        raise Impossible("Choose at least one.", field="/categories")
    with visit.writing(back) as session:
        found = teams.find(session, team)
        closures.check_place(found.country, found.subdivision, chosen)
        teams.change(session, replace(found, holiday_categories=chosen))
    return visit.go(back, say("Kept."))


def _special_day(form: Form) -> SpecialDay:
    day = form.date("special_day")
    if day is None:
        raise Impossible("Say which day.", field="/special_day")
    start = hours_fields.wall(form, "special_from", form.value("special_from") or "00:00")
    end = hours_fields.wall(form, "special_to", form.value("special_to") or "24:00")
    name, burden = form.checked("special_name", fields.Text), form.number("burden", 0, 100)
    return special_days.new(day, name, burden, (start, end))
