"""Cells of the table of labour presets: one parameter, the law, rotas on either side of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from support.oracles import law
from support.oracles.law import Worker

ORDINARY = date(2026, 11, 23)
AUTUMN = (date(2026, 10, 19), date(2026, 10, 26))
SPRING = (date(2027, 3, 22), date(2027, 3, 8))
"""Mondays of weeks whose Sunday changes the clock: in Europe, in the United States."""

Season = tuple[date, date]


@dataclass(frozen=True)
class Cell:
    """One parameter: which one, the law, a rota inside, one outside, one over a clock change."""

    preset: str
    rule: str
    law: Callable[[Worker], bool]
    inside: str
    outside: str
    clock: tuple[Season, str, bool]
    nth: int = 0


def weeks(count: int, text: str, last: str = "") -> str:
    """Return a week drawn so many times, the last of them another one if that is given."""
    past = [shifted(text, 7 * back) for back in range(1, count)]
    return ", ".join([last or text, *past])


def shifted(text: str, days: int) -> str:
    """Return a drawing so many days earlier."""
    moved = []
    for part in text.split(", "):
        when, hours = part.split(" ")
        moved.append("..".join(str(int(day) - days) for day in when.split("..")) + " " + hours)
    return ", ".join(moved)


def rest(preset: str, hours: int) -> Cell:
    end = 31 - hours
    late = f"12:00-{end}:00"
    return Cell(
        preset,
        "minimum-rest",
        law.rest_below(hours),
        f"0 {late}, 1 07:00-12:00",
        f"0 12:00-{end}:01, 1 07:00-12:00",
        (SPRING, f"5 {late}, 6 07:00-12:00", True),
    )


def weekly(preset: str) -> Cell:
    week = "0..3 09:00-17:00, 4 14:00-22:0{}, 6 09:00-17:00"
    return Cell(
        preset,
        "weekly-rest",
        law.no_weekly_rest(35, 24),
        week.format(0),
        week.format(1),
        (SPRING, week.format(0), True),
    )


def average(preset: str, hours: int, count: int, days: tuple[str, str, str], nth: int = 0) -> Cell:
    usual, more, night = days
    return Cell(
        preset,
        "average-week",
        law.over_weeks(hours, count),
        weeks(count, usual),
        weeks(count, usual, more),
        (AUTUMN, weeks(count, usual, night), True),
        nth,
    )


def a_day(preset: str, hours: int) -> Cell:
    return Cell(
        preset,
        "minutes-per-day",
        law.over_a_day(hours),
        f"0 08:00-{8 + hours}:00",
        f"0 08:00-{8 + hours}:01",
        (AUTUMN, f"6 00:00-{hours:02}:00", True),
    )


def a_week(preset: str, hours: int, days: tuple[str, str, str]) -> Cell:
    usual, more, night = days
    clock = (AUTUMN, night, True)
    return Cell(preset, "minutes-per-week", law.over_weeks(hours, 1), usual, more, clock)


def night(preset: str, hours: int, window: tuple[int, int, int], starts: tuple[str, str]) -> Cell:
    start, end = starts
    early = f"{int(start[:2]) - 1}:59"
    return Cell(
        preset,
        "night-length",
        law.night_over(hours, *window),
        f"1 {start}-{end}",
        f"1 {early}-{end}",
        (AUTUMN, f"5 {start}-{end}", True),
    )


def nights(preset: str, window: tuple[int, int, int]) -> Cell:
    return Cell(
        preset,
        "night-average",
        law.nights_average(8, *window),
        "0 22:00-06:00, 2 21:30-06:00, 4 22:30-06:00",
        "0 22:00-06:00, 2 21:30-06:00, 4 22:29-06:00",
        (AUTUMN, "5 22:00-06:00", True),
    )


def pause(preset: str, most: int, nth: int = 0) -> Cell:
    def until(minutes: int) -> str:
        return f"{8 + minutes // 60:02}:{minutes % 60:02}"

    ends = f"{(22 * 60 + most) // 60 - 24:02}:{most % 60:02}"
    return Cell(
        preset,
        "breaks",
        law.pause_after(most),
        f"0 08:00-{until(most)}",
        f"0 08:00-{until(most + 1)}",
        (AUTUMN, f"5 22:00-{ends}", True),
        nth,
    )


def sundays(preset: str, least: int) -> Cell:
    sunday = "6 10:00-14:00"
    return Cell(
        preset,
        "free-sundays",
        law.sundays_below(least, 52),
        weeks(52 - least, sunday),
        weeks(53 - least, sunday),
        (AUTUMN, weeks(53 - least, sunday), True),
    )


def sunday_off(preset: str) -> Cell:
    return Cell(
        preset,
        "sunday-off",
        law.works_on_sunday,
        "5 15:00-24:00",
        "5 15:00-00:01",
        (AUTUMN, "6 23:00-23:59", True),
    )


def nl(rule: str, question: Callable[[Worker], bool], *rotas: str, over: Season = AUTUMN) -> Cell:
    inside, outside, clock = rotas
    return Cell("nl", rule, question, inside, outside, (over, clock, True))
