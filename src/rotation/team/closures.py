"""Days a team is closed, and the public holidays of its country."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from uuid import UUID

import holidays
import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.clock import new_id
from rotation.database import note
from rotation.errors import Impossible
from rotation.kept_reads import kept
from rotation.team import store
from rotation.team.away_texts import AwayText
from rotation.team.teams import Team
from rotation.words import Sentence, say

HALF_DAY, PUBLIC = "half_day", "public"
"""Categories of the calendar: half-days are special days, not holidays."""
_IN_PARTS = frozenset({"GB"})
"""Countries without holidays of their own: each part has its list, and what is left is nobody's."""
_MOVING = {"IslamicHolidays": 2076, "HinduCalendarHolidays": 2035}
"""By kind of calendar the last year for which it knows the dates of moving feasts."""
_HOUR = re.compile(r"from (\d{1,2})(am|pm)")


@dataclass(frozen=True)
class Closure:
    """A local date on which the team is closed."""

    id: UUID
    day: date
    name: str
    away: AwayText = field(default_factory=AwayText)


def listed(session: Session, team_id: UUID) -> list[Closure]:
    """Return the closed days of a team, in order."""
    return list(_listed(session, team_id))


@kept
def _listed(session: Session, team_id: UUID) -> tuple[Closure, ...]:
    return tuple(
        msgspec.convert(row, Closure, from_attributes=True)
        for row in store.closures(session, team_id)
    )


def create(
    session: Session, team_id: UUID, day: date, name: str, away: AwayText | None = None
) -> Closure:
    """Close a day; Conflict when it is closed already."""
    made = Closure(new_id(), day, name, away or AwayText())
    store.add_closure(session, team_id=team_id, **store.columns(made))
    note(session, Changed("created", "closure", made.id, after=store.columns(made), team=team_id))
    return made


def delete(session: Session, team_id: UUID, closure_id: UUID) -> None:
    """Open a closed day again."""
    row = store.closure(session, closure_id)
    store.delete(session, row)
    told = {"day": str(row.day), "name": row.name}
    note(session, Changed("deleted", "closure", closure_id, told, team=team_id))


@kept
def days(session: Session, team_id: UUID) -> frozenset[date]:
    """Return the dates on which a team is closed."""
    return frozenset(each.day for each in listed(session, team_id))


@dataclass(frozen=True)
class HalfDay:
    """A date on which the country of a team works half the day, and when the other half begins."""

    day: date
    name: str
    start: str


def known_years(team: Team) -> range:
    """Return the years for which the holidays of the team's country are known.

    For others the calendar answers with nothing at all, or with what does not move.
    """
    each = [_known_years(*place) for place in _places(team)]
    return range(max(years.start for years in each), min(years.stop for years in each))


def _known_years(country: str, subdivision: str | None) -> range:
    found = _calendar(country, subdivision)
    kinds = {each.__name__ for each in type(found).__mro__}
    ends = (last for kind, last in _MOVING.items() if kind in kinds)
    return range(found.start_year, min([found.end_year, *ends]) + 1)


def _places(team: Team) -> list[tuple[str, str | None]]:
    """Return the country of a team with its subdivision, and the others whose holidays it keeps."""
    return [(team.country, team.subdivision), *map(_place, team.also_holidays_of)]


def _place(code: str) -> tuple[str, str | None]:
    country, _, subdivision = code.partition("-")
    return country, subdivision or None


def _categories(team: Team, place: tuple[str, str | None]) -> tuple[str, ...]:
    """Return the categories that count in a place: those the team chose, where it has them."""
    offered = _calendar(*place).supported_categories
    return tuple(each for each in team.holiday_categories if each in offered) or (PUBLIC,)


def require_known_year(team: Team, year: int) -> None:
    """Raise Impossible unless the holidays of a year are known."""
    if year not in known_years(team):
        raise Impossible(unknown_holidays(team), field="year")


def unknown_holidays(team: Team) -> Sentence:
    """Return which years there are holidays for."""
    known = known_years(team)
    return say(
        "The holidays of {country} are known from {first} to {last} only.",
        country=team.country,
        first=known[0],
        last=known[-1],
    )


def public_holidays(team: Team, years: Iterable[int], language: str = "en") -> dict[date, str]:
    """Return the holidays of the team's countries, subdivisions and categories, by date.

    A date that several countries keep has the name of the first; the team's own goes first.
    Their names are in a reader's language where the calendar has them, else in English.
    """
    found: dict[date, str] = {}
    for year in years:
        for place in _places(team):
            found = _of_year(*place, _categories(team, place), year, language) | found
    return dict(sorted(found.items()))


