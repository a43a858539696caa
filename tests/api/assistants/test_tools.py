"""The tools of the MCP server, asked by the official client."""

from typing import Any
from uuid import UUID

import pytest
from mcp import Client
from mcp_types import ElicitResult

from api.assistants.tools import TOOLS
from rotation.account.access import Access
from support import assistant
from support.assistant import call, refused, result, size
from support.organisation import TestOrganisation
from support.planned_team import WEEK
from support.published_week import PublishedWeek

NAMES = [
    *("who_is_on_duty", "duties", "my_duties", "list_teams", "week", "cover_for", "why"),
    *("coverage", "ask_swap", "answer_swap", "report_sick"),
]
MONDAY = "2026-11-30T18:00:00+01:00"


@pytest.fixture
def nord(home: TestOrganisation) -> PublishedWeek:
    return PublishedWeek.of_nord(home)


def key_of(nord: PublishedWeek, who: str, **limits: Any) -> str:
    return nord.home.key(Access.MEMBER, member=UUID(nord.id(who)), **limits)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_are_listed_in_one_order_with_what_they_take_and_give(
    home: TestOrganisation, mode: str
) -> None:
    async def talk(client: Client) -> Any:
        return await client.list_tools()

    listed = assistant.speak(home.app, home.key(), talk, mode)
    assert [each.name for each in listed.tools] == NAMES == [each.name for each in TOOLS]
    for each in listed.tools:
        assert each.description
        assert each.input_schema["additionalProperties"] is False
        assert each.output_schema["type"] == "object"
    reads = [each.name for each in listed.tools if each.annotations.read_only_hint]
    assert reads == NAMES[:8]
    if mode == "auto":
        assert (listed.ttl_ms, listed.cache_scope) == (3_600_000, "private")


def test_who_is_on_duty_says_people_until_when_next_and_a_sentence(nord: PublishedWeek) -> None:
    found = call(nord.home, nord.home.key(Access.BOT), "who_is_on_duty", at=MONDAY)
    assert [each["member"]["name"] for each in found["on_duty"]] == ["Amélie", "Bruno"]
    assert found["until"] == "2026-11-30T22:00:00+01:00"
    assert [each["member"]["name"] for each in found["next"]] == ["Chloé", "David"]
    assert found["sentence"] == "Amélie, Bruno on duty until Mon 30 Nov 22:00."
    assert found["on_duty"][0]["changed"] is False


def test_a_key_that_sees_roles_hears_no_names(nord: PublishedWeek) -> None:
    key = nord.home.key(Access.BOT, privacy="role")
    for name, more in (("who_is_on_duty", {"at": MONDAY}), ("duties", {"from": "2026-11-30"})):
        answer = result(nord.home, key, name, **more).model_dump_json()
        assert "content-marketer" in answer
        assert "Amélie" not in answer
        assert nord.id("Amélie") not in answer


def test_a_swap_shows_as_changed(nord: PublishedWeek) -> None:
    given = {"slot": nord.slot("Mon"), "to": nord.id("Emma")}
    swap = call(nord.home, key_of(nord, "Amélie"), "ask_swap", **given, confirm=True)
    assert (swap["done"], swap["state"]) == (True, "open")
    taken = call(
        nord.home, key_of(nord, "Emma"), "answer_swap", swap=swap["id"], verb="accept", confirm=True
    )
    assert taken["state"] == "done"
    asked = {"team": "nord", "from": "2026-11-30", "to": "2026-12-01"}
    rows = call(nord.home, nord.home.key(Access.BOT), "duties", **asked)["duties"]
    assert {each["member"]["name"]: each["changed"] for each in rows} == {
        "Emma": True,
        "Bruno": False,
    }
    week = call(nord.home, nord.home.key(Access.VIEWER), "week", team="nord", week=WEEK)
    first = next(each for each in week["rows"] if each["slot"] == nord.slot("Mon"))
    assert (first["changed"], first["planned"]["name"]) == (True, "Amélie")
    assert nord.holders("Mon") == ["Emma", "Bruno"]


def test_my_duties_are_those_of_the_key_s_member(nord: PublishedWeek) -> None:
    asked = {"from": "2026-11-30", "to": "2026-12-07"}
    rows = call(nord.home, key_of(nord, "Bruno"), "my_duties", **asked)["duties"]
    assert [each["start"] for each in rows] == [
        MONDAY.replace("18", "17"),
        "2026-12-04T17:00:00+01:00",
    ]
    told = refused(nord.home, nord.home.key(Access.BOT), "my_duties")
    assert told == "This key does not belong to a member."


def test_an_unconfirmed_change_says_what_would_happen_and_changes_nothing(
    nord: PublishedWeek,
) -> None:
    before = nord.home.get("/v1/audit")["items"][0]["id"]
    key = key_of(nord, "Amélie")
    would = call(nord.home, key, "ask_swap", slot=nord.slot("Mon"))
    assert (would["done"], would["id"]) == (False, None)
    assert would["what"] == (
        "Amélie offers Evening, Mon 30 Nov 17:00 to Mon 30 Nov 22:00 to anyone who can take it."
    )
    assert "confirm: true" in would["hint"]
    sick = call(nord.home, key, "report_sick", slot=nord.slot("Mon"))
    assert (sick["done"], len(sick["asked"])) == (False, 6)
    assert nord.home.get("/v1/teams/nord/swaps")["items"] == []
    assert nord.home.get("/v1/teams/nord/covers")["items"] == []
    made = [each["entity"] for each in nord.home.get("/v1/audit")["items"] if each["id"] > before]
    assert set(made) <= {"key"}


