"""Drafts and published versions through HTTP."""

from datetime import date
from uuid import UUID

import pytest

from rotation.account.access import Access
from rotation.rota.shifts import slot_id
from support.planned_team import Planner, at, named


@pytest.fixture
def drafted(planner: Planner) -> Planner:
    """A planner whose week has a draft."""
    return planner.drafted()


def test_before_a_run_there_is_no_draft_and_before_publishing_no_version(planner: Planner) -> None:
    for version in ("draft", "published", "1"):
        answer = planner.home.http.get(planner.path(f"?version={version}"))
        assert answer.status_code == 404
    planner.drafted()
    assert planner.home.http.get(planner.path()).status_code == 404


def test_a_rota_shows_times_places_shares_and_predicted_replies(planner: Planner) -> None:
    assert planner.run()["state"] == "succeeded"
    rota = planner.rota()
    shift = rota["shifts"][0]
    assert (shift["local_start"], shift["local_end"]) == ("17:00", "22:00")
    assert shift["start"] == "2026-11-30T16:00:00Z"
    assert len(shift["slots"]) == shift["required"] == 2
    assert {each["member"]["name"] for each in rota["fairness"]} == set(planner.people)
    assert sum(each["hours"] for each in rota["fairness"]) == 7 * 5 * 2 + 6
    assert [each["channel"] for each in rota["prediction"]["channels"]] == ["whatsapp"]


def test_an_edit_is_kept_and_says_what_it_newly_breaks(drafted: Planner) -> None:
    first, second = drafted.rota()["shifts"][:2]
    drafted.home.put(
        "/v1/teams/nord/rules", {"minimum-rest": {"rest_minutes": 24 * 60, "weight": None}}
    )
    for slot in (*first["slots"], *second["slots"]):
        drafted.give(slot["id"], None)
    drafted.give(first["slots"][0]["id"], "Emma")
    answer = drafted.give(second["slots"][0]["id"], "Emma")
    reason = "Emma would rest less than 24:00 between Mon 30 Nov Evening and Tue 1 Dec Evening"
    assert [each["must_hold"] for each in answer["new_breaches"] if each["reason"] == reason] == [
        True
    ]
    assert drafted.rota()["shifts"][1]["slots"][0]["member"]["name"] == "Emma"


def test_reasons_are_told_in_the_language_of_the_reader(drafted: Planner) -> None:
    for slot in drafted.rota()["shifts"][0]["slots"]:
        drafted.give(slot["id"], None)
    headers = {"Accept-Language": "nl"}
    answer = drafted.home.http.get(drafted.path("?version=draft"), headers=headers)
    assert any("heeft minder dan" in each["reason"] for each in answer.json()["breaches"])


def test_an_edit_needs_the_etag_of_the_draft(drafted: Planner) -> None:
    slot = drafted.rota()["shifts"][0]["slots"][0]["id"]
    path, body = drafted.path(f"/draft/slots/{slot}"), {"member": None}
    old = drafted.home.http.get(drafted.path("?version=draft")).headers["etag"]
    assert drafted.home.http.patch(path, json=body).status_code == 428
    drafted.give(slot, None)
    stale = drafted.home.http.patch(path, json=body, headers={"If-Match": old})
    assert stale.status_code == 412


def test_an_edit_can_be_undone_and_the_undone_is_gone(drafted: Planner) -> None:
    before = drafted.rota()
    drafted.give(before["shifts"][0]["slots"][0]["id"], None)
    assert drafted.rota()["can_undo"]
    undone = drafted.home.post(drafted.path("/draft/undo"))
    assert undone["shifts"] == before["shifts"]
    assert not drafted.rota()["can_undo"]
    assert drafted.home.http.post(drafted.path("/draft/undo")).status_code == 409


