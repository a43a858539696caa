"""The table of labour presets, cell by cell: the law, and rotas on either side of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from oracles import law
from oracles.law import Worker

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


FORTY = ("0..4 09:00-17:00", "0..3 09:00-17:00, 4 09:00-17:01", "0..3 09:00-17:00, 5 22:00-06:00")
FORTY_EIGHT = (
    "0..5 09:00-17:00",
    "0..4 09:00-17:00, 5 09:00-17:01",
    "0..4 09:00-17:00, 5 22:00-06:00",
)
SIXTY = (
    "0..5 08:00-18:00",
    "0..4 08:00-18:00, 5 08:00-18:01",
    "0..4 08:00-18:00, 5 20:00-06:00",
)
FORTY_FOUR = (
    "0..4 09:00-17:00, 5 09:00-13:00",
    "0..4 09:00-17:00, 5 09:00-13:01",
    "0..4 09:00-17:00, 5 23:00-03:00",
)
FIFTY_FIVE = (
    "0..4 08:00-19:00",
    "0..3 08:00-19:00, 4 08:00-19:01",
    "0..3 08:00-19:00, 5 19:00-06:00",
)
THIRTY_EIGHT = (
    "0..4 09:00-16:36",
    "0..3 09:00-16:36, 4 09:00-16:37",
    "0..3 09:00-16:36, 5 22:24-06:00",
)
UK_WEEK = "0..3 09:00-17:00, 4 14:00-22:00, 5 {}-23:59, 6 09:00-17:00"
TWO_REST = "{} 15:00-23:00, {} 08:00-12:00, 0 15:00-23:00, 1 08:00-12:00"
SPRING_REST = "2 15:00-23:00, 3 08:00-12:00, 5 12:00-20:00, 6 07:00-12:00"
MONDAY_TO_SATURDAY = "0..4 09:00-17:00, 5 13:00-21:0{}"
THREE_NIGHTS = "{} 23:00-07:00, {} {}-09:00"
NIGHTS = "0..3 23:00-07:00"

CELLS = [
    *(rest(preset, 11) for preset in ("eu", "fr", "be", "de", "uk", "us-nyc-fastfood")),
    *(rest(preset, 10) for preset in ("us-or", "us-chicago")),
    rest("us-philadelphia", 9),
    rest("nl", 8),
    *(weekly(preset) for preset in ("eu", "fr", "be", "de")),
    Cell(
        "uk",
        "weekly-rest",
        law.no_weekly_rest(24, 24),
        UK_WEEK.format("22:00"),
        UK_WEEK.format("21:59"),
        (SPRING, "0..5 09:00-17:00, 6 17:00-20:00", True),
    ),
    average("eu", 48, 17, FORTY_EIGHT),
    average("uk", 48, 17, FORTY_EIGHT),
    average("de", 48, 24, FORTY_EIGHT),
    average("fr", 44, 12, FORTY_FOUR),
    average("nl", 55, 4, FIFTY_FIVE),
    average("nl", 48, 16, FORTY_EIGHT, nth=1),
    average("be", 38, 13, THIRTY_EIGHT),
    a_day("fr", 10),
    a_day("be", 9),
    a_day("de", 10),
    a_week("fr", 48, FORTY_EIGHT),
    a_week("nl", 60, SIXTY),
    a_week("de", 60, SIXTY),
    a_week("be", 40, FORTY),
    night("fr", 8, (21, 6, 180), ("21:00", "05:00")),
    night("nl", 10, (0, 6, 61), ("21:00", "07:00")),
    night("de", 10, (23, 6, 121), ("21:00", "07:00")),
    nights("eu", (0, 5, 180)),
    nights("uk", (23, 6, 180)),
    nights("de", (23, 6, 121)),
    pause("eu", 360),
    pause("uk", 360),
    pause("fr", 359),
    pause("nl", 330),
    pause("nl", 600, nth=1),
    pause("de", 360),
    pause("de", 540, nth=1),
    sundays("nl", 13),
    sundays("de", 15),
    sunday_off("fr"),
    sunday_off("be"),
    Cell(
        "fr",
        "days-per-week",
        law.seven_days,
        "0..5 10:00-14:00",
        "0..6 10:00-14:00",
        (AUTUMN, "0..4 10:00-14:00, 5 22:00-03:00, 6 20:00-23:00", True),
    ),
    Cell(
        "be",
        "shift-length",
        lambda who: any(law.length(run) < 180 for run in who.runs()),
        "0 10:00-13:00",
        "0 10:00-12:59",
        (SPRING, "6 00:00-03:00", True),
    ),
    Cell(
        "be",
        "long-shifts",
        law.long_days_in_six,
        "0..5 09:00-17:00",
        "0..4 09:00-17:00, 5 09:00-17:01",
        (AUTUMN, "0..4 09:00-17:00, 5 22:00-06:00", True),
    ),
    Cell(
        "be",
        "nights-per-window",
        lambda who: bool(who.nights(20, 6, 1)),
        "0 09:00-20:00",
        "0 09:00-20:01",
        (AUTUMN, "6 05:59-10:00", True),
    ),
    nl(
        "short-rests",
        law.two_short_rests,
        TWO_REST.format(-7, -6),
        TWO_REST.format(-6, -5),
        SPRING_REST,
        over=SPRING,
    ),
    nl(
        "rest-within-days",
        law.no_36_hours_in_seven_days,
        MONDAY_TO_SATURDAY.format(0),
        MONDAY_TO_SATURDAY.format(1),
        MONDAY_TO_SATURDAY.format(1),
        over=SPRING,
    ),
    nl(
        "shift-length",
        law.pause_after(720),
        "0 08:00-20:00",
        "0 08:00-20:01",
        "5 19:00-07:00",
    ),
    nl(
        "rest-after-night",
        law.early_after_a_night,
        "0 20:00-03:00, 1 17:00-22:00",
        "0 20:00-03:00, 1 16:59-22:00",
        "5 20:00-02:30, 6 16:29-22:00",
    ),
    nl(
        "rest-after-nights",
        law.early_after_three_nights,
        THREE_NIGHTS.format("0..2", 5, "05:00"),
        THREE_NIGHTS.format("0..2", 5, "04:59"),
        THREE_NIGHTS.format("1..3", 6, "05:00"),
        over=SPRING,
    ),
    nl(
        "nights-in-a-row",
        law.eight_nights,
        "-1..5 23:00-07:00",
        "-1..6 23:00-07:00",
        "-1..6 23:00-07:00",
    ),
    nl(
        "nights-per-window",
        lambda who: len(who.nights(0, 6, 61)) > 36,
        weeks(9, NIGHTS),
        weeks(9, NIGHTS, "0..4 23:00-07:00"),
        weeks(9, NIGHTS, "0..2 23:00-07:00, 5..6 23:00-07:00"),
    ),
]

NOTICES = [
    ("fr", 7),
    ("nl", 28),
    ("be", 7),
    ("de", 4),
    ("us-or", 14),
    ("us-chicago", 14),
    ("us-philadelphia", 14),
    ("us-nyc-fastfood", 14),
    ("us-nyc-retail", 3),
]
