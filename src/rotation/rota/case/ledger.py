"""The ledger: burden done beyond a fair share in past weeks, by member.

Each duty's burden is shared out among those who could have worked it, by contract, whoever did; so
leave leaves no debt and a joiner starts at nothing. What somebody did beyond the sum of their parts
is carried over, what they did less as well. Nothing is stored: a ledger is read from the duties, so
what was wrong in them and put right is right in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rotation.solver import fair_shares
from rotation.solver.case import Case
from rotation.solver.entities import Assignments, Shift
from rotation.solver.fair_shares import Due
from rotation.timespan import Week

WEEKS = 13
"""How many weeks are remembered: a quarter evens out, older luck is forgotten."""
_TELLS_ORDER = 7
"""The version of UUIDs that sort by when they were made."""


@dataclass(frozen=True)
class Ledger:
    """The ledger of members, by id: burden in units of the case, and rota minutes.

    Positive: they did more than their share. Both add up to nothing over those who share.
    """

    burden: Mapping[str, float]
    minutes: Mapping[str, float]


def balances(past: Case, rota: Assignments) -> Ledger:
    """Return the ledger of past weeks, whose members' presence is that of all those weeks."""
    due = fair_shares.minutes_due(past, rota)
    worked = fair_shares.worked(past, _minutes, rota)
    return Ledger(
        fair_shares.balances(past, _burden, rota),
        {who: _beyond(worked.get(who, 0.0), each) for who, each in due.items()},
    )


def joined(member: UUID, published: Iterable[tuple[str, UUID]]) -> date | None:
    """Return the day from which a member without a first day shares in remembered weeks.

    ``published``: remembered weeks, each with the id of its first version. A week published before
    the member was added to the team was not theirs to share. None: they share in all of them. Ids
    of other kinds than the service's own tell no order.
    """
    before = [
        Week.parse(week)
        for week, version in published
        if version.version == member.version == _TELLS_ORDER and version < member
    ]
    return max(before).plus(1).monday if before else None


def _beyond(minutes: float, due: Due) -> float:
    """Return how far some minutes are above the most, or below the least, that is due."""
    return minutes - min(max(minutes, due.least), due.most)


def _burden(shift: Shift) -> int:
    return shift.burden


def _minutes(shift: Shift) -> int:
    return shift.minutes
