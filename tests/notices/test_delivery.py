"""From a published rota to what a receiver gets, through the outbox of both databases."""

from datetime import datetime, timedelta
from uuid import UUID

from api.clients.senders import Senders
from rotation.notices import delivery
from rotation.notices.delivery import Answered
from rotation.notices.outgoing import OutgoingMessage
from rotation.notices.store import outbox
from support.outbox import Told
from support.planned_team import at, named
from support.receiver import receiving


def test_a_published_shift_is_reminded_of_once_an_hour_before_it_begins(told: Told) -> None:
    secret = told.hook("shift.reminder")
    rota = told.planner.published()
    start = datetime.fromisoformat(rota["shifts"][0]["start"])
    assert told.at(start - timedelta(minutes=61)) == []
    assert told.at(start - timedelta(minutes=60)) == ["shift.reminder"] * 2
    assert told.at(start - timedelta(minutes=59)) == []
    people = {each["data"]["member"]["name"] for each in told.receiver.verified(secret)}
    assert people == set(named(rota["shifts"][0]))
    said = told.receiver.received[0].said["data"]
    assert datetime.fromisoformat(said["starts_at"]) == start
    assert said["shift"]["local_start"] == "2026-11-30T17:00"


def test_a_member_is_reminded_at_their_own_address_and_others_are_not(told: Told) -> None:
    rota = told.planner.published()
    name = named(rota["shifts"][0])[0]
    secret = told.contact(name)
    start = datetime.fromisoformat(rota["shifts"][0]["start"])
    assert told.at(start - timedelta(minutes=30)) == ["shift.reminder"]
    (message,) = told.receiver.verified(secret)
    assert message["data"]["member"]["id"] == told.planner.people[name]


def test_who_leaves_a_shift_is_not_reminded_and_who_comes_is(told: Told) -> None:
    told.hook("shift.reminder")
    rota = told.planner.published()
    shift = rota["shifts"][0]
    free = next(name for name in told.planner.people if name not in named(shift))
    told.planner.give(shift["slots"][0]["id"], free)
    told.planner.publish()
    start = datetime.fromisoformat(shift["start"])
    assert told.at(start - timedelta(minutes=30)) == ["shift.reminder"] * 2
    people = {each.said["data"]["member"]["name"] for each in told.receiver.received}
    assert people == {free, named(shift)[1]}


def test_only_those_whose_shifts_changed_are_told_with_before_and_after(told: Told) -> None:
    rota = told.planner.published()
    shift = rota["shifts"][0]
    left, stays = named(shift)
    came = next(name for name in told.planner.people if name not in named(shift))
    for name in (left, stays, came):
        told.contact(name)
    told.planner.give(shift["slots"][0]["id"], came)
    told.planner.publish(reason="Ann is ill")
    assert told.at(told.planner.home.clock.now + timedelta(seconds=1)) == ["shift.changed"] * 2
    said = {
        each.said["data"]["member"]["name"]: each.said["data"] for each in told.receiver.received
    }
    assert said.keys() == {left, came}
    (lost,), (got,) = said[left]["changes"], said[came]["changes"]
    assert (lost["kind"], got["kind"]) == ("removed", "added")
    assert lost["before"]["member"]["name"] == left
    assert got["after"]["member"]["name"] == came
    assert said[left]["reason"] == "Ann is ill"


def test_after_half_an_hour_without_power_what_has_not_begun_is_reminded_of(told: Told) -> None:
    told.hook("shift.reminder")
    rota = told.planner.published()
    saturday = [each for each in rota["shifts"] if each["day"] == "2026-12-05"]
    begun, to_come = (datetime.fromisoformat(each["start"]) for each in saturday)
    sent = told.at(begun + timedelta(minutes=1))
    assert sent == []
    assert told.at(to_come - timedelta(minutes=10)) == ["shift.reminder"] * 2
    skipped = [each for each in told.log() if each["reason"] == "too_late"]
    assert len(skipped) == sum(
        len(named(shift)) for shift in rota["shifts"] if shift["start"] <= saturday[0]["start"]
    )


def test_of_two_reminders_that_are_late_only_the_later_is_sent(told: Told) -> None:
    told.planner.home.put("/v1/teams/nord/notice-rules", {"lead_minutes": [1440, 60]})
    told.hook("shift.reminder")
    rota = told.planner.published()
    start = datetime.fromisoformat(rota["shifts"][0]["start"])
    assert told.at(start - timedelta(minutes=5)) == ["shift.reminder"] * 2
    leads = [each.said["data"]["lead_minutes"] for each in told.receiver.received]
    assert leads == [60, 60]
    assert len([each for each in told.log() if each["reason"] == "superseded"]) == 2


