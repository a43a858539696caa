"""The made-up team of the demo: people, channels, shifts, leave, wishes and eight weeks of log."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from rotation.availability.wishes import Kind
from rotation.clock import new_id
from rotation.demand.channels import Channel, Minutes, Target, Window
from rotation.demand.shift_patterns import ShiftPattern
from rotation.team import special_days
from rotation.team.members import Contract, Member
from rotation.team.special_days import SpecialDay
from rotation.team.teams import Team
from rotation.timespan import Week, wall_span, zone

SLUG, ZONE = "nordlys-care", "Europe/Brussels"
WEEKS = 8


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the team: name, hours a week, languages, whether they lead, their channels.

    A third of the hours belong to the rota, the rest to the day.
    """

    name: str
    hours: int
    languages: tuple[str, ...]
    lead: bool = False
    channels: tuple[str, ...] = ("facebook", "instagram", "whatsapp", "x")


PEOPLE = (
    DemoPerson("Amélie Laurent", 24, ("fr", "en"), lead=True),
    DemoPerson("Bram de Wit", 24, ("nl", "en")),
    DemoPerson("Chloé Martin", 20, ("fr", "nl")),
    DemoPerson("Daan Visser", 24, ("nl", "en"), lead=True),
    DemoPerson("Emma O'Brien", 20, ("en", "nl")),
    DemoPerson("Fatima El Idrissi", 24, ("fr", "nl", "en"), lead=True),
    DemoPerson("Gijs Bakker", 16, ("nl",)),
    DemoPerson("Hannah Smith", 20, ("en",)),
    DemoPerson("Inès Dubois", 16, ("fr", "en")),
    DemoPerson("Jonas Peeters", 24, ("nl", "fr", "en"), lead=True),
    DemoPerson("Karim Haddad", 20, ("fr", "en")),
    DemoPerson("Lotte Janssens", 16, ("nl", "en")),
)

EVENING, WEEKEND = ("17:00", "24:00"), ("09:00", "24:00")
_OPEN = (
    *(Window(day, *EVENING) for day in range(1, 6)),
    *(Window(day, *WEEKEND) for day in (6, 7)),
)
CHANNELS = tuple(
    Channel(
        id=new_id(),
        slug=slug,
        name={"whatsapp": "WhatsApp"}.get(slug, slug.title()),
        kind=slug,
        target=Target(share, within),
        handling=Minutes(minutes, spread),
        windows=_OPEN,
    )
    for slug, share, within, minutes, spread in (
        ("whatsapp", 0.80, 15.0, 4.0, 0.9),
        ("instagram", 0.80, 60.0, 4.0, 1.0),
        ("facebook", 0.80, 60.0, 5.0, 1.1),
        ("x", 0.75, 30.0, 3.0, 0.8),
    )
)
_PER_WEEK = {"whatsapp": 420, "instagram": 260, "facebook": 300, "x": 120}
PATTERNS = tuple(
    ShiftPattern(new_id(), name, days, start, end, minimum=1, target="auto", maximum=3)
    for name, days, start, end in (
        ("Evening", (1, 2, 3, 4, 5), "17:00", "21:00"),
        ("Late", (1, 2, 3, 4, 5, 6, 7), "20:00", "24:00"),
        ("Weekend morning", (6, 7), "09:00", "13:00"),
        ("Weekend afternoon", (6, 7), "13:00", "17:00"),
        ("Weekend evening", (6, 7), "17:00", "21:00"),
    )
)
# How busy each hour of a day is, from midnight: people write after work.
_HOURS = (2, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 12, 13, 12, 11, 11, 12, 15, 18, 20, 18, 14, 9, 5)
_DAYS = (1.05, 1.0, 0.98, 0.97, 1.0, 0.9, 0.8)


def team() -> Team:
    """Return the team without its people."""
    return Team(new_id(), SLUG, "Nordlys care", ZONE, "BE", languages=("en", "fr", "nl"))


def member(team_id: Any, person: DemoPerson) -> Member:  # Any: a UUID
    """Return a person as a member."""
    return Member(
        id=new_id(),
        team_id=team_id,
        name=person.name,
        roles=("content-marketer", "social-media-manager")
        if person.lead
        else ("content-marketer",),
        languages=person.languages,
        channels=person.channels,
        lead=person.lead,
        contract=Contract(
            hours_per_week=person.hours,
            max_hours_per_week=person.hours + 4,
            max_shifts_per_week=5,
            rota_hours_per_week=person.hours // 3,
        ),
    )


def leave(week: Week) -> Iterator[tuple[str, date, date]]:
    """Yield the members who are away from one day to another, both included."""
    yield "Chloé Martin", week.days[0], week.days[6]
    yield "Jonas Peeters", week.days[4], week.days[5]


def wishes(week: Week) -> Iterator[tuple[str, date, Kind]]:
    """Yield the members who would rather not, or would like to, work on a day."""
    yield "Emma O'Brien", week.days[6], "rather_not"
    yield "Hannah Smith", week.days[5], "prefer"
    yield "Gijs Bakker", week.days[2], "rather_not"


def special_day(week: Week) -> SpecialDay:
    """Return the evening of the week that weighs more and goes round."""
    return special_days.new(week.days[4], "Sale night", 4.0, ("17:00", "24:00"))


def messages(before: Week) -> Iterator[dict[str, str]]:
    """Yield eight weeks of a message log, the same for the same week."""
    chance = random.Random(7)  # noqa: S311 - a made-up log, not a secret
    tz = zone(ZONE)
    for back in range(WEEKS, 0, -1):
        week = before.plus(-back)
        for at, day in enumerate(week.days):
            span = wall_span(day, "00:00", "24:00", tz)
            assert span is not None
            for slug, total in _PER_WEEK.items():
                busy = _DAYS[at] / sum(_DAYS) * chance.gammavariate(25, 1 / 25)
                for _ in range(_poisson(chance, total * busy)):
                    yield _message(chance, slug, span.start)


def _message(chance: random.Random, slug: str, midnight: datetime) -> dict[str, str]:
    hour = chance.choices(range(24), _HOURS)[0]
    received = midnight + timedelta(hours=hour, seconds=chance.randrange(3600))
    replied = received + timedelta(seconds=int(chance.expovariate(1 / 2400)) + 30)
    return {
        "received_at": received.isoformat(),
        "channel": slug,
        "replied_at": replied.isoformat(),
        "conversation": f"{slug}-{chance.getrandbits(48):x}",
    }


def _poisson(chance: random.Random, mean: float) -> int:
    """Return a Poisson number, by counting exponential gaps (Knuth)."""
    count, at = 0, chance.expovariate(1)
    while at < mean:
        count, at = count + 1, at + chance.expovariate(1)
    return count
