"""Time-off balances: the days of leave of a year, those taken, to come, asked for, and left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.availability import absences
from rotation.team import closures, members, pay
from rotation.team.pay import MemberPay
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, days_touched, merged, start_of_day

_WHOLE_DAY = timedelta(hours=8)
_MOST = 10_000


@dataclass(frozen=True)
class TimeOffBalance:
    """The days of leave of a member in a year; ``left`` None: nobody said how many they have."""

    member: UUID
    name: str
    days_per_year: float | None
    taken: float
    to_come: float
    requested: float
    sick: float

    @property
    def left(self) -> float | None:
        """Return the days that are neither taken nor approved."""
        if self.days_per_year is None:
            return None
        return round(self.days_per_year - self.taken - self.to_come, 2)


def balances(session: Session, team: Team, year: int, now: datetime) -> list[TimeOffBalance]:
    """Return the balance of every member of a team, by name."""
    whole = Span(
        start_of_day(date(year, 1, 1), team.zone), start_of_day(date(year + 1, 1, 1), team.zone)
    )
    known, holidays = pay.pay_of_members(session, team.id), closures.public_holidays(team, [year])
    found = []
    for each in sorted(members.of_team(session, team.id), key=lambda who: who.name):
        own = absences.listed(session, each.id, None, _MOST)

        def counted(
            kind: str, state: str, span: Span | None, own: Sequence[absences.Absence] = own
        ) -> float:
            spans = [one.span for one in own if (one.kind, one.state) == (kind, state)]
            return days_of(spans, span, holidays, team) if span else 0.0

        past = whole.within(Span(whole.start, max(now, whole.start + timedelta.resolution)))
        rest = whole.within(Span(now, max(whole.end, now + timedelta.resolution)))
        found.append(
            TimeOffBalance(
                each.id,
                each.name,
                known.get(each.id, MemberPay()).leave_days_per_year,
                taken=counted("leave", "approved", past),
                to_come=counted("leave", "approved", rest),
                requested=counted("leave", "asked", whole),
                sick=counted("sick", "approved", whole),
            )
        )
    return found


def days_of(spans: Iterable[Span], within: Span, holidays: Iterable[date], team: Team) -> float:
    """Return how many working days some absences take within a span.

    A working day is one from Monday to Friday that is no public holiday. Eight hours away or more
    on it are a day, fewer are their part of eight.
    """
    off, total = frozenset(holidays), 0.0
    for each in merged(part for one in spans if (part := one.within(within))):
        for day in days_touched(each, team.zone):
            if day.isoweekday() > 5 or day in off:
                continue
            own = Span(start_of_day(day, team.zone), start_of_day(day + DAY, team.zone))
            part = own.within(each)
            total += min(1.0, part.length / _WHOLE_DAY) if part else 0.0
    return round(total, 2)
