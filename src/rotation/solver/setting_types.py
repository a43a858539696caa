"""The types that settings of a rule may have, with their bounds."""

from typing import Annotated

from msgspec import Meta

MOST_MEMBERS, MOST_PATTERNS = 500, 100
"""What a team has at most; a list in a rule's settings may name all of them."""

Weight = Annotated[int, Meta(ge=1, le=1_000_000)]
Minutes = Annotated[int, Meta(ge=0, le=60 * 24 * 366)]
Count = Annotated[int, Meta(ge=0, le=1000)]
Length = Annotated[int, Meta(ge=1, le=366)]
Steps = Annotated[int, Meta(ge=1, le=20)]
WallTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Rest = Annotated[int, Meta(ge=1, le=7 * 1440)]
Stretch = Annotated[int, Meta(ge=0, le=1440)]
Percent = Annotated[int, Meta(ge=100, le=1000)]
Few = Annotated[int, Meta(ge=1, le=28)]
Name = Annotated[str, Meta(max_length=200)]
Names = Annotated[tuple[Name, ...], Meta(max_length=MOST_MEMBERS)]
Pairs = Annotated[tuple[tuple[Name, Name], ...], Meta(max_length=MOST_PATTERNS**2)]
"""What settings may be: points, minutes, how many, for how many days or weeks, how often the price
of a unit rises, a time on the wall, a part of a whole, minutes of a rest or of a stretch of work, a
few days or weeks, the ids or names of people, shift patterns or words, and pairs of patterns.
Bounds keep an audit quick whatever a team sets."""
