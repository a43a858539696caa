"""What is answered: a question and what is known of the duties → a sentence."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from rotation.chat.question import Question
from rotation.rota import snapshot
from rotation.rota.snapshot import OnDuty, Snapshot, Wanted
from rotation.timespan import Span
from rotation.words import Sentence, say

MOST = 12
"""Most duties that one sentence names."""


def answer(
    known: Snapshot, asked: Question, now: datetime, who: UUID | None = None, *, names: bool = True
) -> Sentence:
    """Return what is said to a question; ``who`` asks, if they are known as a member."""
    wanted = Wanted(asked.channel, asked.speaks)
    match asked.kind:
        case "help":
            return say(
                "Ask who is on duty now, next, at a time or on a day, for a channel:"
                " “who is on tomorrow evening for WhatsApp?”"
            )
        case "mine":
            return _mine(known, who, now)
        case "during" if asked.span is not None:
            return _during(known, asked.span, wanted, names=names)
        case "next":
            return _next(known, known.answer(now, wanted).next, names=names)
        case "at" if asked.at is not None:
            at = asked.at.astimezone(known.zone)
            found = known.answer(asked.at, wanted).on_duty
            if not found:
                return say("Nobody is on duty {at}.", at=at)
            people = tuple(dict.fromkeys(each.known_as(names=names) for each in found))
            return say("{names} on duty {at}.", names=people, at=at)
        case _:
            return snapshot.sentence(known.answer(now, wanted), known.zone, names=names)


def _mine(known: Snapshot, who: UUID | None, now: datetime) -> Sentence:
    if who is None:
        return say("I do not know which member you are.")
    own = sorted((each for each in known.spans if each.member == who and each.end > now),
                 key=lambda each: each.start)  # fmt: skip
    if not own:
        return say("You have no duty planned.")
    start, end = own[0].start.astimezone(known.zone), own[0].end.astimezone(known.zone)
    if own[0].start <= now:
        return say("You are on duty until {until}.", until=end)
    return say("Your next duty: {start} to {end}.", start=start, end=end)


def _next(known: Snapshot, found: Iterable[OnDuty], *, names: bool) -> Sentence:
    people = tuple(found)
    if not people:
        return say("Nobody is planned next.")
    shown = tuple(dict.fromkeys(each.known_as(names=names) for each in people))
    start = people[0].since.astimezone(known.zone)
    return say("Next: {names} from {start}.", names=shown, start=start)


def _during(known: Snapshot, span: Span, wanted: Wanted, *, names: bool) -> Sentence:
    first = span.start.astimezone(known.zone).date()
    found = known.during(span, wanted)
    if not found:
        return say("Nobody is on duty on {day}.", day=first)
    duties = tuple(_duty(known, each, first, names=names) for each in found[:MOST])
    if len(found) > MOST:
        more = say("and {count} more", count=len(found) - MOST)
        return say("On duty on {day}: {duties}.", day=first, duties=(*duties, more))
    return say("On duty on {day}: {duties}.", day=first, duties=duties)


def _duty(known: Snapshot, each: OnDuty, first: object, *, names: bool) -> Sentence:
    start, end = each.since.astimezone(known.zone), each.until.astimezone(known.zone)
    times = f"{start:%H:%M}–{end:%H:%M}"
    if start.date() != first:
        return say(
            "{name} {day} {times}",
            name=each.known_as(names=names), day=start.date(), times=times,
        )  # fmt: skip
    return say("{name} {times}", name=each.known_as(names=names), times=times)
