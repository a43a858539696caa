"""The words of a question in a chat: a text is cut into tokens that say what each word is.

One file of ``lexicon/`` holds the words of a language. A token's ``code`` is one character, so
that what stands beside what can be looked for with regular expressions over the codes.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

from babel import Locale

LANGUAGES = ("en", "fr", "nl", "de")
"""Languages that a question may be asked in, and is answered in."""
LONGEST = 500
"""Characters of a question that are read."""
NOISE, UNKNOWN, NAME = ".", "~", "J"
COULD = "9"
"""Code of the words for what somebody could do: they decide about the kind of question alone."""
_CODES = {
    "weekend": "e",
    "week": "k",
    "weeks": "k",
    "month": "o",
    "day": "d",
    "hour": "h",
    "minute": "i",
    "o_clock": "q",
    "this": "t",
    "next": "x",
    "after_next": "y",
    "coming": "c",
    "last": "l",
    "rest": "r",
    "at": "@",
    "from": "f",
    "until": "u",
    "between": "w",
    "and": "&",
    "in": "v",
    "ago": "g",
    "from_now": ">",
    "half_past": "H",
    "half_before": "F",
    "quarter": "a",
    "three_quarters": "z",
    "minutes_to": "b",
    "half_hour": "s",
    "quarter_hour": "1",
    "less_quarter": "2",
    "minutes_less": "3",
    "vague": UNKNOWN,
    "now": "n",
    "next_duty": "X",
    "later": "L",
    "who": "G",
    "call": "Z",
    "self": "I",
    "own": "m",
    "me": "j",
    "take": "S",
    "swap": "4",
    "stand_in": "8",
    "could": "9",
    "sick": "5",
    "past_tense": "T",
    "duty": "6",
    "noise": NOISE,
}
_SECTIONS = {
    "days": "R",
    "clock": "K",
    "minutes": "V",
    "counted_days": "U",
    "parts": "P",
    "today_parts": "B",
    "named_days": "Y",
}
_TIME = frozenset("WMRPBYek")
"""Codes of the words that are known in spite of a slip of the finger."""
_FEAST = re.compile(r"\b([12])(?:e|ste|de|er|ter|\.)? ?((?:kerst|paas|pinkster|weihnachts)\w+)")
_ORDINALS = {
    (number, feast): word
    for feast, words in {
        "kers": ("eerste", "tweede"),
        "paas": ("eerste", "tweede"),
        "pink": ("eerste", "tweede"),
        "weih": ("erster", "zweiter"),
    }.items()
    for number, word in zip("12", words, strict=True)
}
"""Feast days with a number: "2e kerstdag" is read as "tweede kerstdag"."""
_EN = {"8": "huit", "15": "quinze"}
_WORDS = re.compile(r"(?<!\w)[^\W\d_]+")


@dataclass(frozen=True)
class Token:
    """A word, number or phrase of a question: what it is, its value, where it stands.

    ``value`` is of the type that ``code`` says. ``member``: whose name
    the word may be, too; two may have one name.
    """

    code: str
    text: str
    start: int
    value: Any = None
    member: tuple[UUID, ...] | None = None


@dataclass(frozen=True)
class Clock:
    """A wall time in minutes after midnight; ``sure``: it can be read in one way only.

    ``spoken``: said as on a clock of twelve hours ("half past seven"); ``half_named``:
    with am or pm.
    """

    minutes: int
    sure: bool = False
    spoken: bool = False
    half_named: bool = False


@dataclass(frozen=True)
class Written:
    """A date as it is written, maybe without its year."""

    day: int
    month: int
    year: int | None = None


@dataclass(frozen=True)
class Lexicon:
    """The words of one language: phrase → code and value."""

    phrases: Mapping[str, tuple[str, Any]]
    words: frozenset[str]
    longest: int

    def compound(self, word: str) -> tuple[str, str] | None:
        """Return the two halves of a day and its part written as one word: vrijdagavond."""
        for at in range(len(word) - 3, 3, -1):
            day, part = self.phrases.get(word[:at]), self.phrases.get(word[at:])
            if day and part and day[0] in "WRe" and (part[0] in "P6" or word[at:] == "morgen"):
                return word[:at], word[at:]
        return None

    def near(self, word: str) -> str | None:
        """Return the one word of time that a word of five letters or more is a slip away from."""
        if len(word) < 5:
            return None
        slips = _slips(word)
        found = {
            each
            for each in self.phrases
            if each in slips and each[0] == word[0] and self.phrases[each][0] in _TIME
        }
        return found.pop() if len({self.phrases[each] for each in found}) == 1 else None


@cache
def lexicon(language: str) -> Lexicon:
    """Return the words of a language."""
    file = resources.files("rotation.chat") / "lexicon" / f"{language}.toml"
    phrases: dict[str, tuple[str, Any]] = {}
    for phrase, code, value in _entries(tomllib.loads(file.read_text("utf-8"))):
        phrases.setdefault(phrase, (code, value))
    for name, code in _languages(language):
        phrases.setdefault(name, ("A", code))
    words = frozenset(word for phrase in phrases for word in phrase.split())
    return Lexicon(phrases, words, max(phrase.count(" ") + 1 for phrase in phrases))


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield (phrase, code, value) of a file, in the order in which a doubtful word is read."""
    for section, code, first in (
        ("weekdays", "W", 0),
        ("months", "M", 1),
        ("numbers", "N", 1),
        ("ordinals", "O", 1),
    ):
        for value, names in enumerate(table[section], first):
            yield from ((name, code, value) for name in names)
    for section, code in _SECTIONS.items():
        for key, names in table[section].items():
            yield from ((name, code, key if code in "PBY" else int(key)) for name in names)
    for key, names in table["words"].items():
        yield from ((name, "7" if key == "help" else _CODES[key], None) for name in names)


