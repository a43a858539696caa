"""Tells webhooks that the opening hours that customers see are others than before."""

from datetime import datetime

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.clock import new_id
from rotation.demand import channels
from rotation.notices import writing
from rotation.notices.writing import AddressBook

_PARTS = {
    "channel": ("windows", "away", "name"),
    "closure": ("day", "away"),
    "day_plan": ("windows", "first_day", "last_day", "away"),
    "team": ("timezone",),
}
"""By what has changed, the fields that customers see something of."""


def concerns(fact: Changed) -> bool:
    """Tell whether a change shows in the opening hours that customers see."""
    parts = _PARTS.get(fact.entity, ())
    if fact.entity == "team" and not (fact.before and fact.after):
        return False
    if fact.entity == "day_plan":
        whole = fact.after or fact.before or {}
        return whole.get("windows") is not None or any((whole.get("away") or {}).values())
    before, after = fact.before or {}, fact.after or {}
    return any(before.get(each) != after.get(each) for each in parts)


def changed(session: Session, to: AddressBook, fact: Changed, now: datetime) -> None:
    """Tell the webhooks that ask for it: which channels, and from which date to which if dated."""
    if not to.subscribed("hours.changed"):
        return
    whole = dict(fact.after or fact.before or {})
    slugs = [each.slug for each in channels.listed(session, to.known.team)]
    first = whole.get("first_day") or whole.get("day")
    payload = {
        "team": to.known.about(),
        "channels": [whole["slug"]] if fact.entity == "channel" else slugs,
        "from": str(first) if first else None,
        "to": str(whole.get("last_day") or first) if first else None,
    }
    # Each change is told: the same hours may come back.
    key = f"hours:{fact.entity}:{fact.id}:{new_id()}"
    writing.tell(session, to, "hours.changed", key, payload, now)
