"""Candidates for a place, answered to a planner: the places that are meant, people best first."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.chat.question import ChatQuestion
from rotation.rota.checks import review
from rotation.rota.on_duty import duties
from rotation.rota.on_duty.snapshot import Disclosure
from rotation.rota.shifts import Slot
from rotation.rota.versions import published_versions, slot_lookup
from rotation.team import members
from rotation.team.teams import Team
from rotation.timespan import DAY, Span
from rotation.words import Sentence, say

MOST_PLACES = 3
MOST_PEOPLE = 5
_COMING = 35 * DAY
"""How far a question without a day looks ahead."""


def ranked(
    session: Session, team: Team, asked: ChatQuestion, now: datetime, told: Disclosure
) -> Sentence:
    """Return who could take the places that a question means, each place with its people."""
    if told.privacy == "role":
        return say("People are not named here.")
    found = _places(session, team, asked, now)
    if not found:
        return say("There is no such shift to come.")
    names = members.names(session, team.id)
    said = [_said(session, team, each, names, now) for each in found[:MOST_PLACES]]
    whole = said[0]
    for each in said[1:]:
        whole = say("{first} {second}", first=whole, second=each)
    return whole


def _places(session: Session, team: Team, asked: ChatQuestion, now: datetime) -> list[Slot]:
    """Return the places to come that are meant: of those named, else the open ones, else all.

    One place of each shift is enough: who could take one could take the other.
    """
    span = asked.span or (Span(asked.at, asked.at + DAY / 1440) if asked.at else None)
    around = span or Span(now, now + _COMING)
    found = [
        each
        for each in sorted(_of_span(session, team, around), key=lambda each: each.start)
        if each.start > now and (asked.channel is None or asked.channel in (each.channels or ()))
    ] or [each for each in _of_span(session, team, around) if each.start > now]
    on_duty: dict[UUID, set[UUID]] = {}
    for duty in duties.of_slots(session, [each.id for each in found]):
        on_duty.setdefault(duty.slot, set()).add(duty.member)
    named = [each for each in found if on_duty.get(each.id, set()) & set(asked.members)]
    empty = [each for each in found if each.required and not on_duty.get(each.id)]
    wanted = named if asked.members else empty or found
    return list({each.shift_id: each for each in reversed(wanted)}.values())[::-1]


def _of_span(session: Session, team: Team, span: Span) -> Iterator[Slot]:
    for each in published_versions.published(session, team.id, span):
        if span.start <= each.start < span.end or Span(each.start, each.end).overlaps(span):
            yield each


def _said(
    session: Session, team: Team, slot: Slot, names: dict[UUID, str], now: datetime
) -> Sentence:
    place = slot_lookup.published(session, slot.id)
    found = review.candidates(session, team, place.shifts, place.shift, place.holder, now)
    fit = [names[UUID(each.member)] for each in found if each.fits]
    start, end = (each.astimezone(team.zone) for each in (slot.start, slot.end))
    when = say("{day} {times}", day=start.date(), times=f"{start:%H:%M}–{end:%H:%M}")
    if not fit:
        return say("{when}: nobody can take it by the rules.", when=when)
    return say("{when} could be taken by {names}.", when=when, names=tuple(fit[:MOST_PEOPLE]))
