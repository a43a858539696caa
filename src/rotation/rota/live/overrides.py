"""Overrides: somebody else is on duty for a span; the assignment stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Access, Actor
from rotation.account.facts import Action, Changed
from rotation.clock import new_id
from rotation.database import note
from rotation.errors import BreaksRules, Conflict, Impossible, NotAllowed
from rotation.rota.checks import change_impact, review
from rotation.rota.checks.change_impact import ChangeCost, RotaChange
from rotation.rota.facts import OverrideChanged
from rotation.rota.on_duty import duties
from rotation.rota.store import duties as store
from rotation.rota.store import plans
from rotation.rota.timeline import Override
from rotation.rota.versions import slot_lookup
from rotation.solver.constraints.unavailable import Unavailable
from rotation.solver.limits import Breach
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import Span, Week

if TYPE_CHECKING:
    from rotation.rota.store.duties import OverrideRow

LONGEST = timedelta(days=31)
_AVAILABILITY = Unavailable().name


@dataclass(frozen=True)
class OverrideRequest:
    """An override asked for: who, when, in place of which slot or for which channel.

    ``member`` None: the place is open. ``span`` None: what is left of the slot's shift.
    ``instead_of``: it holds only while the slot is this member's. ``cause``: the absence it is for.
    """

    member: UUID | None
    span: Span | None = None
    slot: UUID | None = None
    channel: str | None = None
    reason: str | None = None
    instead_of: UUID | None = None
    cause: UUID | None = None


def find(session: Session, override_id: UUID) -> tuple[UUID, Override]:
    """Return the team of an override that holds, and it; NotFound otherwise."""
    row = store.override(session, override_id)
    return row.team_id, duties.override(row)


def create(
    session: Session, team: Team, wanted: OverrideRequest, now: datetime, actor: Actor | None = None
) -> tuple[Override, ChangeCost | None]:
    """Let somebody stand in, and say what it costs; nobody costs nothing.

    Impossible for another team's member or a span outside the slot; Conflict when somebody would
    be in two places; BreaksRules when a rule that must hold would newly be broken; NotAllowed when
    the ``actor`` is a member who would take a colleague's place.
    """
    store.hold(session, team.id, now)
    if wanted.member and members.find(session, wanted.member).team_id != team.id:
        raise Impossible("This member is on another team.", field="/member")
    span = _span(session, team, wanted, now)
    _require_free_place(session, wanted, span, actor)
    made = Override(
        new_id(),
        span.start,
        span.end,
        wanted.member,
        wanted.slot,
        wanted.channel,
        wanted.instead_of,
    )
    cost = _checked(session, team, made, now) if wanted.member else None
    row = store.add_override(
        session,
        id=made.id,
        team_id=team.id,
        start=span.start,
        end=span.end,
        member_id=wanted.member,
        slot_id=wanted.slot,
        channel=wanted.channel,
        instead_of_id=wanted.instead_of,
        cause_id=wanted.cause,
        reason=wanted.reason,
        made_at=now,
    )
    _note(session, row, "created")
    return made, cost


def _require_free_place(
    session: Session, wanted: OverrideRequest, span: Span, actor: Actor | None
) -> None:
    """Raise NotAllowed when a member would take a place that is a colleague's at some instant."""
    if actor is None or actor.access is not Access.MEMBER:
        return
    if wanted.slot is None:
        raise NotAllowed("A member takes an open place; without one a planner decides.")
    for duty in duties.of_slots(session, [wanted.slot]):
        if duty.member != wanted.member and duty.span.overlaps(span):
            raise NotAllowed("Somebody holds this place: it changes hands by a swap.")


def price_of(session: Session, team: Team, made: Override, now: datetime) -> ChangeCost:
    """Return the cost of an override, whether it may be or not."""
    weeks = _weeks(session, team, made)
    rota = change_impact.load(session, team, weeks, now)
    return change_impact.price(rota, RotaChange(tuple(weeks), overrides=(made,)), now)


