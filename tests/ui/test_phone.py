"""On the phone: one's shifts, a swap, an open place, availability, who is on duty now."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from rotation.timespan import Week
from support.board_pages import BASE, DRAFT, MONDAY, PHONE, WIDE, in_both_colours
from ui.conftest import Stage

pytestmark = pytest.mark.ui
SPRING, AUTUMN = "2027-W12", "2026-W43"
"""The weeks whose Sunday, 28 March 2027 and 25 October 2026, has a change of the clock."""


def test_a_swap_is_asked_for_taken_and_approved_from_phone_to_phone(stage: Stage) -> None:
    stage.nord.home.patch("/v1/teams/nord", swap_approval=True)
    giver, taker = stage.page("Bruno", **PHONE), stage.page("Hugo", **PHONE)
    giver.goto("/me/shifts")
    giver.get_by_role("link", name="Swap, or cannot come").first.click()
    giver.get_by_role("button", name="Ask to swap").click()
    expect(giver.locator("#said")).to_contain_text("The others are asked.")
    taker.goto("/t/nord/swaps")
    taker.get_by_role("button", name="I can take it").click()
    expect(taker.locator("main")).to_contain_text("taken, waits for approval")
    assert stage.nord.holders("Mon") == ["Amélie", "Bruno"]
    planner = stage.page(**PHONE)
    planner.goto("/t/nord/swaps")
    planner.get_by_role("button", name="Approve").click()
    assert stage.nord.holders("Mon") == ["Amélie", "Hugo"]
    for page in (giver, taker):
        page.goto("/t/nord/swaps")
        expect(page.locator("main")).to_contain_text("done")
        expect(page.locator("main")).to_contain_text("to Hugo")


def test_a_shift_with_an_open_swap_shows_it_instead_of_asking_again(stage: Stage) -> None:
    page = stage.page("Bruno", **PHONE)
    for _ in range(2):
        page.goto(f"{BASE}/a/{stage.nord.slot('Mon', 2)}")
        if page.get_by_role("button", name="Ask to swap").count():
            page.get_by_role("button", name="Ask to swap").click()
    expect(page.get_by_role("link", name="A swap is asked for this place")).to_be_visible()
    expect(page.get_by_role("button", name="Ask to swap")).to_have_count(0)


def test_an_open_place_is_taken_on_the_phone(stage: Stage) -> None:
    stage.nord.plan({"Mon": [None, "Bruno"]})
    stage.nord.publish(accept_gaps=True)
    page = stage.page("Hugo", **PHONE)
    page.goto(f"{BASE}?day={MONDAY}")
    expect(page.locator(".days [aria-current] .g")).to_be_visible()
    page.get_by_role("link", name="I can take it").first.click()
    page.get_by_role("button", name="I can take it").click()
    expect(page.locator("#said")).to_contain_text("It is arranged.")
    assert "Hugo" in stage.nord.on_duty("2026-11-30T18:00:00%2B01:00")


def test_what_is_touched_is_large_enough(stage: Stage) -> None:
    small = """[...document.querySelectorAll('main a, main button, .tabbar a, main input')]
        .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
        .filter(([, box]) => box.width > 1 && box.height > 1 && box.height < 24)
        .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)} ${html}`)"""
    page, found = stage.page("Hugo", **PHONE), {}
    for path in (BASE, "/me/shifts", "/me/availability", "/t/nord/swaps", "/"):
        page.goto(path)
        if told := page.evaluate(small):
            found[path] = told
        large = "[...document.querySelectorAll('main .btn, .tabbar a')].filter((each) => {"
        large += "const box = each.getBoundingClientRect();"
        large += "return box.height > 0 && box.height < 43.5; }).map((each) => each.outerHTML)"
        if told := page.evaluate(large):
            found[f"{path} buttons"] = told
    assert found == {}


def test_a_tap_on_availability_is_saved_in_place_and_undone(stage: Stage) -> None:
    page = stage.page("Hugo", **PHONE)
    page.goto("/me/availability?w=2026-W50")
    page.get_by_role("button", name="cannot", exact=True).first.tap()
    expect(page.locator("#said")).to_contain_text("Saved 10:00")
    expect(page.locator(".cannot[aria-pressed=true]")).to_have_count(1)
    page.locator("#said").get_by_role("button", name="Undo").tap()
    expect(page.locator(".cannot[aria-pressed=true]")).to_have_count(0)
    expect(page.locator(".can[aria-pressed=true]")).to_have_count(7)


def test_availability_is_said_by_keyboard_and_the_focus_stays(stage: Stage) -> None:
    page = stage.page("Hugo")
    page.goto("/me/availability?w=2026-W50")
    page.get_by_role("button", name="rather not").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rather_not[aria-pressed=true]")).to_have_count(1)
    focused = "document.activeElement.className"
    assert page.evaluate(focused) == "rather_not"


def test_on_duty_now_changes_on_the_minute(stage: Stage) -> None:
    page, evening = stage.page("Hugo", **PHONE), "On duty now"
    told = {}
    for hour, minute in ((16, 59), (17, 0), (21, 59), (22, 0)):
        stage.nord.home.clock.now = datetime(2026, 11, 30, hour - 1, minute, tzinfo=UTC)
        page.goto("/t/nord/now")
        card = page.locator(".card", has_text=evening).first
        told[f"{hour}:{minute:02}"] = "Nobody is on duty." in card.inner_text()
    assert told == {"16:59": True, "17:00": False, "21:59": False, "22:00": True}


@pytest.mark.parametrize(("week", "night", "hours"), [(SPRING, 27, "7"), (AUTUMN, 24, "9")])
def test_a_night_in_which_the_clock_changes_has_its_real_hours(
    stage: Stage, week: str, night: int, hours: str
) -> None:
    saturday = Week.parse(week).days[5]
    assert saturday.day == night
    stage.nord.home.clock.now = datetime(2026, 10, 5, 8, tzinfo=UTC)
    made = stage.nord.home.post(
        "/v1/teams/nord/shift-patterns",
        name="Night",
        weekdays=[6],
        start="22:00",
        end="06:00",
        target=1,
        maximum=1,
    )
    stage.nord.patterns["Night"] = made["id"]
    stage.nord.plan({}, week)
    stage.nord.seat("Night", {"Sat": ["Hugo"]}, week)
    stage.nord.publish(week, accept_gaps=True)
    page = stage.page()
    page.goto(f"/t/nord/w/{week}")
    row = page.locator("table.board tr", has_text="Hugo").first
    expect(row.locator(".hrs b")).to_have_text(hours)
    expect(row).to_contain_text("22–6")
    assert in_both_colours(page) == []
    local = {SPRING: [(2, "06:00"), (5, "06:00")], AUTUMN: [(2, "06:00"), (4, "06:00")]}[week]
    for utc, until in local:
        sunday = Week.parse(week).days[6]
        at = datetime(sunday.year, sunday.month, sunday.day, utc - 1, 30, tzinfo=UTC)
        stage.nord.home.clock.now = at
        page = stage.page("Bruno", **PHONE)
        page.goto("/t/nord/now")
        inside = (week == SPRING and utc == 2) or (week == AUTUMN and utc in {2, 4})
        expect(page.locator("main")).to_contain_text(until if inside else "Nobody is on duty.")


def test_the_whole_week_is_there_as_a_table_on_the_phone(stage: Stage) -> None:
    page = stage.page("Hugo", **PHONE)
    page.goto(BASE)
    expect(page.locator("table.board")).to_be_hidden()
    page.get_by_role("link", name="Whole week as a table").click()
    expect(page.locator("table.board")).to_be_visible()
    assert page.evaluate(WIDE) <= 0


def test_nothing_is_dragged_by_touch(stage: Stage) -> None:
    page = stage.page(has_touch=True)
    page.goto(DRAFT)
    page.dispatch_event(
        f"#s{stage.nord.slot('Mon')}",
        "pointerdown",
        {"pointerType": "touch", "button": 0, "bubbles": True},
    )
    page.dispatch_event("body", "pointermove", {"clientX": 500, "clientY": 500, "bubbles": True})
    expect(page.locator(".drop-ok")).to_have_count(0)
