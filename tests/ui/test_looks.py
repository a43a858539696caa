"""Every page in a browser: nothing overflows, nothing is inaccessible, in both colours."""

from typing import Any

import pytest
from playwright.sync_api import Dialog, Page

from support.board_pages import BASE, DRAFT, WIDE, chip, in_both_colours
from support.planned_team import WEEK
from ui.conftest import Stage

pytestmark = pytest.mark.ui
HOSTILE = "<img src=x onerror=alert(1)> אבג 🦊 " + "Wolfeschlegelsteinhausenbergerdorff" * 3
PAGES = (
    "/",
    BASE,
    DRAFT,
    f"{BASE}/v/1",
    f"{BASE}/publish",
    f"{BASE}/versions",
    f"{BASE}/changes",
    f"{BASE}/rules",
    f"{BASE}/print",
    f"{BASE}/hours",
    f"{BASE}/links",
    "/t/nord/w/2026-W51",
    "/t/nord/w/2026-W40",
    "/t/nord/swaps",
    "/me/shifts",
    "/me/calendar",
    "/me/availability",
    "/me/availability/usual",
    "/t/nord/insights/coverage",
    "/t/nord/insights/replies",
    "/t/nord/insights/fairness",
    "/t/nord/insights/forecast",
    "/t/nord/insights/hours",
    "/t/nord/insights/pay?month=2026-12",
    "/t/nord/people",
    "/t/nord/set-up",
    "/t/nord/set-up/channels",
    "/t/nord/set-up/channels/whatsapp",
    "/t/nord/set-up/shifts",
    "/t/nord/set-up/rules",
    "/t/nord/set-up/rules/minimum-rest",
    "/t/nord/set-up/closures",
    "/t/nord/set-up/day-plans",
    "/t/nord/set-up/messages",
    "/t/nord/set-up/roles",
    "/t/nord/set-up/roles/sheet",
    "/t/nord/set-up/pay",
    "/t/nord/set-up/notices",
    "/t/nord/set-up/access",
    "/settings",
    "/start",
    "/sign-in",
    "/t/nord/w/2026-W99",
    "/nothing/here",
)


def every(stage: Stage) -> list[str]:
    """Return the addresses of every page, those of things with ids too."""
    giver, swap = stage.nord.as_("Chloé"), {"slot": stage.nord.slot("Tue")}
    made = giver.post("/v1/teams/nord/swaps", json=swap).json()["id"]
    place = f"{BASE}/a/{stage.nord.slot('Mon')}"
    hugo = f"/t/nord/people/{stage.nord.id('Hugo')}"
    shift = f"/t/nord/set-up/shifts/{stage.nord.patterns['Evening']}"
    return [*PAGES, place, f"{place}?of=draft", f"/t/nord/swaps/{made}", hugo, shift]


def change_the_draft(stage: Stage) -> None:
    """Change the draft: somebody else, a place open, a place locked."""
    nord = stage.nord
    edits: dict[str, dict[str, Any]] = {
        "Mon": {"member": nord.id("Hugo")},
        "Wed": {"member": None},
        "Thu": {"locked": True},
    }
    rota = f"/v1/teams/nord/rotas/{WEEK}"
    for day, body in edits.items():
        tag = nord.home.http.get(f"{rota}?version=draft").headers["etag"]
        path = f"{rota}/draft/slots/{nord.slot(day)}"
        answer = nord.home.http.patch(path, json=body, headers={"If-Match": tag})
        assert answer.is_success, answer.text


def test_axe_finds_nothing_on_any_page_wide_or_narrow_light_or_dark(stage: Stage) -> None:
    page, found = stage.page(), {}
    for path in every(stage):
        page.goto(path)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if told := in_both_colours(page):
                found[path, width] = told
    assert found == {}


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_nothing_scrolls_sideways_at_any_width(stage: Stage, language: str) -> None:
    page = stage.page(locale=language)
    found = [each for path in every(stage) for each in sideways(page, path)]
    assert found == []


def sideways(page: Page, path: str) -> list[tuple[str, int, int]]:
    """Return at which widths a page scrolls sideways, and how far."""
    page.goto(path)
    found = []
    for width in (1440, 900, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        if (more := page.evaluate(WIDE)) > 0:
            found.append((path, width, more))
    return found


def test_nothing_scrolls_sideways_at_twice_the_size_of_text(stage: Stage) -> None:
    # A window of 1440 × 900 at 200 % is laid out as one of half its size.
    page = stage.page(viewport={"width": 720, "height": 450}, device_scale_factor=2)
    found = [path for path in PAGES if page.goto(path) and page.evaluate(WIDE) > 0]
    assert found == []


def test_axe_finds_nothing_in_a_draft_with_changes(stage: Stage) -> None:
    change_the_draft(stage)
    page = stage.page()
    for path in (DRAFT, f"{BASE}/publish", f"{BASE}/changes"):
        page.goto(path)
        assert in_both_colours(page) == [], path
    page.goto(DRAFT)
    page.locator(chip(stage.nord, "Tue")).click()
    page.wait_for_selector("dialog[open]")
    assert in_both_colours(page) == []


def test_names_that_are_hostile_are_shown_as_text_and_keep_their_place(stage: Stage) -> None:
    home, pattern = stage.nord.home, stage.nord.patterns["Evening"]
    home.patch(f"/v1/members/{stage.nord.id('Amélie')}", name=HOSTILE)
    home.patch(f"/v1/teams/nord/shift-patterns/{pattern}", name=HOSTILE[:100])
    home.patch("/v1/teams/nord", name=HOSTILE)
    page = stage.page()
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    found = [each for path in every(stage) for each in sideways(page, path)]
    assert (found, dialogs) == ([], [])
    page.goto(BASE)
    assert page.locator("img").count() == 0
    assert in_both_colours(page) == []


def test_colours_that_the_system_forces_leave_an_edge_around_every_shift(stage: Stage) -> None:
    page = stage.page(forced_colors="active")
    page.goto(BASE)
    width = "getComputedStyle(document.querySelector('a.chip')).borderTopWidth"
    assert page.evaluate(width) == "1px"
    assert in_both_colours(page) == []


def test_nothing_moves_for_who_wants_no_motion(stage: Stage) -> None:
    page = stage.page(reduced_motion="reduce")
    page.goto(BASE)
    moves = """[...document.querySelectorAll('*')].filter((each) => {
        const style = getComputedStyle(each);
        return style.transitionDuration !== '0s' || style.animationName !== 'none';
    }).length"""
    assert page.evaluate(moves) == 0


def test_every_file_comes_from_here(stage: Stage) -> None:
    page, asked = stage.page(), []
    page.on("request", lambda each: asked.append(each.url))
    page.goto(DRAFT)
    page.wait_for_load_state("networkidle")
    sent = [each for each in asked if not each.startswith("data:")]
    assert [each for each in sent if not each.startswith(stage.url)] == []
    assert len([each for each in sent if "/rev" not in each]) <= 6


def test_the_page_does_not_shift_while_it_loads(stage: Stage) -> None:
    page = stage.page()
    page.add_init_script(
        "window.shifted = 0; new PerformanceObserver((list) => { for (const each of"
        " list.getEntries()) window.shifted += each.value; })"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    for path in (BASE, DRAFT, "/me/shifts"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.shifted") <= 0.02, path
