"""Rules of platforms: dated data, past weeks judged by the rule of their time."""

from dataclasses import replace
from datetime import date

from rotation.demand.platforms import shipped_rules
from rotation.demand.platforms.badges import Platform
from rotation.demand.platforms.shipped_rules import Definition


def test_past_weeks_are_judged_by_the_rule_of_their_time() -> None:
    then, now = (
        shipped_rules.on_date(date(year, 6, 30))["facebook"].badge for year in (2016, 2026)
    )
    assert then
    assert now
    assert (then.minutes, then.statistic) == (5.0, "median")
    assert (now.minutes, now.statistic, now.clock) == (15.0, "p90", "business")
    assert (then.away_hours, now.away_hours) == (None, 12.0)


def test_reply_windows_of_a_day_are_known_for_the_platforms_that_have_them() -> None:
    found = shipped_rules.on_date(date(2026, 11, 30))
    assert {name: each.reply_window_minutes for name, each in found.items()} == {
        "facebook": 1440.0,
        "instagram": 1440.0,
        "whatsapp": 1440.0,
    }


def test_every_shipped_rule_says_where_it_is_from_and_when_it_was_looked_up() -> None:
    assert all(each.source and each.checked_on for each in shipped_rules.shipped())


def test_a_rule_of_ones_own_beats_the_shipped_one_while_it_holds() -> None:
    own = Definition(
        "whatsapp",
        "own",
        "reply_window",
        date(2026, 1, 1),
        "us",
        date(2026, 1, 1),
        60.0,
        valid_to=date(2027, 1, 1),
    )
    found = [
        shipped_rules.on_date(date(year, 6, 1), [own])["whatsapp"].reply_window_minutes
        for year in (2025, 2026, 2027)
    ]
    assert found == [1440.0, 60.0, 1440.0]


def test_an_exception_lengthens_the_window_and_no_minutes_mean_that_nothing_counts() -> None:
    shipped = {(each.platform, each.kind): each for each in shipped_rules.shipped()}
    tagged = replace(shipped["facebook", "reply_window"], uses_exception=True)
    none = replace(shipped["facebook", "badge"], minutes=None)
    found = shipped_rules.on_date(date(2026, 11, 30), [tagged, none])["facebook"]
    assert found == Platform(badge=None, reply_window_minutes=10_080.0)
