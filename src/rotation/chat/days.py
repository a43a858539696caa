"""The days a question names: rules that put words and numbers together to dates."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Literal

from dateutil.easter import easter

from rotation.chat.grammar import Context, Days, Made, joined, rule
from rotation.chat.lexicon import UNKNOWN, Token, Written
from rotation.timespan import DAY, YEARS, Week

_FIXED = {
    "new_year": (1, 1),
    "new_year_eve": (12, 31),
    "epiphany": (1, 6),
    "valentine": (2, 14),
    "labour_day": (5, 1),
    "victory": (5, 8),
    "liberation_day": (5, 5),
    "bastille": (7, 14),
    "belgian_day": (7, 21),
    "assumption": (8, 15),
    "unity_day": (10, 3),
    "reformation": (10, 31),
    "halloween": (10, 31),
    "all_saints": (11, 1),
    "armistice": (11, 11),
    "saint_nicholas": (12, 6),
    "christmas_eve": (12, 24),
    "christmas": (12, 25),
    "boxing_day": (12, 26),
    "kings_day": (4, 27),
}
_OF_EASTER = {
    "good_friday": -2,
    "easter": 0,
    "easter_monday": 1,
    "ascension": 39,
    "pentecost": 49,
    "pentecost_monday": 50,
}
_WEEKS = {"x": 1, "c": 1, "y": 2, "l": -1, "t": 0, "": 0}
_FARTHEST = 3660
"""Days from today that can be counted to."""
Tokens = Sequence[Token]


def day_of(first: date, last: date | None = None, *, week: bool = False) -> Days:
    """Return one day, or those from the first to the last."""
    return Days(first, last or first, week)


def safe(year: int, month: int, day: int) -> date | None:
    """Return a date of the years that the service knows, None when there is none."""
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def dated(written: Written, context: Context, weekday: int | None = None) -> date | None:
    """Return the date that is meant: without a year the coming one, or the last one of the past.

    A weekday beside it decides the year; None when no year near by has that weekday.
    """
    today, years = context.today, range(context.today.year - 2, context.today.year + 9)
    if written.year:
        found = safe(written.year, written.month, written.day)
        return found if found and weekday in {None, found.weekday()} else None
    near = [day for year in years if (day := safe(year, written.month, written.day))]
    if weekday is not None:
        near = [each for each in near if each.weekday() == weekday]
        return min(near, key=lambda each: abs(each - today), default=None)
    if context.is_past:
        return max((each for each in near if each <= today), default=None)
    return min((each for each in near if each >= today), default=None)


def on_weekday(number: int, today: date, which: Literal["coming", "next", "last"]) -> date:
    """Return the nearest day of that weekday: from today on, after today, before today."""
    ahead = (number - today.weekday()) % 7
    if which == "last":
        return today + DAY * (ahead - 7)
    return today + DAY * (ahead or (7 if which == "next" else 0))


def _from_today(found: Tokens, context: Context, days: int) -> Made:
    if abs(days) > _FARTHEST:
        return None
    return joined(found, "%", day_of(context.today + DAY * days))


def _date(found: Tokens, _: Context) -> Made:
    values = {each.code: each.value for each in found}
    number = values.get("N", values.get("O"))
    if number is None or not 1 <= number <= 31:
        return None
    return joined(found, "D", Written(number, values["M"], values.get("E")))


def _mardi(found: Tokens, _: Context) -> Made:
    """Mar. 3 mars: in French a Tuesday, whatever "mar" is in English."""
    return [replace(found[0], code="W", value=1), found[1]] if found[0].text == "mar" else None


def _date_range(found: Tokens, context: Context) -> Made:
    """24–26 December; the first is one day of the month, too."""
    first, last = [each.value for each in found if each.code in "NO"]
    month, year = next((each.value for each in found if each.code == "M"), 0), found[-1].value
    written = found[-1].code == "E"
    end = dated(Written(last, month, year if written else None), context) if last < 32 else None
    start = safe(end.year, month, first) if end else None
    if start is None or end is None or start > end:
        return None
    return joined(found, "%", day_of(start, end))


def _dashed(found: Tokens, context: Context) -> Made:
    """5-12 is a date where it cannot be hours, or where the weekday or the language says so."""
    day, month = [each.value for each in found if each.code == "N"]
    weekday = found[0].value if found[0].code == "W" else None
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    written = Written(day, month)
    agrees = weekday is not None and dated(written, context) == dated(written, context, weekday)
    dutch = context.language == "nl" and weekday is None
    if day <= 24 and not agrees and not dutch:
        return None
    made = joined([each for each in found if each.code != "W"], "D", written)
    return [found[0], made] if weekday is not None else made


def _with_weekday(found: Tokens, context: Context) -> Made:
    written = next(each for each in found if each.code == "D").value
    weekday = next(each for each in found if each.code == "W")
    day = dated(written, context, weekday.value)
    if day is not None:
        return joined(found, "%", day_of(day))
    day = dated(written, context)
    alone = [each for each in found if each.code == "D"]
    # The date is meant; the weekday that is not its own is left over, and told.
    left = Token(UNKNOWN, weekday.text, weekday.start)
    return None if day is None else [left, joined(alone, "%", day_of(day))]


def _alone(found: Tokens, context: Context) -> Made:
    day = dated(found[0].value, context)
    return None if day is None else joined(found, "%", day_of(day))


def _named(found: Tokens, context: Context) -> Made:
    """A day with a name: the coming one, or that of a year; a holiday brings its own dates."""
    key, today = found[0].value, context.today
    year = found[1].value if len(found) > 1 else None
    years = (year,) if year else range(today.year - 1, today.year + 3)
    days = key if isinstance(key, tuple) else [d for y in years if (d := _of_name(key, y))]
    days = sorted(each for each in days if year in {None, each.year})
    near = [each for each in days if (each <= today if context.is_past else each >= today)]
    if not days:
        return None
    return joined(found, "%", day_of(near[-1 if context.is_past else 0] if near else days[0]))


def _of_name(key: str, year: int) -> date | None:
    if key in _OF_EASTER:
        return easter(year) + DAY * _OF_EASTER[key] if 1970 <= year <= 4099 else None
    month, day = _FIXED[key]
    found = safe(year, month, day)
    return found - DAY if found and key == "kings_day" and found.weekday() == 6 else found


def _iso_week(found: Tokens, context: Context) -> Made:
    """Week 49 of this year, or of the next when it is over; 2026-W49."""
    number, year = found[0].value if found[0].code == "Q" else (found[1].value, None)
    if not 1 <= (number or 0) <= 53:
        return None
    for each in (year,) if year else (context.today.year, context.today.year + 1):
        try:
            monday = date.fromisocalendar(each, number, 1)
        except ValueError:
            continue
        if each in YEARS and (year or context.is_past or monday + DAY * 6 >= context.today):
            return joined(found, "%", day_of(monday, monday + DAY * 6, week=True))
    return None


def _counted(found: Tokens, context: Context) -> Made:
    """In three days, two weeks ago, a week from now."""
    ago = any(each.code in "gb" for each in found)
    days = next((each.value for each in found if each.code == "U"), None)
    if days is None:
        number = next(each.value for each in found if each.code == "N")
        days = (number or 0) * (7 if any(each.code == "k" for each in found) else 1)
    if any(each.code == "b" and each.text != "vor" for each in found):
        return None
    return _from_today(found, context, -days if ago else days)


def _weeks_after_weekday(found: Tokens, context: Context) -> Made:
    """Friday week, woensdag over twee weken: so many weeks after the coming one."""
    weekday = next(each.value for each in found if each.code == "W")
    days = next((each.value for each in found if each.code == "U"), 7)
    days = next((7 * (each.value or 0) for each in found if each.code == "N"), days)
    coming = on_weekday(weekday, context.today, "next")
    return _from_today(found, context, (coming - context.today).days + days)


def _weekend(found: Tokens, context: Context) -> Made:
    """A weekend, or a day of it; on a Saturday or Sunday "next" is the one after this."""
    which = next((each.code for each in found if each.code in "txycl"), "t")
    today = context.today
    saturday = today + DAY * (5 - today.weekday())
    if which == "c" and today.weekday() >= 5:
        saturday += DAY * 7
    # "who was on at the weekend": the last one, unless it is under way
    over = context.is_past and which == "t" and today.weekday() < 5
    saturday += DAY * 7 * ({"x": 1, "y": 2, "l": -1}.get(which, 0) - (1 if over else 0))
    days = {5: day_of(saturday), 6: day_of(saturday + DAY)}
    weekday = next((each for each in found if each.code == "W"), None)
    if weekday is not None and weekday.value not in days:
        return None
    whole = day_of(saturday, saturday + DAY)
    return joined(found, "%", whole if weekday is None else days[weekday.value])


def _weekend_of_week(found: Tokens, context: Context) -> Made:
    """The weekend of next week."""
    which = next(each.code for each in found if each.code in "txycl")
    saturday = Week.of(context.today).monday + DAY * (7 * _WEEKS[which] + 5)
    return joined(found, "%", day_of(saturday, saturday + DAY))


def _weekend_of_day(found: Tokens, _: Context) -> Made:
    """The weekend of 5 December: the one it lies in, or comes before."""
    day = found[-1].value.first
    saturday = day + DAY * (5 - day.weekday())
    return joined(found, "%", day_of(saturday, saturday + DAY))


def _week(found: Tokens, context: Context) -> Made:
    """A week, or the day of it that is named beside it."""
    which = next((each.code for each in found if each.code in "txycl"), "")
    monday = Week.of(context.today).monday + DAY * 7 * _WEEKS[which]
    weekday = next((each.value for each in found if each.code == "W"), None)
    if weekday is not None:
        return joined(found, "%", day_of(monday + DAY * weekday))
    return joined(found, "%", day_of(monday, monday + DAY * 6, week=True))


def _month(found: Tokens, context: Context) -> Made:
    """A month by its name, or this, next or last month."""
    today, named = context.today, next((each for each in found if each.code == "M"), None)
    year = next((each.value for each in found if each.code == "E"), None)
    if named is not None:
        if named.member is not None and len(found) == 1:
            return None
        if year is None:
            over = named.value < today.month
            year = today.year + (1 if over and not context.is_past else 0)
            year -= 1 if context.is_past and named.value > today.month else 0
        first = safe(year, named.value, 1)
    else:
        which = next((each.code for each in found if each.code in "txycl"), "t")
        months = today.year * 12 + today.month - 1 + _WEEKS[which]
        first = safe(months // 12, months % 12 + 1, 1)
    if first is None:
        return None
    after = (first + DAY * 31).replace(day=1)
    return joined(found, "%", day_of(first, after - DAY))


def _rest(found: Tokens, context: Context) -> Made:
    """The rest of today, of the week, of the month: from now to its end."""
    today, code = context.today, found[-1].code
    if code == "k":
        end = Week.of(today).monday + DAY * 7
    elif code == "o":
        end = (today.replace(day=1) + DAY * 31).replace(day=1)
    elif code == "e":
        end = today + DAY * (7 - today.weekday())
    else:
        end = today + DAY
    if found[-1].code == "R" and found[-1].value:
        return None
    return joined(found, "#", (context.now, datetime.combine(end, time())))


def _next_days(found: Tokens, context: Context) -> Made:
    """The next three days: today and those after it."""
    number = next((each.value for each in found if each.code == "N"), None)
    if not number or number > 62:
        return None
    days = number * (7 if any(each.code == "k" for each in found) else 1)
    return joined(found, "%", day_of(context.today, context.today + DAY * (days - 1)))


def _relative(found: Tokens, context: Context) -> Made:
    return _from_today(found, context, int(found[0].value))


def _part_of_today(found: Tokens, context: Context) -> Made:
    """Tonight, ce soir, last night: today or yesterday, and the part."""
    part = found[0] if found[0].code in "BP" else found[-1]
    yesterday = any(each.code == "l" for each in found)
    name = "evening_and_night" if yesterday and part.value in {"night", "tonight"} else part.value
    if yesterday and part.value == "small_hours":
        name = "night"
    day = joined(found, "%", day_of(context.today - DAY * yesterday))
    return [day, Token("P", "" if not yesterday else part.text, part.start, name)]


def _weekday(found: Tokens, context: Context) -> Made:
    """A weekday: the coming one, after "next" not today, in the past the one before."""
    weekday = next(each for each in found if each.code == "W")
    if weekday.member is not None and len(found) == 1:
        return None
    past = any(each.code == "l" for each in found) or context.is_past
    ahead = any(each.code == "x" for each in found)
    day = on_weekday(
        weekday.value, context.today, "last" if past else "next" if ahead else "coming"
    )
    return joined(found, "%", day_of(day))


def _day_of_month(found: Tokens, context: Context) -> Made:
    """Monday 30, the 4th: the nearest such day of two months, of that weekday if one is named."""
    number = next(each.value for each in found if each.code in "NO")
    if found[-1].text.isalpha():
        return None
    weekday = next((each.value for each in found if each.code == "W"), None)
    step = -1 if context.is_past else 1
    for ahead in range(63):
        day = context.today + DAY * ahead * step
        if day.day == number and weekday in {None, day.weekday()}:
            return joined(found, "%", day_of(day))
    return None


def _range(found: Tokens, _: Context) -> Made:
    """Monday to Wednesday, 24 Dec – 2 Jan; "and" joins days that follow each other."""
    first, last = found[0].value, found[-1].value
    if first.first != first.last or last.first != last.last:
        return None
    end = last.last
    if end < first.first:
        end += DAY * 7
    follow = end - first.first == DAY
    if end < first.first or (found[1].code == "&" and not follow and found[0].code != "w"):
        return None
    return joined(found, "%", day_of(first.first, end))


def _until(found: Tokens, context: Context) -> Made:
    """Until Friday: from now to the end of that day."""
    end = datetime.combine(found[-1].value.last + DAY, time())
    if end <= context.now.replace(tzinfo=None):
        return None
    return joined(found, "#", (context.now, end))


WRITTEN = (
    rule(r"[NO][-u@][NO]ME?", _date_range),
    rule(r"w[NO]&[NO]ME?", _date_range),
    rule(r"M[NO][-u@][NO]E?", _date_range),
    rule(r"M[NO](?=M)", _mardi),
    rule(r"[NO]ME?", _date),
    rule(r"M[NO](?![hqi])E?", _date),
    rule(r"WN-N(?![hqM=])|(?<![WRBfw@])N-N(?![hqM=])", _dashed),
    rule(r"WD|DW", _with_weekday),
    rule(r"D", _alone),
    rule(r"YE?", _named),
    rule(r"e%", _weekend_of_day),
)
"""Dates that are written out; they come before the times, whose numbers they would take."""
SAID = (
    rule(r"Q|kN(?![hqdk&u-])", _iso_week),
    rule(r"WvNk|Wv?U|UW|(?<![txycl])Wk(?![Nxyl])", _weeks_after_weekday),
    rule(r"vN[dk]|N[dk]>|U>|vU|Ug|gU|N[dk]g|[gb]N[dk]", _counted),
    rule(r"[xc]N[dk]|N[xc][dk]", _next_days),
    rule(r"rt?[kodeR]", _rest),
    rule(r"[txycl]ke|ke[txycl]|ek[xycl]|e[txycl]k", _weekend_of_week),
    rule(r"W?[txycl]?e[xycl]?W?", _weekend),
    rule(r"W?[txycl]?k[xycl]?W?", _week),
    rule(r"[txycl]o|o[xycl]", _month),
    rule(r"[txycl]?ME?", _month),
    rule(r"R", _relative),
    rule(r"l[BP]|Pl", _part_of_today),
    rule(r"B|tP", _part_of_today),
    rule(r"W[NO]", _day_of_month),
    rule(r"[txcl]?W[xcl]?", _weekday),
    rule(r"O", _day_of_month),
    rule(r"w?%[-u@&]%", _range),
    rule(r"u%(?!@?=)", _until),
)
"""Days as people say them; they come after the times."""
