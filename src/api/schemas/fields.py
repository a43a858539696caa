"""Types of the fields that many bodies share, each with its bounds."""

import re
from copy import copy
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from babel import Locale
from fastapi.exceptions import RequestValidationError
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    create_model,
)

from rotation.timespan import YEARS, Span, start_of_day, wall_minutes, zone
from rotation.words import is_printable, say

Model = TypeVar("Model", bound=BaseModel)
Day = TypeVar("Day", bound=date)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:?\d{2})", re.ASCII
)


def printable(text: str) -> str:
    """Return a text; ValueError when it holds what no name and no line of text does."""
    if not is_printable(text):
        raise ValueError(say("Control characters are not allowed."))
    return text


def _wall(text: str) -> str:
    wall_minutes(text[:16])
    return text


def _zone(text: str) -> str:
    return zone(text).key


def _language(tag: str) -> str:
    if tag.partition("-")[0] not in _languages():
        raise ValueError(say("There is no such language."))
    return tag


@cache
def _languages() -> frozenset[str]:
    """Return the languages that CLDR has a name for: two or three letters each."""
    return frozenset(Locale("en").languages)


def _in_reach(moment: Day) -> Day:
    if moment.year not in YEARS:
        raise ValueError(say("Use a year from {first} to {last}.", first=YEARS[0], last=YEARS[-1]))
    return moment


def _date_alone(value: object) -> object:
    # pydantic takes numbers for seconds since 1970, and midnight without an offset for a date.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError(say("A date is written like 2026-12-01."))
    return value


def _instant_alone(value: object) -> object:
    # pydantic takes digits for seconds since 1970: "20261220" would be a day of that year.
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError(say("An instant is written like 2026-12-01T17:00:00+01:00."))
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_instant_alone), AfterValidator(_in_reach)]
"""A time with its offset from UTC, RFC 3339; digits alone are none."""

DateOnly = Annotated[date, BeforeValidator(_date_alone), AfterValidator(_in_reach)]
"""A date such as 2026-12-01; digits alone are none."""

Moment = Instant | DateOnly
"""An instant, or a date that means its first instant in the zone of the team."""


def period(start: Moment | None, end: Moment | None, in_zone: ZoneInfo, usual: Span) -> Span:
    """Return the span of a query; what it leaves out is as in ``usual``, whose length is kept."""
    first = _instant(start, in_zone) if start else usual.start
    return Span(first, _instant(end, in_zone) if end else first + usual.length)


def _instant(moment: Moment, in_zone: ZoneInfo) -> datetime:
    return moment if isinstance(moment, datetime) else start_of_day(moment, in_zone)


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(printable),
]
"""A name or a line of text: 1 to 200 printable characters."""

Remark = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(printable),
]
"""What somebody has to say: 1 to 500 printable characters."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
"""Lower-case letters, digits and hyphens: a name for addresses."""

Named = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
"""The slug or the id of something."""

Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$")]
"""A slug or a snake_case word: a task, an objective, a skill."""

WeekName = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-W[0-9]{2}$")]
"""An ISO week such as 2026-W48."""

WallTime = Annotated[
    str,
    StringConstraints(pattern=r"^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"),
    AfterValidator(_wall),
]
"""A wall time such as 17:30; 24:00 is the end of the day."""

Weekday = Annotated[int, Field(ge=1, le=7, description="ISO: 1 is Monday, 7 is Sunday")]

Minutes = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]

LeadMinutes = Annotated[
    list[Annotated[float, Field(gt=0, le=7 * 24 * 60, allow_inf_nan=False)]], Field(max_length=5)
]
"""How long before a shift people are reminded of it: up to five times, a week at most."""

TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)]
"""An IANA time zone such as Europe/Paris."""

Language = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$"),
    AfterValidator(_language),
]
"""A language tag such as fr or nl-be."""


def optional(model: type[Model]) -> type[Model]:
    """Return a body in which every field may be left out: what a PATCH takes."""
    fields: dict[str, Any] = {}  # Any: what create_model takes
    for name, field in model.model_fields.items():
        loose = copy(field)
        loose.default, loose.default_factory = None, None
        fields[name] = (field.annotation, loose)
    return create_model(model.__name__, __base__=model, __doc__=model.__doc__, **fields)


def merged(current: BaseModel, patch: BaseModel, into: type[Model]) -> Model:
    """Return a body with the fields that a PATCH gave, checked as a whole."""
    kept = current.model_dump(by_alias=True, include=set(into.model_fields))
    given = patch.model_dump(exclude_unset=True, by_alias=True)
    try:
        return into.model_validate({**kept, **given})
    except ValidationError as wrong:
        found = [{**each, "loc": ("body", *each["loc"])} for each in wrong.errors()]
        raise RequestValidationError(found) from None
