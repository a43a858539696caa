"""Types of the fields that many bodies share, each with its bounds."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from rotation.timespan import wall_minutes, zone

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("control characters are not allowed")
    return text


def _wall(text: str) -> str:
    wall_minutes(text[:16])
    return text


def _zone(text: str) -> str:
    return zone(text).key


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_printable),
]
"""A name or a line of text: 1 to 200 printable characters."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")]
"""Lower-case letters, digits and hyphens: a name for addresses."""

Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$")]
"""A slug or a snake_case word: a task, an objective, a skill."""

WallTime = Annotated[
    str,
    StringConstraints(pattern=r"^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"),
    AfterValidator(_wall),
]
"""A wall time such as 17:30; 24:00 is the end of the day."""

Weekday = Annotated[int, Field(ge=1, le=7, description="ISO: 1 is Monday, 7 is Sunday")]

Minutes = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]

TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)]
"""An IANA time zone such as Europe/Paris."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?$")]
"""A language tag such as fr or nl-be."""
