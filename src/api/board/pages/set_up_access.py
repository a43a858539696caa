"""Set-up of who gets in and who is told: calendar addresses, keys, chat connections, webhooks."""

import re
from typing import Any, get_args
from uuid import UUID

from fastapi import Response
from sqlalchemy.orm import Session

from api.board import set_up_view
from api.board.form import Form
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.clients import chat_trials
from api.http.deps import settings_of
from api.schemas import fields
from api.schemas.destination_checks import check_url
from rotation.account import keys
from rotation.account.access import Access
from rotation.account.keys import Grant
from rotation.chat import connections, groups
from rotation.chat.connections import NewConnection
from rotation.chat.groups import ChatGroup
from rotation.chat.platforms import PLATFORMS, PlatformName
from rotation.demand import channels
from rotation.errors import Impossible, NotFound
from rotation.notices import chat_channels, webhooks
from rotation.notices.events import EVENTS
from rotation.rota.feeds import subscriptions
from rotation.rota.feeds.feed_events import FeedScope
from rotation.rota.feeds.subscriptions import Subscription
from rotation.rota.on_duty.snapshot import Privacy
from rotation.team import members, roles, teams
from rotation.team.teams import Team
from rotation.words import Sentence, say

router = page_router()
MAY_PLAN, MAY_KEYS = [PageMay("plan")], [PageMay("manage_keys")]
ACCESS = "/t/{team}/set-up/access"
MOST = 100
PRIVACIES: tuple[Privacy, ...] = get_args(Privacy)
_PRINTABLE = re.compile(r"[!-~]+", re.ASCII)
LEVELS = ("viewer", "bot", "manager", "owner")
"""Access levels that a key of no member may have."""


def load_access(session: Session, visit: Visit, team: Team) -> dict[str, Any]:
    """Return what the page of access shows; keys and webhooks as far as one may see them."""
    everywhere = visit.actor.teams is None
    found = [each for each in connections.listed(session, None, MOST) if each.team_id == team.id]
    return {
        "feeds": subscriptions.listed(session, FeedScope(team.id), None, MOST),
        "channels": channels.listed(session, team.id),
        "roles": roles.listed(session, team.id),
        "keys": keys.listed(session, None, MOST) if visit.may("manage_keys") else None,
        "connections": found,
        "groups": {each.id: _groups(session, team, each.id) for each in found},
        "webhooks": webhooks.listed(session, None, MOST) if everywhere else None,
        "platforms": [(key, each.title) for key, each in PLATFORMS.items()],
        "privacies": PRIVACIES,
        "levels": LEVELS,
        "events": EVENTS,
        "service": settings_of(visit.request).base_url,
        "shown": None,
    }


@router.get(ACCESS, dependencies=MAY_PLAN)
def show_access(team: str, visit: Visiting) -> Response:
    """Show who gets in beside people who sign in, and who is told."""
    return set_up_view.show(visit, team, "access", load_access)


@router.post(ACCESS + "/feeds", dependencies=MAY_PLAN)
@shows_again(set_up_view.again("access", load_access))
def change_feeds(team: str, visit: Visiting) -> Response:
    """Make a calendar address of the team and show it this once, or close one."""
    back, form = f"/t/{team}/set-up/access", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        if closed := form.id("delete"):
            if subscriptions.find(session, closed).wanted.shows.team != found.id:
                raise NotFound("There is no such feed.")
            subscriptions.revoke(session, closed, visit.now)
            return visit.go(back, say("This address opens nothing any more."))
        wanted = Subscription(_scope(session, form, found), language=visit.reader.language)
        _, token = subscriptions.create(session, wanted, visit.now)
    address = f"{settings_of(visit.request).base_url}/ical/{token}.ics"
    return _shown_once(visit, team, "feed", address)


@router.post(ACCESS + "/keys", dependencies=MAY_KEYS)
@shows_again(set_up_view.again("access", load_access))
def change_keys(team: str, visit: Visiting) -> Response:
    """Make a key and show it this once, or revoke one."""
    back, form = f"/t/{team}/set-up/access", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        if revoked := form.id("delete"):
            keys.revoke(session, revoked, visit.now)
            return visit.go(back, say("This key opens nothing any more."))
        _, secret = keys.make(session, _grant(form, found), visit.now)
    return _shown_once(visit, team, "key", secret)


