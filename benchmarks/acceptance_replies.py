"""A team that answers channels: its rotas judged by a queue of our own, message by message.

The service is told what comes in (a weekly volume and its profile) and plans as many people as its
targets need. Here the same messages are made up and answered by whoever is on duty, earliest due
first. A channel that misses its target in a week, or its floor on a day, is to be named by the run.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, log, sqrt
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks import acceptance_teams
from benchmarks.acceptance_judge import Verdict
from benchmarks.acceptance_play import Service, WorkedShift, keep_week, made, tell, worked
from benchmarks.acceptance_teams import FIRST, Person, Team

ZONE = ZoneInfo("Europe/Brussels")
_TIMES = 60
"""How often each week is answered."""
_CLOSE = 0.02
"""What sixty weeks by chance, and the order of work at the same minute, may differ by."""
_FLOOR_BELOW, _CLOSE_DAY = 0.15, 0.04
_OPEN = {**dict.fromkeys(range(1, 6), (17, 22)), 6: (9, 21), 7: (9, 21)}
_HOURS = (12, 12, 13, 12, 11, 11, 12, 15, 18, 20, 18, 14, 9)
"""How busy each hour is from 9 to 21."""
_SPREAD = 0.9


@dataclass(frozen=True)
class Channel:
    """A channel: messages a week, the share to be answered within minutes, minutes a message."""

    slug: str
    volume: int
    share: float
    within: float
    minutes: float


CHANNELS = (
    Channel("whatsapp", 300, 0.80, 15, 4),
    Channel("instagram", 180, 0.80, 60, 4),
    Channel("mail", 120, 0.90, 240, 6),
)


def team(seed: int) -> Team:
    """Return twelve people of about a third of their hours for the rota."""
    hours = Random(seed)
    people = [
        Person(f"Staff {at:02}", most, most // 3)
        for at, most in enumerate(hours.choices((16, 20, 24), k=12))
    ]
    return Team("messages", tuple(people), ())


def rates() -> dict[tuple[int, int], float]:
    """Return which part of a week's messages comes in each open hour, by weekday and hour."""
    busy = {
        (day, hour): _HOURS[hour - 9] * (0.85 if day > 5 else 1.0)
        for day, (first, end) in _OPEN.items()
        for hour in range(first, end)
    }
    whole = sum(busy.values())
    return {key: each / whole for key, each in busy.items()}


def played(service: Service, weeks: int, seed: int) -> Iterator[Verdict]:
    """Plan so many weeks as they come and judge what would be answered in them."""
    staff = team(seed)
    people = _set_up(service, staff)
    named, unnamed, days, least = 0, list[str](), list[str](), 1.0
    for number in range(weeks):
        monday = FIRST + timedelta(weeks=number)
        service.now = datetime(monday.year, monday.month, monday.day, 9, tzinfo=ZONE) - timedelta(4)
        happened = acceptance_teams.events(staff, number, seed)
        tell(service, people, [each for each in happened if each.kind != "sick"])
        run = keep_week(service, staff.slug, monday)
        shifts = list(worked(service, staff.slug, run["week"]))
        told = {(each["channel"], each["date"]) for each in run["short_of_target"]}
        named += len(told)
        for channel, share, by_day in answered(shifts, Random(f"{seed}/{number}")):
            least = min(least, share - channel.share)
            if share < channel.share - _CLOSE and (channel.slug, None) not in told:
                unnamed.append(f"{run['week']} {channel.slug} {share:.2f}")
            for day, part in by_day.items():
                below = part < channel.share - _FLOOR_BELOW - _CLOSE_DAY
                if below and not {(channel.slug, day), (channel.slug, None)} & told:
                    days.append(f"{day} {channel.slug} {part:.2f}")
    reached = f"{len(unnamed)} ({least:+.2f} at least; {named} named)"
    yield Verdict("channels short of their target unnamed: 0", reached, not unnamed)
    yield Verdict("days below their floor unnamed: 0", ", ".join(days) or "0", not days)


