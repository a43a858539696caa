"""Days a team is closed, and the public holidays of its country."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

import holidays
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.clock import new_id
from rotation.database import note
from rotation.errors import Impossible
from rotation.team import store
from rotation.team.teams import Team
from rotation.words import say


@dataclass(frozen=True)
class Closure:
    """A local date on which the team is closed."""

    id: UUID
    day: date
    name: str


def listed(session: Session, team_id: UUID) -> list[Closure]:
    """Return the closed days of a team, in order."""
    return [Closure(row.id, row.day, row.name) for row in store.closures(session, team_id)]


def create(session: Session, team_id: UUID, day: date, name: str) -> Closure:
    """Close a day; Conflict when it is closed already."""
    made = Closure(new_id(), day, name)
    store.add_closure(session, team_id=team_id, id=made.id, day=day, name=name)
    note(session, Changed("created", "closure", made.id, after=store.columns(made), team=team_id))
    return made


def delete(session: Session, team_id: UUID, closure_id: UUID) -> None:
    """Open a closed day again."""
    row = store.closure(session, closure_id)
    store.delete(session, row)
    told = {"day": str(row.day), "name": row.name}
    note(session, Changed("deleted", "closure", closure_id, told, team=team_id))


def days(session: Session, team_id: UUID) -> frozenset[date]:
    """Return the dates on which a team is closed."""
    return frozenset(each.day for each in listed(session, team_id))


def public_holidays(team: Team, years: Iterable[int], language: str = "en") -> dict[date, str]:
    """Return the holidays of the team's country, subdivision and categories, by date.

    Their names are in a reader's language where the calendar has them, else in English.
    """
    found: dict[date, str] = {}
    for year in years:
        found |= _of_year(team.country, team.subdivision, team.holiday_categories, year, language)
    return dict(sorted(found.items()))


def holiday_names(team: Team, years: Iterable[int]) -> dict[str, tuple[date, ...]]:
    """Return the dates of public holidays by their names, in every language there are names in."""
    found: dict[str, set[date]] = {}
    for year in years:
        for day, name in _names_of_year(
            team.country, team.subdivision, team.holiday_categories, year
        ):
            found.setdefault(name, set()).add(day)
    return {name: tuple(sorted(days)) for name, days in found.items()}


def check_place(country: str, subdivision: str | None, categories: Iterable[str]) -> None:
    """Raise Impossible unless the calendar knows the country, its subdivision and categories."""
    known = _subdivisions()
    if country not in known:
        raise Impossible(say("There is no country {code}.", code=country), field="/country")
    if subdivision is not None and subdivision not in known[country]:
        raise Impossible(
            say("{country} has no subdivision {code}.", country=country, code=subdivision),
            field="/subdivision",
        )
    offered = _calendar(country, subdivision).supported_categories
    for each in categories:
        if each not in offered:
            detail = say(
                "{country} has no holidays of category {category}, only {known}.",
                country=country,
                category=each[:40],
                known=", ".join(sorted(offered)),
            )
            raise Impossible(detail, field="/holiday_categories")


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
