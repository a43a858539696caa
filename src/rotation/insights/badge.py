"""What platforms ask of a page, by the rule of its time: badges and reply windows, as data."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal

import msgspec

from rotation.demand.staffing import BadgeRule, Platform


@dataclass(frozen=True)
class Definition:
    """A platform's rule while it holds; ``minutes`` of a badge or of a reply window.

    ``source`` and ``checked_on`` say where it is from: check with the platform.
    """

    platform: str
    name: str
    kind: Literal["badge", "reply_window"]
    valid_from: date
    source: str
    checked_on: date
    minutes: float
    valid_to: date | None = None
    rate: float = 0.9
    days: int = 7
    statistic: Literal["p90", "median"] = "p90"
    clock: Literal["calendar", "business"] = "calendar"

    def holds(self, on: date) -> bool:
        """Tell whether it is the rule of a date."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def platforms(on: date, definitions: Iterable[Definition] | None = None) -> dict[str, Platform]:
    """Return what each platform counts on a date, by kind of channel; by the shipped rules."""
    found: dict[str, Platform] = {}
    for each in shipped() if definitions is None else definitions:
        if each.holds(on):
            before = found.get(each.platform, Platform())
            found[each.platform] = _with(before, each)
    return found


@cache
def shipped() -> tuple[Definition, ...]:
    """Return the rules that come with the product."""
    text = (resources.files("rotation.insights") / "platforms.toml").read_text(encoding="utf-8")
    rows: list[Mapping[str, Any]] = tomllib.loads(text)["rule"]
    return tuple(msgspec.convert(row, Definition) for row in rows)


def _with(before: Platform, rule: Definition) -> Platform:
    if rule.kind == "reply_window":
        return Platform(before.badge, rule.minutes)
    badge = BadgeRule(rule.rate, rule.minutes, rule.days, rule.statistic, rule.clock)
    return Platform(badge, before.reply_window_minutes)
