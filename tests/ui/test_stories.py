"""Stories of the board in a browser: by keyboard, by mouse, on a phone, without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from support.planned_team import WEEK
from ui.conftest import Stage

pytestmark = pytest.mark.ui
DRAFT = f"/t/nord/w/{WEEK}/draft"
MONDAY, TUESDAY = "2026-11-30", "2026-12-01"
FOCUSED = "document.activeElement.id"


def chip(page: Page, stage: Stage, day: str, seat: int = 1) -> str:
    """Return the selector of somebody's chip."""
    return f"#s{stage.nord.slot(day, seat)}"


def cell(stage: Stage, day: str, name: str) -> str:
    """Return the selector of a person's cell on a day."""
    return f"td[data-day='{day}'][data-member='{stage.nord.id(name)}']"


def drag(page: Page, source: str, target: str) -> None:
    """Drag a chip onto a cell by mouse."""
    one, other = page.locator(source).bounding_box(), page.locator(target).bounding_box()
    assert one
    assert other
    page.mouse.move(one["x"] + 15, one["y"] + 10)
    page.mouse.down()
    page.mouse.move(one["x"] + 30, one["y"] + 25, steps=3)
    page.mouse.move(other["x"] + 30, other["y"] + 12, steps=6)
    page.mouse.up()


def test_the_board_is_one_tab_stop_with_arrows_inside(stage: Stage) -> None:
    page = stage.page()
    page.goto(DRAFT)
    assert page.locator("table.board [tabindex='0']").count() == 1
    page.locator(chip(page, stage, "Mon")).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    day = "document.activeElement.closest('td').dataset.day"
    assert page.evaluate(day) == "2026-12-06"
    page.keyboard.press("Home")
    assert page.evaluate(FOCUSED) == chip(page, stage, "Mon")[1:]


def test_the_sheet_takes_the_focus_and_gives_it_back(stage: Stage) -> None:
    page = stage.page()
    page.goto(DRAFT)
    page.locator(chip(page, stage, "Mon")).focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] h1")).to_have_text("Amélie")
    assert page.evaluate("!!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == chip(page, stage, "Mon")[1:]


def test_a_shift_is_given_by_keyboard_alone(stage: Stage) -> None:
    page = stage.page()
    page.goto(DRAFT)
    page.locator(chip(page, stage, "Mon")).focus()
    page.keyboard.press("m")
    page.wait_for_selector("dialog[open]")
    page.locator("dialog .cand", has_text="Hugo").get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Given to Hugo.")
    expect(page.locator(cell(stage, MONDAY, "Hugo"))).to_contain_text("17–22")
    expect(page.locator(".pill")).to_have_text("Draft, 1 change since version 1")
    expect(page.locator(".diff li")).to_contain_text("Amélie → Hugo")
    assert page.evaluate(FOCUSED) == chip(page, stage, "Mon")[1:]
    assert stage.nord.holders("Mon", "draft") == ["Hugo", "Bruno"]
    page.locator("#said").get_by_role("button", name="Undo").click()
    expect(page.locator("#said")).to_contain_text("The last change is undone.")
    assert stage.nord.holders("Mon", "draft") == ["Amélie", "Bruno"]


def test_dragging_does_the_same(stage: Stage) -> None:
    page = stage.page()
    page.goto(DRAFT)
    drag(page, chip(page, stage, "Mon"), cell(stage, MONDAY, "Hugo"))
    expect(page.locator("#said")).to_contain_text("Given to Hugo.")
    assert stage.nord.holders("Mon", "draft") == ["Hugo", "Bruno"]


def test_a_drag_to_another_day_or_of_a_locked_chip_sends_nothing(stage: Stage) -> None:
    page, sent = stage.page(), []
    page.goto(DRAFT)
    page.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)
    drag(page, chip(page, stage, "Mon"), cell(stage, TUESDAY, "Hugo"))
    assert sent == []
    page.locator(chip(page, stage, "Mon")).focus()
    page.keyboard.press("l")
    expect(page.locator("#said")).to_contain_text("Locked")
    sent.clear()
    drag(page, chip(page, stage, "Mon"), cell(stage, MONDAY, "Hugo"))
    assert sent == []
    assert stage.nord.holders("Mon", "draft") == ["Amélie", "Bruno"]


