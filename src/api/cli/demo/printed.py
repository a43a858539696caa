"""What the demo prints: the rota by day and by person, replies, who is on duty, the feed."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from rotation.rota.shown import Shown
from rotation.rota.slots import Shift
from rotation.timespan import Week

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
OPEN = "OPEN PLACE"


def console() -> Console:
    """Return a console that wraps nothing in a pipe."""
    found = Console()
    return found if found.is_terminal else Console(width=100, no_color=True)


def by_day(out: Console, rota: Shown) -> None:
    """Print the rota day by day, all seven named; open places are marked."""
    table = Table(title=f"Rota of {rota.team.name}, week {rota.week} ({rota.team.timezone})")
    for column in ("Day", "Shift", "Time", "Who"):
        table.add_column(column, no_wrap=column != "Who")
    for day in Week.parse(rota.week).days:
        rows = [_shift(each, rota) for each in rota.shifts if each.day == day]
        for at, row in enumerate(rows or [("closed", "", "")]):
            table.add_row("" if at else _day(day), *row)
        table.add_section()
    out.print(table)


def by_person(out: Console, rota: Shown) -> None:
    """Print hours and shifts of each person."""
    table = Table(title="By person")
    for column in ("Person", "Hours", "Shifts", "Unsocial load", "Fair share", "When"):
        table.add_column(column, justify="left" if column in {"Person", "When"} else "right")
    when: dict[object, list[str]] = defaultdict(list)
    for shift in rota.shifts:
        for member in shift.members:
            when[member].append(f"{_DAYS[shift.day.weekday()][:3]} {shift.local_start}")
    for share in rota.review.fairness:
        table.add_row(
            share.name, f"{share.minutes / 60:g}", str(share.shifts), str(share.burden),
            f"{share.fair_share:g}", ", ".join(when[share.member]),
        )  # fmt: skip
    out.print(table)


def replies(out: Console, rota: Shown) -> None:
    """Print the predicted share of replies within target, a line for each channel."""
    prediction = rota.prediction or {}
    out.print(f"\nPredicted replies within target (engine: {prediction.get('engine')})")
    for each in prediction.get("channels", ()):
        target = f"{each['target_share']:.0%} within {each['within_minutes']:g} min"
        volume = f"{each['volume']:.0f} messages"
        out.print(f"  {each['channel']:<10} {_share(each)}   target {target}, {volume}",
                  highlight=False)  # fmt: skip


def _share(channel: Mapping[str, Any]) -> str:
    """Return a share with its range, and how likely the week meets the target."""
    if channel["within_share"] is None:
        return "nothing comes in"
    share, low, high = (channel[name] for name in ("within_share", "low", "high"))
    likely = channel.get("target_met_probability")
    chance = "" if likely is None else f", chance to meet it {likely:.0%}"
    return f"{share:>4.0%}   ({low:.0%} to {high:.0%}{chance})"


def moment(at: datetime, rota: Shown) -> str:
    """Return an instant in the team's zone, in English."""
    local = at.astimezone(rota.team.zone)
    return f"{_day(local.date())} {local:%H:%M}"


def _day(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def _shift(shift: Shift, rota: Shown) -> tuple[str, str, str]:
    names = [rota.names[member] for member in shift.members] + [OPEN] * shift.open_places
    return shift.pattern, f"{shift.local_start}–{shift.local_end}", ", ".join(names)
