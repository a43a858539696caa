"""What people read of notices: in three languages, in the shift's time and the reader's. Pure."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from rotation.notices import sentences
from rotation.timespan import zone

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ANN, BOB, TEAM = ({"id": str(UUID(int=n)), "name": name} for n, name in enumerate("ABN"))
SHIFT = {
    "slot": str(UUID(int=7)),
    "pattern": "Late",
    "task": "webcare",
    "channels": ["whatsapp"],
    "start": "2026-11-27T16:00:00+00:00",
    "end": "2026-11-27T21:00:00+00:00",
    "local_start": "2026-11-27T17:00",
    "local_end": "2026-11-27T22:00",
    "timezone": "Europe/Paris",
}
SWAP = {
    "member": ANN,
    "team": TEAM,
    "giver": ANN,
    "offered_to": BOB,
    "taker": None,
    "reason": None,
    "overtaken": False,
    "shift": SHIFT,
    "in_return": SHIFT,
    "expires_at": "2026-11-27T16:00:00+00:00",
}
COVER = {"member": ANN, "team": TEAM, "shift": SHIFT}
NOTE = {"text": "Braces {stay} as they are", "member": BOB, "made_at": NOW.isoformat()}
WEEK = {"team": TEAM, "week": "2026-W48", "published": True}
PART = {"member": BOB, "start": SHIFT["start"], "end": SHIFT["end"], "timezone": "Europe/Paris"}
LEAVE = {"member": ANN, "team": TEAM, "start": SHIFT["start"], "end": SHIFT["end"]}
NOTICES: list[tuple[str, dict[str, Any]]] = [
    ("test", {"team": TEAM}),
    ("cover.asked", {**COVER, "deadline": NOW.isoformat(), "answer_url": "https://x/answer/y"}),
    ("cover.changed", {**COVER, "state": "covered"}),
    ("cover.changed", {**COVER, "state": "closed", "shift": None}),
    ("swap.offered", {**SWAP, "state": "open", "reason": "A concert"}),
    ("swap.changed", {**SWAP, "state": "accepted", "taker": BOB}),
    ("swap.changed", {**SWAP, "state": "declined"}),
    ("swap.changed", {**SWAP, "state": "declined", "taker": BOB}),
    ("swap.changed", {**SWAP, "state": "withdrawn", "shift": None, "in_return": None}),
    ("swap.changed", {**SWAP, "state": "expired"}),
    ("swap.changed", {**SWAP, "state": "expired", "member": BOB, "taker": BOB}),
    ("swap.changed", {**SWAP, "state": "expired", "overtaken": True}),
    ("leave.changed", {**LEAVE, "state": "approved"}),
    ("leave.changed", {**LEAVE, "state": "refused"}),
    ("hand_over.noted", {**COVER, "hand_over_notes": [NOTE, {**NOTE, "member": None}]}),
    ("rota.summary", {**WEEK, "published": False, "shifts": [], "open": []}),
    (
        "rota.summary",
        {
            **WEEK,
            "shifts": [{**SHIFT, "people": [{"member": ANN}, PART]}],
            "open": [{**SHIFT, "places": 1}, {**SHIFT, "pattern": "", "places": 2}],
        },
    ),
]


def told(kind: str, payload: dict[str, Any], language: str, reader: str) -> list[str]:
    """Return the lines of a notice, the subject first."""
    lines = [sentences.subject(kind, payload, NOW), *sentences.body(kind, payload, reader)]
    return [each.said_in(language, zone(reader)) for each in lines]


@pytest.mark.parametrize(("kind", "payload"), NOTICES)
def test_every_notice_is_said_in_three_languages_and_none_is_left_in_english(
    kind: str, payload: dict[str, Any]
) -> None:
    english, french, dutch = (
        told(kind, payload, each, "Europe/Paris") for each in ("en", "fr", "nl")
    )
    assert len(english) == len(french) == len(dutch)
    for lines in zip(english, french, dutch, strict=True):
        assert all(lines)
        assert len(set(lines)) == 3 or "Late" in lines[0]


def test_a_question_tells_both_times_and_the_deadline_by_the_readers_clock() -> None:
    lines = told(*NOTICES[1], "en", "America/New_York")
    assert lines == [
        "Can you step in for N?",
        "Late, Fri 27 Nov 17:00–22:00 Europe/Paris",
        "That is Fri 27 Nov 11:00–16:00 America/New_York",
        "Channels: whatsapp",
        "Please answer by Tue 24 Nov 04:00",
        "Your answer: https://x/answer/y",
    ]


def test_a_summary_tells_who_works_when_and_what_is_open() -> None:
    assert told(*NOTICES[-1], "en", "Europe/Paris") == [
        "N: the rota of 2026-W48",
        "Late, Fri 27 Nov 17:00–22:00 Europe/Paris: A, B (17:00–22:00)",
        "One open place: Late, Fri 27 Nov 17:00–22:00 Europe/Paris",
        "2 open places: Fri 27 Nov 17:00–22:00 Europe/Paris",
    ]


def test_what_a_note_says_is_never_taken_for_a_template() -> None:
    *_, note, by_planner = told(*NOTICES[14], "en", "Europe/Paris")
    assert note == "Hand-over note of B: Braces {stay} as they are"
    assert by_planner == "Hand-over note: Braces {stay} as they are"
