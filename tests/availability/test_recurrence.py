"""Rules against dateutil's, an independent reading of RFC 5545 §3.3.10."""

import itertools
from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from rotation.availability import recurrence
from rotation.availability.recurrence import Steps, TooManyStepsError

FIRST = datetime(2024, 1, 31, 10, 30)
YEARS = timedelta(days=2 * 366)
ALL = ",".join(map(str, range(60)))
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def ours(text: str, first: datetime, since: datetime, last: datetime) -> list[datetime]:
    """Return the dates of a rule in a span."""
    return list(recurrence.parse(text, first).walls(since, last, Steps()))


def theirs(text: str, first: datetime, since: datetime, last: datetime) -> list[datetime]:
    """Return the dates of a rule in a span as dateutil finds them."""
    found = itertools.takewhile(lambda each: each <= last, rrulestr(text, dtstart=first))
    return [each for each in found if each >= since]


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Return a rule that has dates in every few years."""
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY"]))
    parts = [f"FREQ={frequency}"]
    weekdays = ",".join(sorted(draw(st.sets(st.sampled_from(DAYS), min_size=1))))
    ordinals = ",".join(draw(st.lists(st.sampled_from(["1", "-1", "2", "4"]), min_size=1))[:2])
    nth = ",".join(f"{at}{draw(st.sampled_from(DAYS))}" for at in ordinals.split(","))
    choices = {
        "DAILY": ["", f"BYDAY={weekdays}", "BYMONTHDAY=1,15,-1", "BYHOUR=9,17", "BYMONTH=1,6,7"],
        "WEEKLY": ["", f"BYDAY={weekdays}", f"BYDAY={weekdays};WKST=SU", "BYMONTH=2,3,4"],
        "MONTHLY": [
            "",
            f"BYDAY={nth}",
            "BYMONTHDAY=1,31,-2",
            "BYMONTHDAY=13;BYDAY=FR",
            f"BYDAY={weekdays};BYSETPOS=1,-1",
            "BYMONTHDAY=5;BYHOUR=8,20;BYSETPOS=2",
        ],
        "YEARLY": [
            "",
            "BYMONTH=3,10;BYDAY=-1SU",
            "BYDAY=20MO",
            "BYYEARDAY=1,100,-1",
            "BYWEEKNO=1,20,52;BYDAY=MO,FR",
            "BYMONTHDAY=1;BYMONTH=2,5",
            "BYDAY=MO;BYSETPOS=-1",
            "BYWEEKNO=-1;BYDAY=TH;WKST=SU",
        ],
        "HOURLY": ["BYHOUR=3,9", "INTERVAL=7", "BYDAY=SA;BYMINUTE=0,15"],
    }
    parts.append(draw(st.sampled_from(choices[frequency])))
    if frequency in {"WEEKLY", "MONTHLY", "YEARLY"} and "BYMONTH=" not in parts[1]:
        parts.append(f"INTERVAL={draw(st.sampled_from([1, 2, 3]))}")
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 30))}")
    return ";".join(part for part in parts if part)


@settings(max_examples=150)
@given(rules(), st.integers(0, 900), st.integers(0, 23))
def test_a_rule_has_the_dates_dateutil_finds(text: str, later: int, hour: int) -> None:
    begin = FIRST.replace(hour=hour) + timedelta(days=later)
    # A first date the rule does not name is counted by us, and is no date for dateutil.
    first = next(iter(rrulestr(text, dtstart=begin)))
    last = first + YEARS
    for since in (first, first + timedelta(days=400)):
        assert ours(text, first, since, last) == theirs(text, first, since, last), text


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;COUNT=999999999",
        f"FREQ=DAILY;BYMINUTE={ALL};BYSECOND={ALL}",
    ],
)
def test_a_rule_that_takes_long_is_given_up(text: str) -> None:
    first = datetime(1601, 1, 1)
    with pytest.raises(TooManyStepsError):
        list(recurrence.parse(text, first).walls(FIRST, FIRST + YEARS, Steps()))


def test_rules_share_a_budget() -> None:
    steps, rule = Steps(), recurrence.parse("FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8,9", FIRST)
    with pytest.raises(TooManyStepsError):
        for _ in range(100):
            list(rule.walls(FIRST, FIRST + YEARS, steps))


def test_what_never_comes_ends_at_once() -> None:
    for text in ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYYEARDAY=366;INTERVAL=2"):
        rule = recurrence.parse(text, datetime(1971, 1, 1))
        assert list(rule.walls(FIRST, FIRST + YEARS, Steps())) == []


def test_a_rule_that_leaves_all_to_its_first_date_names_it_at_no_cost() -> None:
    for frequency in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"):
        steps = Steps()
        plain = recurrence.parse(f"FREQ={frequency};INTERVAL=3", datetime(2024, 2, 29, 18))
        assert all(plain.names_first(steps) for _ in range(10_000))
        assert next(plain.walls(plain.first, plain.first + YEARS, steps)) == plain.first
