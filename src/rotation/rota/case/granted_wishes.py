"""The wishes that were met: one reading of it, for reports and for the preference bank."""

from collections.abc import Iterator, Sequence

from rotation.availability.leave import MemberTime
from rotation.timespan import Span, touches


def wish_outcomes(
    time: MemberTime, own: Sequence[Span], anybody: Sequence[Span]
) -> Iterator[tuple[Span, bool]]:
    """Yield each wish that could be met or not, and whether it was.

    ``own`` and ``anybody`` are when the member and anybody at all were on duty, each disjoint and
    in order. A time in which nobody was on duty asked for nothing.
    """
    for wish in time.prefers:
        if touches(anybody, wish):
            yield wish, touches(own, wish)
    for wish in time.rather_not:
        if touches(anybody, wish):
            yield wish, not touches(own, wish)
