"""Set-up of messages to people: when they are reminded, when it is quiet, the weekly summary."""

from typing import Any

from fastapi import Response
from sqlalchemy.orm import Session

from api.board import hours_fields, set_up_view
from api.board.form import Form
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.clients.services import configured
from api.http.deps import settings_of
from rotation.errors import Impossible
from rotation.notices import contacts, rules, webhooks
from rotation.notices.due import EscalationStep, NoticeRules, QuietHours, Summary
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.words import say

router = page_router()
MAY_PLAN = [PageMay("plan")]
_LATEST_STEP = 720
"""Minutes after the start of a shift by which the last step of a ladder is due."""
NOTICES = "/t/{team}/set-up/notices"
LONGEST = 7 * 24 * 60
MOST_LEADS = 5


def load_notices(session: Session, visit: Visit, team: Team) -> dict[str, Any]:
    """Return what the page of messages to people shows."""
    hooks = webhooks.listed(session, None, 100) if visit.actor.teams is None else []
    people = members.of_team(session, team.id)
    addresses = [
        (f"contact:{each.id}", f"{person.name}: {each.address}")
        for person in people
        for each in contacts.listed(session, person.id)
    ]
    services = [
        (f"service:{each}", each) for each in configured(settings_of(visit.request).services)
    ]
    return {
        "notices": rules.of_team(session, team),
        "destinations": [*addresses, *((f"webhook:{e.id}", e.url) for e in hooks), *services],
        "mail": bool(settings_of(visit.request).smtp_url),
    }


@router.get(NOTICES, dependencies=MAY_PLAN)
def show_notices(team: str, visit: Visiting) -> Response:
    """Show when the people of a team are told of their shifts."""
    return set_up_view.show(visit, team, "notices", load_notices)


@router.post(NOTICES, dependencies=MAY_PLAN)
@shows_again(set_up_view.again("notices", load_notices))
def change_notices(team: str, visit: Visiting) -> Response:
    """Keep when the people of a team are told; what waits is written anew."""
    back = f"/t/{team}/set-up/notices"
    with visit.writing(back) as session:
        found = teams.find(session, team)
        known = {key for key, _ in load_notices(session, visit, found)["destinations"]}
        rules.put(session, found, _rules(visit.form, known))
    return visit.go(back, say("Kept. Reminders that wait are written anew."))


def _rules(form: Form, known: set[str]) -> NoticeRules:
    quiet = None
    if form.value("quiet_from") or form.value("quiet_to"):
        start = hours_fields.wall(form, "quiet_from", form.required("quiet_from"))
        quiet = QuietHours(start, hours_fields.wall(form, "quiet_to", form.required("quiet_to")))
    leads = _minutes(form, "lead_minutes", 1, LONGEST)
    return NoticeRules(leads, quiet, _summary(form, known), _ladder(form))


def _ladder(form: Form) -> tuple[EscalationStep, ...]:
    """Return the steps that a form gives: minutes after the start for the member and the leads."""
    again = _minutes(form, "escalate_member", 0, _LATEST_STEP)
    leads = _minutes(form, "escalate_lead", 0, _LATEST_STEP)
    steps = [EscalationStep(each, "member") for each in again]
    steps += [EscalationStep(each, "lead") for each in leads]
    return tuple(sorted(steps, key=lambda each: each.minutes))


def _minutes(form: Form, name: str, least: float, most: float) -> tuple[float, ...]:
    """Return the minutes of a line such as 1440 60, the longest first."""
    found = []
    for text in form.value(name).replace(";", " ").split():
        plain = Form(((name, text.rstrip(",")),))
        found.append(plain.number(name, least, most) or 0.0)
    if len(found) > MOST_LEADS:
        raise Impossible(say("At most {most} reminders.", most=MOST_LEADS), field=f"/{name}")
    return tuple(sorted(set(found), reverse=True))


def _summary(form: Form, known: set[str]) -> Summary | None:
    to = form.value("summary_to")
    if not to:
        return None
    kind, _, name = form.chosen("summary_to", known).partition(":")
    at = hours_fields.wall(form, "summary_at", form.required("summary_at"))
    if at == "24:00":
        raise Impossible("A time is before midnight here.", field="/summary_at")
    weekday = form.whole("summary_weekday", 1, 7) or 5
    if kind == "service":
        return Summary(weekday, at, service=name)
    reached = Form((("id", name),)).id("id")
    if kind == "webhook":
        return Summary(weekday, at, webhook=reached)
    return Summary(weekday, at, contact=reached)
