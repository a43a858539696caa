"""Small inboxes for tests of the simulation: an evening that ends, a day that repeats."""

from rotation.demand.simulation.estimate import Estimate
from rotation.demand.simulation.problem import (
    ArrivalSegment,
    SimulatedChannel,
    SimulatedMember,
    SimulationProblem,
    Spread,
)

PATIENT = 300.0
"""Seconds no test reaches: a run ends by its error."""


def rates(*per_hour: float) -> tuple[float, ...]:
    """Return rates a minute of hours from the start."""
    return tuple(each / 60 for each in per_hour)


def on(name: str, *hours: float, channels: tuple[str, ...] = ()) -> SimulatedMember:
    """Return a member on between pairs of hours."""
    pairs = zip(hours[::2], hours[1::2], strict=True)
    return SimulatedMember(name, tuple(ArrivalSegment(a * 60, b * 60, channels) for a, b in pairs))


EVENING = SimulationProblem(
    horizon=600,
    interval=60,
    channels=(
        SimulatedChannel("chat", rates(5, 6, 5, 4, 2), 15, 0.8, handling=Spread(5, 1)),
        SimulatedChannel(
            "mail", rates(5, 6, 6, 3, 1), 45, 0.9, handling=Spread(7, 0.5), priority=1
        ),
    ),
    members=(on("Ann", 0, 4), on("Bob", 1, 3, 3.5, 6, channels=("mail",))),
)
DAY = SimulationProblem(
    horizon=1440,
    interval=60,
    regime="typical",
    days=(0.0, 720.0),
    channels=(
        SimulatedChannel(
            "chat",
            rates(*[0] * 8, *[5] * 12, 2),
            30,
            open=((540, 780), (840, 1260)),
            handling=Spread(6, 1.5),
        ),
        SimulatedChannel(
            "mail",
            rates(*[1] * 24),
            240,
            measured_at="reply_sent",
            handling=Spread(8, 0.7),
            writing=Spread(5, 0.7),
        ),
    ),
    members=(on("Ann", 9, 17), on("Bob", 13, 21, channels=("chat",)), on("Cas", 20, 26)),
)


def share_of(found: Estimate) -> float:
    """Return the share of the first channel."""
    share = found.channels[0].share
    assert share is not None
    return share
