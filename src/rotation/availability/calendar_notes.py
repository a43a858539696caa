"""Notes of reading a calendar: what was left out, and what was taken where it guessed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rotation.words import Sentence

MOST_NOTES = 100
"""How many notes of a kind are kept; all are counted."""
_LONGEST_UID = 200


@dataclass(frozen=True)
class Note:
    """The line of a calendar, the UID of its event, and what has to be said of it."""

    line: int | None
    uid: str | None
    reason: Sentence


@dataclass
class Notes:
    """The notes of one calendar: what of it was left out, and what was assumed."""

    left_out: list[Note] = field(default_factory=list)
    assumed: list[Note] = field(default_factory=list)
    left_out_count: int = 0
    assumed_count: int = 0

    def leave_out(self, line: int | None, uid: str | None, reason: Sentence) -> None:
        """Tell that something was left out, and why."""
        self.left_out_count += 1
        _kept(self.left_out, line, uid, reason)

    def assume(self, line: int | None, uid: str | None, reason: Sentence) -> None:
        """Tell what was taken where the calendar does not say."""
        self.assumed_count += 1
        _kept(self.assumed, line, uid, reason)

    def to_json(self) -> dict[str, Any]:
        """Return the notes as they are stored."""
        return {
            "left_out_count": self.left_out_count,
            "assumed_count": self.assumed_count,
            "left_out": [_to_json(each) for each in self.left_out],
            "assumed": [_to_json(each) for each in self.assumed],
        }

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "Notes":
        """Return notes that were stored."""
        return cls(
            [_of_json(each) for each in stored["left_out"]],
            [_of_json(each) for each in stored["assumed"]],
            stored["left_out_count"],
            stored["assumed_count"],
        )


def _to_json(note: Note) -> dict[str, Any]:
    said = {"template": note.reason.template, "values": dict(note.reason.values)}
    return {"line": note.line, "uid": note.uid, "reason": said}


def _of_json(stored: Mapping[str, Any]) -> Note:
    return Note(stored["line"], stored["uid"], Sentence(**stored["reason"]))


def _kept(notes: list[Note], line: int | None, uid: str | None, reason: Sentence) -> None:
    if len(notes) < MOST_NOTES:
        notes.append(Note(line, uid[:_LONGEST_UID] if uid else None, reason))
