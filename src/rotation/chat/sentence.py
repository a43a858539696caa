"""Chat answers: a question and a snapshot of the duties → a sentence."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from rotation.chat.question import ChatQuestion
from rotation.rota.on_duty import snapshot
from rotation.rota.on_duty.snapshot import (
    NAMES,
    Disclosure,
    DutyFilter,
    OnDuty,
    OnDutyAnswer,
    Snapshot,
)
from rotation.timespan import Span
from rotation.words import Sentence, say

MOST = 12
"""Most duties that one sentence names."""


def answer(
    known: Snapshot,
    asked: ChatQuestion,
    now: datetime,
    who: UUID | None = None,
    told: Disclosure = NAMES,
) -> Sentence:
    """Return the sentence that answers a question; ``who`` asks, if they are known as a member."""
    wanted = DutyFilter(asked.channel, asked.speaks)
    match asked.kind:
        case "help":
            return say(
                "Ask who is on duty now, next, at a time or on a day, for a channel:"
                " “who is on tomorrow evening for WhatsApp?”"
            )
        case "mine":
            return _mine(known, who, now)
        case "during" if asked.span is not None:
            return _during(known, asked.span, wanted, told)
        case "next":
            return following(known.answer(now, wanted).next, known.zone, told)
        case "at" if asked.at is not None:
            return _at(known.answer(asked.at, wanted), known.zone, told)
        case _:
            return snapshot.sentence(known.answer(now, wanted), known.zone, told)


def _mine(known: Snapshot, who: UUID | None, now: datetime) -> Sentence:
    if who is None:
        return say("I do not know which member you are.")
    own = sorted(
        (each for each in known.spans if each.member == who and each.end > now),
        key=lambda each: each.start,
    )
    if not own:
        return say("You have no duty planned.")
    start, end = own[0].start.astimezone(known.zone), own[0].end.astimezone(known.zone)
    if own[0].start <= now:
        return say("You are on duty until {until}.", until=end)
    return say("Your next duty: {start} to {end}.", start=start, end=end)


def following(found: Sequence[OnDuty], shown: ZoneInfo, told: Disclosure = NAMES) -> Sentence:
    """Return the sentence of who comes on duty next."""
    if not found:
        return say("Nobody is planned next.")
    start = found[0].since.astimezone(shown)
    return say("Next: {names} from {start}.", names=snapshot.known(found, told), start=start)


def _at(found: OnDutyAnswer, shown: ZoneInfo, told: Disclosure) -> Sentence:
    at = found.at.astimezone(shown)
    if found.on_duty:
        return say("{names} on duty {at}.", names=snapshot.known(found.on_duty, told), at=at)
    none = say("Nobody is on duty {at}.", at=at)
    return _and_then(none, following(found.next, shown, told)) if found.next else none


def _and_then(first: Sentence, second: Sentence) -> Sentence:
    return say("{first} {second}", first=first, second=second)


def _during(known: Snapshot, span: Span, wanted: DutyFilter, told: Disclosure) -> Sentence:
    first = span.start.astimezone(known.zone).date()
    found = known.during(span, wanted)
    if not found:
        none, later = say("Nobody is on duty on {day}.", day=first), known.answer(span.end, wanted)
        coming = later.on_duty or later.next
        return _and_then(none, following(coming, known.zone, told)) if coming else none
    duties = tuple(_duty(known, each, first, told) for each in found[:MOST])
    if len(found) > MOST:
        more = say("and {count} more", count=len(found) - MOST)
        return say("On duty on {day}: {duties}.", day=first, duties=(*duties, more))
    return say("On duty on {day}: {duties}.", day=first, duties=duties)


def _duty(known: Snapshot, each: OnDuty, first: object, told: Disclosure) -> Sentence:
    start, end = each.since.astimezone(known.zone), each.until.astimezone(known.zone)
    times, name = f"{start:%H:%M}–{end:%H:%M}", each.known_as(told)
    if start.date() != first:
        return say("{name} {day} {times}", name=name, day=start.date(), times=times)
    return say("{name} {times}", name=name, times=times)
