"""What single answers cost: processor time of the serving process and SQL statements, warm."""

from collections.abc import Callable
from itertools import cycle
from statistics import median
from typing import Any

from benchmarks.against import process_tree
from benchmarks.against.builds import Build
from benchmarks.against.live_service import COUNTED, TEAM, Service, planned
from benchmarks.against.processes import fresh

_WARM, _TIMES = 4, 30
Cost = tuple[float, float]
"""Milliseconds of the serving process, and statements."""


def costs(build: Build) -> dict[str, float]:
    """Return what a look at a rota, an edit of a draft and the taking of a swap cost."""
    with fresh(build, *COUNTED) as service:
        rota = f"{TEAM}/rotas/{planned(service)}"
        found = {"edit": _edits(service, rota)}
        service.ask("POST", f"{rota}/publish", {})
        found["rota"] = _cost(service, lambda: service.ask("GET", rota))
        found["take"] = _takes(service, rota)
        found["bare"] = _cost(service, lambda: service.ask("GET", "/benchmark/bare"))
    return {
        **{f"{name}, ms of CPU": cpu for name, (cpu, _) in found.items()},
        **{f"{name}, statements": sent for name, (_, sent) in found.items() if name != "bare"},
    }


def _cost(
    service: Service, ask: Callable[[], object], between: Callable[[], object] = lambda: None
) -> Cost:
    """Return the median cost of a request; ``between`` is asked before each and costs nothing."""
    found = []
    for _ in range(_WARM + _TIMES):
        between()
        before, cpu = _statements(service), process_tree.own_cpu_seconds(service.pid)
        ask()
        spent = process_tree.own_cpu_seconds(service.pid) - cpu
        found.append((1000 * spent, _statements(service) - before))
    return median(cpu for cpu, _ in found[_WARM:]), median(sent for _, sent in found[_WARM:])


def _statements(service: Service) -> int:
    return int(service.ask("GET", "/benchmark/statements")["statements"])


def _edits(service: Service, rota: str) -> Cost:
    """Give a place of the draft to one member after the other."""
    tag, draft = service.answer("GET", f"{rota}?version=draft")
    people = cycle([each["id"] for each in service.ask("GET", f"{TEAM}/members")["items"]])
    seat = draft["shifts"][0]["slots"][0]
    path, last = f"{rota}/draft/slots/{seat['id']}", [tag]

    def give(member: str | None) -> None:
        body = {"member": member, "locked": False}
        last[0], _ = service.answer("PATCH", path, body, If_Match=last[0])

    found = _cost(service, lambda: give(next(people)))
    give(seat["member"] and seat["member"]["id"])  # as it was planned: it will be published
    return found


def _takes(service: Service, rota: str) -> Cost:
    """Let a place go to and fro between two members who may both have it."""
    slot, pair = _exchangeable(service, rota)
    takers, offered = cycle(pair), [""]

    def offer() -> None:
        offered[0] = service.ask("POST", f"{TEAM}/swaps", {"slot": slot})["id"]

    def take() -> None:
        service.ask("POST", f"/v1/swaps/{offered[0]}/take", {"member": next(takers)})

    return _cost(service, take, between=offer)


def _exchangeable(service: Service, rota: str) -> tuple[str, tuple[str, str]]:
    """Pass on a place to whoever may have it; return it, its holder before and its holder now."""
    people = [each["id"] for each in service.ask("GET", f"{TEAM}/members")["items"]]
    seats: list[dict[str, Any]] = [  # Any: JSON
        seat
        for shift in service.ask("GET", rota)["shifts"]
        for seat in shift["slots"]
        if seat["member"]
    ]
    for seat in seats:
        holder = seat["member"]["id"]
        swap = service.ask("POST", f"{TEAM}/swaps", {"slot": seat["id"]})["id"]
        for each in people:
            try:
                service.ask("POST", f"/v1/swaps/{swap}/take", {"member": each})
            except RuntimeError:
                continue  # this one may not
            return seat["id"], (holder, each)
    raise RuntimeError("nobody may take any place")
