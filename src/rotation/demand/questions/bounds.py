"""The range of a staffing question in which the engines are accurate, checked before any of them.

What people send is bounded field by field, but factors multiply, and a log may say anything: the
question that comes of it all is looked at once, where it is asked, so that the answer can name the
field; and once more by the process that calculates.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isfinite

from rotation.demand.questions.prediction import PredictionQuestion
from rotation.errors import Impossible
from rotation.words import Sentence, say

MOST_ITEMS = 100_000.0
"""Items of a question, and of its backlog."""
_NEXT_TO_NONE = 1e-9
"""Fewer expected items of an interval are none: beside them other rates lose their digits."""
_MINUTES = 0.01, 10_080.0
"""Handling and writing times, and what they are to be answered within."""
_MOST_SPREAD, _MOST_VOLUME_SPREAD = 10.0, 1.0
"""Coefficients of variation: of handling times, and of the volume of days and weeks."""
_MOST_SHRINKAGE = 0.9
_MOST_HEADS = 25_000
FIELDS = {"arrivals": "/arrivals", "handling": "/channels", "backlog": "/backlog"}
"""Where a question says what; a question of another form has places of its own."""


def calculable(
    question: PredictionQuestion, fields: Mapping[str, str] | None = None, factor: float = 1.0
) -> PredictionQuestion:
    """Return a question that the engines answer accurately; next to no arrivals are none.

    Impossible names the field of a number beyond their range; ``fields`` are JSON pointers.
    ``factor``: what all arrivals will be multiplied by.
    """
    for name, detail in _wrong(question, factor):
        raise Impossible(detail, field=(fields or FIELDS).get(name, ""))
    channels = tuple(
        replace(each, arrivals=tuple(a if a >= _NEXT_TO_NONE else 0.0 for a in each.arrivals))
        if any(0 < a < _NEXT_TO_NONE for a in each.arrivals)
        else each
        for each in question.channels
    )
    return replace(question, channels=channels)


def _wrong(question: PredictionQuestion, factor: float) -> Iterator[tuple[str, Sentence]]:
    arrivals = [a * factor for each in question.channels for a in each.arrivals]
    if not all(isfinite(a) and a >= 0 for a in arrivals) or sum(arrivals) > MOST_ITEMS:
        yield "arrivals", too_many()
    backlog = question.backlog.values()
    if not all(isfinite(a) and a >= 0 for a in backlog) or sum(backlog) > MOST_ITEMS:
        yield "backlog", too_many()
    for each in question.channels:
        times = each.handling_minutes, each.writing_minutes, each.within_minutes
        if not all(a is None or _MINUTES[0] <= a <= _MINUTES[1] for a in times):
            yield "handling", _between(*_MINUTES)
        if not all(
            a is None or 0 <= a <= _MOST_SPREAD for a in (each.handling_cv, each.writing_cv)
        ):
            yield "handling", _between(0, _MOST_SPREAD)
    if not all(0 <= a <= _MOST_VOLUME_SPREAD for a in (question.day_cv, question.week_cv)):
        yield "spread", _between(0, _MOST_VOLUME_SPREAD)
    if not 0 <= question.shrinkage <= _MOST_SHRINKAGE:
        yield "shrinkage", _between(0, _MOST_SHRINKAGE)
    if not all(0 <= each.heads <= _MOST_HEADS for each in question.base):
        yield "heads", _between(0, _MOST_HEADS)


def too_many() -> Sentence:
    """Return that so many messages are beyond any calculation."""
    return say("More than {most} messages cannot be calculated.", most=int(MOST_ITEMS))


def _between(least: float, most: float) -> Sentence:
    return say("Between {least} and {most}.", least=f"{least:g}", most=f"{most:g}")
