"""The times a question names: rules that put numbers and words together to times and hours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from rotation.chat.grammar import Context, Hours, Made, joined, rule
from rotation.chat.lexicon import Clock, Token
from rotation.chat.tokens import clock

Tokens = Sequence[Token]
_LENGTHS = frozenset({"hour", "hours", "hr", "stunde", "stunden", "std", "uren"})
"""Words for hours that are counted, never shown by a clock."""


def _number(found: Tokens, place: int = -1) -> int:
    """Return the value of a number among the tokens, a number that no clock has when it is none."""
    numbers = [each.value for each in found if each.code == "N"]
    return numbers[place] if numbers and numbers[place] is not None else 99


def _time(found: Tokens, hour: int, minute: int, *, spoken: bool = False) -> Made:
    made = clock(joined(found, "=", None), hour, minute, hour > 12, spoken)
    return made if made.code == "=" else None


def _hour(found: Tokens, _: Context) -> Made:
    """18 h, 9 uur, 7 o'clock, 18 h 30, at 9."""
    units = [each for each in found if each.code in "hq"]
    if units and units[0].text in _LENGTHS:
        return None
    numbers = [each for each in found if each.code == "N"]
    minute = _number(found) if len(numbers) > 1 else 0
    spoken = bool(units) and units[0].text in {"o clock", "oclock"}
    made = _time(found, _number(found, 0), minute, spoken=spoken)
    if isinstance(made, Token) and numbers[0].text[0] == "0":
        return replace(made, value=replace(made.value, sure=True))
    return made


def _digits(found: Tokens, context: Context) -> Made:
    """8 tonight, 7 du soir; a number in words beside a part of a day is none of its hours."""
    return None if found[0].text.isalpha() else _hour(found, context)


def _half_past(found: Tokens, _: Context) -> Made:
    return _time(found, _number(found), 30, spoken=True)


def _half_before(found: Tokens, _: Context) -> Made:
    """Half acht, halb acht: half past seven; vijf voor half acht: 7:25."""
    minutes = _number(found, 0) if len(found) > 2 else 0
    if minutes > 15:
        return None
    before = any(each.code in "bu" for each in found)
    return _minutes(found, _number(found) * 60 - 30 + (-minutes if before else minutes))


def _quarter(found: Tokens, context: Context) -> Made:
    """Quarter past seven, kwart voor acht, Viertel acht (7:15), dreiviertel acht (7:45)."""
    code, hour = found[0].code, _number(found) * 60
    if len(found) == 2:
        wanted = {"a": -45, "z": -15}[code]
        return _minutes(found, hour + wanted) if context.language == "de" else None
    return _minutes(found, hour + (-15 if found[1].code in "bu" else 15))


def _minutes_by(found: Tokens, _: Context) -> Made:
    """Ten past seven, tien voor acht, 20 nach 7."""
    minutes, hour = _number(found, 0), _number(found)
    if minutes > 30:
        return None
    before = any(each.code in "bu" for each in found)
    return _minutes(found, hour * 60 + (-minutes if before else minutes))


def _minutes(found: Tokens, minutes: int) -> Made:
    if not 0 <= minutes <= 1440:
        return None
    return _time(found, minutes // 60, minutes % 60, spoken=True)


def _french(found: Tokens, _: Context) -> Made:
    """7 heures et demie, midi et quart, huit heures moins dix."""
    start: Clock = found[0].value
    by = {"s": 30, "1": 15, "2": -15}.get(found[1].code, -_number(found) if len(found) > 2 else 0)
    if by < -30:
        return None
    return joined(found, "=", Clock(start.minutes + by, start.sure))


def _named(found: Tokens, _: Context) -> Made:
    return joined(found, "=", Clock(int(found[0].value), sure=True))


def _with_unit(found: Tokens, _: Context) -> Made:
    return replace(found[0], text=" ".join(each.text for each in found))


def _elapsed(found: Tokens, _: Context) -> Made:
    """In two hours, half an hour ago: an instant."""
    if any(each.code == "b" and each.text != "vor" for each in found):
        return None
    minutes = next((each.value for each in found if each.code == "V"), None)
    if minutes is None:
        unit = 60 if any(each.code == "h" for each in found) else 1
        minutes = (_number(found) if any(each.code == "N" for each in found) else 1) * unit
    ago = any(each.code in "gb" for each in found)
    if minutes > 60 * 24 * 62:
        return None
    return joined(found, "!", timedelta(minutes=-minutes if ago else minutes))


def _coming_hours(found: Tokens, context: Context) -> Made:
    """The next three hours: from now on."""
    hours = _number(found) if any(each.code == "N" for each in found) else 1
    if hours > 24 * 31:
        return None
    return joined(found, "#", (context.now, timedelta(hours=hours)))


def _range(found: Tokens, context: Context) -> Made:
    """9-12, from 6 to 8pm, de 18h à 20h: the second time decides the half of the day."""
    times = [
        each if each.code == "=" else _hour([each], context) for each in found if each.code in "N="
    ]
    first, last = times[0], times[-1]
    if not isinstance(first, Token) or not isinstance(last, Token):
        return None
    start, end = first.value, last.value
    if end.half_named and not start.sure and start.minutes + 720 < end.minutes:
        start = Clock(start.minutes + 720, sure=True)
    if end.minutes <= start.minutes < 720 and not end.sure and end.minutes + 720 > start.minutes:
        end = Clock(end.minutes + 720, sure=True)
    return joined(found, "#", Hours(replace(first, value=start), replace(last, value=end)))


def _open(found: Tokens, context: Context) -> Made:
    """From 18:00, after 6, until noon."""
    time = found[1] if found[1].code == "=" else _hour(found[1:], context)
    if not isinstance(time, Token):
        return None
    is_from = found[0].code == "f"
    return joined(found, "#", Hours(time if is_from else None, None if is_from else time))


RULES = (
    rule(r"K", _named),
    rule(r"(?<![Na])v(?:N[hi]|V|h)|N[hi][g>]|[gb]N[hi]|V[g>]|gV", _elapsed),
    rule(r"[xc]N?h|N[xc]h", _coming_hours),
    rule(r"HfN|HN", _half_past),
    rule(r"FN|N[iq]?[bvf]FN", _half_before),
    rule(r"[az]N|a[fvbu]N", _quarter),
    rule(r"N[hq]N", _hour),
    rule(r"N[hq](?!N)", _hour),
    rule(r"=[hq]", _with_unit),
    rule(r"=(?:[s12]|3N)", _french),
    rule(r"(?<=@)Ni?uN|Ni?[bv]N|Ni?fN", _minutes_by),
    rule(r"w[=N]&[=N]", _range),
    rule(r"f?[=N][-u@](?:@)?[=N](?![dkM])", _range),
    rule(r"[fu]=|[fu]N(?![dkhiMOE])", _open),
    rule(r"@N", _hour),
    rule(r"N(?=[PB])|(?<=[PB])N(?![dkhiMOE-])", _digits),
)
"""Times and hours; the longer ways to say one come first."""
