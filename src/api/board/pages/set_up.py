"""Set-up of a team: the steps to a published week; its name, place, law and ways of working."""

from dataclasses import replace
from typing import Any

from fastapi import Response
from sqlalchemy.orm import Session

from api.board import hours_fields, set_up_view
from api.board.form import Form, words
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.schemas import fields
from rotation.errors import Impossible
from rotation.team import closures, labour, teams
from rotation.team.strategy import LEVELS
from rotation.team.teams import BaseStaff, Freeze, Team
from rotation.timespan import wall_minutes
from rotation.words import say

router = page_router()
MAY_PLAN = [PageMay("plan")]
BASE = "/t/{team}/set-up"
NO_SAFETY = "off"


def load_team(_session: Session, visit: Visit, team: Team) -> dict[str, Any]:
    """Return what the page of a team shows."""
    return {
        "presets": [(each, visit.reader(labour.preset(each).title)) for each in labour.names()],
        "preset": labour.preset(team.labour_preset),
        "subdivisions": closures.subdivisions(team.country),
        "base_staff": {day: _base_line(team, day) for day in range(1, 8)},
        "levels": LEVELS,
        "can_erase": visit.may("plan"),
    }


@router.get(BASE, dependencies=MAY_PLAN)
def show_set_up(team: str, visit: Visiting) -> Response:
    """Show what the set-up of a team has and what is missing."""
    return set_up_view.show(visit, team, "", load_team)


@router.post(BASE, dependencies=MAY_PLAN)
@shows_again(set_up_view.again("", load_team))
def change_team(team: str, visit: Visiting) -> Response:
    """Keep the name, the zone, the country and the law of a team."""
    with visit.writing(f"/t/{team}/set-up") as session:
        found = teams.find(session, team)
        wanted = replace(found, **team_values(visit.form), **working_values(visit.form, found))
        closures.check_place(wanted.country, wanted.subdivision, wanted.holiday_categories)
        teams.change(session, wanted)
    return visit.go(f"/t/{team}/set-up", say("Kept."))


def team_values(form: Form) -> dict[str, Any]:
    """Return the fields of a team that a form gives; Impossible names one that cannot be."""
    country = form.required("country", 2).upper()
    closures.check_place(country, form.value("subdivision") or None, ())
    return {
        "name": form.checked("name", fields.Text),
        "timezone": form.checked("timezone", fields.TimeZone),
        "country": country,
        "subdivision": form.value("subdivision") or None,
        "labour_preset": form.checked("labour_preset", fields.Word),
    }


def working_values(form: Form, team: Team) -> dict[str, Any]:
    """Return how a team works, as a form gives it; Impossible names a field that cannot be."""
    safety = form.number("safety", 50, 95)
    shrinkage = form.number("shrinkage", 0, 90) or 0.0
    frozen = form.number("frozen_hours", 0, 8784)
    guarded = form.number("protected_hours", 0, 8784)
    freeze = team.freeze
    return {
        "languages": words(form, "languages", fields.Language) or team.languages,
        "strategy": form.chosen("strategy", LEVELS),
        "swap_approval": form.has("swap_approval"),
        "safety": None if safety is None else safety / 100,
        "staffing": replace(team.staffing, shrinkage=round(shrinkage / 100, 6)),
        "freeze": Freeze(
            freeze.frozen_hours if frozen is None else frozen,
            freeze.protected_hours if guarded is None else guarded,
        ),
        "base_staff": tuple(each for day in range(1, 8) for each in _base(form, day)),
    }


def _base(form: Form, weekday: int) -> list[BaseStaff]:
    """Return who answers beside the rota on a weekday: 09:00–17:00 × 3."""
    name, found = f"base-{weekday}", []
    for part in filter(None, (each.strip() for each in form.value(name).split(","))):
        hours, _, heads = part.lower().replace("x", "×").partition("×")
        start, _, end = hours.replace("–", "-").partition("-")
        if not heads.strip().isdecimal() or int(heads) > 500:
            raise Impossible("People beside the rota: 09:00–17:00 × 3.", field=f"/{name}")
        first, last = hours_fields.wall(form, name, start), hours_fields.wall(form, name, end)
        if wall_minutes(first) == wall_minutes(last):
            raise Impossible("The end has to be after the start.", field=f"/{name}")
        found.append(BaseStaff(weekday, first, last, int(heads)))
    return found


def _base_line(team: Team, weekday: int) -> str:
    here = [each for each in team.base_staff if each.weekday == weekday]
    return ", ".join(f"{each.start}–{each.end} × {each.heads}" for each in here)
