"""Runs in a browser: made, watched, stopped, cut off, kept; a clash with its ways out."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect

from api.queue.children import Children
from api.worker import run_performer
from rotation.rota.case import build
from rotation.rota.planning import execute_run
from rotation.rota.shifts import Seat, shifts_in_order
from rotation.rota.versions import drafts
from rotation.team import teams
from rotation.timespan import Week
from support.board_pages import DRAFT, chip, in_both_colours
from support.fake_solvers import Hurried, Patient
from support.planned_team import WEEK
from ui.conftest import Stage

pytestmark = pytest.mark.ui
LATER = "2026-W50"


@contextmanager
def solving(stage: Stage, solver: Hurried) -> Iterator[None]:
    """Perform, beside the block, every run that waits, as a worker would."""
    work = stage.nord.home.work
    carry_out = run_performer(work, execute_run.Calculations(solver.solve, solver.answer))

    def work_off() -> None:
        while taken := work.claim():
            carry_out(*taken)

    thread = Thread(target=work_off, daemon=True)
    thread.start()
    yield
    thread.join(60)
    assert not thread.is_alive()


def make(page: Page, button: str = "Make the rota") -> None:
    """Ask for a rota and be on the page of its run."""
    page.get_by_role("button", name=button).first.click()
    page.wait_for_url("**/runs/*")


def test_a_run_tells_of_itself_and_is_stopped_with_the_best_kept(
    stage: Stage, children: Children
) -> None:
    page = stage.page()
    page.goto(f"/t/nord/w/{LATER}")
    with page.expect_request("**/events"):
        make(page)
    state = page.locator("#run-state")
    expect(state).to_have_attribute("data-state", "queued")
    assert in_both_colours(page) == []
    with solving(stage, Patient(children)):
        expect(state).to_have_attribute("data-state", "running")
        expect(state).to_contain_text("Penalty points")
        expect(state.locator(".curve")).to_be_visible()
        page.get_by_role("button", name="Stop and keep the best").click()
    expect(state).to_contain_text("Stopped, the best is kept")
    page.get_by_role("button", name="Use it").click()
    page.wait_for_url(f"**/{LATER}/draft")
    expect(page.locator("#said")).to_contain_text("This rota is the draft now.")
    assert None not in stage.nord.holders("Mon", "draft", LATER)


def test_a_run_goes_on_being_told_after_the_connection_was_cut(
    stage: Stage, children: Children
) -> None:
    page = stage.page()
    cut: list[str] = []

    def once(route: Route) -> None:
        if cut:
            route.continue_()
        else:
            cut.append(route.request.url)
            route.fulfill(status=200, content_type="text/event-stream", body="")

    page.route("**/events", once)
    page.goto(f"/t/nord/w/{LATER}")
    make(page)
    with solving(stage, Patient(children)):
        expect(page.locator("#run-state")).to_contain_text("Penalty points")
        assert cut
        page.get_by_role("button", name="Stop and keep the best").click()
    expect(page.locator("#run-state")).to_contain_text("Stopped")


def test_the_board_is_read_and_not_changed_while_it_is_solved(stage: Stage) -> None:
    page = stage.page()
    page.goto(DRAFT)
    make(page, "Solve again")
    page.goto(DRAFT)
    expect(page.locator(".banner")).to_contain_text("This week is being solved.")
    expect(page.locator("table.board")).not_to_have_attribute("data-edit", DRAFT)
    assert in_both_colours(page) == []


def test_a_locked_place_is_kept_by_the_next_run(stage: Stage, children: Children) -> None:
    page = stage.page()
    page.goto(DRAFT)
    page.locator(chip(stage.nord, "Mon")).focus()
    page.keyboard.press("l")
    expect(page.locator("#said")).to_contain_text("Locked")
    make(page, "Solve again")
    with solving(stage, Hurried(children)):
        expect(page.locator("#run-state")).to_contain_text("A rota was found", timeout=90_000)
    page.get_by_role("link", name="Look at the draft").click()
    expect(page.locator(chip(stage.nord, "Mon"))).to_contain_text("Amélie")
    assert "Amélie" in stage.nord.holders("Mon", "draft")


def test_a_clash_names_its_rules_and_a_way_out_makes_a_draft(
    stage: Stage, children: Children
) -> None:
    lock_hugo_into_two_days_that_clash(stage)
    page = stage.page()
    page.goto(DRAFT)
    make(page, "Solve again")
    with solving(stage, Hurried(children)):
        banner = page.locator(".banner")
        expect(banner).to_contain_text("No rota satisfies every rule", timeout=90_000)
    expect(banner).to_contain_text("Hugo")
    expect(page.locator(".boardcard.muted table.board")).to_contain_text("Hugo")
    expect(page.locator("table.board [data-slot]")).to_have_count(0)  # it is to be read alone
    assert in_both_colours(page) == []
    page.get_by_role("button", name="Try this").first.click()
    with solving(stage, Hurried(children)):
        expect(page.locator("#run-state")).to_contain_text("A rota was found", timeout=90_000)
    page.get_by_role("link", name="Look at the draft").click()
    expect(page.locator(".kpis")).to_contain_text("Hard rules broken")
    assert stage.nord.home.get(f"/v1/teams/nord/rotas/{WEEK}?version=published")["version"] == 1


def lock_hugo_into_two_days_that_clash(stage: Stage) -> None:
    """Ask for a day of rest between shifts and lock one person into two days in a row."""
    home = stage.nord.home
    stage.nord.rules(minimum_rest={"rest_minutes": 1440})
    hugo = Seat(1, UUID(stage.nord.id("Hugo")), locked=True)
    with home.writing() as session:
        team = teams.find(session, "nord")
        empty, _ = build.shifts_of(session, team, [Week.parse(WEEK)])
        locked = (each.seated(hugo) if each.day.weekday() in {4, 5} else each for each in empty)
        drafts.replace(session, team.id, WEEK, shifts_in_order(locked), home.clock.now)