def test_of_two_planners_the_second_sees_what_the_first_did(stage: Stage) -> None:
    one, other = stage.page(), stage.page()
    one.goto(DRAFT)
    other.goto(DRAFT)
    drag(one, chip(one, stage, "Mon"), cell(stage, MONDAY, "Hugo"))
    expect(one.locator("#said")).to_contain_text("Given to Hugo.")
    expect(other.locator("#older")).to_be_visible()
    drag(other, chip(other, stage, "Mon"), cell(stage, MONDAY, "Emma"))
    expect(other.locator("[role=alert]")).to_contain_text("Somebody else changed this week")
    expect(other.locator(cell(stage, MONDAY, "Hugo"))).to_contain_text("17–22")
    assert stage.nord.holders("Mon", "draft") == ["Hugo", "Bruno"]


def test_everything_works_without_javascript(stage: Stage) -> None:
    page = stage.page(java_script_enabled=False)
    page.goto(DRAFT)
    page.locator(chip(page, stage, "Mon")).click()
    page.get_by_role("button", name="Lock", exact=True).click()
    page.locator(chip(page, stage, "Mon")).click()
    page.get_by_role("button", name="Give to Hugo").click()
    expect(page.locator("#said")).to_contain_text("Given to Hugo.")
    page.get_by_role("link", name="Publish version 2").first.click()
    page.get_by_label("Reason").fill("asked")
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.locator("#said")).to_contain_text("Version 2 is published. 2 people are told.")
    page.goto("/me/availability?w=2026-W50")
    page.get_by_role("button", name="rather not").first.click()
    expect(page.locator("[aria-pressed=true]").first).to_have_text("rather not")


def test_a_swap_goes_from_phone_to_phone(stage: Stage) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
    giver, taker = stage.page("Bruno", **phone), stage.page("Hugo", **phone)
    giver.goto("/me/shifts")
    giver.get_by_role("link", name="Swap, or cannot come").first.click()
    giver.get_by_role("button", name="Ask to swap").click()
    expect(giver.locator("#said")).to_contain_text("The others are asked.")
    taker.goto("/t/nord/swaps")
    taker.get_by_role("button", name="I can take it").click()
    expect(taker.locator("main")).to_contain_text("done")
    assert stage.nord.holders("Mon") == ["Amélie", "Hugo"]
    giver.reload()
    expect(giver.locator("main")).to_contain_text("to Hugo")


def test_a_tap_on_availability_is_saved_in_place(stage: Stage) -> None:
    page = stage.page("Hugo", viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto("/me/availability?w=2026-W50")
    page.get_by_role("button", name="cannot", exact=True).first.tap()
    expect(page.locator("#said")).to_contain_text("Saved 10:00")
    expect(page.locator(".cannot[aria-pressed=true]")).to_have_count(1)


def test_colours_and_language_are_right_from_the_first_byte(stage: Stage) -> None:
    page = stage.page(color_scheme="light")
    page.goto("/settings")
    page.get_by_label("Language").select_option("fr")
    page.get_by_label("Colours").select_option("dark")
    page.get_by_role("button", name="Keep it").click()
    answer = page.goto(DRAFT)
    assert answer
    assert re.search(r'<html lang="fr" data-theme="dark">', answer.text())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 16, 21)"


def test_a_week_prints_on_one_landscape_page(stage: Stage) -> None:
    page = stage.page()
    page.goto(f"/t/nord/w/{WEEK}/print")
    content = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", content)) == 1
    (box,) = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert float(box[0]) > float(box[1])
