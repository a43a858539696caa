"""The table of labour presets, cell by cell."""

from support.oracles import law
from support.preset_drawing import (
    AUTUMN,
    SPRING,
    Cell,
    a_day,
    a_week,
    average,
    night,
    nights,
    nl,
    pause,
    rest,
    sunday_off,
    sundays,
    weekly,
    weeks,
)

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
    ("nl", 28),
    ("de", 4),
    ("us-or", 14),
    ("us-chicago", 14),
    ("us-philadelphia", 14),
    ("us-nyc-fastfood", 14),
    ("us-nyc-retail", 3),
]

WORKING_DAYS = [("fr", 7, 5), ("be", 7, 6)]
"""Notice in working days: how many, and how many days of a week count."""
