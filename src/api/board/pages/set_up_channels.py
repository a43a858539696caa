"""Set-up of channels: ready targets, opening hours as a week, handling times, volumes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

from fastapi import Response
from sqlalchemy.orm import Session

from api.board import hours_fields, set_up_view
from api.board.form import Form
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.pages.start import slug_of
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting, visit_again
from api.schemas import fields
from rotation.clock import new_id
from rotation.demand import channels
from rotation.demand.channels import Channel, Minutes, Target, Window
from rotation.errors import Impossible
from rotation.team import members, teams
from rotation.team.strategy import OBJECTIVES
from rotation.team.teams import Team
from rotation.words import say

router = page_router()
MAY_PLAN = [PageMay("plan")]
CHANNELS = "/t/{team}/set-up/channels"
CHANNEL = CHANNELS + "/{channel}"
TEMPLATES = {
    "whatsapp": ("WhatsApp", 0.8, 15.0, 4.0),
    "instagram": ("Instagram", 0.8, 60.0, 4.0),
    "facebook": ("Facebook", 0.8, 60.0, 5.0),
    "x": ("X", 0.75, 30.0, 3.0),
    "linkedin": ("LinkedIn", 0.8, 240.0, 5.0),
    "email": ("E-mail", 0.9, 240.0, 6.0),
}
"""Ready targets by kind: name, share, minutes, minutes that one message takes."""
OTHER = (0.8, 60.0, 5.0)
"""The target of a channel of no such kind, and the minutes that one message takes."""
USUAL = tuple(Window(day, "17:00" if day < 6 else "10:00", "22:00") for day in range(1, 8))
"""The opening hours that a form begins with: evenings and weekends."""
_CLOCKS: Sequence[Literal["calendar", "business"]] = ("calendar", "business")
_MEASURED: Sequence[Literal["pick_up", "reply_sent"]] = ("pick_up", "reply_sent")


def load_channels(session: Session, _visit: Visit, team: Team) -> dict[str, Any]:
    """Return what the list of channels shows."""
    known = channels.listed(session, team.id)
    first = known[0].windows if known else ()
    return {"channels": known, "templates": TEMPLATES, "usual": first or USUAL, "hours": _hours}


@router.get(CHANNELS, dependencies=MAY_PLAN)
def show_channels(team: str, visit: Visiting) -> Response:
    """Show the channels of a team, and ready ones to add."""
    return set_up_view.show(visit, team, "channels", load_channels)


@router.post(CHANNELS, dependencies=MAY_PLAN)
@shows_again(set_up_view.again("channels", load_channels))
def add_channels(team: str, visit: Visiting) -> Response:
    """Add the channels that were ticked, or one of another name, open in the hours given."""
    back, form = f"/t/{team}/set-up/channels", visit.form
    wanted = _new_channels(form)
    with visit.writing(back) as session:
        found = teams.find(session, team)
        for each in wanted:
            channels.create(session, found.id, each)
            _serve(session, found, each.slug)
    return visit.go(back, say("The channels are there. Everybody serves them."))


def show_channel_page(visit: Visit, team: str, channel: str, **more: Any) -> Response:
    """Return the form of a channel."""

    def load(session: Session, _visit: Visit, found: Team) -> dict[str, Any]:
        there = channels.find(session, found.id, channel)
        return {"channel": there, "objectives": OBJECTIVES, "hours": _hours}

    return set_up_view.show(visit, team, "channels_one", load, **more)


@router.get(CHANNEL, dependencies=MAY_PLAN)
def show_channel(team: str, channel: str, visit: Visiting) -> Response:
    """Show the target, the hours and the volume of a channel, to be changed."""
    return show_channel_page(visit, team, channel)


@router.post(CHANNEL, dependencies=MAY_PLAN)
@shows_again(
    lambda request, error: show_channel_page(
        visit_again(request),
        request.path_params["team"],
        request.path_params["channel"],
        error=error,
    )
)
def change_channel(team: str, channel: str, visit: Visiting) -> Response:
    """Keep what was changed about a channel, or delete it."""
    back, form = f"/t/{team}/set-up/channels", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        there = channels.find(session, found.id, channel)
        if form.value("action") == "delete":
            channels.delete(session, found.id, channel, visit.now)
            return visit.go(back, say("Deleted."))
        channels.change(session, found.id, _changed(there, form))
    return visit.go(back, say("{name} is kept. What shifts need follows.", name=there.name))


def _hours(windows: tuple[Window, ...], state: Any, weekday: int) -> str:  # Any: a State
    return hours_fields.line_of(windows, state, weekday)


def _new_channels(form: Form) -> list[Channel]:
    windows = hours_fields.windows_in(form)
    found = [_ready(form, each, windows) for each in form.values("kinds") if each in TEMPLATES]
    if form.value("name"):
        found.append(_other(form, windows))
    if not found:
        raise Impossible("Choose at least one channel.", field="/kinds")
    if not windows:
        raise Impossible("Say when the channels are open.", field="/open-1")
    return found


def _ready(form: Form, kind: str, windows: tuple[Window, ...]) -> Channel:
    name, share, within, takes = TEMPLATES[kind]
    volume = form.number(f"volume-{kind}", 0, 1e6)
    return _channel((kind, name, kind), (share, within, takes), windows, volume)


def _other(form: Form, windows: tuple[Window, ...]) -> Channel:
    name: str = form.checked("name", fields.Text)
    volume = form.number("volume-other", 0, 1e6)
    return _channel((slug_of(name), name, "other"), OTHER, windows, volume)


def _channel(
    called: tuple[str, str, str],
    ready: tuple[float, float, float],
    windows: tuple[Window, ...],
    volume: float | None,
) -> Channel:
    (slug, name, kind), (share, within, takes) = called, ready
    target = Target(share, within, floor=channels.usual_floor(share))
    return Channel(
        new_id(),
        slug,
        name,
        kind,
        target=target,
        handling=Minutes(takes),
        windows=windows,
        weekly_volume=volume,
    )


def _changed(there: Channel, form: Form) -> Channel:
    share = (form.number("share", 0.1, 99.9) or 100 * there.target.share) / 100
    floor = form.number("floor", 0, 99.9)
    if floor is not None and floor > 100 * share:
        raise Impossible("The floor may not be above the target.", field="/floor")
    target = replace(
        there.target,
        share=round(share, 6),
        within_minutes=form.number("within", 0.01, 10_080) or there.target.within_minutes,
        floor=None if floor is None else round(floor / 100, 6),
        clock=form.chosen("clock", _CLOCKS),
        measured_at=form.chosen("measured_at", _MEASURED),
    )
    takes = form.number("takes", 0.01, 1440) or there.handling.mean_minutes
    objectives = tuple(each for each in OBJECTIVES if each in form.values("objectives"))
    return replace(
        there,
        name=form.checked("name", fields.Text),
        target=target,
        handling=replace(there.handling, mean_minutes=takes),
        objectives=objectives,
        windows=hours_fields.windows_in(form),
        weekly_volume=form.number("volume", 0, 1e6),
    )


def _serve(session: Session, team: Team, channel: str) -> None:
    """Let everybody serve a channel; who does not is changed at the person."""
    for each in members.of_team(session, team.id):
        if channel not in each.channels:
            members.change(session, replace(each, channels=(*each.channels, channel)))
