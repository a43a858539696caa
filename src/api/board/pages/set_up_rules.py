"""Set-up of the rules: each with its sentence, its settings, and what it does to a week."""

from typing import Any

from fastapi import Response
from sqlalchemy.orm import Session

from api.board import frame, rule_settings, set_up_view
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting, visit_again
from rotation.errors import NotFound
from rotation.rota.case import rule_settings as rules
from rotation.rota.checks import review
from rotation.rota.shifts import Shifts
from rotation.rota.versions import drafts, published_versions
from rotation.solver.limits import Breach
from rotation.team import labour, members, teams
from rotation.team.teams import Team
from rotation.timespan import Week
from rotation.words import say

router = page_router()
MAY_PLAN = [PageMay("plan")]
RULES = "/t/{team}/set-up/rules"
RULE = RULES + "/{rule}"


def load_rules(session: Session, visit: Visit, team: Team) -> dict[str, Any]:
    """Return what the page of the rules shows, with what each does to the week that is planned."""
    preset = labour.preset(team.labour_preset)
    judged = _week_of(session, visit, team)
    found = _breaches(session, visit, team, rules.of_team(session, team)) if judged else ()
    return {
        "rules": rule_settings.listed(session, team, preset),
        "preset": preset,
        "judged": judged,
        "broken": {name: [each for each in found if each.rule == name] for name in _names(found)},
    }


@router.get(RULES, dependencies=MAY_PLAN)
def show_rules(team: str, visit: Visiting) -> Response:
    """Show the rules of a team."""
    return set_up_view.show(visit, team, "rules", load_rules)


def show_rule_page(visit: Visit, ref: str, rule: str, **more: Any) -> Response:
    """Return the form of a rule; asked to try, with what it would do to the week."""

    def load(session: Session, visit: Visit, team: Team) -> dict[str, Any]:
        preset = labour.preset(team.labour_preset)
        return {
            "rule": rule_settings.named(session, team, preset, rule),
            "preset": preset,
            "people": members.of_team(session, team.id),
            "judged": _week_of(session, visit, team),
            "effect": None,
            "at": None,
        }

    return set_up_view.show(visit, ref, "rules_one", load, **more)


@router.get(RULE, dependencies=MAY_PLAN)
def show_rule(team: str, rule: str, visit: Visiting) -> Response:
    """Show a rule with every setting, to be changed."""
    return show_rule_page(visit, team, rule)


@router.post(RULE, dependencies=MAY_PLAN)
@shows_again(
    lambda request, error: show_rule_page(
        visit_again(request),
        request.path_params["team"],
        request.path_params["rule"],
        error=error,
        at=visit_again(request).form.value("at"),
    )
)
def change_rule(team: str, rule: str, visit: Visiting) -> Response:
    """Try a setting of a rule on the week, or keep it."""
    back, form = f"/t/{team}/set-up/rules", visit.form
    if form.value("action") == "try":
        effect = _effect(visit, team, rule)
        shown: dict[str, Any] = {"effect": effect, "sent": form, "at": form.value("at")}
        return show_rule_page(visit, team, rule, **shown)
    with visit.writing(back) as session:
        found = teams.find(session, team)
        wanted = rule_settings.changed(form, rules.settings(session, found), rule)
        rules.put(session, found, wanted)
    return visit.go(f"{back}#rule-{rule}", say("The rule is kept. It holds from the next run on."))


def _effect(visit: Visit, ref: str, rule: str) -> tuple[list[Breach], list[Breach]]:
    """Return what the rule breaks or costs in the week now, and with the form's settings."""
    with visit.reading() as session:
        team = teams.find(session, ref)
        wanted = rule_settings.changed(visit.form, rules.settings(session, team), rule)
        tried = rules.combined(labour.preset(team.labour_preset), wanted)
        before = _breaches(session, visit, team, rules.of_team(session, team))
        after = _breaches(session, visit, team, tried)
    return tuple([e for e in each if e.rule == rule] for each in (before, after))  # type: ignore[return-value]  # two of them


def _breaches(session: Session, visit: Visit, team: Team, tried: Any) -> tuple[Breach, ...]:
    judged = _week_of(session, visit, team)
    if judged is None:
        return ()
    return review.breaches_under(session, team, judged, tried, visit.now)


def _week_of(session: Session, visit: Visit, team: Team) -> tuple[Week, Shifts] | None:
    """Return the next week that has a rota, else this one; the draft before the published one."""
    this = frame.this_week(visit, team)
    for week in (this.plus(1), this):
        try:
            return week, drafts.find(session, team.id, str(week)).shifts
        except NotFound:
            published = published_versions.latest(session, team.id, week.span(team.zone))
            if str(week) in published:
                return week, published[str(week)]
    return None


def _names(found: tuple[Breach, ...]) -> set[str]:
    return {each.rule for each in found}
