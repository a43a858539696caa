"""The message log through HTTP."""

from uuid import UUID

import pytest

from rotation.account.access import Access
from support.organisation import TestOrganisation

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
        "repeated": 0,
        "refused": [{"line": 3, "field": "received_at", "reason": reason}],
        "refused_count": 1,
    }
    assert home.http.post(PATH, content=LOG, headers=CSV).json()["repeated"] == 1


def test_json_is_taken_with_columns_of_its_own(home: TestOrganisation) -> None:
    rows = [{"when_utc": "2026-11-23T17:00", "channel": "WhatsApp"}]
    answer = home.http.post(f"{PATH}?columns=received_at:when_utc", json=rows)
    assert answer.json()["accepted"] == 1


def test_other_kinds_of_content_are_refused(home: TestOrganisation) -> None:
    answer = home.http.post(PATH, content=LOG, headers={"Content-Type": "text/html"})
    assert answer.status_code == 422
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
