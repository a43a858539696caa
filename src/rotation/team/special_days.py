"""Special days of a team beside public holidays: hours that weigh more, and that go round."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.clock import new_id
from rotation.database import note
from rotation.errors import Impossible
from rotation.team import closures, store
from rotation.team.teams import Team
from rotation.timespan import Span, wall_span
from rotation.words import Sentence, say

if TYPE_CHECKING:
    from rotation.team.store import SpecialDayRow

MOST = 200
_EVENING = "17:00"
_EVES = (
    (12, 24, 12, 25, say("Christmas Eve")),
    (12, 31, 1, 1, say("New Year's Eve")),
)
"""Evenings before a public holiday that most people keep: month and day, and those of the holiday.
"""


@dataclass(frozen=True)
class SpecialDay:
    """A local date, or some wall-clock hours of it, that nobody should have twice in a row.

    ``burden`` is what an hour of it weighs, None: as much as a public holiday. ``end`` ≤ ``start``:
    until the next day.
    """

    id: UUID
    day: date
    name: str
    burden: float | None = None
    start: str = "00:00"
    end: str = "24:00"

    def span(self, team: Team) -> Span | None:
        """Return its hours as instants; None where the clock skips all of them."""
        return wall_span(self.day, self.start, self.end, team.zone)


@dataclass(frozen=True)
class Proposal:
    """Hours that the country of a team keeps as special without a public holiday."""

    day: date
    name: Sentence | str
    start: str = _EVENING
    end: str = "24:00"


def listed(session: Session, team_id: UUID) -> list[SpecialDay]:
    """Return the special days of a team, in order."""
    return [_special_day(row) for row in store.special_days(session, team_id)]


def create(session: Session, team_id: UUID, wanted: SpecialDay) -> SpecialDay:
    """Mark a special day; Impossible when the date is marked already, or no more can be."""
    known = listed(session, team_id)
    if any(each.day == wanted.day for each in known):
        raise Impossible(
            say("{day} is a special day of this team already.", day=wanted.day), field="/day"
        )
    if len(known) >= MOST:
        raise Impossible(say("A team has {most} special days at most.", most=MOST), field="/day")
    store.add_special_day(session, team_id=team_id, **store.columns(wanted))
    told = store.columns(wanted)
    note(session, Changed("created", "special_day", wanted.id, after=told, team=team_id))
    return wanted


def new(day: date, name: str, burden: float | None, hours: tuple[str, str]) -> SpecialDay:
    """Return a special day that is not kept yet."""
    return SpecialDay(new_id(), day, name, burden, *hours)


def delete(session: Session, team_id: UUID, special_day_id: UUID) -> None:
    """Let a special day be a day as any other again."""
    row = store.special_day(session, team_id, special_day_id)
    told = store.columns(_special_day(row))
    store.delete(session, row)
    note(session, Changed("deleted", "special_day", special_day_id, told, team=team_id))


def proposed(session: Session, team: Team, year: int, language: str = "en") -> Iterator[Proposal]:
    """Yield what the team's country keeps in a year and the team has not marked.

    Names of half-days are in a reader's language where the calendar has them.
    """
    holidays = closures.public_holidays(team, [year, year + 1])
    marked = {each.day for each in listed(session, team.id)}
    halves = {
        each.day: each
        for each in closures.half_days(team, year, language)
        if each.day not in marked and each.day not in holidays
    }
    for half in halves.values():
        yield Proposal(half.day, half.name, half.start)
    for month, day, holiday_month, holiday_day, name in _EVES:
        eve = date(year, month, day)
        holiday = date(year + (holiday_month < month), holiday_month, holiday_day)
        taken = eve in holidays or eve in marked or eve in halves
        if holiday in holidays and not taken:
            yield Proposal(eve, name)


def _special_day(row: "SpecialDayRow") -> SpecialDay:
    return SpecialDay(row.id, row.day, row.name, row.burden, row.start, row.end)
