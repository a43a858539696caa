"""The language of a reader, and dates, times and numbers in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - a reader has a date() of its own
from datetime import datetime, timedelta
from datetime import time as Time  # noqa: N812 - a reader has a time() of its own
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from fastapi import Request

from rotation.timespan import zone
from rotation.words import LANGUAGES, Sentence, best_language, say, say_count

NAMES = {"en": "English", "fr": "Français", "nl": "Nederlands"}


@dataclass(frozen=True)
class Reader:
    """A language and the zone that times are shown in."""

    language: str
    zone: ZoneInfo

    @classmethod
    def of(cls, request: Request, timezone: str = "UTC", usual: str = "en") -> "Reader":
        """Return the reader of a request: by their choice, else by what their browser says.

        ``usual`` is the language of a reader who says neither.
        """
        chosen = request.cookies.get("language")
        accepted = best_language(request.headers.get("accept-language", ""))
        return cls(chosen if chosen in LANGUAGES else accepted or usual, zone(timezone))

    def __call__(self, template: str | Sentence, /, **values: Any) -> str:
        """Return a sentence in the reader's language."""
        said = template if isinstance(template, Sentence) else say(template, **values)
        return said.said_in(self.language, self.zone)

    def count(self, one: str, many: str, count: int, **values: Any) -> str:
        """Return the form of a sentence for a count."""
        return say_count(self.language, one, many, count, **values)

    def local(self, at: datetime) -> datetime:
        """Return an instant in the reader's zone."""
        return at.astimezone(self.zone)

    def time(self, at: datetime) -> str:
        """Return the wall time of an instant: 17:00."""
        return f"{self.local(at):%H:%M}"

    def times(self, start: datetime, end: datetime) -> str:
        """Return the wall times of a span: 17:00–22:00."""
        return f"{self.time(start)}–{self.time(end)}"

    def day(self, day: Date, *, long: bool = False) -> str:
        """Return a day: Tue 24, or Tuesday 24 November."""
        if long:
            return _day(day, "EEEE d MMMM", self.language)
        return _day(day, "EEE d", self.language).replace(".", "")

    def weekday(self, day: Date) -> str:
        """Return the weekday of a date: Tue."""
        return _day(day, "EEE", self.language).replace(".", "")

    def date(self, day: Date) -> str:
        """Return a date: Tue 24 Nov."""
        return _day(day, "EEE d MMM", self.language)

    def moment(self, at: datetime) -> str:
        """Return an instant: Tue 24 Nov 17:00."""
        return f"{self.date(self.local(at).date())} {self.time(at)}"

    def week(self, days: Sequence[Date]) -> str:
        """Return the dates of a week: 23–29 November 2026."""
        return self.dates(days[0], days[-1])

    def dates(self, first: Date, last: Date) -> str:
        """Return the days from one to another: 5 October – 29 November 2026."""
        end = str(format_date(last, "d MMMM y", locale=self.language))
        if first.month == last.month:
            return f"{first.day}–{end}"
        start = format_date(first, "d MMMM", locale=self.language)
        return f"{start} – {end}"

    def month(self, day: Date) -> str:
        """Return the month of a date: November 2026."""
        return str(format_date(day, "LLLL y", locale=self.language))

    def span(self, start: datetime, end: datetime) -> str:
        """Return a span by its dates where it is whole days, else by its moments."""
        first, last = self.local(start), self.local(end)
        if first.time() != last.time() or first.time() != Time():
            return f"{self.moment(start)} – {self.moment(end)}"
        before = last.date() - timedelta(days=1)
        shown = self.date(first.date())
        return shown if before == first.date() else f"{shown} – {self.date(before)}"

    def number(self, value: float, digits: int = 1) -> str:
        """Return a number with at most so many digits behind the comma."""
        return _decimal(round(value, digits) + 0.0, digits, self.language)

    def signed(self, value: float, digits: int = 1) -> str:
        """Return a number with its sign: +1.9, −0.4, 0."""
        shown = self.number(abs(value), digits)
        if shown == "0":
            return shown
        return f"+{shown}" if value > 0 else f"−{shown}"

    def percent(self, share: float) -> str:
        """Return a share in whole percent; never 100 % when something is missing."""
        whole = min(share, 0.99) if share < 1 and share >= 0.995 else share
        return str(format_percent(whole, "#,##0\u00a0%", locale=self.language))

    def money(self, minor: int, currency: str) -> str:
        """Return an amount of whole minor units: €1,234.50."""
        value = Decimal(minor).scaleb(-get_currency_precision(currency))
        return str(format_currency(value, currency, locale=self.language))

    def hours(self, minutes: float) -> str:
        """Return minutes as hours: 9.5."""
        return self.number(minutes / 60)

    def names(self, names: Sequence[str]) -> str:
        """Return names as a list in words."""
        return str(format_list(list(names), locale=self.language)) if names else ""

    def country(self, code: str) -> str:
        """Return the name of a country."""
        return str(Locale.parse(self.language).territories.get(code, code))

    def ago(self, at: datetime, now: datetime) -> str:
        """Return when something was: a time today, else a day and a time."""
        same = self.local(at).date() == self.local(now).date()
        return self.time(at) if same and now - at < timedelta(days=1) else self.moment(at)


@lru_cache(4096)
def _decimal(value: float, digits: int, language: str) -> str:
    """Return a number in words of a language; a board says the same few a hundred times."""
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return str(format_decimal(value, pattern, locale=language))


@lru_cache(4096)
def _day(day: Date, pattern: str, language: str) -> str:
    return str(format_date(day, pattern, locale=language))


def initials(name: str) -> str:
    """Return two letters of a name, as faces have them: Chloé Martin → CM."""
    words = [each for each in name.split() if each[0].isalnum()] or [name]
    return "".join(
        each[0] for each in (words if len(words) == 1 else [words[0], words[-1]])
    ).upper()


def first_name(name: str) -> str:
    """Return the first word of a name."""
    return name.split(maxsplit=1)[0] if name.split() else name


def language_name(language: str) -> str:
    """Return what a language calls itself."""
    return NAMES.get(language) or Locale.parse(language).display_name or language
