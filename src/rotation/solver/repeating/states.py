"""The states of a repeating rota after a day, and what may come on the next.

A stand remembers just enough of the past to know what is allowed: two days with the same stand may
be followed by the same. So a ring is a closed walk from stand to stand, a day a step.
"""

from collections.abc import Iterator
from typing import NamedTuple

from rotation.solver.repeating.rota import OFF, Block, RepeatingRotaSpec


class DesignState(NamedTuple):
    """The state of a design at the end of a day: what counts of the past.

    ``past`` is what was worked of late, as much as can begin a forbidden succession, the day itself
    last; ``turn`` the days in a row on its shift, ``spell`` those at work or off. Neither counts
    further than it matters.
    """

    past: tuple[int, ...]
    turn: int
    spell: int

    @property
    def shift(self) -> int:
        """Return the shift of the day, or OFF."""
        return self.past[-1]


def followers(wanted: RepeatingRotaSpec) -> dict[DesignState, list[DesignState]]:
    """Return which stands may follow each stand that a ring can come to."""
    rules = _Rules(wanted)
    found: dict[DesignState, list[DesignState]] = {}
    waiting = list(rules.beginnings())
    while waiting:
        stand = waiting.pop()
        if stand not in found:
            found[stand] = list(rules.after(stand))
            waiting += found[stand]
    return found


class _Rules:
    """What may follow what. Days in a row that could go on round the whole ring have no end."""

    def __init__(self, wanted: RepeatingRotaSpec) -> None:
        self._wanted = wanted
        self._forbidden = {tuple(each) for each in wanted.forbidden}
        self._heads = {each[:size] for each in self._forbidden for size in range(1, len(each))}
        kinds = [OFF, *range(len(wanted.required))]
        self._kinds = [each for each in kinds if self._fits(each)]

    def beginnings(self) -> Iterator[DesignState]:
        for kind in self._kinds:
            yield self._stand((kind,), 1, 1)

    def after(self, stand: DesignState) -> Iterator[DesignState]:
        for kind in self._kinds:
            past = (*stand.past, kind)
            if self._may_turn_to(kind, stand) and not self._breaks(past):
                turn = stand.turn + 1 if kind == stand.shift else 1
                spell = stand.spell + 1 if (kind == OFF) == (stand.shift == OFF) else 1
                after = self._stand(past, turn, spell)
                most = self._turns(kind).longest, self._spells(kind).longest
                if after.turn <= most[0] and after.spell <= most[1]:
                    yield after

    def _turns(self, kind: int) -> Block:
        return self._wanted.off if kind == OFF else self._wanted.blocks[kind]

    def _spells(self, kind: int) -> Block:
        return self._wanted.off if kind == OFF else self._wanted.work

    def _fits(self, kind: int) -> bool:
        return max(self._turns(kind).shortest, self._spells(kind).shortest) <= self._wanted.days

    def _breaks(self, past: tuple[int, ...]) -> bool:
        return any(past[-len(each) :] == each for each in self._forbidden)

    def _may_turn_to(self, kind: int, stand: DesignState) -> bool:
        """Return whether what a stand is in the middle of has lasted long enough for a kind."""
        if kind == stand.shift:
            return True
        if kind == OFF and stand.spell < self._wanted.work.shortest:
            return False
        return stand.turn >= self._turns(stand.shift).shortest

    def _stand(self, past: tuple[int, ...], turn: int, spell: int) -> DesignState:
        """Return a stand that forgets what cannot matter any more."""
        while len(past) > 1 and past not in self._heads:
            past = past[1:]
        kind = past[-1]
        turns, spells = self._turns(kind), self._spells(kind)
        if turns.longest >= min(spells.longest, self._wanted.days):
            turn = min(turn, turns.shortest)
        if spells.longest >= self._wanted.days:
            spell = min(spell, spells.shortest)
        return DesignState(past, turn, spell)
