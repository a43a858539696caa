"""Constraint: hours that nobody answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.entities import Shift
from rotation.solver.gaps import MINUTE
from rotation.solver.limits import Level, Limit, Rule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Minutes, Weight
from rotation.timespan import Span
from rotation.words import say


@dataclass(frozen=True, kw_only=True)
class GapBound(Rule):
    """While a channel is open nobody is missing for longer than an hour.

    most_minutes is the longest stretch of open hours without anybody on duty; a stretch begins and
    ends where a shift does.
    """

    level: ClassVar[Level] = Level.TARGETS

    weight: Weight | None = 1_000
    most_minutes: Minutes = 60

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per shortest stretch of open hours that is too long to be unattended."""
        for stretch, shifts in self._stretches(part):
            yield Limit(
                number=1 - duty.sum(duty.assigned(each, part.case.members) for each in shifts),
                at_most=0,
                because=say(
                    "nobody would be there from {start} to {end}",
                    start=part.case.calendar.local(stretch.start),
                    end=part.case.calendar.local(stretch.end),
                ),
                shifts=shifts,
                span=stretch,
            )

    def _stretches(self, part: CasePart) -> Iterator[tuple[Span, tuple[Shift, ...]]]:
        for open_span in part.case.open_hours:
            shifts = part.case.calendar.planned_during(open_span)
            edges = {open_span.start, open_span.end}
            edges |= {s.span.start for s in shifts} | {s.span.end for s in shifts}
            times = sorted(each for each in edges if open_span.start <= each <= open_span.end)
            for start in times:
                late = (each for each in times if each - start > self.most_minutes * MINUTE)
                end = next(late, None)
                stretch = Span(start, end) if end else open_span
                if end and (not part.around or part.around.span.overlaps(stretch)):
                    yield stretch, tuple(each for each in shifts if each.span.overlaps(stretch))
