"""The message log through HTTP."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from rotation.account.access import Access
from support.organisation import TestOrganisation
from support.paths import DATA

TEAM = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
PATH = "/v1/teams/nord/messages"
CSV = {"Content-Type": "text/csv; charset=utf-8"}
LOG = "received_at,channel\n2026-11-23T17:00Z,whatsapp\n2026-11-23T17:00,whatsapp\n"


@pytest.fixture(autouse=True)
def team(home: TestOrganisation) -> None:
    """A team with a channel."""
    home.post("/v1/teams", **TEAM)
    home.post("/v1/teams/nord/channels", slug="whatsapp", kind="whatsapp")


def test_a_csv_answers_counts_and_refused_rows(home: TestOrganisation) -> None:
    answer = home.http.post(PATH, content=LOG, headers=CSV)
    assert answer.status_code == 200
    reason = "A time needs its offset from UTC."
    assert answer.json() == {
        "accepted": 1,
        "completed": 0,
        "repeated": 0,
        "refused": [{"line": 3, "field": "received_at", "reason": reason}],
        "refused_count": 1,
        "taken": {
            "columns": {"received_at": "received_at", "channel": "channel"},
            "ignored": [],
            "charset": "utf-8",
            "delimiter": ",",
            "timezone": None,
        },
    }
    assert home.http.post(PATH, content=LOG, headers=CSV).json()["repeated"] == 1


def test_json_is_taken_with_columns_of_its_own(home: TestOrganisation) -> None:
    rows = [{"when_utc": "2026-11-23T17:00", "channel": "WhatsApp"}]
    answer = home.http.post(f"{PATH}?columns=received_at:when_utc", json=rows)
    assert answer.json()["accepted"] == 1


def test_other_kinds_of_content_are_refused(home: TestOrganisation) -> None:
    answer = home.http.post(PATH, content=LOG, headers={"Content-Type": "text/html"})
    assert answer.status_code == 415
    assert answer.json()["errors"][0]["parameter"] == "Content-Type"


def test_a_missing_column_is_named(home: TestOrganisation) -> None:
    answer = home.http.post(PATH, content="received_at,where\n", headers=CSV)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/channel"


def test_a_log_of_more_than_50_000_rows_is_too_large_and_nothing_is_kept(
    home: TestOrganisation,
) -> None:
    row = "2026-11-23T17:00Z,whatsapp\n"
    answer = home.http.post(PATH, content="received_at,channel\n" + 50_001 * row, headers=CSV)
    assert answer.status_code == 413
    assert home.http.post(PATH, content=LOG, headers=CSV).json()["accepted"] == 1


def test_only_planners_take_a_log_in(home: TestOrganisation) -> None:
    made = home.post("/v1/teams/nord/members", name="Ann")
    member = home.client(Access.MEMBER, member=UUID(made["id"]))
    assert member.post(PATH, content=LOG, headers=CSV).status_code == 403


def test_a_later_export_completes_the_messages_of_an_earlier_one(home: TestOrganisation) -> None:
    window = {"weekday": 1, "from": "17:00", "to": "22:00"}
    target = {"share": 0.8, "within_minutes": 15, "clock": "business"}
    home.post("/v1/teams/nord/channels", slug="facebook", windows=[window], target=target)
    first, second = (
        (DATA / "logs" / f"24{name}-export.csv").read_text().replace("whatsapp", "facebook")
        for name in ("a-no-conversation-first", "b-no-conversation-second")
    )
    done = [home.http.post(PATH, content=each, headers=CSV).json() for each in (first, second)]
    told = [[each[name] for name in ("accepted", "completed", "repeated")] for each in done]
    assert told == [[3, 0, 0], [1, 2, 1]]
    shown = home.get("/v1/teams/nord/replies?from=2026-11-23&to=2026-11-30")
    assert "facebook" in str(shown)
    for each in (first, second):
        again = home.http.post(PATH, content=each, headers=CSV).json()
        assert (again["accepted"], again["completed"]) == (0, 0)


def test_an_export_of_a_help_desk_is_read_by_its_name(home: TestOrganisation) -> None:
    home.post("/v1/teams/nord/channels", slug="tel", name="Téléphone")
    content = (DATA / "logs" / "exports" / "zendesk.csv").read_bytes()
    done = home.http.post(f"{PATH}?format=zendesk", content=content, headers=CSV).json()
    assert (done["accepted"], done["refused_count"]) == (2, 0)
    assert done["taken"]["timezone"] == "Europe/Paris"
    assert done["taken"]["columns"]["replied_after"] == "First reply time in minutes"
    assert done["taken"]["ignored"] == ["Subject", "Status", "Group", "Replies"]


@pytest.mark.parametrize(
    ("query", "field"),
    [("format=lotus", "format"), ("timezone=Mars/Base", "timezone"), ("channel=fax", "channel")],
)
def test_what_is_said_of_a_log_has_to_exist(home: TestOrganisation, query: str, field: str) -> None:
    answer = home.http.post(f"{PATH}?{query}", content=LOG, headers=CSV)
    assert answer.status_code == 422
    assert field in str(answer.json()["errors"][0])


def test_a_log_of_one_channel_needs_no_column_of_it(home: TestOrganisation) -> None:
    content = "received_at\n2026-11-23T17:00Z\n"
    assert home.http.post(PATH, content=content, headers=CSV).status_code == 422
    done = home.http.post(f"{PATH}?channel=WhatsApp", content=content, headers=CSV).json()
    assert done["accepted"] == 1


@pytest.mark.parametrize("order", ["ab", "ba", "aba", "abb"])
def test_overlapping_exports_in_any_order_measure_the_same(
    home: TestOrganisation, order: str
) -> None:
    home.patch(
        "/v1/teams/nord/channels/whatsapp",
        target={"share": 0.8, "within_minutes": 15},
        windows=[{"weekday": 1, "from": "17:00", "to": "22:00"}],
    )
    files = {
        "a": "24a-no-conversation-first-export.csv",
        "b": "24b-no-conversation-second-export.csv",
    }
    for each in order:
        content = (DATA / "logs" / files[each]).read_bytes()
        assert home.http.post(PATH, content=content, headers=CSV).is_success
    home.clock.now = datetime(2026, 11, 29, 12, tzinfo=UTC)
    found = home.get("/v1/teams/nord/replies?from=2026-11-23&to=2026-11-30")
    (channel,) = found["weeks"][0]["channels"]
    assert (channel["items"], channel["within_share"]) == (4, 1.0)
