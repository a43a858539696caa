"""Rotation or closed: choices of opening hours on a frontier that one can click through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from sqlalchemy.orm import Session

from api.board import frame
from api.board.page_route import router as page_router
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.staffing.compare_hours import OptionOut
from rotation.demand import channels
from rotation.demand.channels import Channel, Window
from rotation.errors import NotFound
from rotation.rota.planning import run_outcome, runs, staffing_runs
from rotation.rota.planning.runs import Run
from rotation.rota.planning.staffing_runs import StaffingRunRequest
from rotation.rota.staffing import opening_hours
from rotation.rota.staffing import question as staffing_question
from rotation.rota.staffing.opening_hours import Option
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import wall_minutes

router = page_router()
MAY_SEE, MAY_PLAN = [PageMay("see_team")], [PageMay("plan")]
CHOICES = "/t/{team}/insights/hours"
KIND = "compare-closed"
WIDTH, HEIGHT = 560.0, 260.0
GOING_ON = frozenset({"queued", "running"})


@dataclass(frozen=True)
class ShownChoice:
    """A choice of opening hours on the chart: what it costs and gives, and where it stands."""

    at: int
    name: str
    told: OptionOut
    share: float | None
    x: float
    y: float


@router.get(CHOICES, dependencies=MAY_SEE)
def show_choices(
    team: str,
    visit: Visiting,
    run: UUID | None = None,
    choice: Annotated[int, Query(ge=0, le=50)] = 0,
) -> Response:
    """Show what each choice of opening hours costs and gives, and the week under one of them."""
    return choices_page(visit, team, run, choice)


def choices_page(visit: Visit, team: str, run: UUID | None, choice: int) -> Response:
    """Return the choices of opening hours, and the week under the one that is looked at."""
    with visit.reading() as session:
        found = teams.find(session, team)
        visit = visit.of_team(found)
        asked = _run(session, found, run)
        known = channels.listed(session, found.id)
        options = opening_hours.default_options(staffing_question.windows_of(session, found))
        shown = _choices(run_outcome.of_run(asked).answer if asked else None)
        chosen = next((each for each in shown if each.at == choice), None)
        option = next((each for each in options if chosen and each.name == chosen.name), None)
        return visit.page(
            "opening_choices.j2",
            team=found,
            frame=frame.of_team(session, visit, found),
            here="insights",
            tab="hours",
            weeks=[frame.this_week(visit, found).plus(each) for each in range(-7, 1)],
            week=frame.this_week(visit, found),
            run=asked,
            goes_on=asked is not None and asked.state in GOING_ON,
            choices=shown,
            chosen=chosen,
            under=[(each, _under(each, option)) for each in known] if option else [],
            channel_names={each.slug: each.name for each in known},
            size=(WIDTH, HEIGHT),
        )


@router.post(CHOICES, dependencies=MAY_PLAN)
def compare_choices(team: str, visit: Visiting) -> Response:
    """Ask what the usual choices of opening hours cost and give; a worker answers."""
    with visit.writing(f"/t/{team}/insights/hours") as session:
        found = teams.find(session, team)
        question = StaffingRunRequest(KIND, {}, visit.reader.language)
        made = staffing_runs.request(session, found, "typical", question, visit.now)
    return visit.go(f"/t/{team}/insights/hours?run={made.id}")


def _run(session: Session, team: Team, wanted: UUID | None) -> Run | None:
    """Return the run of an address, else the latest question of this kind; None without any."""
    if wanted is not None:
        run = runs.find(session, wanted)
        if run.team_id != team.id or not run.asked or run.asked["kind"] != KIND:
            raise NotFound("There is no such run.")
        return run
    listed = runs.listed(session, team.id, None, 100)
    return next((each for each in listed if each.asked and each.asked["kind"] == KIND), None)


def _choices(answer: Mapping[str, Any] | None) -> list[ShownChoice]:
    """Return the choices of an answer, placed by their hours and their mean share in time."""
    told = [OptionOut.model_validate(each) for each in (answer or {}).get("options") or ()]
    shares = [_mean(each.calendar.channels) if each.stable else None for each in told]
    hours = max((each.agent_hours for each in told), default=0) or 1
    known = [each for each in shares if each is not None]
    low = max(0.0, min(known, default=0.0) - 0.05)
    found = []
    for at, (each, share) in enumerate(zip(told, shares, strict=True)):
        x = round(46 + (WIDTH - 76) * each.agent_hours / hours, 1)
        part = ((share or low) - low) / max(0.01, 1 - low)
        found.append(
            ShownChoice(at, each.name, each, share, x, round(HEIGHT - 34 - (HEIGHT - 54) * part, 1))
        )
    return found


def _mean(shares: Mapping[str, float | None]) -> float | None:
    known = [each for each in shares.values() if each is not None]
    return sum(known) / len(known) if known else None


def _under(channel: Channel, option: Option) -> Sequence[Window]:
    """Return the opening hours of a channel under a choice, for a picture of its week."""
    found = list(channel.windows)
    for hours in option.hours:
        if hours.channel not in {None, channel.slug}:
            continue
        first, last = _minutes(hours.start, hours.end)
        kept = [part for each in found for part in _without(each, hours.weekday, (first, last))]
        changed = Window(hours.weekday, hours.start, hours.end, hours.state)
        found = [*kept, changed]
    return found


def _without(window: Window, weekday: int, span: tuple[int, int]) -> Sequence[Window]:
    if window.weekday != weekday:
        return [window]
    (start, end), (first, last) = _minutes(window.start, window.end), span
    parts = [(start, min(end, first)), (max(start, last), end)]
    return [Window(weekday, _wall(a), _wall(b), window.state) for a, b in parts if a < b]


def _minutes(start: str, end: str) -> tuple[int, int]:
    first, last = wall_minutes(start), wall_minutes(end)
    return first, last if last > first else last + 1440


def _wall(minutes: int) -> str:
    return "24:00" if minutes == 1440 else f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
