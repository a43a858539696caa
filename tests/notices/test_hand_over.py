"""Hand-over notes: left by who is on duty, read by who comes next, in time and nowhere else."""

from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rotation.account.access import Access
from rotation.clock import new_id
from rotation.rota.live import hand_over_notes
from rotation.rota.shifts import Slot
from support.outbox import Heard, said
from support.planned_team import NAMES, at

MINUTE = timedelta(minutes=1)
TEXT = "The parcel of order 17 is late: answer with the voucher"


def leaves(heard: Heard, name: str, day: str, text: str = TEXT, seat: int = 1) -> Any:
    """Let somebody leave a note in an evening; return the answer."""
    path = f"/v1/slots/{heard.rota.slot(day, seat)}/hand-over-notes"
    return heard.rota.as_(name).post(path, json={"text": text})


def test_a_note_stands_in_the_reminders_of_those_who_come_next_and_in_no_others(
    heard: Heard,
) -> None:
    heard.mail(*NAMES)
    heard.rota.home.clock.now = at(1, 20)  # Chloé is on duty, on Tuesday
    assert leaves(heard, "Chloé", "Tue").status_code == 201
    for day, names in ((2, {"Emma", "Farid"}), (3, {"Gaëlle", "Hugo"})):
        reminders = heard.mails(at(day, 15))
        assert {each.payload["member"]["name"] for each in reminders} == names
        told = {f"Hand-over note of Chloé: {TEXT}" in said(each) for each in reminders}
        assert told == {day == 2}


def test_a_note_that_comes_after_the_reminder_is_told_by_itself(heard: Heard) -> None:
    heard.mail(*NAMES)
    heard.rota.home.clock.now = now = at(2, 15, 30)  # after the reminders of Wednesday
    assert {kind for _, kind in heard.told(now)} == {"shift.reminder"}
    note = heard.rota.home.post(f"/v1/slots/{heard.rota.slot('Tue')}/hand-over-notes", text=TEXT)
    assert note["member"] is None
    messages = heard.mails(now)
    assert {each.payload["member"]["name"] for each in messages} == {"Emma", "Farid"}
    assert {each.kind for each in messages} == {"hand_over.noted"}
    assert f"Hand-over note: {TEXT}" in said(messages[0])
    assert heard.mails(now + MINUTE) == []


def test_a_note_that_is_taken_back_is_told_no_more(heard: Heard) -> None:
    heard.mail(*NAMES)
    heard.rota.home.clock.now = now = at(2, 15, 30)
    heard.mails(now)
    note = heard.rota.home.post(f"/v1/slots/{heard.rota.slot('Tue')}/hand-over-notes", text=TEXT)
    assert heard.rota.home.http.delete(f"/v1/hand-over-notes/{note['id']}").status_code == 204
    assert heard.mails(now) == []


def test_whoever_comes_next_reads_the_note_and_others_do_not(heard: Heard) -> None:
    heard.rota.home.clock.now = at(1, 20)
    made = leaves(heard, "Chloé", "Tue").json()
    path = f"/v1/slots/{heard.rota.slot('Wed')}/hand-over-notes"
    (read,) = heard.rota.as_("Emma").get(path).json()["items"]
    assert (read["id"], read["text"], read["left_here"]) == (made["id"], TEXT, False)
    assert read["member"]["name"] == "Chloé"
    assert heard.rota.as_("Hugo").get(path).status_code == 403
    own = heard.rota.as_("Chloé").get(path.replace(heard.rota.slot("Wed"), heard.rota.slot("Tue")))
    assert [each["left_here"] for each in own.json()["items"]] == [True]
    assert heard.rota.home.get(path)["items"] == [read]


def test_a_note_is_left_by_who_is_on_duty_or_just_was(heard: Heard) -> None:
    for name, when, status in (
        ("Hugo", at(1, 20), 403),
        ("Chloé", at(1, 15, 59), 409),
        ("Chloé", at(1, 16), 201),
        ("Chloé", at(2, 8, 59), 201),
        ("Chloé", at(2, 9), 409),
    ):
        heard.rota.home.clock.now = when
        assert leaves(heard, name, "Tue").status_code == status, (name, when)


