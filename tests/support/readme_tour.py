"""The calls of the README's tour, made to any build: what is sent, and what is answered.

It imports nothing of ours, so that an older build can be asked the same.
"""

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WEEK, MONDAY = "2026-W49", "2026-11-30"
NAMES = ("Amélie", "Bruno", "Chloé", "David", "Emma", "Farid", "Gaëlle", "Hugo")
HEADERS = ("content-type", "idempotency-replayed", "retry-after")
_ROTA = f"/v1/teams/nord/rotas/{WEEK}"
_EVENINGS = [{"weekday": day, "from": "17:00", "to": "22:00"} for day in range(1, 6)]
_DAYS = [{"weekday": day, "from": "10:00", "to": "22:00"} for day in (6, 7)]
Json = Any


@dataclass
class Tour:
    """A tour as it goes on: ``http`` is a client with an owner key, ``answers`` what was heard."""

    http: Any  # a client of whichever build
    work_off: Callable[[], None]
    answers: dict[str, Json] = field(default_factory=dict)

    def call(self, name: str, method: str, path: str, body: Json = None, **headers: str) -> Json:
        """Send a request and keep its answer under a name; return what it says."""
        sent = {key.replace("_", "-"): value for key, value in headers.items()}
        given: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
        found = self.http.request(method, path, headers=sent, **(given if body is not None else {}))
        is_json = "json" in found.headers.get("content-type", "")
        said = found.json() if is_json else found.text.splitlines()
        told = {key: found.headers[key] for key in HEADERS if key in found.headers}
        self.answers[name] = {"status": found.status_code, "headers": told, "body": said}
        return said

    def tag(self, path: str) -> str:
        """Return the ETag of what is there."""
        return str(self.http.get(path).headers["etag"])


def log_of_messages() -> bytes:
    """Return a message log of six weeks: 2500 messages with replies."""
    chance, out = random.Random(1), io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("received_at", "channel", "replied_at", "conversation"))
    for number in range(2500):
        received = NOW - timedelta(minutes=chance.randrange(60, 6 * 7 * 24 * 60))
        replied = received + timedelta(minutes=round(chance.expovariate(1 / 20), 3))
        rows.writerow((received.isoformat(), "whatsapp", replied.isoformat(), number))
    return out.getvalue().encode()


def take(tour: Tour) -> dict[str, Json]:
    """Go through the tour and return every answer, by name, in order.

    Who is planned where is a matter of the solver; so the places are given by hand in the end.
    """
    _set_up(tour)
    _plan(tour)
    _give_places(tour)
    _publish(tour)
    _on_duty(tour)
    _refusals(tour)
    return tour.answers


def _set_up(tour: Tour) -> None:
    team = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}
    tour.call("team", "POST", "/v1/teams", team)
    channel = {
        "slug": "whatsapp",
        "kind": "whatsapp",
        "target": {"share": 0.8, "within_minutes": 15},
        "handling": {"mean_minutes": 4, "cv": 1},
        "windows": [*_EVENINGS, *_DAYS],
    }
    tour.call("channel", "POST", "/v1/teams/nord/channels", channel)
    evening = {"name": "Evening", "weekdays": list(range(1, 8)), "start": "17:00", "end": "22:00"}
    weekend = {"name": "Weekend", "weekdays": [6, 7], "start": "10:00", "end": "17:00"}
    both = {"channels": ["whatsapp"], "target": "auto", "maximum": 3}
    for each in (evening, weekend):
        tour.call(f"pattern {each['name']}", "POST", "/v1/teams/nord/shift-patterns", each | both)
    for name in NAMES:
        contract = {"hours_per_week": 15, "max_hours_per_week": 24}
        member = {"name": name, "channels": ["whatsapp"], "contract": contract}
        tour.call(f"member {name}", "POST", "/v1/teams/nord/members", member)
    people = tour.call("members", "GET", "/v1/teams/nord/members")["items"]
    away = {"start": f"{MONDAY}T00:00:00+01:00", "end": f"{MONDAY}T23:59:00+01:00", "kind": "leave"}
    tour.call("absence", "POST", f"/v1/members/{people[0]['id']}/absences", away)
    log = log_of_messages()
    csv_log = {"Content_Type": "text/csv"}
    tour.call("log", "POST", "/v1/teams/nord/messages", log, **csv_log)
    tour.call("log again", "POST", "/v1/teams/nord/messages", log, **csv_log)


def _plan(tour: Tour) -> None:
    run = tour.call("run asked for", "POST", "/v1/teams/nord/runs", {"week": WEEK})
    tour.work_off()
    tour.call("run", "GET", f"/v1/runs/{run['id']}")
    tour.call("draft", "GET", f"{_ROTA}?version=draft")


def _give_places(tour: Tour) -> None:
    people = [each["id"] for each in tour.answers["members"]["body"]["items"]]
    shifts = tour.answers["draft"]["body"]["shifts"]
    slot = shifts[0]["slots"][0]["id"]
    tour.call("candidates", "GET", f"/v1/slots/{slot}/candidates")
    places = [
        (place["id"], people[(1 + 2 * day + seat) % len(people)])
        for day, shift in enumerate(shifts)
        for seat, place in enumerate(shift["slots"])
    ]
    for place, _ in places:  # nobody is given a place in a shift they are in already
        _give(tour, "last place emptied", place, {"member": None, "locked": False})
    for place, member in places:
        _give(tour, "last place given", place, {"member": member, "locked": True})
    tour.call("edited draft", "GET", f"{_ROTA}?version=draft")


def _give(tour: Tour, name: str, slot: str, body: Json) -> None:
    tag = tour.tag(f"{_ROTA}?version=draft")
    tour.call(name, "PATCH", f"{_ROTA}/draft/slots/{slot}", body, If_Match=tag)


def _publish(tour: Tour) -> None:
    tour.call("published", "POST", f"{_ROTA}/publish")
    tour.call("rota", "GET", _ROTA)
    feed = tour.call("feed made", "POST", "/v1/teams/nord/feeds", {})
    path = "/ical/" + feed["url"].rpartition("/ical/")[2]
    tour.call("feed", "GET", path)
    seen = tour.tag(path)
    tour.call("feed known", "GET", path, If_None_Match=seen)


def _on_duty(tour: Tour) -> None:
    text = {"Accept": "text/plain"}
    for name, at in (("evening", f"{MONDAY}T18:00:00"), ("night", f"{MONDAY}T03:00:00")):
        path = f"/v1/teams/nord/on-duty?at={at}%2B01:00"
        tour.call(f"on duty, {name}", "GET", path)
        tour.call(f"on duty, {name}, said", "GET", path, **text)
        tour.call(f"on duty, {name}, dit", "GET", path, **text, Accept_Language="fr")


def _refusals(tour: Tour) -> None:
    tour.call("no key", "GET", "/v1/teams", Authorization="")
    tour.call("no such team", "GET", "/v1/teams/sud")
    tour.call("an old ETag", "PATCH", "/v1/teams/nord", {"name": "North"}, If_Match='"old"')
    wrong = {"name": "Ines", "timezone": "Mars/Base"}
    tour.call("no such zone", "POST", "/v1/teams/nord/members", wrong)
    for time in ("once", "twice"):
        closed = {"day": "2026-12-25", "name": "Christmas"}
        path, key = "/v1/teams/nord/closures", {"Idempotency_Key": "christmas"}
        tour.call(f"closed, {time}", "POST", path, closed, **key)
