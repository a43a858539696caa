"""Without JavaScript every action is a form or a link; colours and language from the first byte."""

import re
from threading import Thread

import pytest
from playwright.sync_api import expect

from api.queue.children import Children
from api.worker import run_performer
from rotation.rota.planning import execute_run
from support.board_pages import DRAFT, chip
from support.fake_solvers import Greedy
from ui.conftest import Stage

pytestmark = pytest.mark.ui


def test_a_draft_is_locked_given_and_published(stage: Stage) -> None:
    page = stage.page(java_script_enabled=False)
    page.goto(DRAFT)
    page.locator(chip(stage.nord, "Mon")).click()
    page.get_by_role("button", name="Lock", exact=True).click()
    expect(page.locator("#said")).to_contain_text("Locked")
    page.locator(chip(stage.nord, "Mon")).click()
    page.get_by_role("button", name="Give to Hugo").click()
    expect(page.locator("#said")).to_contain_text("Given to Hugo.")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("#said")).to_contain_text("The last change is undone.")
    page.locator(chip(stage.nord, "Tue")).click()
    page.get_by_role("button", name="Give to Hugo").click()
    page.get_by_role("link", name="Publish version 2").first.click()
    page.get_by_label("Reason").fill("asked")
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.locator("#said")).to_contain_text("Version 2 is published. 2 people are told.")
    assert stage.nord.holders("Tue")[0] == "Hugo"


def test_a_rota_is_made(stage: Stage, children: Children) -> None:
    page = stage.page(java_script_enabled=False)
    page.goto("/t/nord/w/2026-W50")
    page.get_by_role("button", name="Make the rota").click()
    refresh = page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]")
    expect(refresh).to_have_attribute("content", "2")
    work = stage.nord.home.work
    solver = Greedy(children)
    carry_out = run_performer(work, execute_run.Calculations(solver.solve, solver.answer))
    taken = work.claim()
    assert taken
    thread = Thread(target=carry_out, args=taken)
    thread.start()
    thread.join(60)
    expect(page.locator("#run-state")).to_contain_text("A rota was found", timeout=20_000)
    page.get_by_role("link", name="Look at the draft").click()
    assert None not in stage.nord.holders("Mon", "draft", "2026-W50")


def test_a_swap_goes_through_and_availability_is_said(stage: Stage) -> None:
    giver = stage.page("Bruno", java_script_enabled=False)
    giver.goto("/me/shifts")
    giver.get_by_role("link", name="Swap, or cannot come").first.click()
    giver.get_by_role("button", name="Ask to swap").click()
    taker = stage.page("Hugo", java_script_enabled=False)
    taker.goto("/t/nord/swaps")
    taker.get_by_role("button", name="I can take it").click()
    assert stage.nord.holders("Mon") == ["Amélie", "Hugo"]
    taker.goto("/me/availability?w=2026-W50")
    taker.get_by_role("button", name="rather not").first.click()
    expect(taker.locator("[aria-pressed=true]").first).to_have_text("rather not")


def test_weeks_days_and_orders_are_links(stage: Stage) -> None:
    page = stage.page(java_script_enabled=False)
    page.goto(DRAFT)
    page.get_by_role("link", name="Next week").click()
    assert page.url.endswith("/2026-W50/draft")
    page.get_by_role("link", name="Previous week").click()
    page.get_by_role("link", name="name", exact=True).click()
    assert "sort=name" in page.url
    expect(page.locator("table.board tbody tr").nth(1)).to_contain_text("Amélie")


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
