"""One's own shifts, and one's own calendar address."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import Response
from fastapi.responses import PlainTextResponse

from api.board import frame, render
from api.board.page_route import router as page_router
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.http.deps import settings_of
from api.schemas import push_device
from api.schemas.fields import Instant
from api.schemas.push_device import DeviceIn, DeviceKeysIn
from rotation.errors import NotFound
from rotation.notices import contacts
from rotation.rota.feeds import subscriptions
from rotation.rota.feeds.feed_events import FeedScope
from rotation.rota.feeds.subscriptions import Subscription
from rotation.rota.live import acknowledgements, swaps
from rotation.rota.on_duty import duties
from rotation.team import members, teams
from rotation.timespan import Span
from rotation.words import say

router = page_router()
MAY_OWN = [PageMay("own")]
BACK, AHEAD = timedelta(days=28), timedelta(days=84)
ALARMS = (0, 15, 30, 60, 120, 720, 1440)


@router.get("/me/shifts", dependencies=MAY_OWN)
def show_shifts(visit: Visiting) -> Response:
    """Show the shifts of whoever looks, with what can be done with each."""
    return shifts_page(visit)


def shifts_page(visit: Visit) -> Response:
    """Return the page of one's own shifts."""
    with visit.reading() as session:
        me = frame.own_member(session, visit)
        team = teams.of_id(session, me.team_id)
        visit = visit.of_team(team)
        span = Span(visit.now - BACK, visit.now + AHEAD)
        found = duties.between(session, team.id, span, me.id)
        coming = [each for each in found if each.end > visit.now]
        asked = swaps.listed(session, team.id, "open", None, 100)
        beside = duties.between(session, team.id, Span(visit.now, visit.now + AHEAD))
        names = members.names(session, team.id)
        return visit.page(
            "my_shifts.j2",
            team=team,
            frame=frame.of_team(session, visit, team),
            here="mine",
            coming=coming,
            soon=visit.now + acknowledgements.EARLY,
            acknowledged=acknowledgements.of_slots(session, {each.slot for each in coming}),
            done=[each for each in reversed(found) if each.end <= visit.now],
            asked={each.slot: each for each in asked},
            beside=_beside(beside, coming, me.id, names),
            hours=sum((each.end - each.start).total_seconds() for each in coming) / 3600,
        )


@router.post("/me/shifts/{slot}/acknowledge", dependencies=MAY_OWN)
def acknowledge_shift(slot: UUID, visit: Visiting) -> Response:
    """Say to be on it: the reminders that follow an unanswered start are not sent."""
    with visit.writing("/me/shifts") as session:
        me = frame.own_member(session, visit)
        start = visit.form.checked("start", Instant) if visit.form.value("start") else None
        acknowledgements.acknowledge(session, slot, me.id, visit.actor, visit.now, start)
    return visit.go("/me/shifts", say("Thank you: it is known that you are on it."))


@router.get("/me/calendar", dependencies=MAY_OWN)
def show_calendar(visit: Visiting) -> Response:
    """Show the calendar addresses of whoever looks."""
    return calendar_page(visit)


def calendar_page(visit: Visit, token: str | None = None) -> Response:
    """Return the page of one's calendar; ``token``: a new address, shown this once."""
    with visit.reading() as session:
        me = frame.own_member(session, visit)
        team = teams.of_id(session, me.team_id)
        visit = visit.of_team(team)
        base = settings_of(visit.request).base_url
        url = f"{base}/ical/{token}.ics" if token else None
        return visit.page(
            "my_calendar.j2",
            team=team,
            frame=frame.of_team(session, visit, team),
            here="mine",
            feeds=subscriptions.listed(session, FeedScope(team.id, me.id), None, 50),
            url=url,
            webcal=url.replace("https://", "webcal://").replace("http://", "webcal://")
            if url
            else None,
            alarms=ALARMS,
            devices=[each for each in contacts.listed(session, me.id) if each.kind == "push"],
        )


@router.post("/me/calendar", dependencies=MAY_OWN)
def make_calendar(visit: Visiting) -> Response:
    """Make a calendar address and show it, this once."""
    alarm = visit.form.whole("alarm", 0, 1440)
    with visit.writing("/me/calendar") as session:
        me = frame.own_member(session, visit)
        wanted = Subscription(
            FeedScope(me.team_id, me.id), alarm or None, language=visit.reader.language
        )
        _, token = subscriptions.create(session, wanted, visit.now)
    return calendar_page(visit, token)


@router.post("/me/calendar/{feed}/revoke", dependencies=MAY_OWN)
def revoke_calendar(feed: UUID, visit: Visiting) -> Response:
    """Close a calendar address."""
    with visit.writing("/me/calendar") as session:
        me = frame.own_member(session, visit)
        if subscriptions.find(session, feed).wanted.shows.member != me.id:
            raise NotFound("There is no such feed.")
        subscriptions.revoke(session, feed, visit.now)
    return visit.go("/me/calendar", say("This address opens nothing any more."))


@router.post("/me/devices/key", dependencies=MAY_OWN)
def show_push_key(visit: Visiting) -> Response:
    """Answer the key that this browser subscribes with."""
    with visit.writing("/me/calendar") as session:
        key = push_device.public_key(session)
    return PlainTextResponse(key, headers=render.HEADERS)


@router.post("/me/devices", dependencies=MAY_OWN)
def keep_device(visit: Visiting) -> Response:
    """Send reminders and questions to this device, too."""
    keys = {each: visit.form.required(each) for each in ("p256dh", "auth")}
    endpoint = visit.form.required("endpoint", 1_000)
    with visit.writing("/me/calendar") as session:
        me = frame.own_member(session, visit)
        device = DeviceIn(endpoint=endpoint, keys=DeviceKeysIn(**keys))
        push_device.keep_device(session, me.id, device, settings_of(visit.request), visit.now)
    return visit.go("/me/calendar", say("Reminders and questions come to this device, too."))


@router.post("/me/devices/{device}/forget", dependencies=MAY_OWN)
def forget_device(device: UUID, visit: Visiting) -> Response:
    """Send nothing more to a device."""
    with visit.writing("/me/calendar") as session:
        me = frame.own_member(session, visit)
        contacts.delete(session, me.id, device)
    return visit.go("/me/calendar", say("Nothing is sent to this device any more."))


def _beside(found: Any, mine: Any, me: UUID, names: Any) -> dict[UUID, list[str]]:
    """Return, by shift of mine, the names of those who work it too."""
    shifts = {each.shift_id for each in mine}
    beside: dict[UUID, list[str]] = {}
    for each in found:
        if each.shift_id in shifts and each.member != me:
            beside.setdefault(each.shift_id, []).append(names[each.member])
    return beside
