"""A question in a chat: a text in English, French, Dutch or German → what it asks.

Only words, numbers and what stands beside what are looked at, no grammar of sentences. What is
not understood is left out and kept, so that the answer can say so; the shortest text ("on duty?")
asks who is on duty now.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from rotation.chat import clocks, days
from rotation.chat.grammar import Context, applied
from rotation.chat.lexicon import COULD, NOISE, Token, plain, ranked
from rotation.chat.moments import MomentInText, moment
from rotation.chat.tokens import NameInText, ReadingHabits, entries, scan, settle
from rotation.timespan import Span

Kind = Literal["now", "at", "during", "next", "mine", "person", "swap", "cover", "help"]
SHORT_NAMES = {
    "instagram": ("insta", "ig"),
    "facebook": ("fb",),
    "whatsapp": ("wa", "wapp", "whats app"),
    "linkedin": ("li", "linked in"),
    "email": ("mail", "mails", "e mail", "emails", "e-mails"),
    "x": ("twitter",),
    "messenger": ("msgr",),
    "telephone": ("tel", "phone", "telefoon", "telefon"),
    "tiktok": ("tik tok", "tt"),
    "youtube": ("yt",),
}
"""Short names of channels, by the kind or the plain name of the channel."""
_OWN_ANSWER = re.compile(r"\((?:understood|compris|begrepen|verstanden) ?:", re.IGNORECASE)
"""An answer of ours that is sent back: what it says it had understood is what is asked."""
_TIME_LIKE = frozenset("~NOEQMWRPBYK=%#!Dekr_VUHFa")
_NAMES_PEOPLE: frozenset[Kind] = frozenset({"person", "swap", "cover"})
_FOLLOWING = {"after", "apres", "na", "nach"}


@dataclass(frozen=True)
class ChatQuestion:
    """The question who is on duty: now, at an instant, in a span, next; or when a member is.

    ``cover``: who could take a place; ``swap``: the asker would give one away.
    ``language`` is what the text is written in, ``speaks`` what the people asked for speak;
    ``members`` are those it names, with their names.
    ``unread`` holds the words and numbers that nothing was made of.
    """

    kind: Kind
    language: str | None = None
    at: datetime | None = None
    span: Span | None = None
    channel: str | None = None
    speaks: str | None = None
    members: Mapping[UUID, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def of_those_on_duty(self) -> "ChatQuestion":
        """Return the question who is on duty then; people that it names are left over."""
        kind: Kind = "at" if self.at else "during" if self.span else "now"
        left = (*self.unread, *(each.lower() for each in self.members.values()))
        return replace(self, kind=kind, members={}, unread=left)


@dataclass(frozen=True)
class Vocabulary:
    """The words a team adds to those of a question: names of channels and members.

    ``short_names`` are of channels: name → slug. ``holidays``: name → dates.
    """

    members: Mapping[UUID, str] = field(default_factory=dict)
    short_names: Mapping[str, str] = field(default_factory=dict)
    holidays: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    language: str | None = None
    month_first: bool = False


_NOTHING = Vocabulary()


def understood(
    text: str, now: datetime, channels: Mapping[str, str], own: Vocabulary = _NOTHING
) -> ChatQuestion:
    """Return the question of a text; ``now`` is on the asker's wall clock.

    ``channels`` holds, by slug, the names a team's channels go by.
    """
    bare = plain(_OWN_ANSWER.split(text)[-1])
    language, order = ranked(bare, own.language)
    reader = ReadingHabits(
        order, language is not None, _places(bare, channels, own), own.month_first
    )
    words = settle(scan(bare, reader), reader)
    context = Context(
        now.replace(second=0, microsecond=0), order[0], any(each.code == "T" for each in words)
    )
    said = [each for each in words if each.code not in {NOISE, COULD}]
    for rules in (days.WRITTEN, clocks.RULES, days.SAID):
        said = applied(said, rules, context)
    when = moment(said, context)
    kind = _kind(words, said, when)
    named = _members(said) if kind in _NAMES_PEOPLE else ()
    members = {each: own.members[each] for each in named}
    return ChatQuestion(
        kind,
        language,
        when.at,
        when.span,
        _first(words, "C"),
        _first(words, "A"),
        members,
        _unread(said, when, kind),
    )


def _places(text: str, channels: Mapping[str, str], own: Vocabulary) -> Sequence[NameInText]:
    """Return where channels, members and holidays are named in a plain text."""
    named: dict[str, object] = {}
    for slug, name in channels.items():
        for key in (plain(slug), plain(name)):
            named |= dict.fromkeys(SHORT_NAMES.get(key.replace("-", ""), ()), slug)
    named |= {plain(name): slug for name, slug in own.short_names.items()}
    named |= {plain(each): slug for slug, name in channels.items() for each in (slug, name)}
    people: dict[str, list[UUID]] = {}
    for member, name in own.members.items():
        for each in {plain(name), plain(name).partition(" ")[0]}:
            people.setdefault(each, []).append(member)
    feasts: dict[str, object] = {plain(name): days for name, days in own.holidays.items()}
    return (
        *entries(named, text, "C"),
        *entries({name: tuple(who) for name, who in people.items()}, text, "J"),
        *entries(feasts, text, "Y"),
    )


def _kind(words: Sequence[Token], said: Sequence[Token], when: MomentInText) -> Kind:
    codes = "".join(each.code for each in words if each.code not in {NOISE, COULD})
    asks_could = any(each.code == COULD for each in words)
    if codes.startswith("7"):
        return "help"
    asks_who, own = "G" in codes, set(codes) & set("Imj")
    if "4" in codes or ("S" in codes and "m" in codes):
        return "swap"
    if ("8" in codes and (own or not asks_who)) or ("5" in codes and "I" in codes):
        return "swap"
    if asks_who and asks_could and (set(codes) & set("S8") or _takes_over(words)):
        return "cover"
    if not asks_who and "Z" not in codes and _is_own(codes):
        return "mine"
    if not asks_who and any(each.code == "J" or each.member for each in said):
        return "person"
    if when.at is not None or when.span is not None:
        return "at" if when.at is not None else "during"
    follows = {each.code for each in said if each.code in "xXL" or each.text in _FOLLOWING}
    return "next" if follows else "now"


def _takes_over(words: Sequence[Token]) -> bool:
    return any(each.text == "take over" for each in words)


def _is_own(codes: str) -> bool:
    """Tell whether it is about the asker's own duties: "am I", "my next shift", "me tonight?"."""
    return bool("I" in codes or re.search(r"m.{0,3}6", codes) or re.fullmatch(r"j[WRPB]+", codes))


def _members(said: Sequence[Token]) -> tuple[UUID, ...]:
    """Return the members that are named; a word of time is a name where nothing else used it."""
    found = [
        each.value if each.code == "J" else each.member
        for each in said
        if each.code == "J" or each.member
    ]
    return tuple(dict.fromkeys(who for each in found for who in each or ()))


def _first(words: Sequence[Token], code: str) -> str | None:
    return next((str(each.value) for each in words if each.code == code), None)


def _unread(said: Sequence[Token], when: MomentInText, kind: Kind) -> tuple[str, ...]:
    """Return what nothing was made of: digits, words of time and unknown words."""
    left = [each for at, each in enumerate(said) if at not in when.used]
    is_dated = when.at is not None or when.span is not None
    also = set() if kind in _NAMES_PEOPLE else {"J"}
    also |= set() if is_dated else {"T", "l"}
    also |= set() if kind == "help" else {"7"}
    return tuple(
        dict.fromkeys(
            each.text
            for each in left
            if (each.code in _TIME_LIKE or each.code in also)
            and each.text
            and not (each.code == "N" and each.text.isalpha())
            and not (kind == "person" and each.member)
        )
    )
