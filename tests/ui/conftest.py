"""A real browser before a real server: Debian's Chromium, a seeded team, a clock that stands."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from api.app import create_app
from api.settings import Settings
from rotation.account.access import Access
from support import databases
from support.organisation import SetClock, TestOrganisation
from support.published_week import PublishedWeek
from support.web_pages import link

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js"


@dataclass
class Stage:
    """A served organisation with a published week, and browsers that look at it."""

    nord: PublishedWeek
    url: str
    browser: Browser
    errors: list[str] = field(default_factory=list)

    def context(self, who: str | None = "Amélie", **options: Any) -> BrowserContext:
        """Return a browser that somebody has signed in to; Amélie plans, the others do not."""
        given = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB", **options}
        made = self.browser.new_context(base_url=self.url, **given)
        access = Access.MANAGER if who == "Amélie" else Access.MEMBER
        page = made.new_page()
        page.goto(link(self.nord.home, access, self.nord.id(who) if who else None))
        page.close()
        return made

    def page(self, who: str = "Amélie", **options: Any) -> Page:
        """Return a page of a browser of its own; what goes wrong in it is kept."""
        return self.watched(self.context(who, **options).new_page())

    def watched(self, page: Page) -> Page:
        """Keep every error of the console, of scripts and of the policy."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def _console(self, message: Any) -> None:
        # A refused form is answered by 409 or 422, which browsers tell in the console.
        if message.type == "error" and "status of 4" not in message.text:
            self.errors.append(message.text)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser of this worker."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def stage(chromium: Browser, tmp_path: Path, clock: SetClock) -> Iterator[Stage]:
    """A team with a published week on a server of its own; errors of browsers fail the test."""
    url = databases.sqlite_file(tmp_path)
    app = create_app(Settings(database_url=url), clock)
    with TestOrganisation.founded(app, clock) as home:
        nord = PublishedWeek.of_nord(home)
        with served(app) as address:
            made = Stage(nord, address, chromium)
            yield made
            for context in chromium.contexts:
                context.close()
            assert made.errors == []


@contextlib.contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application in a thread; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < end, "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)
