"""The board by keyboard and by mouse, with undo and with somebody else at the same draft."""

import pytest
from playwright.sync_api import expect

from support.board_pages import (
    BASE,
    DRAFT,
    FOCUSED,
    MONDAY,
    THURSDAY,
    TUESDAY,
    cell,
    chip,
    drag,
)
from support.planned_team import WEEK
from ui.conftest import Stage

pytestmark = pytest.mark.ui


def test_the_board_is_one_tab_stop_with_arrows_inside(stage: Stage) -> None:
    page, monday = stage.page(), chip(stage.nord, "Mon")
    page.goto(DRAFT)
    assert page.locator("table.board [tabindex='0']").count() == 1
    page.locator(monday).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    day = "document.activeElement.closest('td').dataset.day"
    assert page.evaluate(day) == "2026-12-06"
    page.keyboard.press("Home")
    assert page.evaluate(FOCUSED) == monday[1:]
    page.keyboard.press("Control+End")
    row = "document.activeElement.closest('tr').rowIndex"
    assert page.evaluate(f"[{day}, {row}]") == ["2026-12-06", 9]
    page.keyboard.press("Control+Home")
    assert page.evaluate(f"[{day}, {row}]") == ["2026-11-30", 1]
    page.keyboard.press("Tab")
    assert not page.evaluate("!!document.activeElement.closest('table.board')")


def test_what_has_the_focus_is_seen(stage: Stage) -> None:
    page, monday = stage.page(), chip(stage.nord, "Mon")
    page.goto(DRAFT)
    page.locator(monday).focus()
    page.keyboard.press("ArrowRight")
    before = page.locator(monday).screenshot()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(FOCUSED) == monday[1:]
    outline = "getComputedStyle(document.activeElement).outlineWidth"
    assert page.evaluate(outline) == "2px"
    assert page.locator(monday).screenshot() != before


def test_the_sheet_takes_the_focus_and_gives_it_back(stage: Stage) -> None:
    page, monday = stage.page(), chip(stage.nord, "Mon")
    page.goto(DRAFT)
    page.locator(monday).focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] h1")).to_have_text("Amélie")
    assert page.evaluate("!!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUSED) == monday[1:]


def test_a_shift_is_given_by_keyboard_alone_and_taken_back(stage: Stage) -> None:
    page, monday = stage.page(), chip(stage.nord, "Mon")
    page.goto(DRAFT)
    page.locator(monday).focus()
    page.keyboard.press("m")
    page.wait_for_selector("dialog[open]")
    page.locator("dialog .cand", has_text="Hugo").get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Given to Hugo.")
    expect(page.locator(cell(stage.nord, MONDAY, "Hugo"))).to_contain_text("17–22")
    hours = page.locator("tr", has=page.locator(monday)).locator(".hrs b")
    expect(hours).to_have_text("10")
    expect(page.locator(".pill")).to_have_text("Draft, 1 change since version 1")
    expect(page.locator(".diff li")).to_contain_text("Amélie → Hugo")
    assert page.evaluate(FOCUSED) == monday[1:]
    assert stage.nord.holders("Mon", "draft") == ["Hugo", "Bruno"]
    page.keyboard.press("Control+z")
    expect(page.locator("#said")).to_contain_text("The last change is undone.")
    assert stage.nord.holders("Mon", "draft") == ["Amélie", "Bruno"]


def test_every_change_of_a_draft_can_be_undone_one_by_one(stage: Stage) -> None:
    page = stage.page()
    page.goto(DRAFT)
    for name in ("Hugo", "Chloé"):
        drag(page, chip(stage.nord, "Mon"), cell(stage.nord, MONDAY, name))
        expect(page.locator("#said")).to_contain_text(f"Given to {name}.")
    for left in (["Hugo", "Bruno"], ["Amélie", "Bruno"]):
        page.locator(".head").get_by_role("button", name="Undo").click()
        expect(page.locator("#said")).to_contain_text("The last change is undone.")
        assert stage.nord.holders("Mon", "draft") == left
        page.reload()
    expect(page.locator(".head").get_by_role("button", name="Undo")).to_have_count(0)


def test_dragging_does_the_same_as_the_keyboard(stage: Stage) -> None:
    page = stage.page()
    page.goto(DRAFT)
    drag(page, chip(stage.nord, "Mon"), cell(stage.nord, MONDAY, "Hugo"))
    expect(page.locator("#said")).to_contain_text("Given to Hugo.")
    assert stage.nord.holders("Mon", "draft") == ["Hugo", "Bruno"]
    drag(page, chip(stage.nord, "Mon"), f"#open td[data-day='{MONDAY}']")
    expect(page.locator("#said")).to_contain_text("The place is open.")
    assert stage.nord.holders("Mon", "draft") == [None, "Bruno"]


def test_a_drag_to_where_it_cannot_go_sends_nothing(stage: Stage) -> None:
    away = {"start": f"{THURSDAY}T00:00:00+01:00", "end": "2026-12-04T00:00:00+01:00"}
    hugo = stage.nord.id("Hugo")
    stage.nord.home.post(f"/v1/members/{hugo}/absences", **away, kind="leave")
    page, sent, monday = stage.page(), [], chip(stage.nord, "Mon")
    page.goto(DRAFT)
    page.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)
    drag(page, monday, cell(stage.nord, TUESDAY, "Hugo"))
    drag(page, chip(stage.nord, "Thu"), cell(stage.nord, THURSDAY, "Hugo"))
    expect(page.locator(cell(stage.nord, THURSDAY, "Amélie"))).to_have_class("")
    assert sent == []
    page.locator(monday).focus()
    page.keyboard.press("l")
    expect(page.locator("#said")).to_contain_text("Locked")
    sent.clear()
    drag(page, monday, cell(stage.nord, MONDAY, "Hugo"))
    assert sent == []
    assert stage.nord.holders("Mon", "draft") == ["Amélie", "Bruno"]


