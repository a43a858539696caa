"""What notices say to people, to be put into their language and their time. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from rotation.timespan import zone
from rotation.words import Sentence, say

Json = Mapping[str, Any]  # Any: JSON of messages.py


def subject(kind: str, payload: Json, now: datetime) -> Sentence:
    """Return the one line that says what a notice is about."""
    match kind:
        case "shift.reminder":
            return _begins(payload, now)
        case "shift.changed":
            return say("Your shifts in {team} have changed", team=payload["team"]["name"])
        case _:
            return say("A test message from {team}", team=payload["team"]["name"])


def body(kind: str, payload: Json, reader: str) -> list[Sentence]:
    """Return the lines of a notice; ``reader`` is the zone of the one who reads."""
    match kind:
        case "shift.reminder":
            return list(_shift(payload["shift"], reader))
        case "shift.changed":
            lines = [line for each in payload["changes"] for line in _change(each, reader)]
            reason = payload.get("reason")
            return [*lines, say("Reason: {reason}", reason=reason)] if reason else lines
        case _:
            return [say("This address works: reminders and changes will be sent here.")]


def _begins(payload: Json, now: datetime) -> Sentence:
    """Say when a shift begins and the true time that is left, which may be less than was meant."""
    start = datetime.fromisoformat(payload["starts_at"])
    left = max(timedelta(), start - now)
    shift, team = payload["shift"]["pattern"], payload["team"]["name"]
    if left >= timedelta(days=1):
        local = start.astimezone(zone(payload["shift"]["timezone"]))
        return say("{shift} in {team} on {day}", shift=shift, team=team, day=local.date())
    return say("{shift} in {team} begins in {left}", shift=shift, team=team, left=left)


def _shift(shift: Json, reader: str) -> Iterator[Sentence]:
    yield _times(shift, shift["timezone"])
    if reader != shift["timezone"]:
        yield say("That is {when}", when=_times(shift, reader))
    if shift["channels"]:
        yield say("Channels: {channels}", channels=tuple(shift["channels"]))


def _change(change: Json, reader: str) -> Iterator[Sentence]:
    shown = change["after"] or change["before"]
    said = say("{shift}, {when}", shift=shown["pattern"], when=_times(shown, shown["timezone"]))
    match change["kind"]:
        case "added":
            yield say("New: {what}", what=said)
        case "removed":
            yield say("No longer yours: {what}", what=said)
        case "retimed":
            before = change["before"]
            was = _times(before, before["timezone"])
            yield say("Other times: {what} (was {before})", what=said, before=was)
        case _:
            names = {name: change[name]["member"]["name"] for name in ("before", "after")}
            yield say("{what}: {before} → {after}", what=said, **names)
    if reader != shown["timezone"]:
        yield say("That is {when}", when=_times(shown, reader))


def _times(shift: Json, in_zone: str) -> Sentence:
    there = zone(in_zone)
    start, end = (
        datetime.fromisoformat(shift[each]).astimezone(there) for each in ("start", "end")
    )
    return say(
        "{day} {start}–{end} {zone}",
        day=start.date(), start=f"{start:%H:%M}", end=f"{end:%H:%M}", zone=in_zone,
    )  # fmt: skip