def test_nobody_sits_in_two_places_of_one_shift(drafted: Planner) -> None:
    shift = drafted.rota()["shifts"][0]
    (first, second), name = shift["slots"], named(shift)[0]
    tag = drafted.home.http.get(drafted.path("?version=draft")).headers["etag"]
    path = drafted.path(f"/draft/slots/{second['id']}")
    body = {"member": first["member"]["id"]}
    answer = drafted.home.http.patch(path, json=body, headers={"If-Match": tag})
    assert answer.status_code == 422
    assert name in answer.json()["errors"][0]["detail"]


def test_one_more_person_than_needed_finds_a_place_up_to_the_maximum(drafted: Planner) -> None:
    shift = drafted.rota()["shifts"][0]
    third = str(slot_id(UUID(shift["pattern_id"]), date(2026, 11, 30), 3))
    free = next(name for name in drafted.people if name not in named(shift))
    drafted.give(third, free)
    assert len(drafted.rota()["shifts"][0]["slots"]) == 3
    fourth = str(slot_id(UUID(shift["pattern_id"]), date(2026, 11, 30), 4))
    tag = drafted.home.http.get(drafted.path("?version=draft")).headers["etag"]
    path, body = drafted.path(f"/draft/slots/{fourth}"), {"member": None}
    headers = {"If-Match": tag}
    assert drafted.home.http.patch(path, json=body, headers=headers).status_code == 404


def test_publishing_makes_numbered_versions_and_only_when_something_changed(
    drafted: Planner,
) -> None:
    first = drafted.publish(reason="as agreed")
    assert first["version"] == 1
    assert {each["kind"] for each in first["changes"]} == {"added"}
    assert drafted.home.http.post(drafted.path("/publish")).status_code == 409
    shift = drafted.rota()["shifts"][0]
    free = next(name for name in drafted.people if name not in named(shift))
    drafted.give(shift["slots"][0]["id"], free)
    second = drafted.publish()
    assert second["version"] == 2
    assert [each["kind"] for each in second["changes"]] == ["moved"]
    assert named(drafted.rota("1")["shifts"][0]) == named(shift)
    listed = drafted.home.get(drafted.path("/versions"))["items"]
    assert [(each["number"], each["reason"]) for each in listed] == [(1, "as agreed"), (2, None)]


def test_a_broken_hard_rule_stops_publication_and_nothing_is_published(drafted: Planner) -> None:
    absent = drafted.rota()["shifts"][0]["slots"][0]
    drafted.home.patch(f"/v1/members/{absent['member']['id']}", channels=[])
    drafted.home.patch(
        f"/v1/teams/nord/shift-patterns/{drafted.patterns['Evening']}", channels=["whatsapp"]
    )
    drafted.drafted(keep="none")
    slot = drafted.rota()["shifts"][0]["slots"][0]["id"]
    drafted.give(slot, next(n for n, i in drafted.people.items() if i == absent["member"]["id"]))
    answer = drafted.home.http.post(drafted.path("/publish"))
    assert answer.status_code == 409
    assert answer.json()["type"] == "/problems/breaks-rules"
    assert [each["rule"] for each in answer.json()["breaches"]] == ["qualified"]
    assert drafted.home.http.get(drafted.path()).status_code == 404


def test_open_places_are_listed_and_refused_when_gaps_are_not_accepted(drafted: Planner) -> None:
    slot = drafted.rota()["shifts"][0]["slots"][0]["id"]
    drafted.give(slot, None)
    refused = drafted.home.http.post(drafted.path("/publish"), json={"accept_gaps": False})
    assert refused.status_code == 409
    assert refused.json()["open_places"] == [slot]
    assert drafted.publish()["open_places"] == [slot]


def test_reverting_publishes_an_earlier_version_again(drafted: Planner) -> None:
    drafted.publish()
    shift = drafted.rota()["shifts"][0]
    free = next(name for name in drafted.people if name not in named(shift))
    drafted.give(shift["slots"][0]["id"], free)
    drafted.publish()
    back = drafted.home.post(drafted.path("/revert"), version=1, reason="a mistake")
    assert back["version"] == 3
    assert [each["kind"] for each in back["changes"]] == ["moved"]
    assert drafted.rota("published")["shifts"] == drafted.rota("1")["shifts"]


