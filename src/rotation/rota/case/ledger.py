"""The ledger: burden done beyond a fair share in past weeks, by member.

Each duty's burden is shared out among those who could have worked it, by contract, whoever did; so
leave leaves no debt and a joiner starts at nothing. What somebody did beyond the sum of their parts
is carried over, what they did less as well. Nothing is stored: a ledger is read from the duties, so
what was wrong in them and put right is right in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rotation.solver import fair_shares
from rotation.solver.case import Case
from rotation.solver.entities import Assignments, Shift

WEEKS = 13
"""How many weeks are remembered: a quarter evens out, older luck is forgotten."""


@dataclass(frozen=True)
class Ledger:
    """What members carry over, by id: burden in units of the case, and rota minutes.

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
        {who: worked.get(who, 0.0) - minutes for who, minutes in due.items()},
    )


def _burden(shift: Shift) -> int:
    return shift.burden


def _minutes(shift: Shift) -> int:
    return shift.minutes
