"""Constraint: special days go round."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from rotation.solver.duty import Duty
from rotation.solver.entities import Member, PlannedSpecialDay, Shift
from rotation.solver.horizon import Horizon
from rotation.solver.limits import Level, Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Weight
from rotation.words import say

_STEPS = 10
_SAME = Fraction(1, 400)
"""What the same holiday again weighs beside one special day more than others."""


@dataclass(frozen=True, kw_only=True)
class HolidayMemory(PersonalRule):
    """Nobody works a second special day before everybody who could has worked one.

    Special days are public holidays and those the team has marked. Those of the last three years
    count, each more than the one before; whoever wishes for a shift on one works it without having
    it counted in the same weeks. The same holiday as in a past year costs a little more.
    """

    level: ClassVar[Level] = Level.FAIRNESS
    by_default: ClassVar[bool] = True

    weight: Weight | None = 12_000

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member on how many special days, and one per holiday had before."""
        yield from self._counts(part, duty)
        yield from self._same(part, duty)

    def _counts(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        case, calendar = part.case, part.case.calendar
        could = calendar.kept("special days", lambda: _could(case))
        if not could:
            return
        least = min(case.member[each].special_days_worked for each in could)
        for member in part.members:
            # A day that is worked anyway, outside the planned weeks, is in special_days_worked.
            own = (d for d in could.get(member.id, ()) if not calendar.past_during(member, d.span))
            days = [found for day in own if (found := _counted(case, member, day))]
            before = member.special_days_worked - least
            if days:
                yield Limit(
                    number=duty.sum(duty.works_any(member, shifts) for shifts in days),
                    at_most=0 if before else 1,
                    because=say(
                        "{member} would have more special days than others who could come",
                        member=member,
                    ),
                    members=(member,),
                    times=max(1, 2 * before - 1),
                    rising=_STEPS,
                )

    def _same(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        calendar = part.case.calendar
        for each in part.case.remembered:
            member, span = part.case.member[each.member], calendar.span((each.day,))
            if member in part.members and (not part.around or part.around.span.overlaps(span)):
                yield Limit(
                    number=duty.works_during(member, span),
                    at_most=0,
                    because=say(
                        "{member} worked on {holiday} before and would again on {day}",
                        member=member,
                        holiday=each.holiday,
                        day=each.day,
                    ),
                    members=(member,),
                    span=span,
                    times=each.times * _SAME,
                )


def _could(case: Horizon) -> dict[str, list[PlannedSpecialDay]]:
    """Return, by id of a member who could work on one, the special days they could work on."""
    found: dict[str, list[PlannedSpecialDay]] = {}
    for day in case.special_days:
        could = (
            case.calendar.could_work[each.id] for each in case.calendar.planned_during(day.span)
        )
        for who in sorted({who for people in could for who in people}):
            found.setdefault(who, []).append(day)
    return found


def _counted(case: Horizon, member: Member, day: PlannedSpecialDay) -> list[Shift]:
    """Return the shifts by which a special day counts: all but those the member wishes for.

    A wish for the morning is none for the evening of the same day.
    """
    calendar = case.calendar
    likes = (each for each in member.wishes if each.prefers and each.span.overlaps(day.span))
    wished = {shift.id for each in likes for shift in calendar.wished(member, each)}
    return [each for each in calendar.planned_during(day.span) if each.id not in wished]
