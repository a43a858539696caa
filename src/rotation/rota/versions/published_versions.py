"""Published versions: what is binding, and what was.

The latest version is read with the places that swaps have passed on since; a version asked for by
its number is what was published.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.errors import NotFound
from rotation.kept_reads import never_change
from rotation.rota.shifts import Shifts, Slot, all_slots, shifts_from_json
from rotation.rota.store import plans as store
from rotation.rota.store import swaps as swap_store
from rotation.rota.store.swaps import PassedPlace
from rotation.rota.versions.transfers import Transfer, applied
from rotation.timespan import DAY, Span, Week
from rotation.words import say


@dataclass(frozen=True)
class Version:
    """A published version without its shifts."""

    week: str
    number: int
    plan: UUID
    published_at: datetime
    published_by: str
    reason: str | None


@dataclass(frozen=True)
class PassedOver:
    """A place passed on in a published version, when, and by which swap."""

    version: int
    transfer: Transfer
    at: datetime
    swap: UUID


def published(session: Session, team_id: UUID, span: Span) -> list[Slot]:
    """Return the slots that have an instant in the span, from the latest version of each week."""
    found = latest(session, team_id, span)
    return [
        slot
        for shifts in found.values()
        for slot in all_slots(shifts)
        if slot.start < span.end and span.start < slot.end
    ]


def of_week(session: Session, team_id: UUID, week: str) -> list[Slot]:
    """Return the slots of the latest version of a week; none before version 1."""
    found = _standing(session, team_id, week, week)
    return [slot for shifts in found.values() for slot in all_slots(shifts)]


def latest(session: Session, team_id: UUID, span: Span) -> dict[str, Shifts]:
    """Return, by week, the latest version of each week whose shifts may touch the span."""
    # A day on each side covers any zone, and the shifts of a Sunday night.
    first, last = Week.of((span.start - 2 * DAY).date()), Week.of((span.end + DAY).date())
    return _standing(session, team_id, str(first), str(last))


def shifts_of(session: Session, team_id: UUID, week: str, number: int | None = None) -> Shifts:
    """Return the shifts of a version, by default the latest; NotFound when there is none."""
    if number is not None:
        plan = numbered(session, team_id, week, number).plan
        return shifts_of_plans(session, [plan])[plan]
    found = _standing(session, team_id, week, week)
    if week not in found:
        raise NotFound(say("The week {week} has not been published.", week=week), field="version")
    return found[week]


def as_planned(session: Session, team_id: UUID, span: Span) -> dict[UUID, UUID | None]:
    """Return, by slot, whom the latest versions around a span named, before any swap."""
    first, last = Week.of((span.start - 2 * DAY).date()), Week.of((span.end + DAY).date())
    found = store.published(session, team_id, str(first), str(last))
    plain = shifts_of_plans(session, [plan for _, _, plan in found])
    return {slot.id: slot.member for _, _, plan in found for slot in all_slots(plain[plan])}


def passed_on(session: Session, team_id: UUID, week: str, since: UUID) -> list[Transfer]:
    """Return the transfers of a week made after something that has an id of its time."""
    found = swap_store.transfers(session, team_id, week, week)
    return [_transfer(row) for row in found if row.id > since]


def passed_over(session: Session, team_id: UUID, week: str) -> list[PassedOver]:
    """Return every transfer of a week, in order."""
    rows = swap_store.transfers(session, team_id, week, week)
    return [PassedOver(row.version, _transfer(row), row.made_at, row.swap_id) for row in rows]


def predicted(
    session: Session, team_id: UUID, week: str
) -> tuple[int, Shifts, Mapping[str, Any] | None] | None:
    """Return number, shifts and stored prediction of the latest version of a week, if any."""
    found = listed(session, team_id, week)
    if not found:
        return None
    plan = store.plan(session, found[-1].plan)
    return found[-1].number, shifts_of(session, team_id, week), plan.prediction


def number_of(session: Session, team_id: UUID, week: str, number: int | None = None) -> Version:
    """Return a version, by default the latest; NotFound when there is none."""
    if number is not None:
        return numbered(session, team_id, week, number)
    found = listed(session, team_id, week)
    if not found:
        raise NotFound(say("The week {week} has not been published.", week=week), field="version")
    return found[-1]


def numbered(session: Session, team_id: UUID, week: str, number: int) -> Version:
    """Return a version by its number; NotFound when there is none."""
    row = store.version(session, team_id, week, number)
    if row is None:
        raise NotFound(say("The week {week} has no version {number}.", week=week, number=number))
    return Version(
        row.week, row.number, row.plan_id, row.published_at, row.published_by, row.reason
    )


def any_of(session: Session, team_id: UUID) -> bool:
    """Tell whether a team has ever published a week."""
    return store.has_versions(session, team_id)


def listed(session: Session, team_id: UUID, week: str) -> Sequence[Version]:
    """Return the versions of a week, oldest first."""
    return [
        Version(row.week, row.number, row.plan_id, row.published_at, row.published_by, row.reason)
        for row in store.versions(session, team_id, week)
    ]


def _standing(session: Session, team_id: UUID, first: str, last: str) -> dict[str, Shifts]:
    """Return, by week, the latest versions with what has been passed on since."""
    found = store.published(session, team_id, first, last)
    if not found:
        return {}
    since: dict[tuple[str, int], list[Transfer]] = {}
    for row in swap_store.transfers(session, team_id, first, last):
        since.setdefault((row.week, row.version), []).append(_transfer(row))
    plain = shifts_of_plans(session, [plan for _, _, plan in found])
    return {
        week: applied(plain[plan], since.get((week, version), ())) for week, version, plan in found
    }


@never_change("plan")
def shifts_of_plans(session: Session, plans: Collection[UUID]) -> dict[UUID, Shifts]:
    """Return the shifts of plans, by plan, as they were made."""
    found = store.shifts_of_plans(session, plans)
    return {plan: shifts_from_json(plain) for plan, plain in found.items()}


def _transfer(row: PassedPlace) -> Transfer:
    return Transfer(row.slot_id, row.giver_id, row.taker_id)
