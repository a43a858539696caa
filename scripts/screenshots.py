"""Takes pictures of every page into ``screenshots/``, a folder that git ignores.

``python -m scripts.screenshots [PART …]`` seeds the demo's team, serves it and takes each page at
four widths, in both colours and three languages; with parts of names only those. It needs Debian's
Chromium and Playwright.
"""

import contextlib
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from api.cli import sign_in
from api.cli.demo import run as demo
from api.cli.serve import app_of
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation import schema
from rotation.clock import system_clock
from rotation.database import Database
from rotation.timespan import Week

CHROMIUM, FOLDER = Path("/usr/bin/chromium"), Path("screenshots")
WIDTHS, COLOURS, LANGUAGES = (1440, 900, 390, 320), ("light", "dark"), ("en", "fr", "nl")
TEAM = "/t/nordlys-care"
PAGES = {
    "now": "/",
    "board": TEAM + "/w/{week}",
    "draft": TEAM + "/w/{week}/draft",
    "empty": TEAM + "/w/{later}",
    "publish": TEAM + "/w/{week}/publish",
    "rules-of-week": TEAM + "/w/{week}/rules",
    "print": TEAM + "/w/{week}/print",
    "versions": TEAM + "/w/{week}/versions",
    "swaps": TEAM + "/swaps",
    "shifts": "/me/shifts",
    "calendar": "/me/calendar",
    "availability": "/me/availability",
    "usual-week": "/me/availability/usual",
    "coverage": TEAM + "/insights/coverage",
    "replies": TEAM + "/insights/replies",
    "fairness": TEAM + "/insights/fairness",
    "people": TEAM + "/people",
    "set-up": TEAM + "/set-up",
    "channels": TEAM + "/set-up/channels",
    "patterns": TEAM + "/set-up/shifts",
    "rules": TEAM + "/set-up/rules",
    "closures": TEAM + "/set-up/closures",
    "messages": TEAM + "/set-up/messages",
    "settings": "/settings",
    "start": "/start",
    "not-found": "/t/none/now",
}


def main() -> None:
    """Seed, serve, and take every picture."""
    parts = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="rotation-pictures-") as folder:
        url = f"sqlite:///{Path(folder) / 'demo.db'}"
        settings = Settings(database_url=url, base_url=f"http://127.0.0.1:{_free_port()}")
        schema.migrate(url)
        database = Database(url)
        work = DatabaseUnitOfWork(database, system_clock)
        _, organisation = demo.make(settings, work)
        links = [
            sign_in.link(settings, work, work.service(organisation), "Amélie Laurent", plans=True)
            for _ in range(len(WIDTHS) * len(COLOURS) * len(LANGUAGES))
        ]
        database.close()
        with _served(settings), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            taken = sum(_series(browser, settings, links, parts))
            browser.close()
    print(f"{taken} pictures in {FOLDER}/")


def _series(browser: Browser, settings: Settings, links: list[str], parts: list[str]) -> list[int]:
    kinds = [(w, c, l) for w in WIDTHS for c in COLOURS for l in LANGUAGES]
    return [_pictures(browser, settings, (kind, links.pop()), parts) for kind in kinds]


def _pictures(
    browser: Browser, settings: Settings, as_: tuple[tuple[int, str, str], str], parts: list[str]
) -> int:
    (width, colours, language), link = as_
    week = Week.of(system_clock().date()).plus(1)
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if colours == "dark" else "light",
        locale=language,
    )
    page, count = context.new_page(), 0
    page.goto(link)
    for name, path in PAGES.items():
        file = f"{name}-{width}-{colours}-{language}.png"
        if parts and not any(each in file for each in parts):
            continue
        page.goto(settings.base_url + path.format(week=week, later=week.plus(2)))
        page.screenshot(path=FOLDER / file, full_page=True)
        count += 1
    context.close()
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
