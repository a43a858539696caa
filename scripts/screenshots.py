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
from dataclasses import asdict
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from api.cli import sign_in
from api.cli.demo import run as demo
from api.cli.serve import app_of
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation import schema
from rotation.clock import system_clock
from rotation.database import Database
from rotation.timespan import Week
from scripts import screenshots_states
from scripts.screenshots_states import States

CHROMIUM, FOLDER = Path("/usr/bin/chromium"), Path("screenshots")
WIDTHS, COLOURS, LANGUAGES = (1440, 900, 390, 320), ("light", "dark"), ("en", "fr", "nl")
TEAM, PHONE = "/t/nordlys-care", 720
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
PAGES = {
    "now": "/",
    "board": TEAM + "/w/{week}",
    "draft": TEAM + "/w/{week}/draft",
    "past-version": TEAM + "/w/{week}/v/1",
    "empty": TEAM + "/w/{later}",
    "over": TEAM + "/w/{before}",
    "whole-week": TEAM + "/w/{week}?whole=1",
    "changes": TEAM + "/w/{week}/changes",
    "place": TEAM + "/w/{week}/a/{slot}",
    "place-in-draft": TEAM + "/w/{week}/a/{slot}?of=draft",
    "open-place": TEAM + "/w/{week}/a/{open_slot}?of=draft",
    "run-waits": TEAM + "/w/{later2}/runs/{waiting}",
    "clash": TEAM + "/w/{later}/runs/{clash}",
    "draft-being-solved": TEAM + "/w/{later2}",
    "publish": TEAM + "/w/{week}/publish",
    "rules-of-week": TEAM + "/w/{week}/rules",
    "print": TEAM + "/w/{week}/print",
    "versions": TEAM + "/w/{week}/versions",
    "swaps": TEAM + "/swaps",
    "swap": TEAM + "/swaps/{swap}",
    "shifts": "/me/shifts",
    "calendar": "/me/calendar",
    "availability": "/me/availability",
    "usual-week": "/me/availability/usual",
    "coverage": TEAM + "/insights/coverage",
    "replies": TEAM + "/insights/replies",
    "fairness": TEAM + "/insights/fairness",
    "people": TEAM + "/people",
    "person": TEAM + "/people/{member}",
    "set-up": TEAM + "/set-up",
    "channels": TEAM + "/set-up/channels",
    "patterns": TEAM + "/set-up/shifts",
    "rules": TEAM + "/set-up/rules",
    "closures": TEAM + "/set-up/closures",
    "messages": TEAM + "/set-up/messages",
    "roles": TEAM + "/set-up/roles",
    "notices": TEAM + "/set-up/notices",
    "access": TEAM + "/set-up/access",
    "forecast": TEAM + "/insights/forecast",
    "hours": TEAM + "/w/{week}/hours",
    "settings": "/settings",
    "start": "/start",
    "sign-in": "/sign-in",
    "not-found": "/t/none/now",
}
"""The address of each page by the name of its picture."""
OPENED = {"sheet": "Enter", "keys": "?"}
"""What a key opens over the board, by the name of its picture."""


def main() -> None:
    """Seed, serve, and take every picture."""
    parts = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="rotation-pictures-") as folder:
        url = f"sqlite:///{Path(folder) / 'demo.db'}"
        settings = Settings(database_url=url, base_url=f"http://127.0.0.1:{_free_port()}")
        schema.migrate(url)
        database = Database(url)
        work = DatabaseUnitOfWork(database, system_clock)
        with redirect_stdout(sys.stderr):
            _, organisation = demo.make(settings, work)
        states = screenshots_states.make(settings, work, organisation, system_clock())
        links = [
            sign_in.link(settings, work, work.service(organisation), "Amélie Laurent", plans=True)
            for _ in range(len(WIDTHS) * len(COLOURS) * len(LANGUAGES))
        ]
        database.close()
        with _served(settings), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
            addresses = _addresses(settings, states)
            kinds = itertools.product(WIDTHS, COLOURS, LANGUAGES)
            taken = sum(
                _pictures(browser, addresses, (kind, links.pop()), parts)
                for kind in kinds
                if _wanted(parts, f"-{'-'.join(map(str, kind))}.png", [*PAGES, *OPENED])
            )
            browser.close()
    print(f"{taken} pictures in {FOLDER}/")


def _addresses(settings: Settings, states: States) -> dict[str, str]:
    """Return, by name, the whole address of every page."""
    week = Week.of(system_clock().date()).plus(1)
    weeks = {"week": week, "later": week.plus(2), "later2": week.plus(3), "before": week.plus(-8)}
    told = weeks | asdict(states)
    return {name: settings.base_url + path.format(**told) for name, path in PAGES.items()}


def _wanted(parts: list[str], tail: str, names: list[str]) -> bool:
    """Tell whether some picture with this tail is asked for."""
    return not parts or any(part in f"{name}{tail}" for part in parts for name in names)


def _pictures(
    browser: Browser,
    addresses: dict[str, str],
    as_: tuple[tuple[int, str, str], str],
    parts: list[str],
) -> int:
    (width, colours, language), link = as_
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if colours == "dark" else "light",
        locale=language,
        reduced_motion="reduce",
    )
    page, count, tail = context.new_page(), 0, f"-{width}-{colours}-{language}.png"
    page.goto(link, wait_until="commit")
    for name, address in addresses.items():
        if _wanted(parts, tail, [name]):
            page.goto(address)
            page.screenshot(path=FOLDER / f"{name}{tail}", full_page=True)
            count += 1
    count += _opened(page, addresses["draft"], tail, parts) if width > PHONE else 0
    context.close()
    return count


def _opened(page: Page, draft: str, tail: str, parts: list[str]) -> int:
    """Take the sheet of a shift and the list of keys as they open over the board."""
    count = 0
    for name, key in OPENED.items():
        if _wanted(parts, tail, [name]):
            page.goto(draft)
            page.locator("table.board a.chip").nth(2).focus()
            page.keyboard.press(key)
            page.wait_for_selector("dialog[open]")
            page.screenshot(path=FOLDER / f"{name}{tail}")
            count += 1
    return count


@contextlib.contextmanager
def _served(settings: Settings) -> Iterator[None]:
    port = int(settings.base_url.rsplit(":", 1)[1])
    app = app_of(settings, worker=False)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield
    server.should_exit = True
    thread.join(timeout=20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


if __name__ == "__main__":
    main()
