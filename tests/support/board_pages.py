"""What tests of the board do in a browser: find chips and cells, drag, ask axe."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from support.planned_team import WEEK
from support.published_week import PublishedWeek

BASE = f"/t/nord/w/{WEEK}"
DRAFT = f"{BASE}/draft"
MONDAY, TUESDAY, THURSDAY = "2026-11-30", "2026-12-01", "2026-12-03"
FOCUSED = "document.activeElement.id"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""How many pixels a page scrolls sideways."""
AXE = Path(__file__).parents[1] / "ui" / "vendor" / "axe-core-4.14.1" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_RUN = """async (only) => {
    const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"]});
    return found.violations;
}"""


def chip(nord: PublishedWeek, day: str, seat: int = 1) -> str:
    """Return the selector of somebody's chip."""
    return f"#s{nord.slot(day, seat)}"


def cell(nord: PublishedWeek, day: str, name: str) -> str:
    """Return the selector of a person's cell on a day."""
    return f"td[data-day='{day}'][data-member='{nord.id(name)}']"


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


def violations(page: Page, only: str = "") -> list[Any]:
    """Return what axe finds on a page: by all of WCAG 2.2 A and AA, or by one rule alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(_RUN, [only] if only else LEVELS)
    return [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]


def in_both_colours(page: Page) -> list[Any]:
    """Return what axe finds in light colours, and what is too faint in dark ones."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")  # no colour on its way
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    return found + violations(page, "color-contrast")
