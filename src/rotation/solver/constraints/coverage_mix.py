"""Constraint: who is needed among those on a shift."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.limits import Level, Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Count, Names, Weight
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class CoverageMix(Rule):
    """Every shift has somebody of certain roles, channels, languages and skills.

    Where a shift pattern asks something of everybody on it, this asks it of least of them only.
    patterns names the shifts it is for by id or name; by default all.
    """

    level: ClassVar[Level] = Level.TARGETS

    weight: Weight | None = 2_000
    patterns: Names = ()
    roles: Names = ()
    channels: Names = ()
    languages: Names = ()
    skills: Names = ()
    least: Count = 1

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shift and word that somebody on it has to have."""
        words = [("roles", w) for w in self.roles] + [("channels", w) for w in self.channels]
        words += [("languages", w) for w in self.languages] + [("skills", w) for w in self.skills]
        for kind, word in words:
            able = [each for each in part.case.members if word in getattr(each, kind)]
            for shift in part.shifts:
                if self.patterns and not shift.is_of(self.patterns):
                    continue
                yield Limit(
                    number=min(self.least, shift.maximum) - duty.assigned(shift, able),
                    at_most=0,
                    because=say(
                        "{shift} has fewer than {least} with {word}",
                        shift=shift.said,
                        least=self.least,
                        word=word,
                    ),
                    shifts=(shift,),
                )
