"""Shipped platform rules, by the rule of its time: badges and reply windows, as data.

Of the rules that hold on a date a team's own beat the shipped ones.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal

import msgspec

from rotation.demand.platforms.badges import BadgeRule, Platform

Kind = Literal["badge", "reply_window"]


@dataclass(frozen=True)
class Definition:
    """A platform's rule while it holds; ``minutes`` of a badge or of a reply window.

    ``minutes`` None: the platform counts nothing of this kind. ``away_hours``: for how long a page
    may be away at a time, so that its business clock stands still. ``exception_minutes``: how long
    a reply window is for messages with the platform's exception, such as a human-agent tag, for a
    team that ``uses_exception``. ``source`` and ``checked_on`` say where it is from: check with
    the platform.
    """

    platform: str
    name: str
    kind: Kind
    valid_from: date
    source: str
    checked_on: date
    minutes: float | None
    valid_to: date | None = None
    rate: float = 0.9
    days: int = 7
    statistic: Literal["p90", "median"] = "p90"
    clock: Literal["calendar", "business"] = "calendar"
    away_hours: float | None = None
    exception_minutes: float | None = None
    uses_exception: bool = False

    def holds(self, on: date) -> bool:
        """Tell whether it is the rule of a date."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def on_date(on: date, own: Iterable[Definition] = ()) -> dict[str, Platform]:
    """Return the platforms as of a date, by kind of channel; ``own`` rules beat the shipped."""
    found: dict[str, Platform] = {}
    for each in (*shipped(), *own):
        if each.holds(on):
            found[each.platform] = _with(found.get(each.platform, Platform()), each)
    return found


@cache
def shipped() -> tuple[Definition, ...]:
    """Return the rules that come with the product."""
    text = (resources.files("rotation.demand") / "platforms.toml").read_text(encoding="utf-8")
    rows: list[Mapping[str, Any]] = tomllib.loads(text)["rule"]
    return tuple(msgspec.convert(row, Definition) for row in rows)


def _with(before: Platform, rule: Definition) -> Platform:
    if rule.kind == "reply_window":
        minutes = rule.exception_minutes if rule.uses_exception else rule.minutes
        return Platform(before.badge, minutes)
    if rule.minutes is None:
        return Platform(None, before.reply_window_minutes)
    badge = BadgeRule(
        rule.rate, rule.minutes, rule.days, rule.statistic, rule.clock, rule.away_hours
    )
    return Platform(badge, before.reply_window_minutes)
