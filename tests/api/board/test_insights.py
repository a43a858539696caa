"""Insights as files: what stands on a page can be taken along."""

import pytest

from rotation.account.access import Access
from support.organisation import TestOrganisation
from support.planned_team import WEEK
from support.published_week import PublishedWeek
from support.web_pages import browser


@pytest.mark.parametrize(
    ("tab", "first_line", "lines"),
    [
        ("coverage", "week,places,filled,hours", 2),
        ("replies", "week,channel,messages,measured,predicted,low,high", 1),
        ("fairness", "period,start,end,member_id,member,hours,contract_hours", 9),
    ],
)
def test_every_page_of_insights_is_a_csv_file_too(
    home: TestOrganisation, tab: str, first_line: str, lines: int
) -> None:
    nord = PublishedWeek.of_nord(home)
    one = browser(home, Access.MANAGER, nord.id("Amélie"))
    answer = one.get(f"/t/nord/insights/{tab}?from={WEEK}&to={WEEK}&format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"nord-{tab}-{WEEK}-{WEEK}.csv" in answer.headers["content-disposition"]
    found = answer.text.splitlines()
    assert found[0].startswith(first_line)
    assert len(found) == lines
    if tab == "coverage":
        assert found[1].startswith(f"{WEEK},14,14,")
