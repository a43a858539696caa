"""What a subscriber of a calendar sees of a life: nothing vanishes without a word."""

import hashlib
import re
from dataclasses import dataclass, field

from fastapi.testclient import TestClient

from support.organisation import TestOrganisation


@dataclass
class Subscriber:
    """Reads a feed again and again, and compares each time with what was there before."""

    home: TestOrganisation
    path: str
    tag: str = ""
    body: bytes = b""
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)
    changes: int = 0

    @classmethod
    def of(cls, home: TestOrganisation, whose: str) -> "Subscriber":
        """Subscribe to the duties of a team or a member, by its address."""
        url = home.post(f"{whose}/feeds")["url"]
        return cls(home, url[url.index("/ical/") :])

    def read(self) -> None:
        """Read it; UIDs stay, SEQUENCE rises with each change, ETag changes only with the body."""
        client = TestClient(self.home.app)
        answer = client.get(self.path)
        assert answer.status_code == 200, answer.text
        tag, body = answer.headers["etag"], answer.content
        assert (tag == self.tag) == (body == self.body)
        assert tag == f'"{hashlib.sha256(body).hexdigest()}"'
        again = client.get(self.path, headers={"If-None-Match": self.tag or '"none"'})
        assert again.status_code == (304 if tag == self.tag else 200)
        self._compare(events(body))
        self.changes += tag != self.tag
        self.tag, self.body = tag, body

    def _compare(self, now: dict[str, tuple[int, str]]) -> None:
        assert set(self.seen) <= set(now), "an event has vanished without a word"
        for uid, (sequence, text) in self.seen.items():
            assert now[uid][0] >= sequence, "SEQUENCE has fallen"
            assert now[uid][0] > sequence or now[uid][1] == text, "a change without SEQUENCE"
        self.seen = now


def events(body: bytes) -> dict[str, tuple[int, str]]:
    """Return SEQUENCE and text of each event by its UID."""
    whole = body.decode().replace("\r\n ", "")
    found = {}
    for text in re.findall("BEGIN:VEVENT\r\n(.*?)END:VEVENT", whole, re.DOTALL):
        (uid,) = re.findall("^UID:(.*)\r$", text, re.MULTILINE)
        (sequence,) = re.findall("^SEQUENCE:(.*)\r$", text, re.MULTILINE)
        assert uid not in found, "two events of one UID"
        found[uid] = int(sequence), text
    return found
