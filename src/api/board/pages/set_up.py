"""Set-up of a team: what is there and what is missing, channels, shifts, rules, closures, log."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.board import frame, rule_settings, shift_proposals
from api.board.form import EMPTY, Form
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.reading import Reader
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.http.deps import now_of
from api.schemas import fields
from rotation.clock import new_id
from rotation.demand import channels, shift_patterns
from rotation.demand.channels import Channel, Minutes, Target, Window
from rotation.demand.messages import log_reader, message_log
from rotation.demand.shift_patterns import ShiftPattern
from rotation.errors import Impossible, NotFound, RotationError
from rotation.rota.case import rule_settings as rules
from rotation.team import closures, labour, members, teams
from rotation.team.teams import Team
from rotation.timespan import wall_minutes
from rotation.words import say

router = page_router()
MAY_PLAN = [PageMay("plan")]
BASE = "/t/{team}/set-up"
TEMPLATES = {
    "whatsapp": ("WhatsApp", 0.8, 15.0, 4.0),
    "instagram": ("Instagram", 0.8, 60.0, 4.0),
    "facebook": ("Facebook", 0.8, 60.0, 5.0),
    "x": ("X", 0.75, 30.0, 3.0),
    "linkedin": ("LinkedIn", 0.8, 240.0, 5.0),
    "email": ("E-mail", 0.9, 240.0, 6.0),
}
"""Ready targets by kind: name, share, minutes, minutes that one message takes."""
TABS = ("", "channels", "shifts", "rules", "closures", "messages")


def set_up_page(
    visit: Visit, ref: str, tab: str = "", *, error: RotationError | None = None, **more: Any
) -> Response:
    """Return a page of the set-up of a team."""
    with visit.reading() as session:
        team = teams.find(session, ref)
        visit = visit.of_team(team)
        values = {
            "team": team,
            "frame": frame.of_team(session, visit, team),
            "here": "setup",
            "tab": tab,
            "channels": channels.listed(session, team.id),
            "patterns": shift_patterns.listed(session, team.id),
            "people": len(members.of_team(session, team.id)),
            "known_until": message_log.newest_message(session, team.id),
            "alert": visit.reader(error.detail) if error else "",
            "week": frame.this_week(visit, team).plus(1),
            **_of_tab(session, visit, team, tab),
            **more,
        }
        return visit.page(f"set_up_{tab or 'start'}.j2", 422 if error else 200, **values)


def set_up_again(request: Request, error: RotationError) -> Response:
    """Return the page of a form as it stands, above it what is wrong."""
    visit = Visit(request, request.state.actor, now_of(request), Reader.of(request), EMPTY)
    tab = request.url.path.split("/set-up", 1)[1].strip("/").split("/")[0]
    return set_up_page(visit, request.path_params["team"], tab if tab in TABS else "", error=error)


def _of_tab(session: Session, visit: Visit, team: Team, tab: str) -> dict[str, Any]:
    if tab == "rules":
        return {
            "rules": rule_settings.listed(session, team),
            "preset": labour.preset(team.labour_preset),
        }
    if tab == "closures":
        year = visit.now.astimezone(team.zone).year
        return {
            "closures": closures.listed(session, team.id),
            "holidays": closures.public_holidays(team, (year, year + 1), visit.reader.language),
        }
    if tab == "shifts":
        known = channels.listed(session, team.id)
        return {
            "proposed": shift_proposals.proposed(known, shift_patterns.listed(session, team.id))
        }
    return {"templates": TEMPLATES, "presets": labour.names()}


@router.get(BASE, dependencies=MAY_PLAN)
def show_set_up(team: str, visit: Visiting) -> Response:
    """Show what the set-up of a team has and what is missing."""
    return set_up_page(visit, team)


@router.get(BASE + "/{tab}", dependencies=MAY_PLAN)
def show_tab(team: str, tab: str, visit: Visiting) -> Response:
    """Show one part of the set-up."""
    if tab not in TABS[1:]:
        raise NotFound("There is no such thing here.")
    return set_up_page(visit, team, tab)


@router.post(BASE, dependencies=MAY_PLAN)
@shows_again(set_up_again)
def change_team(team: str, visit: Visiting) -> Response:
    """Keep the name, the zone, the country and the law of a team."""
    with visit.writing(f"/t/{team}/set-up") as session:
        found = teams.find(session, team)
        teams.change(session, replace(found, **team_values(visit.form)))
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
        "swap_approval": form.has("swap_approval"),
    }


@router.post(BASE + "/channels", dependencies=MAY_PLAN)
@shows_again(set_up_again)
def add_channels(team: str, visit: Visiting) -> Response:
    """Add the channels that were ticked, open in the hours given."""
    back, form = f"/t/{team}/set-up/channels", visit.form
    kinds = [each for each in form.values("kinds") if each in TEMPLATES]
    if not kinds:
        raise Impossible("Choose at least one channel.", field="/kinds")
    windows = _windows(form)
    with visit.writing(back) as session:
        found = teams.find(session, team)
        for kind in kinds:
            channels.create(session, found.id, _channel(form, kind, windows))
            _serve(session, found, kind)
    return visit.go(back, say("The channels are there. Everybody serves them."))


@router.post(BASE + "/channels/{channel}", dependencies=MAY_PLAN)
@shows_again(set_up_again)
def change_channel(team: str, channel: str, visit: Visiting) -> Response:
    """Keep the target, the handling time and the volume of a channel, or delete it."""
    back, form = f"/t/{team}/set-up/channels", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        there = channels.find(session, found.id, channel)
        if form.value("action") == "delete":
            channels.delete(session, found.id, channel, visit.now)
            return visit.go(back, say("Deleted."))
        channels.change(session, found.id, _changed(there, form))
    return visit.go(back, say("Kept."))


@router.post(BASE + "/shifts", dependencies=MAY_PLAN)
@shows_again(set_up_again)
def add_shifts(team: str, visit: Visiting) -> Response:
    """Add a shift pattern, or all that were proposed."""
    back, form = f"/t/{team}/set-up/shifts", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        known, there = _known(session, found)
        proposed = form.value("action") == "proposed"
        wanted = shift_proposals.proposed(known, there) if proposed else [_pattern(form)]
        for each in wanted:
            shift_patterns.create(session, found.id, each)
    said = visit.reader.count("{count} shift is added.", "{count} shifts are added.", len(wanted))
    return visit.go(back, said)


@router.post(BASE + "/shifts/{pattern}/delete", dependencies=MAY_PLAN)
@shows_again(set_up_again)
def delete_shift(team: str, pattern: UUID, visit: Visiting) -> Response:
    """Delete a shift pattern; what is published stays."""
    back = f"/t/{team}/set-up/shifts"
    with visit.writing(back) as session:
        found = teams.find(session, team)
        shift_patterns.delete(session, found.id, pattern, visit.now)
    return visit.go(back, say("Deleted."))


@router.post(BASE + "/rules", dependencies=MAY_PLAN)
@shows_again(set_up_again)
def change_rule(team: str, visit: Visiting) -> Response:
    """Turn a rule off or on, let it cost points or hold, change its settings."""
    back, form = f"/t/{team}/set-up/rules", visit.form
    name = form.required("rule", 64)
    with visit.writing(back) as session:
        found = teams.find(session, team)
        held = rules.settings(session, found)
        rules.put(session, found, {**held, name: rule_settings.changed(form, held.get(name), name)})
    return visit.go(f"{back}#rule-{name}", say("The rule is kept. It holds from the next run on."))


@router.post(BASE + "/closures", dependencies=MAY_PLAN)
@shows_again(set_up_again)
def change_closures(team: str, visit: Visiting) -> Response:
    """Close a day, or open one again."""
    back, form = f"/t/{team}/set-up/closures", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        if closed := form.id("delete"):
            closures.delete(session, found.id, closed)
        else:
            day = form.date("day")
            if day is None:
                raise Impossible("Say which day.", field="/day")
            closures.create(session, found.id, day, form.checked("name", fields.Text))
    return visit.go(back, say("Kept."))


@router.post(BASE + "/messages", dependencies=MAY_PLAN)
@shows_again(set_up_again)
def bring_log(team: str, visit: Visiting) -> Response:
    """Bring in a message log; bringing it in again is harmless."""
    back, form = f"/t/{team}/set-up/messages", visit.form
    content = form.files.get("file", b"")
    if not content:
        raise Impossible("Choose a file.", field="/file")
    with visit.writing(back) as session:
        found = teams.find(session, team)
        reading = message_log.reading(session, found, visit.now, _log_settings(form))
        rows = log_reader.read_csv(BytesIO(content), reading)
        taken = message_log.import_rows(session, found, rows)
    if taken.refused_count:
        return set_up_page(visit, team, "messages", taken=taken)
    said = visit.reader.count("{count} message is in.", "{count} messages are in.", taken.accepted)
    return visit.go(back, said)


def _log_settings(form: Form) -> message_log.LogSettings:
    named = (f"{each}:{form.value(each)}" for each in log_reader.FIELDS if form.value(each))
    return message_log.LogSettings(columns=",".join(named))


def _known(session: Session, team: Team) -> tuple[list[Channel], list[ShiftPattern]]:
    return channels.listed(session, team.id), shift_patterns.listed(session, team.id)


def _channel(form: Form, kind: str, windows: tuple[Window, ...]) -> Channel:
    name, share, within, takes = TEMPLATES[kind]
    target, handling = Target(share, within), Minutes(takes)
    volume = form.number(f"volume-{kind}", 0, 1e6)
    return Channel(
        new_id(),
        kind,
        name,
        kind,
        target=target,
        handling=handling,
        windows=windows,
        weekly_volume=volume,
    )


def _changed(there: Channel, form: Form) -> Channel:
    share = form.number("share", 1, 100)
    target = replace(
        there.target,
        share=share / 100 if share else there.target.share,
        within_minutes=form.number("within", 1, 10_080) or there.target.within_minutes,
    )
    takes = form.number("takes", 0.1, 600) or there.handling.mean_minutes
    handling = replace(there.handling, mean_minutes=takes)
    return replace(
        there, target=target, handling=handling, weekly_volume=form.number("volume", 0, 1e6)
    )


def _windows(form: Form) -> tuple[Window, ...]:
    found = []
    for weekday in range(1, 8):
        start, end = form.value(f"from-{weekday}"), form.value(f"to-{weekday}")
        if not start and not end:
            continue
        for name, text in ((f"from-{weekday}", start), (f"to-{weekday}", end)):
            form.checked(name, fields.WallTime, text)
        if wall_minutes(start) == wall_minutes(end):
            raise Impossible("The end has to be after the start.", field=f"/to-{weekday}")
        found.append(Window(weekday, start, end))
    if not found:
        raise Impossible("Say when the channels are open.", field="/from-1")
    return tuple(found)


def _serve(session: Session, team: Team, channel: str) -> None:
    """Let everybody serve a channel; who does not is changed at the person."""
    for each in members.of_team(session, team.id):
        if channel not in each.channels:
            members.change(session, replace(each, channels=(*each.channels, channel)))


def _pattern(form: Form) -> ShiftPattern:
    weekdays = tuple(sorted({int(each) for each in form.values("weekdays") if each in "1234567"}))
    if not weekdays:
        raise Impossible("Choose at least one weekday.", field="/weekdays")
    target = form.whole("target", 0, 100)
    most = form.whole("maximum", 1, 100) or max(3, target or 1)
    return ShiftPattern(
        new_id(),
        form.checked("name", fields.Text),
        weekdays,
        form.checked("start", fields.WallTime),
        form.checked("end", fields.WallTime),
        minimum=min(form.whole("minimum", 0, 100) or 1, most),
        target="auto" if target is None else target,
        maximum=most,
    )
