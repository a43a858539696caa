"""Sentences that can be said in English, French and Dutch.

A reason, an error or a notice is kept as a template and its values, and is put into a reader's
language only where it leaves the service. The catalogues in ``rotation/catalogues`` hold the
templates as message ids; a template without a translation is said in English.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_decimal_symbol

_HIDDEN = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
LANGUAGES = ("en", "fr", "nl")
"""Languages that everything is said in; German has the sentences of the chat alone."""
_CATALOGUES = frozenset({"fr", "nl", "de"})
_DAY = {"de": "EEE d. MMM"}
_GROUPED = 10_000
"""Counts from here on are told in groups of three digits."""


@dataclass(frozen=True)
class Sentence:
    """A template and the values that go into it; ``str()`` says it in English and UTC."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def said_in(self, language: str, zone: tzinfo | None = None) -> str:
        """Return the sentence in a language of ``LANGUAGES``; instants are shown in ``zone``.

        What the chat says can be said in ``de``, too.
        """
        template = _catalogue(language).get(self.template, self.template)
        return template.format_map(
            {name: _spoken(value, language, zone) for name, value in self.values.items()}
        )

    def __str__(self) -> str:
        return self.said_in("en")

    def __hash__(self) -> int:
        return hash((self.template, str(self)))


def is_printable(text: str) -> bool:
    """Tell whether a name or a line of text holds nothing that hides or turns the text around it.

    That is: no control of either range (C0 but the tab, C1), no separator of lines, no direction
    mark, no half of a surrogate pair.
    """
    return not _HIDDEN.search(text)


def say(template: str, /, **values: Any) -> Sentence:
    """Return the sentence of a template such as ``"{member} is ill"`` with its values."""
    # A text without values may hold braces of its own: it is a value, not a template.
    return (
        Sentence(template, values)
        if values or "{" not in template
        else Sentence("{text}", {"text": template})
    )


def say_count(language: str, one: str, many: str, count: int, **values: Any) -> str:
    """Return the form of a sentence for a count in ``en``, ``fr`` or ``nl``.

    ``one`` and ``many`` are templates such as ``"{count} person"`` and ``"{count} people"``.
    """
    forms = _plurals(language).get((one, many), (one, many))
    alone = Locale.parse(language).plural_form(count) == "one"
    shown = count if abs(count) < _GROUPED else format_decimal(count, locale=language)
    return forms[0 if alone else 1].format_map({"count": shown, **values})


def best_language(accept: str, offered: tuple[str, ...] = LANGUAGES) -> str | None:
    """Return the first offered language of an Accept-Language header, by its weights, or None."""
    asked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept[:500].split(",")):
        tag, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight else 1.0
        except ValueError:
            continue
        asked.append((-quality, place, tag.split("-")[0].strip().lower()))
    return next((tag for quality, _, tag in sorted(asked) if tag in offered and quality < 0), None)


@cache
def _messages(language: str) -> Mapping[Any, Any]:  # Any: a text, or the forms of a plural
    if language not in _CATALOGUES:
        return {}
    file = resources.files("rotation") / "catalogues" / f"{language}.po"
    with file.open("rb") as lines:
        return {
            message.id: message.string
            for message in read_po(lines)
            if message.id and message.string and not message.fuzzy
        }


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    found = _messages(language).items()
    return {template: said for template, said in found if isinstance(template, str)}


@cache
def _plurals(language: str) -> Mapping[tuple[str, str], tuple[str, str]]:
    found = _messages(language).items()
    return {forms: said for forms, said in found if isinstance(forms, tuple)}


def _spoken(value: object, language: str, zone: tzinfo | None) -> str:
    match value:
        case Sentence():
            return value.said_in(language, zone)
        case timedelta():
            minutes = round(value / timedelta(minutes=1))
            return f"{minutes // 60}:{minutes % 60:02d}"
        case datetime():
            shown = value.astimezone(zone) if zone else value
            return str(
                format_datetime(shown, f"{_DAY.get(language, 'EEE d MMM')} HH:mm", locale=language)
            )
        case date():
            return str(format_date(value, _DAY.get(language, "EEE d MMM"), locale=language))
        case tuple() | list() | frozenset():
            return ", ".join(_spoken(each, language, zone) for each in value)
        case float():
            return f"{value:g}".replace(".", get_decimal_symbol(language))
        case _:
            return str(getattr(value, "name", value))