def _languages(language: str) -> Iterator[tuple[str, str]]:
    """Yield the names of languages that people speak, in a language, and what is made of them."""
    for code, name in Locale(language).languages.items():
        bare = plain(name)
        if len(code) == 2 and " " not in bare and len(bare) > 3:
            yield bare, code
            if language in {"nl", "de"}:
                ends = ("talig", "talige") if language == "nl" else ("sprachig", "sprachige")
                yield from ((f"{bare.removesuffix('isch')}{end}", code) for end in ends)
                yield from ((f"{bare}{end}", code) for end in ends)


def plain(text: str) -> str:
    """Return a text in lower case without accents, its dashes and apostrophes all of one kind."""
    loose = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    bare = "".join(each for each in loose if not unicodedata.combining(each))
    bare = re.sub(r"[‐-―−]", "-", re.sub(r"[’‘`´]", "'", bare))
    bare = re.sub(r"\ben (8|15)\b", lambda found: f"en {_EN[found[1]]}", bare)
    return _FEAST.sub(lambda found: f"{_ORDINALS[found[1], found[2][:4]]} {found[2]}", bare)


def ranked(text: str, first: str | None = None) -> tuple[str | None, tuple[str, ...]]:
    """Return the language of a plain text, if one stands out, and all in the order of likelihood.

    A word counts the more, the fewer languages have it. ``first`` is tried first in a tie.
    """
    words = _WORDS.findall(text)
    weight = {word: sum(word in lexicon(each).words for each in LANGUAGES) for word in set(words)}

    def score(language: str) -> tuple[float, int]:
        known = lexicon(language)
        own = [word for word in words if word in known.words or known.compound(word)]
        times = sum(known.phrases.get(word, NOISE)[0] in _TIME for word in own)
        return round(sum(1 / max(weight[word], 1) for word in own), 6), times

    scores = {each: score(each) for each in LANGUAGES}
    order = sorted(LANGUAGES, key=lambda each: (scores[each], each == first), reverse=True)
    best = scores[order[0]]
    return (order[0] if best > scores[order[1]] else None), tuple(order)


def lookup(words: Sequence[str], order: Iterable[str]) -> tuple[int, str, Any] | None:
    """Return how many of the words make a known phrase, its code and its value."""
    for place, language in enumerate(order):
        known = lexicon(language)
        for count in range(min(known.longest, len(words)), 0, -1):
            phrase = " ".join(words[:count])
            found = known.phrases.get(phrase)
            # Short names of days and months are words of their own in other languages.
            if found and (place == 0 or count > 1 or len(phrase) > 3 or found[0] not in "WMeh4"):
                return count, *found
    return None


def _slips(word: str) -> frozenset[str]:
    """Return all words one slip away: a letter too many, too few, another, or two in turn."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    letters = "abcdefghijklmnopqrstuvwxyz"
    fewer = {left + right[1:] for left, right in halves if right}
    turned = {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    other = {left + each + right[1:] for left, right in halves if right for each in letters}
    more = {left + each + right for left, right in halves for each in letters}
    return frozenset(fewer | turned | other | more)
