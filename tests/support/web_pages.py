"""Browsers of a test: signed in by a one-time link, sending forms as our own pages do."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from typing import Any
from uuid import UUID

from fastapi.testclient import TestClient

from rotation.account import sign_ins
from rotation.account.access import Access
from rotation.account.sign_ins import Invitation
from support.organisation import TestOrganisation

_NETWORKS = count(1)
VOID = {"input", "meta", "link", "br", "col", "img", "hr", "path", "rect", "circle", "use"}
NEVER_IN_P = {
    "div",
    "form",
    "p",
    "ul",
    "ol",
    "table",
    "section",
    "h1",
    "h2",
    "h3",
    "dl",
    "fieldset",
}


def link(home: TestOrganisation, access: Access, member: str | None = None, **more: Any) -> str:
    """Return the path of a sign-in link."""
    who = UUID(member) if member else None
    with home.writing() as session:
        invitation = Invitation("Somebody", access, who, asks_first=False, **more)
        return f"/sign-in/{sign_ins.invite(session, invitation, home.clock.now)}"


def browser(
    home: TestOrganisation, access: Access, member: str | None = None, **more: Any
) -> TestClient:
    """Return a browser that has signed in; each address may try only so many links."""
    address = f"10.{next(_NETWORKS) % 250}.{next(_NETWORKS) % 250}.7"
    made = TestClient(home.app, follow_redirects=False, client=(address, 50000))
    made.headers["Sec-Fetch-Site"] = "same-origin"
    assert made.get(link(home, access, member, **more)).status_code == 303
    return made


@dataclass
class Page(HTMLParser):
    """What a test looks at in a page: its ids, headings, forms, texts, and how tags nest."""

    ids: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    language: str = ""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin an empty page."""
        super().__init__()

    @classmethod
    def of(cls, text: str) -> "Page":
        """Return a page as it was read."""
        page = cls()
        page.feed(text)
        page.close()
        page.wrong += [f"never closed: {each}" for each in page._open]
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag with its id and fields."""
        told = dict(attrs)
        self.tags[tag] += 1
        if told.get("id"):
            self.ids[told["id"] or ""] += 1
        if told.get("data-rev"):
            self.fields["rev"] = told["data-rev"] or ""
        if tag == "html":
            self.language = told.get("lang") or ""
        if tag == "input" and told.get("type") == "hidden" and told.get("name"):
            self.fields[told["name"] or ""] = told.get("value") or ""
        if (
            tag in NEVER_IN_P
            and "p" in self._open[self._open.index("main") if "main" in self._open else 0 :]
        ):
            self.wrong.append(f"{tag} inside p")
        if "style" in told or any(name.startswith("on") for name in told):
            self.wrong.append(f"inline code at {tag}")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note the end of a tag."""
        if tag in VOID:
            return
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"ends out of order: {tag}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that ends at once."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if data.strip():
            self.texts.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        """Return all that stands on the page."""
        return " ".join(self.texts)
