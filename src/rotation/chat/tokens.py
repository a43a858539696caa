"""A question as tokens: numbers, dates and times as they are written, words as a lexicon has them.

``Token.code`` is one character a kind; ``grammar.py`` says which characters there are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rotation.chat.lexicon import NOISE, UNKNOWN, Clock, Token, Written, lexicon, lookup
from rotation.timespan import YEARS

_SCAN = re.compile(
    r"""
    (?P<instant>\d{4}-\d\d-\d\d[t\ ]\d\d:\d\d(?::\d\d)?(?:z|[+-]\d\d:\d\d)(?!\w))
  | (?P<ymd>\d{4}([-./])\d{1,2}\3\d{1,2}(?!\d)t?)
  | (?P<dmy>\d{1,2}([-./])\d{1,2}\5(?:\d{4}|\d\d)(?!\d))
  | (?P<isoweek>(?<!\w)(?:\d{4}-?)?w\d\d?(?!\w))
  | (?P<meridiem>(?<![\d:.])\d{1,2}(?:[:.h]\d\d)?\ ?[ap](?:\.\ ?m\.?|m)(?!\w))
  | (?P<clock>\d{1,2}:\d\d(?::\d\d)?(?!\d))
  | (?P<dotted>\d{1,2}\.\d{1,2}(?!\d)\.?)
  | (?P<slashed>\d{1,2}/\d{1,2}(?!\d))
  | (?P<ordinal>\d{1,2}(?:(?:st|nd|rd|th|er|eme|ieme|e|de|ste|ten|ter)(?!\w)|\.(?=\ *[a-z])))
  | (?P<word>(?:any|some|every)1\b|2(?:day|moro|morrow|nite|night|main)\b|[^\W\d_]+)
  | (?P<number>\d+)
  | (?P<sign>[-&/])
    """,
    re.VERBOSE | re.ASCII,
)
_DIGITS = re.compile(r"\d+", re.ASCII)


@dataclass(frozen=True)
class NameInText:
    """A stretch of a text that means something already: a channel, a member, a holiday."""

    start: int
    end: int
    code: str
    value: Any = None


@dataclass(frozen=True)
class ReadingHabits:
    """The habits of a text: languages by likelihood, names in it, whether the month comes first.

    ``is_sure``: the first of the languages is the one it is written in.
    """

    order: Sequence[str]
    is_sure: bool = False
    places: Sequence[NameInText] = ()
    month_first: bool = False


_Piece = tuple[str, str, int]


def scan(text: str, reader: ReadingHabits) -> list[Token]:
    """Return the tokens of a plain text, in order."""
    pieces = [(str(each.lastgroup), each[0], each.start()) for each in _SCAN.finditer(text)]
    tokens: list[Token] = []
    at = 0
    while at < len(pieces):
        kind, piece, start = pieces[at]
        count, found = _phrase(pieces, at, reader) if kind == "word" else (1, None)
        place = next((each for each in reader.places if each.start <= start < each.end), None)
        if place and (kind != "word" or place.code == "Y" or (found and found.code in "~.4S6jh")):
            count = sum(place.start <= each[2] < place.end for each in pieces[at:])
            tokens.append(Token(place.code, text[start : place.end], start, place.value))
        elif found:
            # A name that is also a word of time ("Jan") keeps who it may be.
            own = replace(found, member=place.value) if place and place.code == "J" else found
            tokens += [own] if own.code != UNKNOWN else _halves(own, reader)
        else:
            tokens.append(_number(kind, Token("N", piece, start), reader))
        at += count
    return tokens


def _phrase(pieces: Sequence[_Piece], at: int, reader: ReadingHabits) -> tuple[int, Token]:
    """Return how many pieces the longest phrase takes that begins here, and its token."""
    words, counts = [], []
    for count, (kind, piece, _) in enumerate(pieces[at : at + 12], 1):
        if kind == "word":
            words.append(piece)
            counts.append(count)
        elif piece not in {"-", "/"}:
            break
    text, start = pieces[at][1], pieces[at][2]
    found = lookup(words, reader.order)
    if found is None:
        return 1, Token(UNKNOWN, text, start)
    number, code, value = found
    return counts[number - 1], Token(code, " ".join(words[:number]), start, value)


def _halves(token: Token, reader: ReadingHabits) -> Iterator[Token]:
    """Yield an unknown word as the two that it is made of, or as the one it is a slip of."""
    order = reader.order
    for language in order:
        known = lexicon(language)
        if halves := known.compound(token.text):
            day, part = (known.phrases[each] for each in halves)
            yield replace(token, code=day[0], value=day[1])
            # "zaterdagmorgen", "Samstagmorgen": the word for tomorrow is the morning's too.
            part = part if part[0] in "P6" else ("P", "morning")
            yield replace(token, code=part[0], value=part[1])
            return
    # Slips are looked for in the language of the text alone, where it is known.
    order = order[:1] if reader.is_sure else order
    near = next((word for each in order if (word := lexicon(each).near(token.text))), None)
    if near is None:
        yield token
        return
    code, value = next(p[near] for each in order if near in (p := lexicon(each).phrases))
    yield replace(token, code=code, value=value)


def _number(kind: str, token: Token, reader: ReadingHabits) -> Token:
    """Return the token of something written with digits; what makes no sense is unknown."""
    numbers = [int(each) for each in _DIGITS.findall(token.text)]
    match kind:
        case "sign":
            return replace(token, code="&" if token.text == "&" else "-")
        case "instant":
            return replace(token, code="!", value=token.text)
        case "ymd":
            return _date(token, numbers[2], numbers[1], numbers[0])
        case "dmy":
            year = numbers[2] if numbers[2] > 99 else 2000 + numbers[2]
            return _day_month(token, numbers, year, reader)
        case "slashed":
            return _day_month(token, numbers, None, reader)
        case "isoweek":
            return replace(
                token, code="Q", value=(numbers[-1], numbers[0] if numbers[1:] else None)
            )
        case "meridiem":
            return _meridiem(token, numbers)
        case "clock":
            return clock(token, numbers[0], numbers[1], token.text[0] == "0" or numbers[0] > 12)
        case "ordinal":
            return replace(token, code="O", value=numbers[0])
        case "dotted":
            return replace(token, code="_", value=numbers)
    if len(token.text) == 4 and numbers[0] in YEARS:
        return replace(token, code="E", value=numbers[0])
    return replace(token, value=numbers[0]) if len(token.text) <= 4 else replace(token, code="~")


def _day_month(
    token: Token, numbers: Sequence[int], year: int | None, reader: ReadingHabits
) -> Token:
    day, month = numbers[:2]
    if (reader.month_first and day <= 12) or (month > 12 >= day):
        day, month = month, day
    return _date(token, day, month, year)


def _date(token: Token, day: int, month: int, year: int | None) -> Token:
    """Return a date as a token; days that no month has are found out when the year is known."""
    known = 1 <= month <= 12 and 1 <= day <= 31 and (year is None or year in YEARS)
    value = Written(day, month, year)
    return replace(token, code="D", value=value) if known else replace(token, code=UNKNOWN)


def _meridiem(token: Token, numbers: Sequence[int]) -> Token:
    """Return a time with am or pm; hours after the twelfth keep their sense: 18 pm."""
    hour, minute = numbers[0], numbers[1] if len(numbers) > 1 else 0
    half = re.search(r"[ap](?=\.?\s?m)", token.text)
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    made = clock(token, hour, minute, sure=True)
    return replace(made, value=replace(made.value, half_named=True)) if made.code == "=" else made


def clock(token: Token, hour: int, minute: int, sure: bool = False, spoken: bool = False) -> Token:  # noqa: FBT001, FBT002  # two facts of a time
    """Return a wall time as a token; what no clock shows is unknown."""
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return replace(token, code=UNKNOWN)
    return replace(token, code="=", value=Clock(hour * 60 + minute, sure, spoken))


def settle(tokens: Sequence[Token], reader: ReadingHabits) -> list[Token]:
    """Return the tokens with the doubtful ones decided by what stands beside them."""
    around = [Token(NOISE, "", -1), *tokens, Token(NOISE, "", -1)]
    return [
        _settled(each, before, after, reader)
        for before, each, after in zip(around, tokens, around[2:], strict=False)
    ]


def _settled(token: Token, before: Token, after: Token, reader: ReadingHabits) -> Token:
    text, first = token.text, reader.order[0]
    numbered, unit = after.code in "NODP=_", after.code in "hq"
    match text:
        case "mar" if first == "fr" and before.code not in "NO":
            return replace(token, code="W", value=1)
        case "mar" if first == "fr":
            return replace(token, code="M", value=3)
        case "zo" | "so" if numbered or after.code == "-" or (before.code == "-" != after.code):
            return replace(token, code="W", value=6)
        case "may" if not {before.code, after.code} & set("NOE") and before.text not in _OF_MONTH:
            return replace(token, code=NOISE)
        case "sept" if unit:
            return replace(token, code="N", value=7)
        case "u" | "h" | "min" | "n" if before.code not in "NVE=_":
            return replace(token, code=NOISE)
        case "am" if first == "en" and before.code in "WR":
            return replace(token, code="P", value="morning")
        case "morgen" if before.code in "WR" and token.code == "R":
            return replace(token, code="P", value="morning")
    if token.code == "_":
        return _dotted(token, before, after, reader)
    if (
        token.code in "NE"
        and text.isdigit()
        and len(text) in {3, 4}
        and (unit or before.code == "@")
    ):
        return clock(token, int(text) // 100, int(text) % 100, sure=True)
    if token.code == "N" and before.text == "le" and not unit and after.code not in "M-@":
        return replace(token, code="O")
    return token


_OF_MONTH = frozenset({"in", "of", "this", "next", "last", "all", "during"})


def _dotted(token: Token, before: Token, after: Token, reader: ReadingHabits) -> Token:
    """Return 18.30 as a time or 24.12. as a date, by what it can be and by its company."""
    hour, minute = token.value
    is_time = hour <= 24 and minute <= 59 and not token.text.endswith(".")
    is_time = is_time and len(token.text.partition(".")[2]) == 2
    is_date = 1 <= hour <= 31 and 1 <= minute <= 12
    told = after.code in "hq" or before.code in "@fu"
    if is_time and (told or not is_date or reader.order[0] != "de"):
        return clock(token, hour, minute, hour > 12 or token.text[0] == "0")
    return _day_month(token, token.value, None, reader)


def entries(names: Mapping[str, object], text: str, code: str) -> Iterator[NameInText]:
    """Yield where names stand in a plain text as words of their own, the longest first."""
    taken: list[NameInText] = []
    for name in sorted(names, key=len, reverse=True):
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text) if name else ():
            place = NameInText(found.start(), found.end(), code, names[name])
            if not any(each.start < place.end and place.start < each.end for each in taken):
                taken.append(place)
                yield place
