"""The set-up of a team as its pages show it: what is there, what comes next, a refused form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.board import frame
from api.board.page_route import ShownAgain, page_status
from api.board.visit import Visit, visit_again
from rotation.demand import channels, shift_patterns
from rotation.demand.channels import Channel
from rotation.demand.messages import message_log
from rotation.errors import RotationError
from rotation.rota.versions import published_versions
from rotation.team import members, teams
from rotation.team.teams import Team

Loading = Callable[[Session, Visit, Team], dict[str, Any]]
"""Returns what one page of the set-up shows beside what all of them show."""


@dataclass(frozen=True)
class SetUpStep:
    """A step from nothing to a published week."""

    name: str
    is_done: bool
    title: str
    text: str
    href: str
    label: str


def show(
    visit: Visit,
    ref: str,
    tab: str,
    load: Loading,
    *,
    error: RotationError | None = None,
    **more: Any,
) -> Response:
    """Return a page of the set-up; ``error`` says why its form was refused."""
    with visit.reading() as session:
        team = teams.find(session, ref)
        visit = visit.of_team(team)
        steps = steps_of(session, visit, team)
        values = {
            "team": team,
            "frame": frame.of_team(session, visit, team),
            "here": "setup",
            "tab": tab.split("_", maxsplit=1)[0],
            "base": f"/t/{team.slug}/set-up",
            "week": frame.this_week(visit, team).plus(1),
            "steps": steps,
            "after": next_after(steps, tab),
            "own_is_done": all(each.is_done for each in steps if each.name == tab),
            **load(session, visit, team),
            **visit.refused(error),
            **more,
        }
        status = page_status(error) if error else 200
        return visit.page(f"set_up_{tab or 'start'}.j2", status, **values)


def again(tab: str, load: Loading) -> ShownAgain:
    """Return what shows a page of the set-up again with what is wrong at its field."""

    def shown(request: Request, error: RotationError) -> Response:
        visit, ref = visit_again(request), request.path_params["team"]
        return show(visit, ref, tab, load, error=error)

    return shown


def nothing(_session: Session, _visit: Visit, _team: Team) -> dict[str, Any]:
    """Return nothing beside what every page of the set-up shows."""
    return {}


def steps_of(session: Session, visit: Visit, team: Team) -> Sequence[SetUpStep]:
    """Return the steps to a published week, each with what is there."""
    r, base = visit.reader, f"/t/{team.slug}"
    people = len(members.of_team(session, team.id))
    known, patterns = channels.listed(session, team.id), shift_patterns.listed(session, team.id)
    told = _messages(session, visit, team, known)
    counted = r.count("{count} person", "{count} people", people) if people else r("nobody yet")
    named = ", ".join(each.name for each in known)
    shifts = ", ".join(dict.fromkeys(each.name for each in patterns))
    week = frame.this_week(visit, team).plus(1)
    dates = r("Week {number}, {dates}", number=week.number, dates=r.week(week.days))
    done = published_versions.any_of(session, team.id)
    rows = (
        ("people", people > 0, r("People"), counted, "people", r("Add people")),
        ("channels", bool(known), r("Channels"), named, "set-up/channels", r("Choose channels")),
        ("shifts", bool(patterns), r("Shifts"), shifts, "set-up/shifts", r("Look at shifts")),
        ("messages", bool(told), r("Messages"), told, "set-up/messages", r("Bring in a log")),
        ("rota", done, r("The rota"), dates, f"w/{week}", r("Make the rota")),
    )
    none = {"messages": r("not known: every shift gets its minimum")}
    return [
        SetUpStep(
            name, is_done, title, text or none.get(name, r("none yet")), f"{base}/{to}", label
        )
        for name, is_done, title, text, to, label in rows
    ]


def _messages(session: Session, visit: Visit, team: Team, known: Sequence[Channel]) -> str:
    """Return what is known of a team's messages; empty while nothing is."""
    r, newest = visit.reader, message_log.newest_message(session, team.id)
    volume = int(sum(each.weekly_volume or 0 for each in known))
    if newest:
        return r("known up to {when}", when=r.moment(newest))
    return (
        r.count("{count} a week, as a start", "{count} a week, as a start", volume)
        if volume
        else ""
    )


def next_after(steps: Sequence[SetUpStep], tab: str) -> SetUpStep | None:
    """Return the step to go on with, while no week was published and this page's own is done."""
    if steps[-1].is_done:
        return None
    undone = [each for each in steps if not each.is_done]
    return undone[0] if undone and undone[0].name != tab else None
