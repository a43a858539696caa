"""What must hold of notices when people leave, addresses break, secrets change, clocks differ."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from api.jobs import forget
from api.queue.deliveries import Deliveries
from rotation.account.access import Access
from rotation.notices.delivery import Answered
from rotation.notices.outgoing import OutgoingMessage
from rotation.notices.tables import ContactRow, NoticeRow, WebhookRow
from support.outbox import Kept, Told
from support.planned_team import named
from support.receiver import receiving

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def first_shift(told: Told) -> tuple[dict[str, Any], datetime]:
    """Publish, and return the first shift and its start."""
    shift = told.planner.published()["shifts"][0]
    return shift, datetime.fromisoformat(shift["start"])


def test_nothing_that_was_written_keeps_the_name_of_who_is_erased(told: Told) -> None:
    told.hook("shift.changed", "shift.reminder", "notice.failed")
    shift, start = first_shift(told)
    name = named(shift)[0]
    told.contact(name)
    told.at(start - 30 * MINUTE)
    told.planner.home.http.delete(f"/v1/members/{told.planner.people[name]}")
    with told.planner.home.reading() as session:
        rows = session.scalars(select(NoticeRow)).all()
        assert rows
        assert not [row for row in rows if name in str(row.payload) + str(row.reply)]
        mine = ContactRow.member_id == UUID(told.planner.people[name])
        assert session.scalars(select(ContactRow).where(mine)).all() == []
    assert name not in str(told.log())


def test_the_log_and_the_receiver_see_a_name_as_it_is_now(told: Told) -> None:
    told.hook("shift.reminder")
    shift, start = first_shift(told)
    name = named(shift)[0]
    told.planner.home.patch(f"/v1/members/{told.planner.people[name]}", name="Renée")
    told.at(start - 30 * MINUTE)
    people = {each.said["data"]["member"]["name"] for each in told.receiver.received}
    assert people == {"Renée", named(shift)[1]}
    assert "Renée" in str(told.log())


def test_a_broken_address_is_probed_by_one_message_a_minute(told: Told) -> None:
    told.hook("shift.reminder")
    told.receiver.codes = [500] * 100
    _, start = first_shift(told)
    now = start - 59 * MINUTE
    for _ in range(6):
        told.at(now)
        now += timedelta(seconds=7)
    now += 5 * MINUTE
    with told.planner.home.writing() as session:
        (row,) = session.scalars(select(WebhookRow))
        row.failures, row.resume_at = 10, now
    assert told.at(now) == ["shift.reminder"]
    assert told.at(now + timedelta(seconds=59)) == []


def test_a_new_secret_signs_at_once_and_the_old_one_for_a_day(told: Told) -> None:
    old = told.hook("rota.published")
    webhook = told.planner.home.get("/v1/webhooks")["items"][0]["id"]
    new = told.planner.home.post(f"/v1/webhooks/{webhook}/rotate")["secret"]
    told.planner.published()
    now = told.planner.home.clock.now
    told.at(now)
    assert told.receiver.verified(old) == told.receiver.verified(new)
    notice = told.log()[0]["id"]
    told.planner.home.post(f"/v1/teams/nord/notices/{notice}/resend")
    told.at(now + DAY + MINUTE)
    last = told.receiver.received[-1].headers["webhook-signature"]
    assert len(last.split(" ")) == 1


def test_a_contact_may_have_lead_times_of_its_own(told: Told) -> None:
    shift, start = first_shift(told)
    member = told.planner.people[named(shift)[0]]
    path = f"/v1/members/{member}/contacts"
    told.planner.home.post(path, kind="webhook", address=told.receiver.url, lead_minutes=[120, 0.5])
    assert told.at(start - 121 * MINUTE) == []
    assert told.at(start - 119 * MINUTE) == ["shift.reminder"]
    assert told.at(start - 59 * MINUTE) == []
    assert told.at(start - timedelta(seconds=29)) == ["shift.reminder"]


def test_a_shift_that_goes_and_comes_back_is_reminded_of_once(told: Told) -> None:
    told.hook("shift.reminder")
    shift, start = first_shift(told)
    slot, name = shift["slots"][0]["id"], named(shift)[0]
    for holder in (None, name, None, name):
        told.planner.give(slot, holder)
        told.planner.publish()
    assert told.at(start - 30 * MINUTE) == ["shift.reminder"] * 2
    assert told.at(start - 29 * MINUTE) == []


def test_mail_waits_for_the_end_of_quiet_hours_and_webhooks_do_not(told: Told) -> None:
    shift, start = first_shift(told)
    member = told.planner.people[named(shift)[0]]
    told.hook("shift.reminder")
    path = f"/v1/members/{member}/contacts"
    told.planner.home.post(path, kind="email", address="ann@example.org")
    quiet = {"from": "10:00", "to": "16:30"}
    rules = {"lead_minutes": [180], "quiet_hours": quiet}
    told.planner.home.put("/v1/teams/nord/notice-rules", rules)
    box = told.others["email"] = Kept(Answered(ok=True))
    assert told.at(start - 179 * MINUTE) == ["shift.reminder"] * 2
    assert box.sent == []
    told.at(start - 29 * MINUTE)
    assert [each.address for each in box.sent] == ["ann@example.org"]


def test_what_is_handed_on_survives_a_change_of_the_rules(told: Told) -> None:
    shift, start = first_shift(told)
    path = f"/v1/members/{told.planner.people[named(shift)[0]]}/contacts"
    told.planner.home.post(path, kind="email", address="ann@example.org")
    told.planner.home.post(path, kind="webhook", address=told.receiver.url)
    told.others["email"] = Kept(Answered(ok=False, code=550, for_good=True))
    told.receiver.codes = [500]
    told.planner.home.clock.now = now = start - 40 * MINUTE
    assert told.at(now) == ["shift.reminder"]
    told.planner.home.put("/v1/teams/nord/notice-rules", {"lead_minutes": [60, 1440]})
    assert told.at(now + MINUTE) == ["shift.reminder"]


def test_planners_are_told_of_an_address_that_failed_although_another_was_reached(
    told: Told,
) -> None:
    told.hook("notice.failed")
    shift, start = first_shift(told)
    name = named(shift)[0]
    path = f"/v1/members/{told.planner.people[name]}/contacts"
    told.planner.home.post(path, kind="email", address="ann@example.org")
    told.others["email"] = Kept(Answered(ok=False, code=550, reply="no box", for_good=True))
    with receiving() as second:
        told.contact(name, second.url)
        told.at(start - 30 * MINUTE)
        assert second.types() == ["shift.reminder"]
    (failed,) = [each.said["data"] for each in told.receiver.received]
    assert (failed["member"]["name"], failed["reason"]) == (name, "no box")


def test_a_receiver_that_does_not_answer_keeps_no_process_from_ending(told: Told) -> None:
    told.hook("rota.published")
    told.planner.published()
    begun, released, over = threading.Event(), threading.Event(), threading.Event()

    class Hangs:
        def send(self, message: OutgoingMessage) -> Answered:
            begun.set()
            released.wait(60)
            return Answered(ok=True)

    told.at(told.planner.home.clock.now - DAY)
    draining = threading.Thread(target=Deliveries(told.planner.home.work, Hangs(), over).drain)
    told.now(told.planner.home.clock.now)
    draining.start()
    assert begun.wait(30)
    over.set()
    draining.join(30)
    assert not draining.is_alive()
    released.set()


def test_a_bug_in_a_way_out_is_an_attempt_that_failed(told: Told) -> None:
    class Breaks:
        def send(self, message: OutgoingMessage) -> Answered:
            raise ZeroDivisionError

    told.planner.published()
    told.contact("Hugo")
    member = told.planner.people["Hugo"]
    (contact,) = told.planner.home.get(f"/v1/members/{member}/contacts")["items"]
    told.planner.home.post(f"/v1/members/{member}/contacts/{contact['id']}/test")
    told.now(told.planner.home.clock.now)
    work = told.planner.home.work
    Deliveries(work, Breaks(), work.over).drain()
    (tried,) = (each for each in told.log() if each["kind"] == "test")
    assert (tried["state"], tried["attempts"]) == ("pending", 1)


def test_the_log_forgets_after_thirty_days(told: Told) -> None:
    told.hook("rota.published")
    told.planner.published()
    now = told.planner.home.clock.now
    told.at(now)
    work = told.planner.home.work
    for days, kept in ((29, 1), (31, 0)):
        later = replace(work, clock=lambda days=days: now + days * DAY)  # type: ignore[misc]  # bound here
        replace(told.planner.home, work=later).tick(forget.JOB)
        assert len(told.log()) == kept


def test_french_law_means_quiet_nights_until_the_team_says_otherwise(told: Told) -> None:
    told.planner.home.patch("/v1/teams/nord", labour_preset="fr")
    path = "/v1/teams/nord/notice-rules"
    night = {"from": "21:00", "to": "07:00"}
    usual = {"lead_minutes": [60], "quiet_hours": night, "summary": None, "escalation": []}
    assert told.planner.home.get(path) == usual
    told.planner.home.put(path, {"lead_minutes": [60], "quiet_hours": None})
    assert told.planner.home.get(path)["quiet_hours"] is None


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/webhooks", {"url": "https://10.0.0.1/", "events": ["rota.published"]}, "/url"),
        ("/v1/webhooks", {"url": "https://2130706433/", "events": ["rota.published"]}, "/url"),
        ("/v1/webhooks", {"url": "http://127.0.0.1/", "events": ["rota.published"]}, "/url"),
        ("/v1/webhooks", {"url": "https://a.example/", "events": ["nothing"]}, "/events/0"),
        ("contacts", {"kind": "webhook", "address": "https://[::1]/"}, "/address"),
        ("contacts", {"kind": "email", "address": "ann@exa mple.org"}, "/address"),
        ("contacts", {"kind": "email", "address": "ann@example.org\nBcc: x@y.z"}, "/address"),
        ("contacts", {"kind": "service", "address": "slack"}, "/address"),
        ("contacts", {"kind": "email", "address": "a@b.c", "lead_minutes": [0]}, "/lead_minutes/0"),
    ],
)
def test_an_address_that_cannot_be_is_refused_by_its_field(
    told: Told, path: str, body: dict[str, Any], pointer: str
) -> None:
    state = told.planner.home.app.state
    state.settings = state.settings.model_copy(update={"allow_private_destinations": False})
    if path == "contacts":
        path = f"/v1/members/{told.planner.people['Hugo']}/contacts"
    answer = told.planner.home.http.post(path, json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_member_manages_their_own_contacts_and_nobody_elses(told: Told) -> None:
    people = told.planner.people
    own = told.planner.home.client(Access.MEMBER, member=UUID(people["Hugo"]))
    body = {"kind": "email", "address": "hugo@example.org"}
    made = own.post(f"/v1/members/{people['Hugo']}/contacts", json=body)
    assert made.status_code == 201
    assert own.post(f"/v1/members/{people['Emma']}/contacts", json=body).status_code == 403
    assert own.get(f"/v1/members/{people['Emma']}/contacts").status_code == 403
    elsewhere = f"/v1/members/{people['Emma']}/contacts/{made.json()['id']}"
    assert told.planner.home.http.delete(elsewhere).status_code == 404
