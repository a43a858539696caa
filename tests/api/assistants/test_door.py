"""Who gets in to the MCP server, and what a hostile caller gets."""

import json
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from mcp import Client, MCPError

from rotation.account.access import RIGHTS, Access
from rotation.clock import new_id
from support import assistant
from support.assistant import BASE, refused, result
from support.organisation import TestOrganisation
from support.planned_team import WEEK
from support.published_week import PublishedWeek

LISTING = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture
def nord(home: TestOrganisation) -> PublishedWeek:
    return PublishedWeek.of_nord(home)


def arguments(nord: PublishedWeek) -> dict[str, dict[str, Any]]:
    """Return arguments by tool that the owner of the team may send."""
    slot = nord.slot("Mon")
    return {
        "who_is_on_duty": {"team": "nord"},
        "duties": {"team": "nord"},
        "my_duties": {},
        "list_teams": {},
        "week": {"team": "nord", "week": WEEK},
        "cover_for": {"slot": slot},
        "why": {"slot": slot},
        "coverage": {"team": "nord", "from": "2026-11-30", "to": "2026-12-06"},
        "ask_swap": {"slot": slot, "confirm": True},
        "answer_swap": {"swap": str(new_id()), "verb": "take", "confirm": True},
        "report_sick": {"slot": slot, "confirm": True},
    }


RIGHT = {
    **dict.fromkeys(("who_is_on_duty", "duties", "my_duties"), "see_on_duty"),
    **dict.fromkeys(("list_teams", "week", "cover_for", "why", "coverage"), "see_team"),
    **dict.fromkeys(("ask_swap", "answer_swap", "report_sick"), "own"),
}


def test_every_tool_needs_its_right(nord: PublishedWeek) -> None:
    asked = arguments(nord)
    for access in (Access.VIEWER, Access.BOT):
        key = nord.home.key(access)
        for name, right in RIGHT.items():
            if access not in RIGHTS[right]:  # type: ignore[index]  # names of rights
                told = refused(nord.home, key, name, **asked[name])
                assert told == f"A key with access {access.value} may not do this.", name
    assert nord.home.get("/v1/teams/nord/swaps")["items"] == []


def test_a_key_with_the_scope_read_changes_nothing_anywhere(nord: PublishedWeek) -> None:
    made = nord.home.post("/v1/keys", access="member", member=nord.id("Amélie"), scopes=["read"])
    assert made["scopes"] == ["read"]
    for name in ("ask_swap", "answer_swap", "report_sick"):
        assert refused(nord.home, made["key"], name, **arguments(nord)[name]) == (
            "This key may only read."
        )
        unconfirmed = {**arguments(nord)[name], "confirm": False}
        assert refused(nord.home, made["key"], name, **unconfirmed) == "This key may only read."
    assert not result(nord.home, made["key"], "my_duties").is_error
    http = TestClient(nord.home.app, headers={"Authorization": f"Bearer {made['key']}"})
    answer = http.post(f"/v1/slots/{nord.slot('Mon')}/sick", json={})
    assert answer.status_code == 403
    assert answer.json()["needs_scope"] == "write"


def test_a_key_that_writes_reads(home: TestOrganisation) -> None:
    answer = home.http.post("/v1/keys", json={"access": "viewer", "scopes": ["write"]})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/scopes"


def test_another_organisation_finds_and_changes_nothing(nord: PublishedWeek) -> None:
    with TestOrganisation.founded(nord.home.app, nord.home.clock) as other:
        key = other.key()
        for name, asked in arguments(nord).items():
            found = result(other, key, name, **asked).model_dump_json()
            assert nord.id("Amélie") not in found, name
            assert "Amélie" not in found, name
        assert result(other, key, "why", slot=nord.slot("Mon")).is_error
    assert nord.home.get("/v1/teams/nord/covers")["items"] == []


def test_a_key_of_another_team_finds_nothing(nord: PublishedWeek) -> None:
    home = nord.home
    home.post("/v1/teams", slug="sud", name="Sud", timezone="Europe/Paris", country="FR")
    limited = home.key(Access.MANAGER, teams=(UUID(home.get("/v1/teams/sud")["id"]),))
    for name, asked in arguments(nord).items():
        found = result(home, limited, name, **asked)
        assert "Amélie" not in found.model_dump_json(), name
    assert [each["slug"] for each in assistant.call(home, limited, "list_teams")["teams"]] == [
        "sud"
    ]


