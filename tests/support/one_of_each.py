"""One of each thing that an address can name, and a body that each route takes."""

import re
from typing import Any
from uuid import UUID

from fastapi.routing import APIRoute

from rotation.clock import new_id
from rotation.rota.case import rule_exceptions
from rotation.rota.planning import repeating_design, repeating_rotas
from rotation.rota.planning.repeating_design import RepeatingRotaDesign, Turn
from rotation.solver.entities import Allowance
from rotation.solver.outcome import Relaxation
from rotation.solver.repeating.rota import OFF, Block
from rotation.team import teams
from rotation.timespan import Week
from rotation.words import say
from support import all_routes as routing
from support.organisation import TestOrganisation
from support.planned_team import WEEK, Planner, named

SALE = {"name": "Sale", "first_day": "2026-12-01", "last_day": "2026-12-02", "factor": 2}
LATE_DAY = {"name": "Eve", "first_day": "2026-12-24", "last_day": "2026-12-24"}
CHAT = {"platform": "slack", "team": "nord", "secret": "s" * 32}
EVE = {"kind": "email", "address": "eve@example.org"}
DEVICE = {
    "endpoint": "https://192.0.43.10/push/eve",
    "keys": {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkN"
        "toIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
}
PATTERN = {"name": "Late", "weekdays": [1], "start": "17:00", "end": "21:00"}
BODIES: dict[str, Any] = {
    "POST /v1/teams/{team}/channels": {"slug": "x", "kind": "x"},
    "PATCH /v1/teams/{team}/channels/{channel}": {"name": "x"},
    "POST /v1/teams/{team}/closures": {"day": "2026-12-24", "name": "x"},
    "POST /v1/teams/{team}/special-days": {"day": "2026-12-24", "name": "x"},
    "POST /v1/teams/{team}/day-plans": LATE_DAY,
    "POST /v1/teams/{team}/day-plans/copies": {"from_year": 2026, "to_year": 2027},
    "POST /v1/teams/{team}/feeds": {},
    "POST /v1/members/{member}/feeds": {},
    "PUT /v1/members/{member}/availability": [],
    "POST /v1/members/{member}/absences": {
        "start": "2026-12-01T17:00:00Z",
        "end": "2026-12-01T18:00:00Z",
    },
    "POST /v1/members/{member}/wishes": {
        "start": "2026-12-01T17:00:00Z",
        "end": "2026-12-01T18:00:00Z",
        "kind": "prefer",
    },
    "POST /v1/chat-connections/{connection}/rotate": {"secret": "t" * 32},
    "POST /v1/chat-connections/{connection}/test": {"place": "C1"},
    "POST /v1/chat-connections/{connection}/links": {"user": "U1", "member": str(new_id())},
    "PUT /v1/members/{member}/busy-calendar": {"url": "https://192.0.43.10/eve.ics"},
    "POST /v1/members/{member}/contacts": EVE,
    "POST /v1/members/{member}/devices": DEVICE,
    "POST /v1/chat-connections/{connection}/channels": {
        "place": "C1",
        "events": ["gap.opened"],
    },
    "POST /v1/chat-connections/{connection}/groups": {"group": "S1"},
    "POST /v1/slots/{slot}/sick": {},
    "POST /v1/slots/{slot}/acknowledge": {},
    "POST /v1/slots/{slot}/hand-over-notes": {"text": "x"},
    "POST /v1/covers/{cover}/answer": {"answer": "yes", "member": str(new_id())},
    "POST /v1/teams/{team}/campaigns": {
        "name": "Sale",
        "first_day": "2026-12-01",
        "last_day": "2026-12-02",
        "factor": 2,
    },
    "PUT /v1/teams/{team}/notice-rules": {},
    "PUT /v1/teams/{team}/pay-terms": {},
    "PUT /v1/members/{member}/pay": {},
    "POST /v1/members/{member}/sick-days": {
        "first_day": "2026-12-01",
        "last_day": "2026-12-02",
    },
    "POST /v1/teams/{team}/strategies/compare": {
        "set_ups": [{"name": "x", "strategy": "active"}],
    },
    "POST /v1/teams/{team}/swaps": {"slot": str(new_id())},
    "POST /v1/swaps/{swap}/take": {},
    "POST /v1/swaps/{swap}/accept": {},
    "POST /v1/swaps/{swap}/decline": {},
    "POST /v1/swaps/{swap}/withdraw": {},
    "POST /v1/teams/{team}/staffing/predict": {},
    "POST /v1/teams/{team}/staffing/what-if": {},
    "POST /v1/teams/{team}/staffing/requirements": {},
    "POST /v1/teams/{team}/staffing/compare-closed": {},
    "POST /v1/teams/{team}/staffing/right-size": {},
    "POST /v1/teams/{team}/members": {"name": "Eve"},
    "PATCH /v1/members/{member}": {"name": "Eve"},
    "POST /v1/teams/{team}/messages": [],
    "POST /v1/teams/{team}/overrides": {
        "start": "2026-12-01T17:00:00Z",
        "end": "2026-12-01T18:00:00Z",
        "member": str(new_id()),
    },
    "POST /v1/teams/{team}/roles": {"slug": "x", "name": "X", "tasks": ["webcare"]},
    "PATCH /v1/teams/{team}/roles/{role}": {"name": "x"},
    "PATCH /v1/teams/{team}/rotas/{week}/draft/slots/{slot}": {"member": None},
    "POST /v1/teams/{team}/rotas/{week}/publish": {},
    "POST /v1/teams/{team}/rotas/{week}/revert": {"version": 1},
    "PUT /v1/teams/{team}/rules": {},
    "PUT /v1/teams/{team}/horizon": {},
    "POST /v1/teams/{team}/repeating-rotas": {
        "name": "x",
        "week": WEEK,
        "members": [str(new_id())],
        "shifts": [{"pattern": str(new_id())}],
    },
    "POST /v1/repeating-rotas/{repeating_rota}/roll-out": {"week": WEEK},
    "PUT /v1/teams/{team}/platform-rules": {"rules": []},
    "POST /v1/teams/{team}/runs": {"week": WEEK},
    "POST /v1/teams/{team}/shift-patterns": PATTERN,
    "PATCH /v1/teams/{team}/shift-patterns/{pattern}": {"name": "x"},
    "PATCH /v1/teams/{team}": {"name": "x"},
    "POST /v1/webhooks/{webhook}/test": {},
}
"""A body that each route would take; a route with a body and without a row here fails below."""
QUERIES = {
    "/v1/teams/{team}/replies": "?from=2026-11-01&to=2026-11-08",
    "/v1/teams/{team}/closures/effect": "?day=2026-12-01",
}
"""What a route cannot do without in its query."""


ROUTES = [
    (method, route.path, route)
    for route in routing.routes()
    if route.path.startswith("/v1/")
    for method in sorted(route.methods or ())
]


def link(home: TestOrganisation, connection: str, member: str) -> dict[str, Any]:
    """Link a user of a platform to a member."""
    return home.post(f"/v1/chat-connections/{connection}/links", user="U1", member=member)


def of_chat(home: TestOrganisation, connection: str, member: str) -> dict[str, Any]:
    """Make what belongs to a chat connection: a link, a channel that is told, a group."""
    channel = {"place": "C1", "events": ["gap.opened"]}
    told = home.post(f"/v1/chat-connections/{connection}/channels", **channel)
    group = home.post(f"/v1/chat-connections/{connection}/groups", group="S0")
    return {"chat_channel": told, "chat_group": group, "link": link(home, connection, member)}


def of_dates(home: TestOrganisation) -> dict[str, Any]:
    """Make what belongs to dates: a closed day, a special day, a day plan."""
    return {
        "closure": home.post("/v1/teams/nord/closures", day="2026-12-25", name="Xmas"),
        "special_day": home.post("/v1/teams/nord/special-days", day="2026-12-31", name="Eve"),
        "day_plan": home.post("/v1/teams/nord/day-plans", **LATE_DAY),
    }


def one_of_each(planner: Planner) -> dict[str, str]:
    """Make one of each thing that an address can name, all of one team; return their ids."""
    home = planner.home
    rota = planner.published(keep="none")
    tuesday = rota["shifts"][1]
    slot = tuesday["slots"][0]["id"]
    member = next(planner.people[name] for name in planner.people if name not in named(tuesday))
    span = {"start": "2026-12-01T17:00:00Z", "end": "2026-12-01T18:00:00Z"}
    away = {"start": "2027-01-01T17:00:00Z", "end": "2027-01-01T18:00:00Z"}
    made = {
        "absence": home.post(f"/v1/members/{member}/absences", **away),
        "wish": home.post(f"/v1/members/{member}/wishes", **away, kind="prefer"),
        "feed": home.post("/v1/teams/nord/feeds"),
        "key": home.post("/v1/keys", access="viewer"),
        "override": home.post("/v1/teams/nord/overrides", **span, member=member, slot=slot),
        "swap": home.post("/v1/teams/nord/swaps", slot=rota["shifts"][2]["slots"][0]["id"]),
        "cover": home.post(f"/v1/slots/{rota['shifts'][3]['slots'][0]['id']}/sick"),
        "note": home.post(f"/v1/slots/{slot}/hand-over-notes", text="Eve"),
        "connection": home.post("/v1/chat-connections", **CHAT, token="x" * 20),
        "run": {"id": home.get("/v1/teams/nord/runs")["items"][0]["id"]},
        "campaign": home.post("/v1/teams/nord/campaigns", **SALE),
        "webhook": home.post("/v1/webhooks", url="https://8.8.8.8/", events=["shift.changed"]),
        "contact": home.post(f"/v1/members/{member}/contacts", **EVE),
    }
    home.post(f"/v1/members/{member}/contacts/{made['contact']['id']}/test")
    made["notice"] = home.get("/v1/teams/nord/notices")["items"][0]
    made |= of_chat(home, made["connection"]["id"], member)
    made |= of_dates(home)
    return {
        **{name: each["id"] for name, each in made.items()},
        "team": home.get("/v1/teams/nord")["id"],
        "member": member,
        "slot": slot,
        "week": WEEK,
        "channel": "whatsapp",
        "role": "content-marketer",
        "pattern": planner.patterns["Evening"],
        **away_from_routes(home, planner.patterns["Evening"], member, made["run"]["id"]),
    }


def away_from_routes(home: TestOrganisation, pattern: str, member: str, run: str) -> dict[str, str]:
    """Return the ids of what only a solver could make: an exception, a repeating rota."""
    why, now = say("{slug} exists already.", slug="x"), home.clock.now
    allowance = Allowance("overlap", why.template, 0, (member,), (), None, 1)
    turn = Turn(UUID(pattern), Block(1, 7), (0,) * 7)
    sketched = RepeatingRotaDesign(
        "x", Week.parse(WEEK), (UUID(member),), (turn,), Block(1, 7), Block(1, 7)
    )
    with home.writing() as session:
        team, weeks = teams.find(session, "nord"), [Week.parse(WEEK)]
        rule_exceptions.allow(session, team.id, weeks, [Relaxation(why, allowance)], UUID(run), now)
        (exempt,) = rule_exceptions.listed(session, team.id, weeks)
        spec = repeating_design.design_question(session, team, sketched).wanted
        kept = repeating_rotas.keep(session, team, sketched, spec, (OFF,) * 7, now)
    return {"exception": str(exempt.id), "repeating_rota": str(kept.id), "number": "1"}


def filled(path: str, ids: dict[str, str]) -> str:
    """Return an address with an id for each name in it; without one the test has to grow."""
    return re.sub(r"{(\w+)}", lambda found: ids[found[1]], path) + QUERIES.get(path, "")


def right_of(route: APIRoute) -> Any:  # Any: a Right
    """Return the right a route declares."""
    declared = [getattr(each.dependency, "right", None) for each in route.dependencies]
    (right,) = [each for each in (*declared, getattr(route.endpoint, "right", None)) if each]
    return right
