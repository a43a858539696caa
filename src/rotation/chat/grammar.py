"""The grammar of a question: rules that replace its tokens by what they mean.

The codes of tokens are one character each. Written: N number, O ordinal, E year, M month,
W weekday, D date, Q ISO week, R day from today, Y named day, P part of a day, B part of today,
K hour with a name, V minutes, U days, A language, J member; e weekend, k week, o month, d day,
h hour, i minute, q o'clock; t this, x next, y after next, c coming, l last, r rest; @ at, f from,
u until, w between, & and, v in, g ago, - dash. Made: % days, = time of a day, # span, ! instant.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rotation.chat.lexicon import Token


@dataclass(frozen=True)
class Days:
    """Whole days from the first to the last; ``named``: a word for them says which part it means.

    ``week``: they are a week, of which a weekday may be named beside it.
    """

    first: date
    last: date
    week: bool = False


@dataclass(frozen=True)
class Hours:
    """Wall-clock hours from one time of a day to another; None: open on that side."""

    start: Token | None
    end: Token | None


@dataclass(frozen=True)
class Context:
    """The context a question is read in: the asker's wall clock, its language, its tense."""

    now: datetime
    language: str
    is_past: bool = False

    @property
    def today(self) -> date:
        """Return the asker's date."""
        return self.now.date()


Made = Token | list[Token] | None
Rule = tuple[re.Pattern[str], Callable[[Sequence[Token], Context], Made]]


def rule(pattern: str, make: Callable[[Sequence[Token], Context], Made]) -> Rule:
    """Return the rule that puts what ``make`` returns in the place of the tokens of a pattern."""
    return re.compile(pattern), make


def joined(tokens: Sequence[Token], code: str, value: object) -> Token:
    """Return several tokens as one."""
    return Token(code, " ".join(each.text for each in tokens), tokens[0].start, value)


def applied(tokens: Sequence[Token], rules: Sequence[Rule], context: Context) -> list[Token]:
    """Return the tokens after each rule has been applied wherever it makes sense, in order."""
    found = list(tokens)
    for pattern, make in rules:
        at = 0
        while match := pattern.search("".join(each.code for each in found), at):
            made = make(found[match.start() : match.end()], context)
            if made is None:
                at = match.start() + 1
                continue
            put = made if isinstance(made, list) else [made]
            found[match.start() : match.end()] = put
            at = match.start() + len(put)
    return found
