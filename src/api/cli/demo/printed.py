"""The demo's printed rota by day and by person, its replies, who is on duty, the feed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from rich.console import Console
from rich.table import Table

from api.cli.demo import team as made_up
from api.staffing.compare_hours import ClockOut, OptionOut
from rotation.demand.questions.prediction import ChannelAnswer
from rotation.rota.publishing.week_view import WeekView
from rotation.rota.shifts import Shift
from rotation.timespan import Week

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
OPEN = "OPEN PLACE"


def console() -> Console:
    """Return a console that wraps nothing in a pipe."""
    found = Console()
    return found if found.is_terminal else Console(width=100, no_color=True)


def by_day(out: Console, rota: WeekView) -> None:
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


def by_person(out: Console, rota: WeekView) -> None:
    """Print hours and shifts of each person."""
    table = Table(title="By person")
    for column in (
        "Person",
        "Hours",
        "Rota hours",
        "Shifts",
        "Unsocial load",
        "Fair share",
        "When",
    ):
        table.add_column(column, justify="left" if column in {"Person", "When"} else "right")
    when: dict[object, list[str]] = defaultdict(list)
    for shift in rota.shifts:
        for member in shift.members:
            when[member].append(f"{_DAYS[shift.day.weekday()][:3]} {shift.local_start}")
    hours = {each.name: each.hours // 3 for each in made_up.PEOPLE}
    for share in rota.review.fairness:
        table.add_row(
            share.name,
            f"{share.minutes / 60:g}",
            str(hours[share.name]),
            str(share.shifts),
            f"{share.burden:g}",
            f"{share.fair_share:g}",
            ", ".join(when[share.member]),
        )
    out.print(table)


def special_day(out: Console, rota: WeekView) -> None:
    """Print the special day of the week, and who has it."""
    day = made_up.special_day(Week.parse(rota.week))
    there = [name for shift in rota.shifts if shift.day == day.day for name in _names(shift, rota)]
    out.print(f"\nSpecial day: {_day(day.day)}, {day.name} (from {day.start}): {', '.join(there)}")


def wishes(out: Console, rota: WeekView) -> None:
    """Print which wishes of the week are granted."""
    for name, day, kind in made_up.wishes(Week.parse(rota.week)):
        works = any(name in _names(shift, rota) for shift in rota.shifts if shift.day == day)
        wish = "would like to work" if kind == "prefer" else "would rather not work"
        granted = "granted" if works == (kind == "prefer") else "not granted"
        out.print(f"Wish: {name} {wish} on {_day(day)}: {granted}")


def replies(out: Console, rota: WeekView) -> None:
    """Print the predicted share of replies within target, a line for each channel."""
    found = rota.replies
    if found is None:
        out.print("\nNobody can say yet which replies this rota gives.")
        return
    out.print(f"\nPredicted replies within target (engine: {found.engine})")
    for each in found.channels:
        target = f"{each.target_share:.0%} within {each.within_minutes:g} min"
        volume = f"{each.volume:.0f} messages"
        out.print(
            f"  {each.channel:<10} {_share(each)}   target {target}, {volume}", highlight=False
        )


def _share(channel: ChannelAnswer) -> str:
    """Return a share with its range, and how likely the week meets the target."""
    if channel.within_share is None:
        return "nothing comes in"
    likely = channel.target_met_probability
    chance = "" if likely is None else f", chance to meet it {likely:.0%}"
    return f"{channel.within_share:>4.0%}   ({channel.low:.0%} to {channel.high:.0%}{chance})"


def choices(out: Console, options: Sequence[OptionOut]) -> None:
    """Print what each choice of opening hours costs and gives, a line each."""
    table = Table(title="Rotation or closed: a typical week under each choice", show_edge=False)
    table.add_column("Choice", no_wrap=True)
    for column in ("Hours", "Unsocial", "In time", "If open", "Monday", "Lost", "Frontier"):
        table.add_column(column, justify="right")
    for each in options:
        on = "*" if each.on_frontier else ""
        hours = f"{each.agent_hours:g}", f"{each.unsocial_hours:g}"
        table.add_row(each.name, *hours, *_given(each), on)
    out.print()
    out.print(table)
    for line in _LEGEND:
        out.print(line, highlight=False)


_LEGEND = (
    "In time: replies within target, from the worst to the best channel; beside it by a clock that",
    "stands still while closed. Monday: messages waiting then. Lost: after the platform's reply",
    "window. *: no other choice has fewer hours, more replies in time and fewer lost, all at once.",
)


def _given(option: OptionOut) -> tuple[str, str, str, str]:
    """Return what a choice gives: shares by both clocks, who waits on Monday, windows missed."""
    if not option.stable:
        return "unstable", "", f"+{option.backlog_growth_per_week:.0f} a week", ""
    mondays = [each for each in option.waiting_at_opening if each.at.isoweekday() == 1]
    monday = f"{mondays[0].waiting.mean:.0f}" if mondays else ""
    missed = f"{option.window_missed_per_week or 0:.1f}"
    return _range(option.calendar), _range(option.business), monday, missed


def _range(clock: ClockOut) -> str:
    shares = [each for each in clock.channels.values() if each is not None]
    if not shares:
        return ""
    return f"{min(shares):.0%}–{max(shares):.0%}"


def moment(at: datetime, rota: WeekView) -> str:
    """Return an instant in the team's zone, in English."""
    local = at.astimezone(rota.team.zone)
    return f"{_day(local.date())} {local:%H:%M}"


def _day(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def _shift(shift: Shift, rota: WeekView) -> tuple[str, str, str]:
    names = _names(shift, rota) + [OPEN] * shift.open_places
    return shift.pattern, f"{shift.local_start}–{shift.local_end}", ", ".join(names)


def _names(shift: Shift, rota: WeekView) -> list[str]:
    return [rota.names[member] for member in shift.members]