@router.post(ACCESS + "/chat", dependencies=MAY_PLAN)
@shows_again(set_up_view.again("access", load_access))
def change_chat(team: str, visit: Visiting) -> Response:
    """Let a chat platform ask about the team, cut it off, or write a test message there."""
    back, form = f"/t/{team}/set-up/access", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        if done := _cut_or_tried(session, form, found):
            return visit.go(back, done)
        _, made = connections.connect(session, _new_connection(visit, found), visit.now)
    secrets = " ".join(filter(None, (made.secret, made.token)))
    if secrets:
        return _shown_once(visit, team, "chat", secrets)
    return visit.go(back, say("It may ask now. Give the platform the address below."))


@router.post(ACCESS + "/webhooks", dependencies=MAY_PLAN)
@shows_again(set_up_view.again("access", load_access))
def change_webhooks(team: str, visit: Visiting) -> Response:
    """Tell an address of events and show its secret this once; try one, delete one."""
    back, form = f"/t/{team}/set-up/access", visit.form
    visit.actor.require_everywhere()
    with visit.writing(back) as session:
        teams.find(session, team)
        if gone := form.id("delete"):
            webhooks.delete(session, gone)
            return visit.go(back, say("Deleted."))
        if tried := form.id("try"):
            webhooks.test(session, tried, team, visit.now)
            return visit.go(back, say("A test message is on its way there."))
        url, events = _webhook(visit)
        _, secret = webhooks.create(session, url, events, None, visit.now)
    return _shown_once(visit, team, "webhook", secret)


def _cut_or_tried(session: Session, form: Form, team: Team) -> Sentence | None:
    """Cut a connection of the team off, or write a test message there; None: neither is asked."""
    if cut := form.id("delete"):
        _connection(session, team, cut)
        chat_channels.cut_off(session, cut)
        return say("It may ask no more.")
    if tried := form.id("try"):
        _connection(session, team, tried)
        chat_trials.write(session, tried, form.required("place", 255))
        return say("A test message is on its way there.")
    return None


def _groups(session: Session, team: Team, connection: UUID) -> list[tuple[ChatGroup, str]]:
    """Return the groups of a connection, each with the names of those who are left out."""
    names = members.names(session, team.id)
    return [
        (each, ", ".join(names[who] for who in each.unlinked if who in names))
        for each in groups.listed(session, connection)
    ]


def _scope(session: Session, form: Form, team: Team) -> FeedScope:
    channel, role = form.value("channel") or None, form.value("role") or None
    if channel:
        channels.find(session, team.id, channel)
    if role:
        roles.find(session, team.id, role)
    return FeedScope(team.id, channel=channel, role=role)


def _grant(form: Form, team: Team) -> Grant:
    return Grant(
        Access(form.chosen("access", LEVELS)),
        form.checked("key_name", fields.Text),
        (team.id,) if form.has("only_team") else None,
        privacy=form.chosen("privacy", PRIVACIES),
    )


def _new_connection(visit: Visit, team: Team) -> NewConnection:
    form = visit.form
    name = form.checked("chat_name", fields.Text) if form.value("chat_name") else ""
    server = form.value("server").rstrip("/") or None
    if server is not None:
        check_url(server, settings_of(visit.request), "/server")
    return NewConnection(
        team.id,
        form.chosen("platform", get_args(PlatformName)),
        _plain(form, "secret", 8, 200),
        name,
        form.chosen("privacy", PRIVACIES),
        server,
        _plain(form, "account", 1, 255),
        _plain(form, "token", 8, 2000),
    )


def _plain(form: Form, name: str, least: int, most: int) -> str | None:
    """Return a secret or an account of a form, None where it is empty."""
    text = form.value(name)
    if text and not (least <= len(text) <= most and _PRINTABLE.fullmatch(text)):
        raise Impossible("At least 8 letters and digits.", field=f"/{name}")
    return text or None


def _webhook(visit: Visit) -> tuple[str, tuple[str, ...]]:
    """Return the address of a webhook and the events it is told of."""
    events = tuple(each for each in EVENTS if each in visit.form.values("events"))
    if not events:
        raise Impossible("Choose at least one.", field="/events")
    url = visit.form.required("url", 2000)
    check_url(url, settings_of(visit.request), "/url")
    return url, events


def _shown_once(visit: Visit, team: str, kind: str, secret: str) -> Response:
    return set_up_view.show(visit, team, "access", load_access, shown=(kind, secret))


def _connection(session: Session, team: Team, connection: UUID) -> None:
    """Raise NotFound unless a connection asks about this team."""
    known = connections.listed(session, None, MOST)
    if connection not in {each.id for each in known if each.team_id == team.id}:
        raise NotFound("There is no such connection.")