@pytest.mark.parametrize(("said", "swaps"), [("accept", 1), ("decline", 0)])
def test_a_client_that_can_ask_the_person_does(nord: PublishedWeek, said: str, swaps: int) -> None:
    asked: list[str] = []

    async def person(_: Any, params: Any) -> Any:
        asked.append(params.message)
        return ElicitResult(action=said, content={"sure": True} if said == "accept" else None)

    async def talk(client: Client) -> Any:
        return await client.call_tool("ask_swap", {"slot": nord.slot("Mon")})

    key = key_of(nord, "Amélie")
    found = assistant.speak(nord.home.app, key, talk, elicitation_callback=person)
    assert len(asked) == 1
    assert asked[0].startswith("Amélie offers Evening, Mon 30 Nov 17:00")
    assert found.structured_content["done"] is bool(swaps)
    assert len(nord.home.get("/v1/teams/nord/swaps")["items"]) == swaps


def test_a_sick_call_opens_the_place_and_is_audited(nord: PublishedWeek) -> None:
    key = key_of(nord, "Amélie", name="Amélie's assistant")
    found = call(nord.home, key, "report_sick", slot=nord.slot("Mon"), confirm=True)
    assert (found["kind"], found["state"], found["done"]) == ("cover", "open", True)
    lines = nord.home.get("/v1/audit?team=nord")["items"]
    assert {each["actor"] for each in lines if each["entity"] == "cover"} == {"Amélie's assistant"}
    assert all(each["request_id"] for each in lines if each["entity"] == "cover")


def test_why_and_cover_rank_people_with_reasons(nord: PublishedWeek) -> None:
    key = nord.home.key(Access.VIEWER)
    reasons = call(nord.home, key, "why", slot=nord.slot("Mon"))
    assert reasons["member"]["name"] == "Amélie"
    assert reasons["reasons"]
    ranked = call(nord.home, key, "cover_for", slot=nord.slot("Mon"))["ranked"]
    assert len(ranked) == 6
    assert ranked == sorted(ranked, key=lambda each: (not each["fits"], each["points"]))


def test_coverage_tells_gaps_closed_days_and_weeks_without_a_rota(nord: PublishedWeek) -> None:
    nord.home.post("/v1/teams/nord/closures", day="2026-12-06", name="Closed")
    call(nord.home, key_of(nord, "Amélie"), "report_sick", slot=nord.slot("Mon"), confirm=True)
    asked = {"team": "nord", "from": "2026-11-30", "to": "2026-12-08"}
    found = call(nord.home, nord.home.key(Access.VIEWER), "coverage", **asked)
    assert [each["slot"] for each in found["gaps"]] == [nord.slot("Mon")]
    assert found["closed_days"] == [{"day": "2026-12-06", "name": "Closed"}]
    assert found["unpublished"] == ["2026-W50"]


def test_long_answers_come_in_parts_below_eight_kilobytes(nord: PublishedWeek) -> None:
    for week in ("2026-W50", "2026-W51", "2026-W52"):
        nord.plan(dict.fromkeys(("Mon", "Tue", "Wed"), ("Gaëlle", "Hugo")), week)
    for at in range(60):
        nord.home.post("/v1/teams/nord/members", name=f"Someone with a long name {at}")
    key, seen = nord.home.key(Access.VIEWER), []
    cursor: int | None = 0
    while cursor is not None:
        found = result(nord.home, key, "week", team="nord", week=WEEK, cursor=cursor)
        assert size(found) <= 8192
        assert found.structured_content
        seen += [each["slot"] for each in found.structured_content["rows"]]
        cursor = found.structured_content["next"]
    assert len(seen) == len(set(seen)) == 14
    assert size(result(nord.home, key, "list_teams")) <= 8192
    assert size(result(nord.home, key, "cover_for", slot=nord.slot("Mon"))) <= 8192


def test_the_week_is_a_resource_and_the_hand_over_a_prompt(nord: PublishedWeek) -> None:
    async def talk(client: Client) -> Any:
        templates = await client.list_resource_templates()
        text = await client.read_resource(f"rotation://teams/nord/weeks/{WEEK}")
        prompts = await client.list_prompts()
        prompt = await client.get_prompt("handover", {"team": "nord"})
        return templates, text, prompts, prompt

    key = nord.home.key(Access.VIEWER)
    templates, text, prompts, prompt = assistant.speak(nord.home.app, key, talk)
    assert len(templates.resource_templates) == len(prompts.prompts) == 1
    assert "Mon 30 Nov 17:00-22:00 Evening: Amélie" in text.contents[0].text
    assert "hand-over for the team nord" in prompt.messages[0].content.text
