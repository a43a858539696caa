"""The first ten minutes: from an empty service to a published week, by clicking alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Browser, Locator, Page, expect

from support.live_server import Server

pytestmark = pytest.mark.ui
PEOPLE = [
    ("Amélie Laurent", 24, "fr en", "lead"),
    ("Bram de Wit", 24, "nl en", ""),
    ("Chloé Martin", 24, "fr nl", ""),
    ("Daan Visser", 24, "nl en", "lead"),
    ("Emma O'Brien", 20, "en nl", ""),
    ("Fatima El Idrissi", 20, "fr en", ""),
    ("Gijs Bakker", 24, "nl", ""),
    ("Hannah Smith", 20, "en", ""),
]


@dataclass
class Planner:
    """Somebody who plans for the first time: what they click, fill and choose is counted."""

    page: Page
    actions: int = 0

    def click(self, name: str, role: str = "button") -> None:
        """Click what has a name."""
        self._done()
        self.page.locator("main").get_by_role(role, name=name).first.click()  # type: ignore[arg-type]  # a role's name

    def fill(self, label: str, text: str) -> None:
        """Fill in a field."""
        self._done()
        self.page.get_by_label(label).first.fill(text)

    def choose(self, label: str, value: str) -> None:
        """Choose one of a list."""
        self._done()
        self.page.get_by_label(label).first.select_option(value)

    def tick(self, label: str) -> None:
        """Tick a box."""
        self._done()
        self.page.get_by_label(label).first.check()

    def upload(self, label: str, path: Path) -> None:
        """Choose a file."""
        self._done()
        self.page.get_by_label(label).first.set_input_files(path)

    def said(self) -> Locator:
        """Return what the page says of what was done last."""
        return self.page.locator("#said")

    def _done(self) -> None:
        self.actions += 1


@pytest.fixture
def planner(chromium: Browser, tmp_path: Path) -> Iterator[Planner]:
    """A planner before an empty service, and errors of the browser fail the test."""
    server = Server.fresh(f"sqlite:///{tmp_path}/rotation.db", tmp_path)
    server.start()
    link = server.command("sign-in", "owner").stdout.decode().split()[-1]
    errors: list[str] = []
    page = chromium.new_page(
        base_url=f"http://127.0.0.1:{server.port}",
        locale="en-GB",
        viewport={"width": 1440, "height": 900},
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda each: errors.append(each.text) if each.type == "error" else None)
    page.goto("/sign-in" + link.split("/sign-in", 1)[1])
    yield Planner(page)
    page.close()
    server.stop()
    assert errors == []


def make_team(planner: Planner) -> None:
    """Give the team its name and its country."""
    expect(planner.page.locator("h1")).to_have_text("Welcome")
    planner.fill("Name of the team", "Webcare")
    planner.choose("Country", "BE")
    planner.click("Make the team")
    expect(planner.page.get_by_label("Time zone")).to_have_value("Europe/Brussels")
    expect(planner.page.get_by_label("Labour law")).to_have_value("be")


def choose_channels(planner: Planner) -> None:
    """Take two channels with their usual targets and hours."""
    planner.click("Choose channels", "link")
    planner.tick("WhatsApp")
    planner.tick("Instagram")
    planner.page.locator("#n-whatsapp").fill("150")
    planner.page.locator("#n-instagram").fill("80")
    planner.actions += 2
    planner.click("Add channels")
    expect(planner.said()).to_contain_text("The channels are there.")


def plan_and_publish(planner: Planner) -> None:
    """Make the rota of next week and publish it."""
    planner.click("Look at shifts", "link")
    planner.click("Add these")
    expect(planner.said()).to_contain_text("shifts are added.")
    planner.click("Make the rota", "link")
    planner.click("Make the rota")
    draft = planner.page.get_by_role("link", name="Look at the draft")
    expect(draft).to_be_visible(timeout=400_000)
    planner.click("Look at the draft", "link")
    planner.click("Publish version 1", "link")
    gaps = planner.page.get_by_label("Publish although")
    if gaps.count():
        planner.tick("Publish although")
    planner.click("Publish version 1")
    expect(planner.said()).to_contain_text("Version 1 is published.")
    expect(planner.page.locator(".pill")).to_contain_text("Version 1, published")


def test_from_an_empty_service_to_a_published_week_by_clicking_alone(planner: Planner) -> None:
    make_team(planner)
    planner.click("Add people", "link")
    for name, hours, languages, lead in PEOPLE:
        planner.fill("One line a person", f"{name}; {hours}; {languages}; {lead}")
        planner.click("Look at it first")
        planner.click("Add 1 person")
        expect(planner.said()).to_contain_text("1 person is added.")
    choose_channels(planner)
    plan_and_publish(planner)
    assert planner.actions <= 60


def test_with_a_spreadsheet_it_takes_half_as_long(planner: Planner, tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([("Name", "Hours", "Languages", "Lead"), *PEOPLE]):
            sheet.write_row(at, 0, row)
    make_team(planner)
    planner.click("Add people", "link")
    planner.upload("Or a spreadsheet", file)
    planner.click("Look at it first")
    expect(planner.page.locator("main")).to_contain_text("Every line can be read.")
    planner.click("Add 8 people")
    choose_channels(planner)
    plan_and_publish(planner)
    assert planner.actions <= 25
