"""Labour law as data: presets of rules, each parameter with its reference and how it binds."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal

import msgspec

from rotation.errors import Impossible
from rotation.words import say

Mode = Literal["hard", "soft", "info"]
"""A rule that must hold, one that costs points, or one that only the compliance report reads."""


@dataclass(frozen=True)
class Parameter:
    """One rule of a preset: its name and settings in the words of the solver, and its source.

    ``instead`` names the rule by which the same law is read where a team has turned this one off
    and set that one.
    """

    rule: str
    mode: Mode
    reference: str
    settings: Mapping[str, Any]  # Any: JSON whose shape the rules themselves know
    note: str = ""
    instead: str = ""


@dataclass(frozen=True)
class Preset:
    """The rules of a country or city as of a date; a change of values is a new version."""

    id: str
    version: str
    checked: date
    title: str
    parameters: tuple[Parameter, ...]
    remark: str = ""


@cache
def names() -> tuple[str, ...]:
    """Return the ids of all presets, in order."""
    files = (resources.files("rotation.team") / "presets").iterdir()
    return tuple(sorted(each.name.removesuffix(".toml") for each in files if "toml" in each.name))


@cache
def preset(name: str) -> Preset:
    """Return a preset; Impossible when there is none of that name."""
    if name not in names():
        raise Impossible(
            say("There is no labour preset {name}.", name=name[:64]), field="/labour_preset"
        )
    file = resources.files("rotation.team") / "presets" / f"{name}.toml"
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Preset)