def test_who_stands_in_leaves_a_note_and_nobody_takes_it_back_but_them(heard: Heard) -> None:
    span = {"start": "2026-12-01T18:00:00+01:00", "end": "2026-12-01T22:00:00+01:00"}
    body = {**span, "slot": heard.rota.slot("Tue"), "member": heard.rota.id("Hugo")}
    heard.rota.home.post("/v1/teams/nord/overrides", **body)
    heard.rota.home.clock.now = at(1, 20)
    made = leaves(heard, "Hugo", "Tue").json()
    assert made["member"]["name"] == "Hugo"
    gone = f"/v1/hand-over-notes/{made['id']}"
    assert heard.rota.as_("Chloé").delete(gone).status_code == 403
    assert heard.rota.as_("Hugo").delete(gone).status_code == 204
    assert heard.rota.as_("Hugo").delete(gone).status_code == 404


def test_a_note_is_short_plain_text(heard: Heard) -> None:
    path = f"/v1/slots/{heard.rota.slot('Tue')}/hand-over-notes"
    texts = ['""', '"  "', f'"{"x" * 501}"', r'"a\nb"', r'"a\u0000b"', r'"\ud800"', "null", "7"]
    for text in texts:
        body = f'{{"text": {text}}}'.encode()
        headers = {"content-type": "application/json"}
        answer = heard.rota.home.http.post(path, content=body, headers=headers)
        found = answer.status_code, answer.json()["errors"][0]["pointer"]
        assert found == (422, "/text"), text


def test_a_place_holds_ten_notes_and_what_they_say_is_not_in_the_trail(heard: Heard) -> None:
    heard.rota.home.clock.now = at(1, 20)
    answers = [leaves(heard, "Chloé", "Tue", f"{TEXT} {n}").status_code for n in range(11)]
    assert answers == [201] * 10 + [422]
    trail = heard.rota.home.get("/v1/audit?limit=200")["items"]
    assert [each["entity"] for each in trail].count("hand_over_note") == 10
    assert TEXT not in str(trail)


def test_the_notes_of_who_is_erased_go_with_them(heard: Heard) -> None:
    heard.rota.home.clock.now = at(1, 20)
    leaves(heard, "Chloé", "Tue")
    heard.rota.home.http.delete(f"/v1/members/{heard.rota.id('Chloé')}")
    path = f"/v1/slots/{heard.rota.slot('Wed')}/hand-over-notes"
    assert heard.rota.home.get(path)["items"] == []


def test_a_bot_and_a_viewer_read_no_notes(heard: Heard) -> None:
    path = f"/v1/slots/{heard.rota.slot('Wed')}/hand-over-notes"
    for access in (Access.BOT, Access.VIEWER):
        assert heard.rota.home.client(access).get(path).status_code == 403


def place(hour: int, task: str, channels: tuple[str, ...]) -> Slot:
    """Return a place of eight hours that begins at an hour of December 2026."""
    start = at(1, 0) + timedelta(hours=hour)
    return Slot(
        id=new_id(),
        shift_id=new_id(),
        pattern_id=new_id(),
        pattern="",
        seat=1,
        week="2026-W49",
        day=start.date(),
        start=start,
        end=start + timedelta(hours=8),
        local_start="",
        local_end="",
        timezone="Europe/Paris",
        task=task,
        channels=channels,
    )


def serve_one(one: Slot, other: Slot) -> bool:
    """Tell whether there is a channel that both serve; without any a place serves all."""
    every = {"x", "y"}
    return bool((set(one.channels) or every) & (set(other.channels) or every))


@given(
    st.lists(
        st.builds(
            place,
            st.integers(0, 30),
            st.sampled_from(["webcare", "content"]),
            st.sampled_from([(), ("x",), ("y",), ("x", "y")]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_shift_before_is_the_latest_that_begins_earlier_and_does_the_same(
    known: list[Slot],
) -> None:
    whom = known[0]
    found = hand_over_notes.before(whom, known)
    for each in known:
        alike = each.task == whom.task and (
            not each.channels or not whom.channels or set(each.channels) & set(whom.channels)
        )
        between = [
            other
            for other in known
            if each.start < other.start < whom.start
            and other.task == whom.task
            and (
                not other.channels or not whom.channels or set(other.channels) & set(whom.channels)
            )
        ]
        assert (each.id in found) == bool(alike and each.start < whom.start and not between)