def test_escape_puts_a_lifted_chip_back(stage: Stage) -> None:
    page, sent = stage.page(), []
    page.goto(DRAFT)
    page.on("request", lambda each: sent.append(each.url) if each.method == "POST" else None)
    one = page.locator(chip(stage.nord, "Mon")).bounding_box()
    other = page.locator(cell(stage.nord, MONDAY, "Hugo")).bounding_box()
    assert one
    assert other
    page.mouse.move(one["x"] + 15, one["y"] + 10)
    page.mouse.down()
    page.mouse.move(other["x"] + 30, other["y"] + 12, steps=6)
    expect(page.locator(cell(stage.nord, MONDAY, "Hugo"))).to_have_class("drop-ok")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".drop-ok")).to_have_count(0)
    assert sent == []


def test_letters_and_brackets_do_what_the_list_of_keys_says(stage: Stage) -> None:
    page = stage.page()
    page.goto(DRAFT)
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_contain_text("lock")
    page.keyboard.press("Escape")
    page.locator(chip(stage.nord, "Mon")).focus()
    page.keyboard.press("Delete")
    expect(page.locator("dialog[open] [data-key=Delete]")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    page.wait_for_url("**/w/2026-W50/draft")
    page.keyboard.press("[")
    page.wait_for_url(f"**{DRAFT}")


def test_of_two_planners_the_second_sees_what_the_first_did_and_overwrites_nothing(
    stage: Stage,
) -> None:
    one, other = stage.page(), stage.page()
    one.goto(DRAFT)
    other.goto(DRAFT)
    drag(one, chip(stage.nord, "Mon"), cell(stage.nord, MONDAY, "Hugo"))
    expect(one.locator("#said")).to_contain_text("Given to Hugo.")
    # It asks every second and a half: two seconds, and what a busy machine adds.
    expect(other.locator("#older")).to_be_visible()
    drag(other, chip(stage.nord, "Mon"), cell(stage.nord, MONDAY, "Emma"))
    expect(other.locator("[role=alert]")).to_contain_text("Somebody else changed this week")
    expect(other.locator(cell(stage.nord, MONDAY, "Hugo"))).to_contain_text("17–22")
    assert stage.nord.holders("Mon", "draft") == ["Hugo", "Bruno"]


def test_what_somebody_else_did_is_shown_when_asked_for(stage: Stage) -> None:
    one, other = stage.page(), stage.page()
    one.goto(DRAFT)
    other.goto(DRAFT)
    drag(one, chip(stage.nord, "Tue"), cell(stage.nord, TUESDAY, "Hugo"))
    expect(one.locator("#said")).to_contain_text("Given to Hugo.")
    expect(other.locator("#older")).to_be_visible()
    expect(other.locator(cell(stage.nord, TUESDAY, "Hugo"))).not_to_contain_text("17–22")
    other.locator("#older").get_by_role("link").click()
    expect(other.locator(cell(stage.nord, TUESDAY, "Hugo"))).to_contain_text("17–22")


def test_a_page_left_open_for_a_day_says_so(stage: Stage) -> None:
    context = stage.context()
    context.clock.install()
    page = stage.watched(context.new_page())
    page.goto(BASE)
    expect(page.locator("#aged")).to_be_hidden()
    context.clock.fast_forward("24:00:00")
    expect(page.locator("#aged")).to_contain_text("This page was opened on another day.")
    page.locator("#aged").get_by_role("link").click()
    expect(page.locator("#aged")).to_be_hidden()


def test_without_a_connection_the_page_says_that_nothing_is_lost(stage: Stage) -> None:
    context = stage.context()
    page = context.new_page()
    page.goto(DRAFT)
    context.set_offline(offline=True)
    expect(page.locator("#offline")).to_contain_text("Nothing is lost")
    drag(page, chip(stage.nord, "Mon"), cell(stage.nord, MONDAY, "Hugo"))
    context.set_offline(offline=False)
    expect(page.locator("#offline")).to_be_hidden()
    assert stage.nord.holders("Mon", "draft") == ["Amélie", "Bruno"]
    assert page.url.endswith(f"{WEEK}/draft")