def withdraw(session: Session, override_id: UUID, now: datetime) -> None:
    """End an override before its time: from now on whoever was assigned is on duty again.

    BreaksRules when a rule that must hold would newly be broken by that.
    """
    row = _locked(session, override_id, now)
    _require_unbroken(_price_without(session, row, now).broken)
    _end(session, row, now)


def give_back(session: Session, override_id: UUID, now: datetime) -> None:
    """Withdraw what an absence has opened; the caller keeps open what another absence needs.

    So nobody asks here whether the member can: whoever keeps a part of a place counts as having
    the whole of it.
    """
    row = _locked(session, override_id, now)
    broken = _price_without(session, row, now).broken
    _require_unbroken([each for each in broken if each.rule != _AVAILABILITY])
    _end(session, row, now)


def call_off(session: Session, override_id: UUID, now: datetime) -> None:
    """End an override because whoever stands in cannot come: no rule keeps them there."""
    _end(session, _locked(session, override_id, now), now)


def _locked(session: Session, override_id: UUID, now: datetime) -> "OverrideRow":
    store.hold(session, store.override(session, override_id).team_id, now)
    row = store.override(session, override_id, fresh=True)
    if row.end <= now:
        raise Conflict("This override is over.")
    return row


def _end(session: Session, row: "OverrideRow", now: datetime) -> None:
    if row.start < now:
        # What has been stays as it was: the rest is given back.
        _note(session, row, "changed")
        row.end = now
    else:
        row.withdrawn_at = now
        _note(session, row, "deleted")
    session.flush()


def _checked(session: Session, team: Team, made: Override, now: datetime) -> ChangeCost:
    cost = price_of(session, team, made, now)
    _require_unbroken(cost.broken)
    return cost


def _price_without(session: Session, row: "OverrideRow", now: datetime) -> ChangeCost:
    team, made = teams.of_id(session, row.team_id), duties.override(row)
    return change_impact.price_without(
        change_impact.load(session, team, _weeks(session, team, made), now), made, now
    )


def _require_unbroken(broken: Sequence[Breach]) -> None:
    if broken:
        raise BreaksRules(
            "A rule that must hold would be broken.",
            extra={"breaches": [review.breach_json(each) for each in broken]},
        )


def _weeks(session: Session, team: Team, made: Override) -> list[Week]:
    """Return the weeks whose rules an override touches."""
    if made.slot is not None:
        return [Week.parse(plans.place(session, made.slot).week)]
    return [Week.of(each.astimezone(team.zone).date()) for each in (made.start, made.end)]


def _span(session: Session, team: Team, wanted: OverrideRequest, now: datetime) -> Span:
    """Return when it would be, checked."""
    span = wanted.span
    if wanted.slot is not None:
        place = slot_lookup.published(session, wanted.slot)
        if place.team.id != team.id:
            raise Impossible("This slot is not in a published rota of the team.", field="/slot")
        shift = Span(place.shift.start, place.shift.end)
        if span is None:
            if shift.end <= now:
                raise Conflict("This shift is over.")
            return Span(max(shift.start, now), shift.end)
        if not shift.overlaps(span):
            raise Impossible("The span lies outside the shift.", field="/start")
    if span is None:
        raise Impossible("Say from when to when, or in which slot.", field="/start")
    if span.length > LONGEST:
        raise Impossible("An override lasts 31 days at most.", field="/end")
    if span.end <= now:
        raise Impossible("This span is over.", field="/end")
    return span


def _note(session: Session, row: "OverrideRow", action: Action) -> None:
    told = {
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "member": str(row.member_id) if row.member_id else None,
        "slot": str(row.slot_id) if row.slot_id else None,
        "channel": row.channel,
    }
    before, after = (None, told) if action == "created" else (told, None)
    note(session, Changed(action, "override", row.id, before, after, team=row.team_id))
    note(session, OverrideChanged(row.team_id, row.start, row.end, row.reason))
