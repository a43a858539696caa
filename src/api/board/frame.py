"""The frame of every page of a team: its name, its navigation, who is on duty now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from babel.dates import get_timezone_location
from sqlalchemy.orm import Session

from api.board.reading import Reader
from api.board.visit import Visit
from rotation.demand import channels
from rotation.errors import NotFound
from rotation.rota.live import swaps
from rotation.rota.on_duty import load_snapshot
from rotation.rota.on_duty.snapshot import DutyFilter, OnDutyAnswer
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import Week


@dataclass(frozen=True)
class NavigationLink:
    """A link of the navigation that every page has."""

    name: str
    href: str
    label: str
    icon: str = ""
    count: int = 0
    optional: bool = False


@dataclass(frozen=True)
class Frame:
    """The frame of a page; ``team`` None: a page of no team."""

    team: Team | None
    me: str
    member: UUID | None
    places: Sequence[NavigationLink] = ()
    tabs: Sequence[NavigationLink] = ()
    on_duty: Sequence[str] = ()
    duty_words: str = ""
    zone_name: str = ""


def of_team(session: Session, visit: Visit, team: Team) -> Frame:
    """Return what stands around a page of a team."""
    now = load_snapshot.snapshot(session, team, visit.now).answer(visit.now, DutyFilter())
    reader = Reader(visit.reader.language, team.zone)
    waiting = _waiting(session, visit, team)
    return Frame(
        team,
        visit.actor.name,
        visit.actor.member,
        tuple(_places(visit, team, waiting)),
        tuple(_tabs(visit, team, waiting)),
        tuple(dict.fromkeys(each.person.name for each in now.on_duty)),
        duty_words(now, reader),
        zone_name(team.timezone, visit.reader.language),
    )


def first_team(session: Session, visit: Visit) -> Team | None:
    """Return the team of whoever looks: that of their member, else the first they may see."""
    if visit.actor.member:
        return teams.of_id(session, members.find(session, visit.actor.member).team_id)
    found = teams.listed(session, None, 1)
    return found[0] if found else None


def own_member(session: Session, visit: Visit) -> members.Member:
    """Return the member who looks; NotFound for who is on no team."""
    if visit.actor.member is None:
        raise NotFound("You are signed in as nobody of the team: this page is for its people.")
    return members.find(session, visit.actor.member)


def this_week(visit: Visit, team: Team) -> Week:
    """Return the week it is in the team's zone."""
    return Week.of(visit.now.astimezone(team.zone).date())


def channel_names(session: Session, team: Team) -> dict[str, str]:
    """Return the names of a team's channels by slug."""
    return {each.slug: each.name for each in channels.listed(session, team.id)}


@lru_cache(200)
def zone_name(timezone: str, language: str) -> str:
    """Return the place a zone is named for: Europe/Brussels → Brussels, Bruxelles, Brussel."""
    return str(get_timezone_location(timezone, locale=language, return_city=True))


def duty_words(answer: OnDutyAnswer, reader: Reader) -> str:
    """Return until when who is on duty is, or when somebody is next."""
    if answer.on_duty:
        until = min(each.until for each in answer.on_duty)
        people = len({each.person.id for each in answer.on_duty})
        return reader.count(
            "{count} person until {time}",
            "{count} people until {time}",
            people,
            time=reader.ago(until, answer.at),
        )
    if answer.next:
        return reader("nobody until {time}", time=reader.ago(answer.next[0].since, answer.at))
    return reader("nobody is planned")


def _waiting(session: Session, visit: Visit, team: Team) -> int:
    """Return how many swaps wait for whoever looks."""
    open_ = swaps.listed(session, team.id, "open", None, 100)
    accepted = swaps.listed(session, team.id, "accepted", None, 100)
    if visit.may("plan"):
        return len(accepted) + len(open_)
    mine = visit.actor.member
    return sum(each.giver != mine and each.to in {None, mine} for each in open_)


def _places(visit: Visit, team: Team, waiting: int) -> Sequence[NavigationLink]:
    r, base = visit.reader, f"/t/{team.slug}"
    found = [
        NavigationLink("rota", f"{base}/w/current", r("Rota")),
        NavigationLink("swaps", f"{base}/swaps", r("Swaps"), count=waiting),
    ]
    if visit.actor.member:
        found.append(NavigationLink("mine", "/me/shifts", r("My shifts")))
        found.append(NavigationLink("availability", "/me/availability", r("Availability")))
    found.append(NavigationLink("insights", f"{base}/insights/coverage", r("Insights")))
    if visit.may("plan"):
        found.append(NavigationLink("people", f"{base}/people", r("People")))
        found.append(NavigationLink("setup", f"{base}/set-up", r("Set-up"), optional=True))
    return found


def _tabs(visit: Visit, team: Team, waiting: int) -> Sequence[NavigationLink]:
    r, base = visit.reader, f"/t/{team.slug}"
    rota = NavigationLink("rota", f"{base}/w/current", r("Rota"), "cal")
    swap = NavigationLink("swaps", f"{base}/swaps", r("Swaps"), "swap", waiting)
    if visit.actor.member:
        return [
            rota,
            NavigationLink("mine", "/me/shifts", r("My shifts"), "user"),
            NavigationLink("availability", "/me/availability", r("Availability"), "avail"),
            swap,
        ]
    insights = NavigationLink("insights", f"{base}/insights/coverage", r("Insights"), "chart")
    if visit.may("plan"):
        return [
            rota,
            swap,
            insights,
            NavigationLink("people", f"{base}/people", r("People"), "user"),
        ]
    return [rota, swap, insights, NavigationLink("settings", "/settings", r("Settings"), "gear")]
