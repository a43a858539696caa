"""A week is published from the browser: gaps, who is told, calendars, undo; changes; print."""

import re

import pytest
from playwright.sync_api import Page, expect

from support.board_pages import BASE, DRAFT, MONDAY, cell, chip, drag
from support.planned_team import WEEK
from ui.conftest import Stage

pytestmark = pytest.mark.ui


def test_a_gap_is_accepted_calendars_follow_and_undo_makes_the_next_version(
    stage: Stage,
) -> None:
    nord = stage.nord
    feed = nord.home.post(f"/v1/members/{nord.id('Amélie')}/feeds")["url"]
    calendar = re.sub(r"^https?://[^/]+", "", feed)
    page = stage.page()
    page.goto(DRAFT)
    drag(page, chip(nord, "Mon"), f"#open td[data-day='{MONDAY}']")
    expect(page.locator("#said")).to_contain_text("The place is open.")
    page.get_by_role("link", name="Publish version 2").first.click()
    expect(page.locator("main")).to_contain_text("1 person is told: Amélie.")
    button = page.get_by_role("button", name="Publish version 2")
    button.click()
    assert page.url.endswith("/publish")  # the browser asks for the tick first
    page.get_by_label("Publish although 1 place is open").check()
    button.click()
    expect(page.locator("#said")).to_contain_text("Version 2 is published. 1 person is told.")
    assert nord.holders("Mon") == [None, "Bruno"]
    assert "20261130T160000Z" not in still_on(nord.home.http.get(calendar).text)
    page.get_by_role("button", name="Undo, publish version 1 again").click()
    expect(page.locator("#said")).to_contain_text("Version 3 is published, as version 1 was.")
    assert nord.holders("Mon") == ["Amélie", "Bruno"]
    assert "20261130T160000Z" in still_on(nord.home.http.get(calendar).text)


def still_on(calendar: str) -> str:
    """Return the starts of the events of a calendar that are not cancelled, in UTC."""
    events = calendar.replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    told = [each for each in events if "STATUS:CANCELLED" not in each]
    utc = {"17": "16"}  # Paris in winter
    starts = [re.search(r"DTSTART[^:]*:(\d{8}T)(\d\d)(\d{4})Z?", each) for each in told]
    return " ".join(f"{s[1]}{utc.get(s[2], s[2])}{s[3]}Z" for s in starts if s)


def test_board_list_and_publish_form_tell_the_same_changes_as_the_api(stage: Stage) -> None:
    page = stage.page()
    page.goto(DRAFT)
    drag(page, chip(stage.nord, "Mon"), cell(stage.nord, MONDAY, "Hugo"))
    expect(page.locator("#said")).to_contain_text("Given to Hugo.")
    path = f"/v1/teams/nord/rotas/{WEEK}/changes?from=published&to=draft"
    (change,) = stage.nord.home.get(path)["items"]
    assert change["kind"] == "moved"
    expect(page.locator(".chip.new")).to_have_count(1)
    expect(page.locator(".chip.gone")).to_have_count(1)
    expect(page.locator(".rail .diff li")).to_have_count(1)
    for shown in (f"{BASE}/changes", f"{BASE}/publish"):
        page.goto(shown)
        expect(page.locator(".diff li")).to_have_count(1)
        expect(page.locator(".diff li")).to_contain_text("Amélie → Hugo")


def test_a_rule_that_must_hold_cannot_be_published_against(stage: Stage) -> None:
    stage.nord.rules(minimum_rest={"rest_minutes": 10080})
    page = stage.page()
    page.goto(DRAFT)
    drag(page, chip(stage.nord, "Mon"), cell(stage.nord, MONDAY, "Hugo"))
    page.goto(f"{BASE}/publish")
    expect(page.locator(".inset.bad")).to_contain_text("This cannot be published yet")
    expect(page.get_by_role("button", name="Publish version 2")).to_be_disabled()


@pytest.mark.parametrize(("path", "people", "most"), [(f"{BASE}/print", 12, 1), (BASE, 12, 2)])
def test_a_week_prints_on_landscape_pages(stage: Stage, path: str, people: int, most: int) -> None:
    hire(stage, people)
    page = stage.page()
    page.goto(path)
    assert 1 <= len(landscape_pages(page)) <= most


def test_a_printed_week_needs_no_colour(stage: Stage) -> None:
    """Whoever prints in greys loses nothing: every mark is a name, a time or a sign."""
    stage.nord.plan({"Mon": (None,)})
    page = stage.page()
    page.goto(f"{BASE}/print?of=draft")
    page.emulate_media(media="print")
    assert page.evaluate(COLOURED) == []
    for shift in page.locator(".paper .pc").all():
        assert re.search(r"\d+.*–.*\d+", shift.inner_text())
    last = page.locator(".paper tbody tr").last
    expect(last).to_contain_text("Open shifts")
    expect(last.locator(".pc").first).to_contain_text("?")
    page.goto(BASE)
    assert page.evaluate("getComputedStyle(document.querySelector('.boardcard')).filter") == (
        "grayscale(1)"
    )


COLOURED = """() => [...document.querySelectorAll("main *")]
  .filter((each) => each.checkVisibility() && !each.closest("svg"))
  .flatMap((each) => {
    const style = getComputedStyle(each);
    return [style.color, style.backgroundColor, style.borderTopColor];
  })
  .map((colour) => colour.match(/[\\d.]+/g).map(Number))
  .filter(([red, green, blue, seen = 1]) => {
    return seen > 0 && Math.max(red, green, blue) - Math.min(red, green, blue) > 40;
  })"""
"""The colours, of what is printed, that are none of the greys."""


def test_a_week_of_sixty_prints_readably_on_a_few_pages(stage: Stage) -> None:
    hire(stage, 60)
    page = stage.page()
    page.goto(f"{BASE}/print")
    assert 2 <= len(landscape_pages(page)) <= 4
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1047, "height": 700})
    table = page.locator("table.paper")
    assert table.evaluate("each => each.scrollWidth <= document.documentElement.clientWidth")
    assert float(table.evaluate("each => parseFloat(getComputedStyle(each).fontSize)")) >= 11
    assert table.locator("thead").evaluate("each => getComputedStyle(each).display") == (
        "table-header-group"
    )


def hire(stage: Stage, people: int) -> None:
    """Let the team have so many people."""
    for number in range(people - len(stage.nord.people)):
        name = f"Person {number} Wolfeschlegelstein"
        stage.nord.home.post("/v1/teams/nord/members", name=name, channels=["whatsapp"])


def landscape_pages(page: Page) -> list[bytes]:
    """Return the pages of the PDF that a page prints, all of them landscape A4."""
    content = page.pdf(prefer_css_page_size=True)
    for box in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", content):
        assert [round(float(each)) for each in box] == [842, 595]
    return re.findall(rb"/Type\s*/Page[^s]", content)


def test_a_member_is_shown_no_draft_and_no_button_to_change_it(stage: Stage) -> None:
    page = stage.page("Hugo")
    page.goto(BASE)
    expect(page.get_by_role("link", name="Open the draft")).to_have_count(0)
    expect(page.get_by_role("link", name="Change this week")).to_have_count(0)
    answer = page.goto(DRAFT)
    assert answer
    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text("You may not do this.")
