"""The form that a page sends: texts by name, files, all of it bounded."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from fastapi import Request
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.schemas.fields import DateOnly
from rotation.errors import Impossible
from rotation.words import say

_DATE = TypeAdapter(DateOnly)
Choice = TypeVar("Choice", bound=str)
MOST_FIELDS = 3000
LARGEST_FIELD = 8 << 20
"""Bytes of one field: a log that was brought in goes along, packed, while its columns are set."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True)
class Form:
    """The fields of a form in the order they came, and its files."""

    fields: tuple[tuple[str, str], ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    def value(self, name: str, otherwise: str = "") -> str:
        """Return the last value of a field, without blanks around it."""
        found = [value for key, value in self.fields if key == name]
        return found[-1].strip() if found else otherwise

    def values(self, name: str) -> list[str]:
        """Return every value of a field that is not empty."""
        return [value.strip() for key, value in self.fields if key == name and value.strip()]

    def has(self, name: str) -> bool:
        """Tell whether a box is ticked, or a button was pressed."""
        return any(key == name for key, _ in self.fields)

    def required(self, name: str, most: int = 200) -> str:
        """Return the text of a field; Impossible when it is empty or too long."""
        text = self.value(name)
        if not text:
            raise Impossible("This is needed.", field=f"/{name}")
        if len(text) > most:
            raise Impossible(say("At most {most} characters.", most=most), field=f"/{name}")
        return text

    def number(self, name: str, least: float = 0, most: float = 1_000_000) -> float | None:
        """Return the number of a field, None when it is empty; a comma is as good as a point."""
        text = self.value(name).replace(",", ".")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            raise Impossible("This is not a number.", field=f"/{name}") from None
        if not least <= value <= most:
            between = say("Between {least} and {most}.", least=least, most=most)
            raise Impossible(between, field=f"/{name}")
        return value

    def whole(self, name: str, least: int = 0, most: int = 1_000_000) -> int | None:
        """Return the whole number of a field, None when it is empty."""
        value = self.number(name, least, most)
        if value is not None and value != int(value):
            raise Impossible("This is not a whole number.", field=f"/{name}")
        return None if value is None else int(value)

    def date(self, name: str) -> date | None:
        """Return the date of a field, None when it is empty."""
        text = self.value(name)
        if not text:
            return None
        try:
            day: date = _DATE.validate_python(text)
        except ValidationError:
            raise Impossible("A date is written like 2026-11-28.", field=f"/{name}") from None
        return day

    def id(self, name: str) -> UUID | None:
        """Return the id of a field, None when it is empty."""
        text = self.value(name)
        if not text:
            return None
        try:
            return UUID(text)
        except ValueError:
            raise Impossible("Choose one of the list.", field=f"/{name}") from None

    def chosen(self, name: str, options: Collection[Choice]) -> Choice:
        """Return which of some options a field names; Impossible for anything else."""
        text = self.value(name)
        for each in options:
            if each == text:
                return each
        raise Impossible("Choose one of the list.", field=f"/{name}")

    def checked(self, name: str, kind: Any, text: str | None = None) -> Any:  # Any: a field's type
        """Return a field as one of the types of ``api.schemas.fields``; Impossible names it."""
        try:
            return TypeAdapter(kind).validate_python(self.value(name) if text is None else text)
        except ValidationError:
            raise Impossible("This is not accepted here.", field=f"/{name}") from None


EMPTY = Form()


async def form_of(request: Request) -> Form:
    """Return the form of a request; an empty one for a page that is only looked at.

    It is kept beside the request, so that a refused form is shown again with what was typed.
    """
    request.state.form = await _read(request)
    return request.state.form  # type: ignore[no-any-return]  # starlette's State knows no types


def sent_with(request: Request) -> Form:
    """Return the form that came with a request, as far as it was read."""
    return getattr(request.state, "form", EMPTY)


async def _read(request: Request) -> Form:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if request.method != "POST" or kind not in _FORMS:
        return EMPTY
    fields, files = [], {}
    try:
        async with request.form(
            max_files=2, max_fields=MOST_FIELDS, max_part_size=LARGEST_FIELD
        ) as sent:
            for name, value in sent.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = await value.read()
                else:
                    fields.append((name, value.replace("\x00", "")))
    except HTTPException:
        raise Impossible("This form cannot be read.") from None
    return Form(tuple(fields), files)


def words(form: Form, name: str, kind: Any) -> tuple[str, ...]:  # Any: a field's type
    """Return the words of a field, parted by blanks or commas, each checked."""
    found = re.split(r"[\s,;]+", form.value(name).lower())
    return tuple(dict.fromkeys(form.checked(name, kind, each) for each in found if each))