BAD: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("who_is_on_duty", {"at": "tomorrow"}, "at"),
    ("who_is_on_duty", {"at": 1_700_000_000}, "at"),
    ("who_is_on_duty", {"at": "2026-11-30T18:00:00"}, "at"),
    ("who_is_on_duty", {"channel": "../etc"}, "channel"),
    ("who_is_on_duty", {"channel": "fax"}, "channel"),
    ("who_is_on_duty", {"lang": "fr"}, "lang"),
    ("who_is_on_duty", {"team": "x" * 10_000}, "team"),
    ("who_is_on_duty", {"team": ["nord"]}, "team"),
    ("duties", {"from": "2026-11-30", "to": "2036-11-30"}, "to"),
    ("duties", {"from": "20261130"}, "from"),
    ("duties", {"cursor": -1}, "cursor"),
    ("duties", {"cursor": 10**30}, "cursor"),
    ("duties", {"member": "Ann"}, "member"),
    ("week", {"team": "nord", "week": "49"}, "week"),
    ("week", {"team": "nord", "week": "2026-W99"}, "week"),
    ("week", {"week": WEEK}, "team"),
    ("week", {"team": "nord", "week": WEEK, "version": "latest"}, "version"),
    ("why", {"slot": "1' OR 1=1"}, "slot"),
    ("coverage", {"team": "nord", "from": "2026-12-06", "to": "2026-11-30"}, "to"),
    ("coverage", {"team": "nord", "from": "1970-01-01", "to": "8999-01-01"}, "to"),
    ("answer_swap", {"swap": str(UUID(int=1)), "verb": "steal"}, "verb"),
    ("ask_swap", {"slot": str(UUID(int=1)), "reason": "\u202eabc"}, "reason"),
    ("ask_swap", {"slot": str(UUID(int=1)), "confirm": "yes"}, "confirm"),
)


def test_bad_arguments_are_refused_by_their_name(nord: PublishedWeek) -> None:
    key = nord.home.key()
    for name, asked, field in BAD:
        told = refused(nord.home, key, name, **asked)
        assert f"{field}: " in told, (name, asked, told)
        assert len(told) < 2_100


def test_without_a_valid_key_nothing_is_read_and_the_metadata_are_named(
    home: TestOrganisation,
) -> None:
    for shown in ("", "Bearer", "Bearer x", f"Basic {home.key()}", "Bearer rk_live_" + "a" * 49):
        http = TestClient(home.app, headers={"Authorization": shown, **ACCEPT})
        answer = http.post("/mcp", content=b"\xff" * 1000)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == (
            f'Bearer resource_metadata="{BASE}/.well-known/oauth-protected-resource/mcp"'
        )
    metadata = home.http.get("/.well-known/oauth-protected-resource/mcp").json()
    assert metadata["resource"] == f"{BASE}/mcp"
    assert metadata["scopes_supported"] == ["read", "write"]


def test_a_page_of_another_site_is_refused(home: TestOrganisation) -> None:
    for origin, status in (("https://evil.example", 403), ("null", 403), (BASE, 200)):
        answer = home.http.post("/mcp", json=LISTING, headers={"Origin": origin, **ACCEPT})
        assert answer.status_code == status, origin


def test_only_post_is_served_and_nothing_else_below(home: TestOrganisation) -> None:
    for method in ("GET", "DELETE", "PUT"):
        assert home.http.request(method, "/mcp").status_code == 405
    assert home.http.post("/mcp/", json=LISTING, follow_redirects=False).status_code in {307, 404}
    assert home.http.post("/mcp/x", json=LISTING).status_code == 404


BODIES = (
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b"[" * 10_000,
    json.dumps([LISTING] * 3).encode(),
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"why","arguments":[]}}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}',
    b'{"jsonrpc":"2.0","id":1,"method":"no/such"}',
    b'{"jsonrpc":"2.0","id":NaN,"method":"tools/list"}',
    b'{"id":1,"jsonrpc":"2.0","method":"tools/call","params":{"name":"\\ud800"}}',
    b'{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}',
    b'{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"handover"}}',
)


@pytest.mark.parametrize("version", [None, "2025-06-18", "2026-07-28", "1999-01-01"])
def test_no_body_makes_the_service_fail(home: TestOrganisation, version: str | None) -> None:
    headers = {"Content-Type": "application/json", **ACCEPT}
    if version is not None:
        headers["MCP-Protocol-Version"] = version
    for body in BODIES:
        answer = home.http.post("/mcp", content=body, headers=headers)
        assert answer.status_code < 500, (body, answer.text)


def test_a_large_body_is_refused_whether_it_says_so_or_not(home: TestOrganisation) -> None:
    headers = {"Content-Type": "application/json", **ACCEPT}
    large = b" " * (65 << 10)
    assert home.http.post("/mcp", content=large, headers=headers).status_code == 413
    pieces = (large[at : at + 1000] for at in range(0, len(large), 1000))
    assert home.http.post("/mcp", content=pieces, headers=headers).status_code == 413


def test_the_rate_limit_counts_calls(home: TestOrganisation) -> None:
    answer = home.http.post("/mcp", json=LISTING, headers=ACCEPT)
    assert '"key";r=' in answer.headers["ratelimit"]


def test_an_unknown_tool_prompt_or_resource_is_an_error_of_the_protocol(
    nord: PublishedWeek,
) -> None:
    async def talk(client: Client) -> None:
        for ask in (
            client.call_tool("drop_tables", {}),
            client.read_resource("rotation://teams/nord/weeks/soon"),
            client.read_resource("rotation://teams/none/weeks/2026-W49"),
            client.get_prompt("handover", {"team": "none"}),
        ):
            with pytest.raises(MCPError):
                await ask

    assistant.speak(nord.home.app, nord.home.key(), talk)