def test_what_fails_is_tried_again_later_under_the_same_id(told: Told) -> None:
    told.hook("rota.published")
    told.receiver.codes = [500, 503]
    told.planner.published()
    now = told.planner.home.clock.now
    assert told.at(now) == ["rota.published"]
    assert told.at(now + timedelta(seconds=1)) == []
    assert told.at(now + timedelta(seconds=7)) == ["rota.published"]
    assert told.at(now + timedelta(seconds=60)) == ["rota.published"]
    assert len({each.id for each in told.receiver.received}) == 1
    (sent,) = told.log()
    assert (sent["state"], sent["attempts"], sent["code"]) == ("sent", 3, 200)


def test_the_receiver_says_when_to_try_again(told: Told) -> None:
    told.hook("rota.published")
    told.receiver.codes, told.receiver.headers = [429], {"Retry-After": "600"}
    told.planner.published()
    now = told.planner.home.clock.now
    assert told.at(now) == ["rota.published"]
    assert told.at(now + timedelta(seconds=599)) == []
    assert told.at(now + timedelta(seconds=601)) == ["rota.published"]


def test_an_address_that_is_gone_is_asked_no_more(told: Told) -> None:
    told.hook("rota.published")
    told.receiver.codes = [410]
    told.planner.published()
    told.at(told.planner.home.clock.now)
    assert told.planner.home.get("/v1/webhooks")["items"][0]["disabled_at"]
    assert told.log()[0]["state"] == "dead"


def test_a_member_is_tried_at_their_next_address_and_planners_are_told(told: Told) -> None:
    told.hook("notice.failed")
    rota = told.planner.published()
    name = named(rota["shifts"][0])[0]
    with receiving() as second:
        told.contact(name)
        told.contact(name, second.url)
        told.receiver.codes = [410]
        start = datetime.fromisoformat(rota["shifts"][0]["start"])
        told.at(start - timedelta(minutes=30))
        told.at(start - timedelta(minutes=30))
        assert second.types() == ["shift.reminder"]


def test_a_lease_that_was_lost_is_taken_over(told: Told) -> None:
    told.hook("rota.published")
    told.planner.published()
    now = told.planner.home.clock.now
    told.at(now - timedelta(days=1))
    with told.planner.home.work.door("notice") as session:
        assert len(outbox.claim(session, 16, now, delivery.LEASE)) >= 1
    assert told.at(now + timedelta(seconds=19)) == []
    assert told.at(now + timedelta(seconds=21)) == ["rota.published"]


def test_a_broken_address_rests_and_is_probed_each_minute(told: Told) -> None:
    told.hook("shift.reminder")
    told.receiver.codes = [500] * 40
    rota = told.planner.published()
    start = datetime.fromisoformat(rota["shifts"][0]["start"])
    now = start - timedelta(minutes=59)
    for second in range(0, 60 * 58, 10):
        told.at(now + timedelta(seconds=second))
    # Two reminders, each tried after 5, 30, 120, 600, 1800 s: ten failures open the breaker.
    assert len(told.receiver.received) <= 14


def test_an_erased_member_is_told_nothing(told: Told) -> None:
    rota = told.planner.published()
    name = named(rota["shifts"][0])[0]
    told.contact(name)
    told.planner.home.http.delete(f"/v1/members/{told.planner.people[name]}")
    start = datetime.fromisoformat(rota["shifts"][0]["start"])
    assert told.at(start - timedelta(minutes=30)) == []
    assert told.log() == []


def test_a_notice_can_be_sent_once_more_under_its_id(told: Told) -> None:
    told.hook("rota.published")
    told.planner.published()
    now = told.planner.home.clock.now
    told.at(now)
    notice = told.log()[0]["id"]
    told.planner.home.post(f"/v1/teams/nord/notices/{notice}/resend")
    assert told.at(now + timedelta(seconds=1)) == ["rota.published"]
    assert [each.id for each in told.receiver.received] == [notice] * 2


def test_a_test_message_reaches_the_address(told: Told) -> None:
    told.contact("Hugo")
    member = told.planner.people["Hugo"]
    (contact,) = told.planner.home.get(f"/v1/members/{member}/contacts")["items"]
    told.planner.home.post(f"/v1/members/{member}/contacts/{contact['id']}/test")
    assert told.at(told.planner.home.clock.now) == ["test"]


def test_a_gap_is_told_once(told: Told) -> None:
    told.hook("gap.opened")
    told.planner.run()
    slot = told.planner.rota()["shifts"][0]["slots"][0]["id"]
    told.planner.give(slot, None)
    told.planner.publish()
    now = told.planner.home.clock.now
    assert told.at(now) == ["gap.opened"]
    other = told.planner.rota()["shifts"][1]["slots"][0]["id"]
    told.planner.give(other, None)
    told.planner.publish()
    assert told.at(now) == ["gap.opened"]
    gaps = [each.said["data"]["shift"]["slot"] for each in told.receiver.received]
    assert gaps == [slot, other]


def test_a_way_out_that_is_not_set_up_is_told_in_the_log() -> None:
    message = OutgoingMessage(UUID(int=1), "test", "email", "ann@example.org", {}, at(30, 12))
    assert Senders().send(message) == Answered(
        ok=False, for_good=True, reply="no way out for email is set up"
    )
