"""Takes pictures of every page into ``screenshots/``, a folder that git ignores.

``python -m scripts.screenshots [PART …]`` seeds the demo's team, serves it and takes each page at
four widths, in both colours and three languages; with parts of names only those. It needs Debian's
Chromium and Playwright.
"""

import contextlib
import itertools
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import uvicorn
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright

from api.app import create_app
from api.cli import sign_in
from api.cli.demo import run as demo
from api.queue.children import Children
from api.settings import Settings
from api.telemetry import configure_logs
from api.unit_of_work import DatabaseUnitOfWork
from rotation import schema
from rotation.clock import Clock
from rotation.database import Database
from rotation.timespan import Week
from scripts import screenshots_set_up as set_up
from scripts.screenshots_pages import OPENED, SEEN_BY, SENT
from scripts.screenshots_states import Maker, States, TurnedClock

CHROMIUM, FOLDER = Path("/usr/bin/chromium"), Path("screenshots")
WIDTHS, COLOURS, LANGUAGES = (1440, 900, 390, 320), ("light", "dark"), ("en", "fr", "nl")
PHONE = 720
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
AT = datetime(2026, 12, 2, 19, 40, tzinfo=UTC)
"""When the pictures are taken: a Wednesday evening in Brussels, with people on duty."""
Kind = tuple[int, str, str]


@dataclass(frozen=True)
class Scene:
    """What pictures are taken of: addresses by visitor and name, and links that sign in."""

    browser: Browser
    addresses: dict[str, dict[str, str]]
    links: dict[str, list[str]]
    parts: list[str]

    def pictures(self, kind: Kind) -> int:
        """Take every picture of a width, a colour and a language; return how many."""
        return sum(self._of(visitor, kind) for visitor in SEEN_BY)

    def _of(self, visitor: str, kind: Kind) -> int:
        width, colours, language = kind
        tail = f"-{'-'.join(map(str, kind))}.png"
        names = [*self.addresses[visitor], *((*OPENED, *SENT) if visitor == "planner" else ())]
        wanted = {name for name in names if _wanted(self.parts, f"{name}{tail}")}
        if not wanted:
            return 0
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if colours == "dark" else "light",
            locale=language,
            reduced_motion="reduce",
        )
        page, count = context.new_page(), 0
        if visitor in self.links:
            page.goto(self.links[visitor].pop(), wait_until="commit")
        for name, address in self.addresses[visitor].items():
            if name in wanted:
                page.goto(address)
                page.screenshot(path=FOLDER / f"{name}{tail}", full_page=True)
                count += 1
        if visitor == "planner":
            count += self._sent(page, wanted, tail)
            count += self._opened(page, wanted, tail) if width > PHONE else 0
        context.close()
        return count

    def _sent(self, page: Page, wanted: set[str], tail: str) -> int:
        """Take what forms answer."""
        count = 0
        for name, sent in SENT.items():
            if name in wanted:
                page.goto(self.addresses["sent"][name])
                for where, value in sent.typed.items():
                    page.locator(where).first.evaluate("(e, value) => { e.value = value; }", value)
                if sent.file:
                    name_of_file, text = sent.file
                    file = FilePayload(name=name_of_file, mimeType="text/csv", buffer=text.encode())
                    page.locator("[type=file]").set_input_files(file)
                page.locator(sent.button).first.click()
                page.wait_for_load_state()
                page.screenshot(path=FOLDER / f"{name}{tail}", full_page=True)
                count += 1
        return count

    def _opened(self, page: Page, wanted: set[str], tail: str) -> int:
        """Take the sheet of a shift and the list of keys as they open over the board."""
        count = 0
        for name, key in OPENED.items():
            if name in wanted:
                page.goto(self.addresses["planner"]["draft"])
                page.locator("table.board a.chip").nth(2).focus()
                page.keyboard.press(key)
                page.wait_for_selector("dialog[open]")
                page.screenshot(path=FOLDER / f"{name}{tail}")
                count += 1
        return count


def main() -> None:
    """Seed, serve, and take every picture."""
    with tempfile.TemporaryDirectory(prefix="rotation-pictures-") as folder:
        url = f"sqlite:///{Path(folder) / 'demo.db'}"
        configure_logs("warning")
        settings = Settings(database_url=url, base_url=f"http://127.0.0.1:{_free_port()}")
        schema.migrate(url)
        database, clock = Database(url), TurnedClock()
        clock.turn_to(AT)
        work = DatabaseUnitOfWork(database, clock)
        with redirect_stdout(sys.stderr):
            _, organisation = demo.make(settings, work)
        planner = replace(work.service(organisation), name="Amélie Laurent")
        states = Maker(settings, work, planner, clock).make()
        links = _links(settings, work, organisation)
        database.close()
        with _served(settings, clock), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
            scene = Scene(browser, _addresses(settings, states), links, sys.argv[1:])
            kinds = itertools.product(WIDTHS, COLOURS, LANGUAGES)
            taken = sum(scene.pictures(kind) for kind in kinds)
            browser.close()
    print(f"{taken} pictures in {FOLDER}/")


def _links(
    settings: Settings, work: DatabaseUnitOfWork, organisation: UUID
) -> dict[str, list[str]]:
    """Return links that sign in, by visitor, one for each kind of picture."""
    beginner, _ = work.found("A new service", work.clock())
    set_up.begin(work, work.service(beginner))
    who = {
        "planner": (organisation, "Amélie Laurent", True),
        "member": (organisation, "Bram de Wit", False),
        "owner": (organisation, "owner", False),
        "beginner": (beginner, "owner", False),
    }
    return {
        visitor: [
            sign_in.link(settings, work, work.service(home), name, plans=plans)
            for _ in range(len(WIDTHS) * len(COLOURS) * len(LANGUAGES))
        ]
        for visitor, (home, name, plans) in who.items()
    }


def _addresses(settings: Settings, states: States) -> dict[str, dict[str, str]]:
    """Return, by visitor and name, the whole address of every page."""
    week = Week.of(AT.date()).plus(1)
    ahead = {"this": -1, "before": -2, "long_before": -8, "week": 0, "clashing": 1, "later": 2}
    ahead |= {"running_week": 4}
    told = {name: str(week.plus(by)) for name, by in ahead.items()} | asdict(states)
    paths = SEEN_BY | {"sent": {name: each.path for name, each in SENT.items()}}
    return {
        visitor: {name: settings.base_url + path.format(**told) for name, path in pages.items()}
        for visitor, pages in paths.items()
    }


def _wanted(parts: list[str], name: str) -> bool:
    """Tell whether a picture is asked for."""
    return not parts or any(part in name for part in parts)


@contextlib.contextmanager
def _served(settings: Settings, clock: Clock) -> Iterator[None]:
    port = int(settings.base_url.rsplit(":", 1)[1])
    app = create_app(settings, clock)
    children = app.state.children = Children(settings.solver_processes, settings.solver_memory_mb)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield
    server.should_exit = True
    thread.join(timeout=20)
    children.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


if __name__ == "__main__":
    main()