def answered(
    shifts: list[WorkedShift], chance: Random
) -> Iterator[tuple[Channel, float, dict[str, float]]]:
    """Yield each channel with the share answered in time, of the week and by day."""
    done: dict[tuple[str, str], list[int]] = {}
    for _ in range(_TIMES):
        for slug, day, in_time in _one_week(shifts, chance):
            counted = done.setdefault((slug, day), [0, 0])
            counted[0] += in_time
            counted[1] += 1
    for channel in CHANNELS:
        own = {day: pair for (slug, day), pair in done.items() if slug == channel.slug}
        share = sum(good for good, _ in own.values()) / sum(every for _, every in own.values())
        yield channel, share, {day: good / every for day, (good, every) in own.items()}


def _one_week(shifts: list[WorkedShift], chance: Random) -> Iterator[tuple[str, str, bool]]:
    """Yield each message of a week by chance: its channel, its day, whether it was in time."""
    monday = min(each.day for each in shifts)
    monday -= timedelta(days=monday.weekday())
    midnight = datetime(monday.year, monday.month, monday.day, tzinfo=ZONE)
    coming = sorted(_arrivals(midnight, chance), key=lambda each: each[0])
    free = [
        ((each.start - midnight) / _MINUTE, (each.end - midnight) / _MINUTE, at)
        for at, each in enumerate(shifts)
        for _ in each.people
    ]
    heapq.heapify(free)
    waiting: list[tuple[float, float, int]] = []
    next_one = 0
    while free:
        at, end, who = heapq.heappop(free)
        while next_one < len(coming) and coming[next_one][0] <= at:
            heapq.heappush(
                waiting, (coming[next_one][0] + coming[next_one][1].within, at, next_one)
            )
            next_one += 1
        if not waiting:
            if next_one < len(coming) and coming[next_one][0] < end:
                heapq.heappush(free, (coming[next_one][0], end, who))
            continue
        due, _, number = heapq.heappop(waiting)
        _, channel, day = coming[number]
        yield channel.slug, day, at <= due
        after = at + _service(channel, chance)
        if after < end:
            heapq.heappush(free, (after, end, who))
    for _, channel, day in [coming[each[2]] for each in waiting] + coming[next_one:]:
        yield channel.slug, day, False


_MINUTE = timedelta(minutes=1)


def _arrivals(midnight: datetime, chance: Random) -> Iterator[tuple[float, Channel, str]]:
    for (weekday, hour), part in rates().items():
        first = 1440.0 * (weekday - 1) + 60 * hour
        day = str((midnight + timedelta(days=weekday - 1)).date())
        for channel in CHANNELS:
            at = first + chance.expovariate(1) * 60 / (channel.volume * part)
            while at < first + 60:
                yield at, channel, day
                at += chance.expovariate(1) * 60 / (channel.volume * part)


def _service(channel: Channel, chance: Random) -> float:
    spread = log(1 + _SPREAD**2)
    return exp(chance.gauss(log(channel.minutes) - spread / 2, sqrt(spread)))


def _set_up(service: Service, staff: Team) -> dict[str, str]:
    people = made(service, staff)
    profile = [1000 * rates().get((at // 24 + 1, at % 24), 0.0) for at in range(168)]
    windows = [
        {"weekday": day, "from": f"{first:02}:00", "to": f"{end:02}:00"}
        for day, (first, end) in _OPEN.items()
    ]
    path = f"/v1/teams/{staff.slug}"
    for each in CHANNELS:
        body: dict[str, Any] = {  # Any: JSON
            "slug": each.slug,
            "target": {"share": each.share, "within_minutes": each.within},
            "handling": {"mean_minutes": each.minutes, "cv": _SPREAD},
            "windows": windows,
            "weekly_volume": each.volume,
            "weekly_profile": profile,
        }
        service.post(f"{path}/channels", **body)
    hours = [("17:00", "22:00", range(1, 6))]
    hours += [(f"{at:02}:00", f"{at + 4:02}:00", range(6, 8)) for at in (9, 13, 17)]
    for start, end, days in hours:
        service.post(
            f"{path}/shift-patterns",
            name=f"From {start}",
            weekdays=list(days),
            start=start,
            end=end,
            minimum=1,
            target="auto",
            maximum=4,
        )
    return people
