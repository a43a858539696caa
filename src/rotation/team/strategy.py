"""The tasks that a strategy level and the objectives of channels ask for."""

from collections.abc import Iterable

LEVELS = ("passive", "active", "proactive")
TASKS = ("management", "webcare", "content", "creative", "advertising", "analytics")
_OF_LEVEL = {
    "passive": frozenset({"management", "webcare", "analytics"}),
    "active": frozenset({"management", "webcare", "analytics", "content", "creative"}),
    # Community initiatives are shown as content.
    "proactive": frozenset({"management", "webcare", "analytics", "content", "creative"}),
}
_OF_OBJECTIVE = {
    "market_research": "analytics",
    "customer_service": "webcare",
    "indirect_sales": "advertising",
    "direct_sales": "advertising",
    "lead_generation": "advertising",
    "brand_awareness": "advertising",
    "thought_leadership": "content",
    "findability": "analytics",
    "traffic_online": "advertising",
    "traffic_place": "advertising",
}
OBJECTIVES = tuple(_OF_OBJECTIVE)


def required_tasks(level: str, objectives: Iterable[str]) -> tuple[str, ...]:
    """Return the tasks a level and some objectives ask for, in the order of ``TASKS``."""
    wanted = _OF_LEVEL[level] | {_OF_OBJECTIVE[each] for each in objectives}
    return tuple(task for task in TASKS if task in wanted)
