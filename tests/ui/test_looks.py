"""Every page in a browser: nothing overflows, nothing is inaccessible, in both colours."""

from typing import Any

import pytest
from playwright.sync_api import Page

from support.planned_team import WEEK
from ui.conftest import AXE, Stage

pytestmark = pytest.mark.ui
PAGES = (
    "/",
    f"/t/nord/w/{WEEK}",
    f"/t/nord/w/{WEEK}/draft",
    f"/t/nord/w/{WEEK}/publish",
    f"/t/nord/w/{WEEK}/versions",
    f"/t/nord/w/{WEEK}/changes",
    f"/t/nord/w/{WEEK}/rules",
    f"/t/nord/w/{WEEK}/print",
    "/t/nord/w/2026-W51",
    "/t/nord/swaps",
    "/me/shifts",
    "/me/calendar",
    "/me/availability",
    "/me/availability/usual",
    "/t/nord/insights/coverage",
    "/t/nord/insights/replies",
    "/t/nord/insights/fairness",
    "/t/nord/people",
    "/t/nord/set-up",
    "/t/nord/set-up/channels",
    "/t/nord/set-up/shifts",
    "/t/nord/set-up/rules",
    "/t/nord/set-up/closures",
    "/t/nord/set-up/messages",
    "/settings",
    "/start",
    "/sign-in",
    "/t/nord/w/2026-W99",
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def violations(page: Page) -> list[Any]:
    """Return what axe finds on a page."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("async (rules) => (await axe.run(document, rules)).violations", RULES)
    return [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_on_any_page(stage: Stage, width: int, colours: str) -> None:
    page = stage.page(viewport={"width": width, "height": 900}, color_scheme=colours)
    found = {}
    for path in (*PAGES, f"/t/nord/w/{WEEK}/a/{stage.nord.slot('Mon')}?of=draft"):
        page.goto(path)
        if told := violations(page):
            found[path] = told
    assert found == {}


@pytest.mark.parametrize("language", ["en", "fr", "nl"])
def test_nothing_scrolls_sideways_at_any_width(stage: Stage, language: str) -> None:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    page, found = stage.page(locale=language), []
    for path in PAGES:
        page.goto(path)
        for width in (1440, 900, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if (more := page.evaluate(wide)) > 0:
                found.append((path, width, more))
    assert found == []


def test_nothing_scrolls_sideways_at_twice_the_size_of_text(stage: Stage) -> None:
    page = stage.page(viewport={"width": 720, "height": 450})
    page.goto(f"/t/nord/w/{WEEK}")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
