"""Chat answers: a question and a snapshot of the duties → a sentence."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale

from rotation.chat.days import dated
from rotation.chat.grammar import Context
from rotation.chat.lexicon import Written
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
from rotation.timespan import DAY, Span
from rotation.words import Sentence, say

MOST = 12
"""Most duties that one sentence names."""
_NEAR = timedelta(days=180)
"""How far a day without its year may be away."""


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
            return _mine(known, asked, who, now)
        case "person":
            return _people(known, asked, now, told)
        case "swap":
            return say(
                "Nothing has been changed. Ask for a swap of that shift, and those who can take it"
                " are asked."
            )
        case "during" if asked.span is not None:
            return _during(known, asked.span, wanted, told)
        case "next":
            return following(known.answer(now, wanted).next, known.zone, told)
        case "at" if asked.at is not None:
            return _at(known.answer(asked.at, wanted), known.zone, told)
        case _:
            return snapshot.sentence(known.answer(now, wanted), known.zone, told)


def unlinked() -> Sentence:
    """Return what whoever asks on a platform is told while nobody knows who they are."""
    return say("I do not know who you are here. Get a code on your own page and write: link CODE")


def with_understanding(
    said: Sentence, asked: ChatQuestion, now: datetime, channels: Mapping[str, str], language: str
) -> Sentence:
    """Return an answer with what was understood of its question, and what was not.

    ``now`` is on the wall clock of the team, ``channels`` holds the names by slug.
    """
    what: list[object] = [when] if (when := _when(asked, now)) else []
    what += [channels.get(asked.channel, asked.channel)] if asked.channel else []
    what += [_language(asked.speaks, language)] if asked.speaks else []
    what += asked.members.values()
    unread = tuple(f"“{each}”" for each in asked.unread)
    if asked.kind == "help" or not (what or unread):
        return said
    if not what and asked.kind == "now":
        what = [say("now")]
    if not unread:
        return say("{answer} (Understood: {what}.)", answer=said, what=tuple(what))
    if not what:
        return say("{answer} (Not understood: {unread}.)", answer=said, unread=unread)
    return say(
        "{answer} (Understood: {what}. Not understood: {unread}.)",
        answer=said,
        what=tuple(what),
        unread=unread,
    )


def _language(code: str, language: str) -> str:
    return str(Locale(language).languages.get(code, code))


def _when(asked: ChatQuestion, now: datetime) -> object | None:
    """Return the instant or the span of a question as it can be read back."""
    if asked.at is not None:
        at = asked.at.astimezone(now.tzinfo)
        return say("{day} {times}", day=_day(at.date(), now), times=f"{at:%H:%M}")
    if asked.span is None:
        return None
    start, end = (each.astimezone(now.tzinfo) for each in (asked.span.start, asked.span.end))
    last = end.date() - DAY if end.time() == time() else end.date()
    first = _day(start.date(), now)
    if start.time() == time() == end.time():
        if last == start.date():
            return first
        return say("{start} – {end}", start=first, end=_day(last, now))
    if last == start.date():
        until = "24:00" if end.date() > last else f"{end:%H:%M}"
        return say("{day} {times}", day=first, times=f"{start:%H:%M}–{until}")
    times = [
        say("{day} {times}", day=_day(each.date(), now), times=f"{each:%H:%M}")
        for each in (start, end)
    ]
    return say("{start} – {end}", start=times[0], end=times[1])


def _day(day: date, now: datetime) -> date | Sentence:
    """Return a day, with its year where it could be taken for that of another."""
    read = dated(Written(day.day, day.month), Context(now, "en"), day.weekday())
    near = abs(day - now.date()) <= _NEAR
    return day if near and read == day else say("{day} {year}", day=day, year=str(day.year))


def _mine(known: Snapshot, asked: ChatQuestion, who: UUID | None, now: datetime) -> Sentence:
    if who is None:
        return say("I do not know which member you are.")
    if asked.at is not None or asked.span is not None:
        own = _own(known, asked, who)
        return say("You: {duties}.", duties=own) if own else say("You have no duty then.")
    coming = _coming(known, who, now)
    if coming is None:
        return say("You have no duty planned.")
    start, end = coming
    if start <= now:
        return say("You are on duty until {until}.", until=end)
    return say("Your next duty: {start} to {end}.", start=start, end=end)


def _people(known: Snapshot, asked: ChatQuestion, now: datetime, told: Disclosure) -> Sentence:
    """Return when the members are on duty that a question names."""
    if told.privacy == "role":
        return say("People are not named here.")
    said = [_person(known, asked, each, now) for each in asked.members.items()]
    whole = said[0]
    for each in said[1:]:
        whole = _and_then(whole, each)
    return whole


def _person(
    known: Snapshot, asked: ChatQuestion, member: tuple[UUID, str], now: datetime
) -> Sentence:
    who, name = member
    if asked.at is not None or asked.span is not None:
        own = _own(known, asked, who)
        if own:
            return say("{name}: {duties}.", name=name, duties=own)
        return say("{name} has no duty then.", name=name)
    coming = _coming(known, who, now)
    if coming is None:
        return say("{name} has no duty planned.", name=name)
    start, end = coming
    if start <= now:
        return say("{name} is on duty until {until}.", name=name, until=end)
    return say("Next duty of {name}: {start} to {end}.", name=name, start=start, end=end)


def _own(known: Snapshot, asked: ChatQuestion, who: UUID) -> tuple[Sentence, ...]:
    """Return the duties of one member at the instant or in the span of a question."""
    wanted = DutyFilter(asked.channel, asked.speaks, member=who)
    if asked.span is not None:
        found: Sequence[OnDuty] = known.during(asked.span, wanted)
    else:
        found = known.answer(asked.at, wanted).on_duty if asked.at else ()
    return tuple(
        say("{day} {times}", day=start.date(), times=f"{start:%H:%M}–{end:%H:%M}")
        for each in found[:MOST]
        for start, end in [(each.since.astimezone(known.zone), each.until.astimezone(known.zone))]
    )


def _coming(known: Snapshot, who: UUID, now: datetime) -> tuple[datetime, datetime] | None:
    """Return the duty a member has now, or their next, on the team's wall clock."""
    own = sorted(
        (each for each in known.spans if each.member == who and each.end > now),
        key=lambda each: each.start,
    )
    if not own:
        return None
    return own[0].start.astimezone(known.zone), own[0].end.astimezone(known.zone)


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
        none, later = _nobody(known, span), known.answer(span.end, wanted)
        coming = later.on_duty or later.next
        return _and_then(none, following(coming, known.zone, told)) if coming else none
    duties = tuple(_duty(known, each, first, told) for each in found[:MOST])
    if len(found) > MOST:
        more = say("and {count} more", count=len(found) - MOST)
        return say("On duty on {day}: {duties}.", day=first, duties=(*duties, more))
    return say("On duty on {day}: {duties}.", day=first, duties=duties)


def _nobody(known: Snapshot, span: Span) -> Sentence:
    first = span.start.astimezone(known.zone).date()
    last = (span.end - DAY / 24).astimezone(known.zone).date()
    if last <= first + DAY and span.length <= DAY:
        return say("Nobody is on duty on {day}.", day=first)
    return say("Nobody is on duty from {day} to {last}.", day=first, last=last)


def _duty(known: Snapshot, each: OnDuty, first: object, told: Disclosure) -> Sentence:
    start, end = each.since.astimezone(known.zone), each.until.astimezone(known.zone)
    times, name = f"{start:%H:%M}–{end:%H:%M}", each.known_as(told)
    if start.date() != first:
        return say("{name} {day} {times}", name=name, day=start.date(), times=times)
    return say("{name} {times}", name=name, times=times)
