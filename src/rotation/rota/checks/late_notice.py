"""The notice people get of a published rota: whom it reaches later than they should hear."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.rota.case import rule_settings
from rotation.rota.checks.change_impact import ChangeCost
from rotation.rota.shifts import Slot
from rotation.rota.versions.diff import SlotChange
from rotation.solver import rulebook
from rotation.solver.constraints.notice import Notice
from rotation.team import closures, labour, members
from rotation.team import rules as team_rules
from rotation.team.teams import Team
from rotation.timespan import DAY
from rotation.words import Sentence, say

if TYPE_CHECKING:
    from rotation.rota.timeline import DutySpan

_RULE = "notice"


@dataclass(frozen=True)
class NoticePeriod:
    """The notice period: how long ahead those of the rule should hear, and by which law."""

    rule: Notice
    reference: str


@dataclass(frozen=True)
class Late:
    """Somebody who hears too late that they have, or no longer have, a shift; to be checked.

    ``days`` are those of the rule; ``days_short``: by how many days of 24 hours it is too late.
    """

    member: UUID
    slot: UUID
    shift: UUID
    start: datetime
    days: int
    days_short: float
    reference: str
    text: Sentence


@dataclass(frozen=True)
class _News:
    member: UUID
    slot: UUID
    shift: UUID
    start: datetime
    day: date
    pattern: str


def periods(session: Session, team: Team) -> list[NoticePeriod]:
    """Return the notice periods of a team: its own, else those of its labour preset.

    Where the team has turned the rule off, what the preset says is still to be checked.
    """
    stated = [e for e in labour.preset(team.labour_preset).parameters if e.rule == _RULE]
    own = team_rules.in_force(session, team.id).get(_RULE)
    if own is None:
        usual = ((rule_settings.rule_of(each), each.reference) for each in stated)
        return [NoticePeriod(rule, law) for rule, law in usual if isinstance(rule, Notice)]
    references = ", ".join(dict.fromkeys(each.reference for each in stated))
    found = rulebook.rules_named(rule_settings.bare({_RULE: own}))
    return [NoticePeriod(each, references) for each in found if isinstance(each, Notice)]


def late(session: Session, team: Team, changes: Iterable[SlotChange], now: datetime) -> list[Late]:
    """Return the members whom changes published now reach too late, by time of the shift."""
    return _late(session, team, _published(changes), now)


def late_by(session: Session, team: Team, cost: ChangeCost | None, now: datetime) -> list[Late]:
    """Return the members whom a change of duties made now reaches too late, by shift."""
    return _late(session, team, _moved(cost), now) if cost else []


def _late(session: Session, team: Team, told: Iterable[_News], now: datetime) -> list[Late]:
    asked, news = periods(session, team), list(told)
    if not asked or not news:
        return []
    names = members.names(session, team.id)
    holidays = closures.public_holidays(team, _years(news))
    found = []
    for each in news:
        wanted = [
            (one.rule.latest(each.start, team.zone, holidays), one)
            for one in asked
            if not one.rule.members or str(each.member) in one.rule.members
        ]
        latest, period = min(wanted, key=lambda one: one[0], default=(now, None))
        if period is not None and now > latest:
            found.append(_said(each, names[each.member], period, (latest, now)))
    return found


def _said(news: _News, name: str, period: NoticePeriod, when: tuple[datetime, datetime]) -> Late:
    (latest, now), rule = when, period.rule
    ahead = max(news.start - now, timedelta())
    shift = say("{day} {shift}", day=news.day, shift=news.pattern)
    return Late(
        news.member,
        news.slot,
        news.shift,
        news.start,
        rule.days,
        round((news.start - ahead - latest) / DAY, 2),
        period.reference,
        say("check: {reason}", reason=rule.told(name, shift, ahead)),
    )


def _years(news: Iterable[_News]) -> range:
    """Return the years that notice of some shifts may count back over."""
    found = [each.day.year for each in news]
    return range(min(found) - 2, max(found) + 1)


def _published(changes: Iterable[SlotChange]) -> Iterator[_News]:
    """Yield everybody whom a change concerns, with the slot as they first have it before them."""
    for each in changes:
        both = [slot for slot in (each.before, each.after) if slot is not None]
        for member in dict.fromkeys(slot.member for slot in both if slot.member):
            yield _slot(member, min(_of(member, both), key=lambda slot: slot.start))


def _of(member: UUID, both: Iterable[Slot]) -> Iterator[Slot]:
    return (slot for slot in both if slot.member == member)


def _slot(member: UUID, slot: Slot) -> _News:
    return _News(member, slot.id, slot.shift_id, slot.start, slot.day, slot.pattern)


def _moved(cost: ChangeCost) -> Iterator[_News]:
    """Yield everybody who has, or no longer has, a part of a slot, once for each slot."""
    first: dict[tuple[UUID, UUID], DutySpan] = {}
    for each in sorted((*cost.lost, *cost.gained), key=lambda span: span.start):
        first.setdefault((each.member, each.slot), each)
    for each in first.values():
        yield _News(each.member, each.slot, each.shift_id, each.start, each.day, each.pattern)
