"""Rules of platforms: dated data, past weeks judged by the rule of their time."""

from datetime import date

from rotation.insights import badge
from rotation.insights.badge import Definition


def test_past_weeks_are_judged_by_the_rule_of_their_time() -> None:
    then, now = (badge.platforms(date(year, 6, 30))["facebook"].badge for year in (2016, 2026))
    assert then
    assert now
    assert (then.minutes, then.statistic) == (5.0, "median")
    assert (now.minutes, now.statistic, now.clock) == (15.0, "p90", "business")


def test_reply_windows_of_a_day_are_known_for_the_platforms_that_have_them() -> None:
    found = badge.platforms(date(2026, 11, 30))
    assert {name: each.reply_window_minutes for name, each in found.items()} == {
        "facebook": 1440.0, "instagram": 1440.0, "whatsapp": 1440.0,
    }  # fmt: skip


def test_every_shipped_rule_says_where_it_is_from_and_when_it_was_looked_up() -> None:
    assert all(each.source and each.checked_on for each in badge.shipped())


def test_other_definitions_take_the_place_of_the_shipped_ones() -> None:
    own = Definition("x", "own", "reply_window", date(2020, 1, 1), "us", date(2026, 1, 1), 60.0)
    assert badge.platforms(date(2026, 1, 1), [own])["x"].reply_window_minutes == 60.0
    assert badge.platforms(date(2019, 1, 1), [own]) == {}
