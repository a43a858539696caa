"""The frozen input of the solver: the weeks to be planned, and the rules that hold for them."""

from dataclasses import dataclass
from functools import cached_property

from rotation.solver.entities import Allowance
from rotation.solver.horizon import Horizon
from rotation.solver.limits import Rule


@dataclass(frozen=True)
class Case(Horizon):
    """A horizon with its rules, and with the limits that may be exceeded this once."""

    rules: tuple[Rule, ...] = ()
    allowances: tuple[Allowance, ...] = ()

    @cached_property
    def allowed(self) -> dict[tuple[object, ...], int]:
        """Return by how much limits may be exceeded this once, by their places."""
        return {
            (each.rule, each.template, each.at_most, each.members, each.shifts, each.span): each.by
            for each in self.allowances
        }
