"""Pay on the board: what is typed is kept in cents, and the month shows it."""

import pytest

from rotation.account.access import Access
from support.organisation import TestOrganisation
from support.published_week import PublishedWeek
from support.web_pages import browser

SET_UP, MONTH = "/t/nord/set-up/pay", "/t/nord/insights/pay?month=2026-12"


@pytest.fixture
def nord(home: TestOrganisation) -> PublishedWeek:
    return PublishedWeek.of_nord(home)


def test_rates_are_typed_and_kept_in_cents(nord: PublishedWeek) -> None:
    one = browser(nord.home, Access.OWNER, nord.id("Amélie"))
    answer = one.post(SET_UP, data={"currency": "EUR", "usual": "14,55", "percent_0": "150"})
    assert answer.status_code == 303, answer.text
    terms = nord.home.get("/v1/teams/nord/pay-terms")
    assert (terms["hourly_minor"], terms["supplements"][0]["percent"]) == (1455, 150)
    member = nord.id("Hugo")
    sent = {f"rate_{member}": "20", f"leave_{member}": "25", "starts_on": "2026-12-01"}
    assert one.post(SET_UP + "/people", data=sent).status_code == 303
    assert nord.home.get(f"/v1/members/{member}/pay") == {
        "rates": [{"hourly_minor": 2000, "starts_on": "2026-12-01"}],
        "leave_days_per_year": 25.0,
    }
    page = one.get(MONTH).text
    assert "€14.55" in page
    assert "The month is not over" in page
    assert "hours have no rate" not in page


def test_a_wrong_amount_is_shown_at_its_field(nord: PublishedWeek) -> None:
    one = browser(nord.home, Access.OWNER, nord.id("Amélie"))
    answer = one.post(SET_UP, data={"currency": "EUR", "usual": "14.555"})
    assert (answer.status_code, "14.555" in answer.text) == (422, True)
    assert nord.home.get("/v1/teams/nord/pay-terms")["hourly_minor"] is None


def test_a_month_without_duties_says_so_and_files_are_kept(nord: PublishedWeek) -> None:
    one = browser(nord.home, Access.OWNER, nord.id("Amélie"))
    assert "Not enough data" in one.get("/t/nord/insights/pay?month=2025-01").text
    assert "ordinary" in one.get(MONTH + "&format=csv").text
    assert one.get(MONTH + "&format=xlsx").content.startswith(b"PK")
    assert one.get("/t/nord/insights/pay?month=2026-13").status_code == 422
