"""The ledger: burden worked beyond a fair share in past weeks, by member.

Each week's burden is shared out over those under contract in it, by contract hours; what
somebody worked beyond their share is carried over, what they worked less as well.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 13
"""How many weeks are remembered: a quarter evens out, older luck is forgotten."""


@dataclass(frozen=True)
class LedgerMember:
    """A member who shares the burden: weekly hours (None: as the others), first and last day."""

    id: str
    hours: float | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class BurdenWorked:
    """Burden that somebody worked in the week of a Monday."""

    member: str
    monday: date
    burden: int


def balances(people: Sequence[LedgerMember], loads: Iterable[BurdenWorked]) -> dict[str, int]:
    """Return, by member, burden worked minus fair share over the weeks of the loads."""
    worked: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for load in loads:
        worked[load.monday][load.member] += load.burden
    found = dict.fromkeys((each.id for each in people), 0.0)
    for monday, by_member in worked.items():
        sharing = [each for each in people if _is_there(each, monday)]
        sizes = _sizes(sharing)
        whole, total = sum(sizes.values()), sum(by_member.values())
        for each in sharing:
            found[each.id] += by_member.get(each.id, 0) - (total * sizes[each.id] / whole)
    return {member: round(balance) for member, balance in found.items()}


def _is_there(person: LedgerMember, monday: date) -> bool:
    sunday = monday + timedelta(days=6)
    begun = person.starts_on is None or person.starts_on <= sunday
    return begun and (person.ends_on is None or person.ends_on >= monday)


def _sizes(people: Sequence[LedgerMember]) -> dict[str, float]:
    known = [each.hours for each in people if each.hours]
    usual = sum(known) / len(known) if known else 1.0
    return {each.id: each.hours or usual for each in people}
