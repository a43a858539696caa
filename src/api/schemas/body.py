"""Bodies of requests: JSON whose values have the types that are asked for, and no other."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from pydantic import BaseModel, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from rotation.words import say

_NUMBER = re.compile(r"[-+]?[0-9.]+", re.ASCII)
"""What pydantic takes for seconds since 1970."""
_STRICT = frozenset({"int", "float", "bool"})
_WRITTEN = frozenset({"date", "datetime", "time", "timedelta"})
_PARTS = ("schema", "items_schema", "keys_schema", "values_schema", "extras_schema")
_LISTS = ("choices", "steps", "definitions", "items_schema")


def _written(value: object) -> object:
    if not isinstance(value, str | date | time | timedelta) or _NUMBER.fullmatch(str(value)):
        raise ValueError(say("Days and times are written as text."))
    return value


def _parts(schema: Any) -> Iterator[Any]:  # Any: the dicts of pydantic-core, of many shapes
    """Yield every schema within a schema, itself last, each once."""
    seen: set[int] = set()
    stack = [schema]
    while stack:
        part = stack.pop()
        if not isinstance(part, dict) or id(part) in seen:
            continue
        seen.add(id(part))
        # What is put around a day was looked through when it was made.
        if part.get("type") == "function-before" and part["function"]["function"] is _written:
            continue
        stack += [part[name] for name in _PARTS if isinstance(part.get(name), dict)]
        for name in _LISTS:
            if isinstance(part.get(name), list):
                stack += [each[0] if isinstance(each, tuple) else each for each in part[name]]
        if isinstance(part.get("fields"), dict):
            stack += [each["schema"] for each in part["fields"].values()]
        if "type" in part:
            yield part


class JsonBody(BaseModel):
    """The body of a request. ``true`` is no number, ``"3"`` is none, and 1700000000 is no day.

    pydantic would turn each into what it may have been meant for, and keep a wrong value silently.
    """

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return the schema of the model with numbers, booleans and days taken as they are."""
        schema = handler(source)
        for part in _parts(schema):
            if part["type"] in _STRICT:
                part["strict"] = True
            elif part["type"] in _WRITTEN:
                inner = dict(part)
                part.clear()
                part.update(core_schema.no_info_before_validator_function(_written, inner))
        return schema
