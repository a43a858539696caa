"""A real browser before a real server: Debian's Chromium, a seeded team, a clock that stands."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api.app import create_app
from api.board.pages import sign_in
from api.middleware import Limiter
from api.settings import Settings
from rotation.account.access import Access
from support import databases
from support.organisation import SetClock, TestOrganisation
from support.published_week import PublishedWeek
from support.web_pages import link

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Arguments of a browser that asks nobody but the server of the test."""
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
# A busy machine takes its time: only what never comes fails a test.
expect.set_options(timeout=30_000)


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
        if who is not None:
            access = Access.MANAGER if who == "Amélie" else Access.MEMBER
            # The answer alone signs in: its page is not needed.
            path = link(self.nord.home, access, self.nord.id(who))
            made.request.get(path, max_redirects=0)
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
        pytest.fail(f"no Chromium at {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield made
        made.close()


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, str]]:
    """The application of this worker, served, with its address; each test founds what it needs."""
    url = databases.sqlite_file(tmp_path_factory.mktemp("ui"))
    app = create_app(Settings(database_url=url), SetClock(NOW))
    with served(app) as address:
        yield app, address


@pytest.fixture
def stage(
    chromium: Browser,
    web: tuple[FastAPI, str],
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Stage]:
    """A team of its own with a published week; errors of browsers fail the test."""
    app, address = web
    monkeypatch.setattr(sign_in, "LIMIT", Limiter(1000))
    with TestOrganisation.founded(app, clock) as home:
        made = Stage(PublishedWeek.of_nord(home), address, chromium)
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
