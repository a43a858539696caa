"""Constraint: notice."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from rotation.solver.duty import Duty
from rotation.solver.entities import Member
from rotation.solver.limits import Limit, PersonalRule
from rotation.solver.linear_sum import N
from rotation.solver.part import CasePart
from rotation.solver.setting_types import Length, Weight
from rotation.timespan import DAY, at_wall
from rotation.words import Sentence, say


@dataclass(frozen=True, kw_only=True)
class Notice(PersonalRule):
    """Nobody gets or loses a published shift less than fourteen days before it starts.

    Days are of 24 hours. With working_days they are dates of the team: Sundays and public holidays
    are not counted, nor are Saturdays without the setting saturdays. A rota that is published for
    the first time is not asked: whether it came in time is told by the compliance report.
    """

    decides_places: ClassVar[bool] = True

    weight: Weight | None = 40
    days: Length = 14
    working_days: bool = False
    saturdays: bool = True

    def limits(self, part: CasePart, duty: Duty[N]) -> Iterator[Limit[N]]:
        """Yield one limit per member and shift that starts too soon to be changed."""
        case, now = part.case, part.case.as_of
        for shift in part.shifts if now and case.published else ():
            start = shift.span.start
            if not now or not self.latest(start, case.tz, case.holidays) < now <= start:
                continue
            for member in part.members:
                place = duty.works(member, shift)
                yield Limit(
                    number=1 - place if (shift.id, member.id) in case.calendar.promised else place,
                    at_most=0,
                    because=self._because(member, shift.said),
                    members=(member,),
                    shifts=(shift,),
                )

    def latest(self, start: datetime, zone: ZoneInfo, holidays: Collection[date]) -> datetime:
        """Return until when people are told in time of a shift that starts then.

        So many working days before is the same wall time on an earlier date, whatever the clock
        did; from a day that is not counted they are whole days before its midnight.
        """
        if not self.working_days:
            return start - self.days * DAY
        wall = start.astimezone(zone)
        day, at, left = wall.date(), wall.time(), self.days
        if not self._counts(day, holidays):
            at = time()
        while left:
            day -= DAY
            left -= self._counts(day, holidays)
        return at_wall(datetime.combine(day, at), zone, shift_forward=True)

    def told(self, member: object, shift: Sentence, notice: timedelta) -> Sentence:
        """Return what is said of somebody who had less notice than this."""
        values = {"member": member, "shift": shift, "notice": notice, "days": self.days}
        if self.working_days:
            return say(
                "{member} was told of {shift} {notice} hours ahead, less than {days} working days",
                **values,
            )
        return say(
            "{member} was told of {shift} {notice} hours ahead, less than {days} days", **values
        )

    def _because(self, member: Member, shift: Sentence) -> Sentence:
        values = {"member": member, "shift": shift, "days": self.days}
        if self.working_days:
            return say(
                "{member} would hear of {shift} less than {days} working days before", **values
            )
        return say("{member} would hear of {shift} less than {days} days before", **values)

    def _counts(self, day: date, holidays: Collection[date]) -> bool:
        last = 6 if self.saturdays else 5
        return day.isoweekday() <= last and day not in holidays
