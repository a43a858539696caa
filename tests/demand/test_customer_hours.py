"""Opening hours that customers see agree with windows, closures and day plans, by the minute."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from rotation.clock import new_id
from rotation.demand import customer_hours
from rotation.demand.channel_hours import OpeningCalendar
from rotation.demand.channels import Channel, Window
from rotation.demand.day_plans import DatedWindow, DayPlan
from support.oracles import opening_walk

ZONE = ZoneInfo("Europe/Brussels")
NIGHTS = ("22:00", "01:30", "open"), ("02:30", "04:00", "check_in"), ("17:00", "21:15", "open")
PLANNED = (
    (("00:30", "02:45", "open"), ("10:00", "16:00", "open")),
    (),
    (("12:00", "24:00", "open"),),
)


def channel_of(week: dict[int, list[opening_walk.Wall]]) -> Channel:
    """Return a channel with the windows of a week."""
    windows = tuple(Window(day, *each) for day, own in week.items() for each in own)  # type: ignore[arg-type] # a state
    return Channel(new_id(), "x", "X", windows=windows)


def plan(day: date, own: tuple[opening_walk.Wall, ...]) -> DayPlan:
    """Return a day plan of one date."""
    return DayPlan(new_id(), "x", day, day, tuple(DatedWindow(*each) for each in own))  # type: ignore[arg-type] # a state


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("seed", range(6))
def test_every_minute_agrees_through_both_clock_changes(change: date, seed: int) -> None:
    random = Random(seed)
    first = change - timedelta(days=4)
    week = {day: random.sample(NIGHTS, random.randint(1, 3)) for day in range(1, 8)}
    dates = [first + timedelta(days=at) for at in range(8)]
    planned = {day: random.choice(PLANNED) for day in random.sample(dates, 3)}
    closed = set(random.sample(dates, 2))
    plans = tuple(plan(day, own) for day, own in planned.items())
    calendar = OpeningCalendar(ZONE, frozenset(closed), plans)
    channel = channel_of(week)
    spans = customer_hours.open_spans(channel, calendar, first - timedelta(days=1), 12)
    known = {day: list(own) for day, own in planned.items()}
    start = datetime(first.year, first.month, first.day, tzinfo=ZONE).astimezone(ZoneInfo("UTC"))
    for at in range(8 * 1440):
        minute = start + timedelta(minutes=at)
        now_open = any(each.start <= minute < each.end for each in spans)
        assert now_open == opening_walk.is_open(minute, ZONE, week, known, closed), minute
        if at % 37 == 0:
            seen = customer_hours.at(channel, calendar, minute)
            assert (seen.state == "open") == now_open


def test_a_date_unlike_others_stands_in_the_markup_with_its_date() -> None:
    week = {day: [("17:00", "22:00", "open")] for day in range(1, 8)}
    eve, christmas = date(2026, 12, 24), date(2026, 12, 25)
    plans = (plan(eve, (("10:00", "16:00", "open"),)),)
    calendar = OpeningCalendar(ZONE, frozenset({christmas}), plans)
    channel = channel_of(week)
    dates = tuple(customer_hours.opening_dates(channel, calendar, date(2026, 12, 20), 10))
    usual = customer_hours.usual_week(channel, ZONE, eve)
    said = customer_hours.schema_org(channel, usual, dates)["hoursAvailable"]
    assert said[0]["dayOfWeek"] == "https://schema.org/Monday"
    assert said[7:] == [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": "2026-12-24",
            "validThrough": "2026-12-24",
            "opens": "10:00",
            "closes": "16:00",
        },
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": "2026-12-25",
            "validThrough": "2026-12-25",
            "opens": "00:00",
            "closes": "00:00",
        },
    ]


@pytest.mark.parametrize(
    ("now", "english", "french", "dutch"),
    [
        (
            "2026-11-24T09:00",
            "We answer again today at 17:00.",
            "Nous répondons à nouveau aujourd'hui à 17:00.",
            "We antwoorden weer vandaag om 17:00.",
        ),
        (
            "2026-11-24T18:00",
            "We answer now, until 22:00.",
            "Nous répondons en ce moment, jusqu'à 22:00.",
            "We antwoorden nu, tot 22:00.",
        ),
        (
            "2026-11-24T23:00",
            "We answer again tomorrow at 17:00.",
            "Nous répondons à nouveau demain à 17:00.",
            "We antwoorden weer morgen om 17:00.",
        ),
    ],
)
def test_the_hours_are_said_in_three_languages(
    now: str, english: str, french: str, dutch: str
) -> None:
    channel = channel_of({day: [("17:00", "22:00", "open")] for day in range(1, 8)})
    at = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    seen = customer_hours.at(channel, OpeningCalendar(ZONE), at)
    said = customer_hours.spoken(seen, ZONE)
    assert [said.said_in(each) for each in ("en", "fr", "nl")] == [english, french, dutch]