def half_days(team: Team, year: int, language: str = "en") -> tuple[HalfDay, ...]:
    """Return the half-days of the team's country in a year; they begin at noon unless it says."""
    if HALF_DAY not in _calendar(team.country, team.subdivision).supported_categories:
        return ()
    where = team.country, team.subdivision, (HALF_DAY,), year
    hours = _of_year(*where, "en")
    return tuple(
        HalfDay(day, name, _begins(hours[day]))
        for day, name in sorted(_of_year(*where, language).items())
    )


def _begins(name: str) -> str:
    found = _HOUR.search(name)
    hour = int(found[1]) % 12 + 12 * (found[2] == "pm") if found else 12
    return f"{hour:02}:00"


def holiday_names(team: Team, years: Iterable[int]) -> dict[str, tuple[date, ...]]:
    """Return the dates of public holidays by their names, in every language there are names in."""
    found: dict[str, set[date]] = {}
    for year in years:
        for place in _places(team):
            for day, name in _names_of_year(*place, _categories(team, place), year):
                found.setdefault(name, set()).add(day)
    return {name: tuple(sorted(days)) for name, days in found.items()}


def check_place(country: str, subdivision: str | None, categories: Iterable[str]) -> None:
    """Raise Impossible unless the calendar knows the country, its subdivision and categories.

    A country whose parts have holidays of their own has to be told which part.
    """
    known = _subdivisions()
    if country not in known:
        raise Impossible(say("There is no country {code}.", code=country), field="/country")
    if subdivision is not None and subdivision not in known[country]:
        raise Impossible(
            say("{country} has no subdivision {code}.", country=country, code=subdivision),
            field="/subdivision",
        )
    if subdivision is None and country in _IN_PARTS:
        detail = say(
            "Each part of {country} has holidays of its own: say which, one of {known}.",
            country=country,
            known=", ".join(known[country]),
        )
        raise Impossible(detail, field="/subdivision")
    offered = set(_calendar(country, subdivision).supported_categories) - {HALF_DAY}
    for each in categories:
        if each == HALF_DAY:
            raise Impossible(
                "Half-days are special days: mark them there.", field="/holiday_categories"
            )
        if each not in offered:
            detail = say(
                "{country} has no holidays of category {category}, only {known}.",
                country=country,
                category=each[:40],
                known=", ".join(sorted(offered)),
            )
            raise Impossible(detail, field="/holiday_categories")


def check_also(codes: Iterable[str]) -> None:
    """Raise Impossible unless each is a country, or a country and its subdivision: FR, DE-BY."""
    for at, code in enumerate(codes):
        try:
            check_place(*_place(code), ())
        except Impossible as error:
            raise Impossible(error.detail, field=f"/also_holidays_of/{at}") from None


def subdivisions(country: str) -> tuple[str, ...]:
    """Return the subdivisions of a country whose holidays the calendar knows."""
    return tuple(_subdivisions().get(country, ()))


def categories(team: Team) -> tuple[str, ...]:
    """Return the categories of holidays that the calendar of a team's country has."""
    return tuple(sorted(_calendar(team.country, team.subdivision).supported_categories))


@cache
def _subdivisions() -> dict[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=True)


@cache
def _calendar(country: str, subdivision: str | None) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision)


@cache
def _of_year(
    country: str, subdivision: str | None, categories: tuple[str, ...], year: int, language: str
) -> dict[date, str]:
    known = _calendar(country, subdivision).supported_languages
    # The library takes the machine's language where it does not know the one that is asked for.
    spoken = next((each for each in (language, f"{language}_US", "en_US") if each in known), None)
    found = holidays.country_holidays(
        country, subdiv=subdivision, years=year, language=spoken or "en_US", categories=categories
    )
    return {day: str(name) for day, name in found.items()}


@cache
def _names_of_year(
    country: str, subdivision: str | None, categories: tuple[str, ...], year: int
) -> frozenset[tuple[date, str]]:
    spoken = holidays.country_holidays(country).supported_languages or (None,)
    return frozenset(
        (day, each)
        for language in spoken
        for day, name in holidays.country_holidays(
            country, subdiv=subdivision, years=year, language=language, categories=categories
        ).items()
        for each in str(name).split("; ")
    )
