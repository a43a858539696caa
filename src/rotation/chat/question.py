"""Chat questions: a text in English, French or Dutch → a question.

Only words are looked for, no grammar: days, parts of a day, times, channels and languages. What
is not understood is left out, so that the shortest text ("on duty?") asks who is on duty now.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from rotation.timespan import DAY, YEARS, Span, at_wall

LONGEST = 500
"""Characters that are read; what follows is left out."""
_PARTS = {"morning": (6, 12), "afternoon": (12, 17), "evening": (17, 23), "night": (23, 30)}
_DAYS = (
    ("monday", "lundi", "maandag"),
    ("tuesday", "mardi", "dinsdag"),
    ("wednesday", "mercredi", "woensdag"),
    ("thursday", "jeudi", "donderdag"),
    ("friday", "vendredi", "vrijdag"),
    ("saturday", "samedi", "zaterdag"),
    ("sunday", "dimanche", "zondag"),
)
_AHEAD = {
    "today": 0,
    "aujourd": 0,
    "vandaag": 0,
    "tomorrow": 1,
    "demain": 1,
    "morgen": 1,
    "apresdemain": 2,
    "overmorgen": 2,
    "yesterday": -1,
    "hier": -1,
    "gisteren": -1,
}
_OF_DAY = {
    "morning": "morning",
    "matin": "morning",
    "ochtend": "morning",
    "afternoon": "afternoon",
    "apresmidi": "afternoon",
    "middag": "afternoon",
    "evening": "evening",
    "soir": "evening",
    "soiree": "evening",
    "avond": "evening",
    "night": "night",
    "nuit": "night",
    "nacht": "night",
}
_BOTH = {
    "tonight": (0, "evening"),
    "vanochtend": (0, "morning"),
    "vanmorgen": (0, "morning"),
    "vanmiddag": (0, "afternoon"),
    "vanavond": (0, "evening"),
    "vannacht": (0, "night"),
    "morgenochtend": (1, "morning"),
    "morgenmiddag": (1, "afternoon"),
    "morgenavond": (1, "evening"),
    "morgennacht": (1, "night"),
}
_NEXT = {
    "next",
    "after",
    "suivant",
    "suivante",
    "prochain",
    "prochaine",
    "ensuite",
    "volgende",
    "straks",
    "hierna",
    "daarna",
}
_MINE = {"i", "my", "me", "mine", "je", "mon", "ma", "mes", "moi", "ik", "mijn", "mij"}
_HELP = {"help", "aide", "hulp"}
_SPOKEN = {
    "english": "en",
    "anglais": "en",
    "engels": "en",
    "french": "fr",
    "francais": "fr",
    "frans": "fr",
    "dutch": "nl",
    "neerlandais": "nl",
    "nederlands": "nl",
    "german": "de",
    "allemand": "de",
    "duits": "de",
    "spanish": "es",
    "espagnol": "es",
    "spaans": "es",
}
_TELLING = {
    "en": {"who", "s", "is", "on", "duty", "now", "for", "at", "the", "tomorrow", "when"},
    "fr": {"qui", "est", "de", "d", "astreinte", "service", "maintenant", "pour", "ce", "quand"},
    "nl": {"wie", "heeft", "nu", "dienst", "er", "voor", "om", "is", "van", "wanneer"},
}
_MONTHS = (
    ("january", "janvier", "januari"),
    ("february", "fevrier", "februari"),
    ("march", "mars", "maart"),
    ("april", "avril"),
    ("may", "mai", "mei"),
    ("june", "juin", "juni"),
    ("july", "juillet", "juli"),
    ("august", "aout", "augustus"),
    ("september", "septembre"),
    ("october", "octobre", "oktober"),
    ("november", "novembre"),
    ("december", "decembre"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAMED = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|e)? (?:of )?({'|'.join(_MONTH)})\b", re.ASCII)
_FIRST = re.compile(rf"\b({'|'.join(_MONTH)}) (\d{{1,2}})(?:st|nd|rd|th)?\b", re.ASCII)
_TIME = re.compile(
    r"\b([01]?\d|2[0-3])(?::([0-5]\d)| ?(?:heures?|uur|[hu]) ?([0-5]\d)?)\b", re.ASCII
)
_BARE = re.compile(r"\b(?:at|om|a) ([01]?\d|2[0-3])\b(?! ?[-:/.])", re.ASCII)
_SPECIAL = {"noon": 12, "midi": 12, "midnight": 24, "minuit": 24, "middernacht": 24}
"""Hours that have a name; midnight ends the day."""
_CLOCK = re.compile(r"\b(1[0-2]|0?[1-9])(?::([0-5]\d))? ?([ap])\.?m\b", re.ASCII)
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b", re.ASCII)
_SHORT = re.compile(r"\b(\d{1,2})/(\d{1,2})\b", re.ASCII)
_WORD = re.compile(r"\w+")
_DUTCH = re.compile(rf"\b({'|'.join(days[2] for days in _DAYS)})(ochtend|middag|avond|nacht)\b")
"""A day and its part in one word: vrijdagavond."""
Kind = Literal["now", "at", "during", "next", "mine", "help"]


@dataclass(frozen=True)
class ChatQuestion:
    """A chat question: who is on duty now, at an instant, in a span, next; or when the asker is.

    ``language`` is what the text is written in, ``speaks`` what the people asked for speak.
    """

    kind: Kind
    language: str | None = None
    at: datetime | None = None
    span: Span | None = None
    channel: str | None = None
    speaks: str | None = None


def understood(text: str, now: datetime, channels: Mapping[str, str]) -> ChatQuestion:
    """Return the question of a text; ``now`` is on the asker's wall clock.

    ``channels`` holds, by slug, the names a team's channels go by.
    """
    plain = _plain(text)
    words = _WORD.findall(plain)
    language, channel, speaks = _language(words), _channel(plain, channels), _spoken(words)

    def asks(kind: Kind, at: datetime | None = None, span: Span | None = None) -> ChatQuestion:
        return ChatQuestion(kind, language, at, span, channel, speaks)

    if _HELP.intersection(words):
        return asks("help")
    if _MINE.intersection(words):
        return asks("mine")
    day, last, part = _when(plain, words, now)
    clock = _clock(plain, words)
    if clock is not None:
        return asks("at", _at(datetime.combine(day or now.date(), time()) + clock, now))
    if part is not None:
        begin, end = _PARTS[part]
        return asks("during", span=_span(day or now.date(), begin, end, now))
    if day is not None and last is not None:
        return asks("during", span=_span(day, 0, 24 * ((last - day).days + 1), now))
    return asks("next") if _NEXT.intersection(words) else asks("now")


def _plain(text: str) -> str:
    """Return a text in lower case, without accents, compounds written as the tables have them."""
    loose = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    bare = "".join(each for each in loose if not unicodedata.combining(each))
    bare = bare.replace("’", "'").replace("week-end", "weekend")
    return _DUTCH.sub(r"\1 \2", re.sub(r"\bapres[ -](midi|demain)\b", r"apres\1", bare))


def _language(words: Iterable[str]) -> str | None:
    """Return the language with most telling words, None when none stands out."""
    found = set(words)
    known = {language: len(found & telling) for language, telling in _TELLING.items()}
    best = max(known.values())
    leading = [language for language, count in known.items() if count == best]
    return leading[0] if best and len(leading) == 1 else None


def _channel(plain: str, channels: Mapping[str, str]) -> str | None:
    """Return the channel named in a text; of several the longest name."""
    names = {_plain(each): slug for slug, name in channels.items() for each in (slug, name)}
    for name in sorted(names, key=len, reverse=True):
        if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain):
            return names[name]
    return None


def _spoken(words: Iterable[str]) -> str | None:
    return next((_SPOKEN[each] for each in words if each in _SPOKEN), None)


def _when(
    plain: str, words: list[str], now: datetime
) -> tuple[date | None, date | None, str | None]:
    """Return the first and last day asked for, and the part of the day."""
    day, part = _written(plain, now.date()), None
    last: date | None = None
    for word in words:
        if word in _BOTH:
            ahead, part = _BOTH[word]
            day = day or now.date() + DAY * ahead
        elif word in _OF_DAY:
            part = _OF_DAY[word]
        elif word in _AHEAD:
            day = day or now.date() + DAY * _AHEAD[word]
        elif word == "weekend" and day is None:
            day = now.date() + DAY * ((5 - now.weekday()) % 7 if now.weekday() != 6 else 0)
            last = day + DAY * (6 - day.weekday())
        else:
            day = day or _weekday(word, now.date())
    return day, last or day, part


def _weekday(word: str, today: date) -> date | None:
    for number, names in enumerate(_DAYS):
        if word in names:
            return today + DAY * ((number - today.weekday()) % 7)
    return None


def _written(plain: str, today: date) -> date | None:
    """Return a date written 2026-12-24, 24/12 or 24 December: the next one without a year."""
    if found := _ISO.search(plain):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SHORT.search(plain):
        return _coming(int(found[2]), int(found[1]), today)
    if found := _NAMED.search(plain):
        return _coming(_MONTH[found[2]], int(found[1]), today)
    if found := _FIRST.search(plain):
        return _coming(_MONTH[found[1]], int(found[2]), today)
    return None


def _coming(month: int, day: int, today: date) -> date | None:
    """Return the next day of that month and day, None when there is none in a year."""
    found = _date(today.year, month, day)
    return found if found and found >= today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _clock(plain: str, words: Iterable[str]) -> timedelta | None:
    """Return the wall time asked for, counted from midnight."""
    if found := _CLOCK.search(plain):
        hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
        return timedelta(hours=hour, minutes=int(found[2] or 0))
    if found := _TIME.search(plain):
        return timedelta(hours=int(found[1]), minutes=int(found[2] or found[3] or 0))
    if named := [_SPECIAL[each] for each in words if each in _SPECIAL]:
        return timedelta(hours=named[0])
    if found := _BARE.search(plain):
        return timedelta(hours=int(found[1]))
    return None


def _at(wall: datetime, now: datetime) -> datetime:
    zone = now.tzinfo
    return at_wall(wall, zone, shift_forward=True)  # type: ignore[arg-type]  # a ZoneInfo: _zone


def _span(day: date, begin: int, end: int, now: datetime) -> Span:
    """Return some hours of a day, counted on the wall clock from its midnight."""
    midnight = datetime.combine(day, time())
    first, last = midnight + timedelta(hours=begin), midnight + timedelta(hours=end)
    return Span(_at(first, now), _at(last, now))
