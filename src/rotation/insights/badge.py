"""A platform's badge as the log has it: whether the replies of some days have kept it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rotation.demand.messages.work_items import Item
from rotation.demand.platforms.badges import BadgeRule
from rotation.insights import waits
from rotation.insights.waits import Clock


@dataclass(frozen=True)
class MeasuredBadge:
    """A channel's badge by the rule of its time, over ``days``; shares are of ``items`` decided.

    ``response_rate``: answered at all; ``within_share``: within the minutes of the rule, of which
    ``needed`` are to be. ``kept`` None: nothing came in that is decided.
    """

    channel: str
    minutes: float
    days: int
    items: int
    needed_rate: float
    needed: float
    response_rate: float | None = None
    within_share: float | None = None
    kept: bool | None = None


def measured(
    channel: str, rule: BadgeRule, items: Iterable[Item], clock: Clock, until: datetime
) -> MeasuredBadge:
    """Return the badge by the items of the days of its rule, as known at ``until``.

    ``clock``: the one of the rule. An item of which it is not known yet whether it is answered in
    time is left out.
    """
    decided = [
        each for each in waits.judged(items, clock, rule.minutes, until) if each.in_time is not None
    ]
    count, told = len(decided), (channel, rule.minutes, rule.days, len(decided))
    if not count:
        return MeasuredBadge(*told, rule.rate, rule.needed)
    answered = sum(each.answered_at is not None for each in decided) / count
    within = sum(bool(each.in_time) for each in decided) / count
    kept = answered >= rule.rate and within >= rule.needed
    return MeasuredBadge(*told, rule.rate, rule.needed, answered, within, kept)