def test_changes_are_told_between_any_two_versions_and_the_draft(drafted: Planner) -> None:
    drafted.publish()
    shift = drafted.rota()["shifts"][0]
    drafted.give(shift["slots"][0]["id"], None)
    path = drafted.path("/changes")
    (change,) = drafted.home.get(path)["items"]
    assert (change["kind"], change["before"]["name"]) == ("removed", named(shift)[0])
    assert len(drafted.home.get(f"{path}?from=0&to=1")["items"]) == 15
    assert drafted.home.http.get(f"{path}?from=7").status_code == 404


def test_a_shift_that_has_begun_keeps_its_people(drafted: Planner) -> None:
    drafted.publish()
    shift = drafted.rota()["shifts"][0]
    drafted.home.clock.now = at(1, 9)
    tag = drafted.home.http.get(drafted.path("?version=draft")).headers["etag"]
    path = drafted.path(f"/draft/slots/{shift['slots'][0]['id']}")
    headers = {"If-Match": tag}
    answer = drafted.home.http.patch(path, json={"member": None}, headers=headers)
    assert answer.status_code == 409
    drafted.drafted(keep="none")
    assert named(drafted.rota()["shifts"][0]) == named(shift)


def test_candidates_are_ranked_with_what_they_would_break(drafted: Planner) -> None:
    shift = drafted.rota()["shifts"][0]
    path = f"/v1/slots/{shift['slots'][0]['id']}/candidates"
    found = drafted.home.get(path)["items"]
    assert len(found) == len(drafted.people) - 2
    assert [each["fits"] for each in found] == [True] * len(found)
    assert [each["points"] for each in found] == sorted(each["points"] for each in found)


def test_viewers_see_rotas_and_change_nothing(drafted: Planner) -> None:
    viewer = drafted.home.client(Access.VIEWER)
    assert viewer.get(drafted.path("?version=draft")).status_code == 200
    slot = drafted.rota()["shifts"][0]["slots"][0]["id"]
    path = drafted.path(f"/draft/slots/{slot}")
    assert viewer.patch(path, json={"member": None}, headers={"If-Match": "*"}).status_code == 403
    assert viewer.post(drafted.path("/publish")).status_code == 403
    bot = drafted.home.client(Access.BOT)
    assert bot.get(drafted.path("?version=draft")).status_code == 403


def test_an_erased_member_leaves_open_places_behind_and_history_without_a_name(
    drafted: Planner,
) -> None:
    rota = drafted.published(keep="none")
    slot = rota["shifts"][6]["slots"][0]
    drafted.home.http.delete(f"/v1/members/{slot['member']['id']}")
    place = drafted.rota("published")["shifts"][6]["slots"][0]
    assert place["member"] is None
    assert place["planned"]["name"].startswith("Former member")
    as_published = drafted.rota("1")["shifts"][6]["slots"][0]
    assert as_published["member"]["name"].startswith("Former member")
    drafted.drafted(keep="none")
    assert slot["member"]["id"] not in str(drafted.rota()["shifts"])


def test_a_place_can_be_locked_without_naming_who_has_it(drafted: Planner) -> None:
    slot = drafted.rota()["shifts"][0]["slots"][0]
    path = drafted.path(f"/draft/slots/{slot['id']}")

    def patch(**body: bool) -> dict[str, object]:
        tag = drafted.home.http.get(drafted.path("?version=draft")).headers["etag"]
        answer = drafted.home.http.patch(path, json=body, headers={"If-Match": tag})
        assert answer.status_code == 200, answer.text
        found: dict[str, object] = answer.json()["shifts"][0]["slots"][0]
        return found

    assert patch(locked=True) == {**slot, "locked": True}
    assert patch() == {**slot, "locked": True}
    assert patch(locked=False) == slot
