"""Paid time: work of members by kind of hour, what it costs, and how much of it has no rate.

An hour counts once: what a member does twice at a time is one stretch. Hours are cut at the ends of
the period, not counted where their duty begins.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.rota.on_duty import team_holidays
from rotation.team import closures, pay
from rotation.team.pay import MemberPay, PayTerms
from rotation.team.pay_hours import KINDS, PaidDays, PayKind, amount_minor, pieces
from rotation.team.teams import Team
from rotation.timespan import Span, merged

Work = tuple[UUID | None, Sequence[Span]]
"""The stretches of one person; None: somebody without a name, at the rate of the team."""


@dataclass(frozen=True)
class PaidTime:
    """The time of a member of one kind, at one rate; without a rate it has no amount."""

    member: UUID | None
    kind: PayKind
    percent: int
    hourly_minor: int | None
    time: timedelta

    @property
    def amount_minor(self) -> int | None:
        """Return what the time costs in minor units."""
        if self.hourly_minor is None:
            return None
        return amount_minor(self.time, self.hourly_minor, self.percent)


@dataclass(frozen=True)
class PaidTotal:
    """The cost of some time: its amount, its hours, and those that no rate is known for."""

    currency: str
    amount_minor: int
    time: timedelta
    without_rate: timedelta


def paid_times(session: Session, team: Team, work: Iterable[Work], period: Span) -> list[PaidTime]:
    """Return the work within a period by member, kind and rate, by member as given."""
    terms, known = pay.terms_of(session, team), pay.pay_of_members(session, team.id)
    local = [each.astimezone(team.zone).year for each in (period.start, period.end)]
    holidays = closures.public_holidays(team, range(local[0], local[1] + 1))
    special = [each.span for each in team_holidays.special_hours(session, team, period)]
    days = PaidDays(frozenset(holidays), special)
    found: list[PaidTime] = []
    for member, spans in work:
        own = known.get(member, MemberPay()) if member else MemberPay()
        inside = [part for each in merged(spans) if (part := each.within(period))]
        found += _of_person((member, inside), terms, own, days, team)
    return found


def total(terms: PayTerms, times: Iterable[PaidTime]) -> PaidTotal:
    """Return the cost of some time together; the amounts of its lines add up to it."""
    lines = list(times)
    return PaidTotal(
        terms.currency,
        sum(each.amount_minor or 0 for each in lines),
        sum((each.time for each in lines), timedelta()),
        sum((each.time for each in lines if each.hourly_minor is None), timedelta()),
    )


def _of_person(
    work: Work, terms: PayTerms, own: MemberPay, days: PaidDays, team: Team
) -> list[PaidTime]:
    member, spans = work
    times: dict[tuple[int, int, int | None], timedelta] = defaultdict(timedelta)
    for span in spans:
        for each in pieces(span, terms.supplements, days, team.zone):
            rate = own.rate_on(each.span.start.astimezone(team.zone).date())
            rate = terms.hourly_minor if rate is None else rate
            times[KINDS.index(each.kind), each.percent, rate] += each.span.length
    ordered = sorted(times.items(), key=lambda each: (*each[0][:2], each[0][2] or -1))
    return [
        PaidTime(member, KINDS[kind], percent, rate, time)
        for (kind, percent, rate), time in ordered
    ]
