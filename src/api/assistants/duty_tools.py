"""Tools about who is on duty: now, in a span, the caller's own; the teams there are."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.assistants.answers import (
    ListedChannel,
    ListedDuties,
    ListedDuty,
    ListedTeam,
    ListedTeams,
    MemberOnDuty,
    NamedMember,
    OnDutyNow,
)
from api.assistants.arguments import (
    DutiesArguments,
    OnDutyArguments,
    PeriodArguments,
    TeamsArguments,
)
from api.assistants.call import Call, part
from api.schemas.fields import period
from rotation.chat import question
from rotation.demand import channels
from rotation.errors import Impossible, NotFound
from rotation.notices import contacts
from rotation.rota.on_duty import load_snapshot
from rotation.rota.on_duty.snapshot import (
    Disclosure,
    DutyFilter,
    OnDuty,
    PersonOnDuty,
    Snapshot,
    sentence,
)
from rotation.rota.timeline import DutySpan
from rotation.rota.versions import published_versions
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import Span, utc
from rotation.words import say

LONGEST = timedelta(days=92)
_WEEK = timedelta(days=7)
_MOST_TEAMS = 200
_MEMBERS_OF_A_ROW = 30
Departures = Collection[tuple[UUID, datetime]]
"""The duties, by slot and start, of others than the published plan named."""


def who_is_on_duty(call: Call, asked: OnDutyArguments) -> OnDutyNow:
    """Answer who is on duty now or at a time, until when, and who comes next.

    Also answers as one sentence to be shown.
    """
    at = utc(asked.at or call.now)
    with call.reading() as session:
        team = call.team(session, asked.team)
        known = load_snapshot.snapshot(session, team, at)
        _require_channel(known, asked.channel)
        found = known.answer(at, DutyFilter(asked.channel, asked.language))
        told = contacts.as_stated(session, team.id, call.caller.privacy)
        changed = _changed(session, team, [each for each in known.spans if each.end > at])
    shown = _DutyView(team.zone, told, changed, known)
    return OnDutyNow(
        team=team.slug,
        at=at.astimezone(team.zone),
        until=found.until and found.until.astimezone(team.zone),
        on_duty=[shown.on_duty(each) for each in found.on_duty],
        next=[shown.on_duty(each) for each in found.next],
        sentence=sentence(found, team.zone, told).said_in(call.language(team), team.zone),
    )


def duties(call: Call, asked: DutiesArguments) -> ListedDuties:
    """List who is on duty from when to when, after swaps and overrides; a week by default."""
    with call.reading() as session:
        team = call.team(session, asked.team)
        if asked.member is not None:
            call.caller.require("see_team")
        return _rows(call, session, team, asked, DutyFilter(asked.channel, member=asked.member))


def my_duties(call: Call, asked: PeriodArguments) -> ListedDuties:
    """List the duties of the member whose key this is; the coming week by default."""
    who = call.caller.member
    if who is None:
        raise NotFound("This key does not belong to a member.")
    with call.reading() as session:
        team = teams.of_id(session, members.find(session, who).team_id)
        return _rows(call, session, team, asked, DutyFilter(member=who))


def list_teams(call: Call, asked: TeamsArguments) -> ListedTeams:
    """List the teams: slug, name, time zone, channels with short names, people with ids."""
    with call.reading() as session:
        rows = [
            row
            for team in teams.listed(session, None, _MOST_TEAMS)
            for row in _team_rows(session, team)
        ]
    shown, left = part(rows, asked.cursor)
    return ListedTeams(teams=shown, next=left)


def _rows(
    call: Call, session: Session, team: Team, asked: PeriodArguments, wanted: DutyFilter
) -> ListedDuties:
    usual = Span(call.now, call.now + _WEEK)
    span = period(asked.start, asked.end, team.zone, usual)
    if span.length > LONGEST:
        raise Impossible(say("Ask for {most} days at most.", most=LONGEST.days), field="/to")
    ahead = max(span.length, timedelta(hours=1))
    known = load_snapshot.snapshot(session, team, span.start, ahead)
    _require_channel(known, wanted.channel)
    if wanted.member is not None and members.find(session, wanted.member).team_id != team.id:
        raise NotFound("There is no such member.", field="/member")
    told = contacts.as_stated(session, team.id, call.caller.privacy)
    found = [each for each in known.spans if each.span.overlaps(span)]
    shown = _DutyView(team.zone, told, _changed(session, team, found), known)
    rows = [shown.row(each) for each in found if known.is_wanted(each, wanted)]
    fit, left = part(rows, asked.cursor)
    return ListedDuties(team=team.slug, timezone=team.timezone, duties=fit, next=left)


def _require_channel(known: Snapshot, channel: str | None) -> None:
    if channel is not None and channel not in known.channels:
        raise Impossible(say("There is no channel {slug}.", slug=channel), field="/channel")


def _changed(session: Session, team: Team, found: list[DutySpan]) -> Departures:
    """Return those of some duties whose member is not whom the published plan named."""
    if not found:
        return set()
    span = Span(min(each.start for each in found), max(each.end for each in found))
    planned = published_versions.as_planned(session, team.id, span)
    return {(each.slot, each.start) for each in found if planned.get(each.slot) != each.member}


class _DutyView:
    """Shows duties to a key: what it is told about people, in the team's zone."""

    def __init__(
        self, zone: ZoneInfo, told: Disclosure, changed: Departures, known: Snapshot
    ) -> None:
        self._zone, self._told, self._changed, self._known = zone, told, changed, known

    def row(self, span: DutySpan) -> ListedDuty:
        person = self._known.people[span.member]
        return ListedDuty(
            slot=span.slot,
            member=self._named(person, person.roles[0] if person.roles else None),
            start=span.start.astimezone(self._zone),
            end=span.end.astimezone(self._zone),
            pattern=span.pattern,
            channels=list(span.channels),
            changed=(span.slot, span.start) in self._changed,
        )

    def on_duty(self, each: OnDuty) -> MemberOnDuty:
        own = [span for span in self._known.spans if span.member == each.person.id]
        return MemberOnDuty(
            member=self._named(each.person, each.role),
            contacts=list(each.reached(self._told)),
            since=each.since.astimezone(self._zone),
            until=each.until.astimezone(self._zone),
            channels=list(each.channels),
            languages=list(each.languages),
            role=each.role,
            changed=any(
                (span.slot, span.start) in self._changed
                for span in own
                if each.since <= span.start < each.until
            ),
        )

    def _named(self, person: PersonOnDuty, role: str | None) -> NamedMember:
        if self._told.privacy == "role":
            return NamedMember(id=None, name=role or "")
        return NamedMember(id=person.id, name=person.name)


def _team_rows(session: Session, team: Team) -> list[ListedTeam]:
    people = [NamedMember(id=each.id, name=each.name) for each in members.of_team(session, team.id)]
    listed = [
        ListedChannel(
            slug=each.slug,
            name=each.name,
            short_names=list(question.SHORT_NAMES.get(each.kind, ())),
        )
        for each in channels.listed(session, team.id)
    ]
    return [
        ListedTeam(
            slug=team.slug,
            name=team.name,
            timezone=team.timezone,
            channels=[] if at else listed,
            members=people[at : at + _MEMBERS_OF_A_ROW],
        )
        for at in range(0, max(len(people), 1), _MEMBERS_OF_A_ROW)
    ]
