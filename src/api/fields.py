"""Types of the fields that many bodies share, each with its bounds."""

import re
from copy import copy
from typing import Annotated, Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    StringConstraints,
    ValidationError,
    create_model,
)

from rotation.timespan import wall_minutes, zone

Model = TypeVar("Model", bound=BaseModel)
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


def optional(model: type[Model]) -> type[Model]:
    """Return a body in which every field may be left out: what a PATCH takes."""
    fields: dict[str, Any] = {}  # Any: what create_model takes
    for name, field in model.model_fields.items():
        loose = copy(field)
        loose.default, loose.default_factory = None, None
        fields[name] = (field.annotation, loose)
    return create_model(model.__name__, __base__=model, __doc__=model.__doc__, **fields)


def merged(current: BaseModel, patch: BaseModel, into: type[Model]) -> Model:
    """Return what is there with the fields that a PATCH gave, checked as a whole."""
    kept = current.model_dump(by_alias=True, include=set(into.model_fields))
    given = patch.model_dump(exclude_unset=True, by_alias=True)
    try:
        return into.model_validate({**kept, **given})
    except ValidationError as wrong:
        found = [{**each, "loc": ("body", *each["loc"])} for each in wrong.errors()]
        raise RequestValidationError(found) from None
