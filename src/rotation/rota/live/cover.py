"""Cover: somebody cannot come; their place is opened and others are asked to step in.

They are asked one after another, best first, each with a deadline, or all at once when the shift
is near. The first yes becomes an override. A yes that comes late still counts while the place is
open.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account import tokens
from rotation.account.access import Actor
from rotation.account.facts import Action, Changed
from rotation.database import note
from rotation.errors import Conflict, Impossible, NotFound
from rotation.rota.checks import stand_in_ranking
from rotation.rota.checks.stand_in_ranking import RankedStandIn
from rotation.rota.facts import CoverAsked, CoverChanged
from rotation.rota.live import overrides, uncovered_spans
from rotation.rota.on_duty import duties
from rotation.rota.store import cover as store
from rotation.rota.store import duties as duty_store
from rotation.rota.timeline import DutySpan
from rotation.rota.versions import slot_lookup
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import Span

if TYPE_CHECKING:
    from rotation.rota.store.cover import AskRow, CoverRow

_MOST_OF_A_SLOT = 50
NEAR = timedelta(hours=3)
"""From how long before its start all are asked at once."""
MINUTES = 30.0
State = Literal["open", "nobody", "covered", "closed", "over"]
"""``nobody``: all said no or nothing, and the place is still open; ``over``: so it stayed."""


@dataclass(frozen=True)
class SickCall:
    """A sick call: which slot, who (None: whoever has it), how others are to be asked.

    ``at_once`` None: when the shift is near. ``minutes``: how long each may think.
    """

    slot: UUID
    member: UUID | None = None
    at_once: bool | None = None
    minutes: float = MINUTES


@dataclass(frozen=True)
class CoverInvitation:
    """Somebody who could step in: their rank, when they were asked, what they said."""

    member: UUID
    rank: int
    points: int
    asked_at: datetime | None
    deadline: datetime | None
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Cover:
    """A search for somebody who steps in for a member, as it stands."""

    id: UUID
    team_id: UUID
    slot: UUID
    member: UUID | None
    start: datetime
    end: datetime
    at_once: bool
    state: State
    taker: UUID | None
    made_at: datetime
    ended_at: datetime | None
    asked: tuple[CoverInvitation, ...]


def open_cover(
    session: Session, call: SickCall, actor: Actor, now: datetime
) -> tuple[Cover, tuple[RankedStandIn, ...]]:
    """Open the place of somebody who cannot come and ask the first (or all) who could step in.

    A place that is open already is looked after in the same way. Conflict when they are not on
    duty there any more. What has been stays as it was.
    """
    place = slot_lookup.published(session, call.slot)
    duty_store.hold(session, place.team.id, now)
    found = duties.of_slots(session, [call.slot])
    absent = call.member or actor.member or place.holder
    left = uncovered_spans.uncovered_of_member(found, absent, now) if absent else []
    is_open = not left and call.member in {None, place.holder}
    if is_open:
        absent, left = place.holder, uncovered_spans.of_nobody(place, call.slot, found, now)
    if absent is None:
        actor.require("plan")
    else:
        actor.require_member(absent)
    if not left:
        raise Conflict("This member is not on duty in this place.", field="/member")
    opened = [_open(session, call, each, now, is_open=is_open) for each in left]
    return opened[0]


def record_answer(
    session: Session, cover_id: UUID, member: UUID | None, actor: Actor, now: datetime, *, yes: bool
) -> Cover:
    """Take the yes or no of a member (None: that of the key); the first yes stands in.

    Conflict when the place is taken or the shift is over; BreaksRules when the rules forbid it by
    now.
    """
    who = member or actor.member
    if who is None:
        raise Impossible("Say which member answers.", field="/member")
    actor.require_member(who)
    row = _locked(session, cover_id, now)
    asks = store.asks(session, [row.id])
    ask = next((each for each in asks if each.member_id == who), None)
    if ask is None:
        raise NotFound("This member is not among those who could step in.", field="/member")
    ask.answer, ask.answered_at = ("yes" if yes else "no"), now
    session.flush()
    told = {"cover": str(row.id), "member": str(who), "answer": ask.answer}
    note(session, Changed("changed", "cover_ask", ask.id, after=told, team=row.team_id))
    if yes:
        _step_in(session, row, who, now)
    elif row.state == "open" and not any(_is_pending(each, now) for each in asks):
        _ask_next(session, row, now)
    return _cover(session, row)


def cancel(session: Session, cover_id: UUID, actor: Actor, now: datetime) -> Cover:
    """End a search without a taker: the member can come after all."""
    row = _locked(session, cover_id, now)
    if row.member_id is None:
        actor.require("plan")
    else:
        actor.require_member(row.member_id)
    if row.override_id is not None:
        overrides.withdraw(session, row.override_id, now)
    _end(session, row, "closed", now)
    return _cover(session, row)


def call_off(session: Session, team: UUID, slots: Collection[UUID], now: datetime) -> None:
    """End the searches for places that are cancelled."""
    for slot in slots:
        for row in store.covers(session, team, slot, None, _MOST_OF_A_SLOT):
            if row.state in {"open", "nobody"} and row.end > now:
                _end(session, row, "closed", now)


def advance(session: Session, cover_id: UUID, now: datetime) -> None:
    """Do the next step if it is due: ask the next, or give up; nothing when it is not."""
    row = store.cover(session, cover_id)
    duty_store.hold(session, row.team_id, now)
    row = store.cover(session, cover_id, fresh=True)
    if row.state not in {"open", "nobody"} or row.next_at > now:
        return
    if row.end <= now:
        _end(session, row, "over", now)
    elif row.state == "open":
        _ask_next(session, row, now)


def find(session: Session, cover_id: UUID) -> Cover:
    """Return a search; NotFound otherwise."""
    return _cover(session, store.cover(session, cover_id))


def listed(
    session: Session, team_id: UUID, slot: UUID | None, after: UUID | None, limit: int
) -> list[Cover]:
    """Return the searches of a team (or for one slot), newest first."""
    rows = store.covers(session, team_id, slot, after, limit)
    asks = store.asks(session, [row.id for row in rows])
    return [_of(row, [each for each in asks if each.cover_id == row.id]) for row in rows]


def _open(
    session: Session, call: SickCall, sought: DutySpan, now: datetime, *, is_open: bool
) -> tuple[Cover, tuple[RankedStandIn, ...]]:
    team = teams.of_id(session, slot_lookup.published(session, call.slot).team.id)
    ranked = stand_in_ranking.of_part(session, team, sought, now)
    fit = [each for each in ranked if each.fits]
    opened = None if is_open else _opening(session, team, sought, now)
    near = sought.start - now <= NEAR
    row = store.add(
        session,
        [
            {"member_id": each.member, "rank": at, "points": each.points}
            for at, each in enumerate(fit, 1)
        ],
        team_id=team.id,
        slot_id=call.slot,
        member_id=None if sought.member == call.slot else sought.member,
        holder_id=sought.holder,
        override_id=opened,
        start=sought.start,
        end=sought.end,
        minutes=call.minutes,
        at_once=near if call.at_once is None else call.at_once,
        state="open",
        made_at=now,
        next_at=now,
    )
    _note(session, "created", row, None)
    _ask_next(session, row, now)
    return _cover(session, row), ranked


def _opening(session: Session, team: Team, sought: DutySpan, now: datetime) -> UUID:
    span = Span(sought.start, sought.end)
    wanted = overrides.OverrideRequest(None, span, sought.slot, instead_of=sought.holder)
    return overrides.create(session, team, wanted, now)[0].id


def _ask_next(session: Session, row: "CoverRow", now: datetime) -> None:
    """Ask the next in turn, or everybody left when the shift is near; give up after the last."""
    asks = store.asks(session, [row.id])
    left = [each for each in asks if not each.asked_at and not each.answer]
    if not left:
        thinking = [each.deadline for each in asks if each.deadline and _is_pending(each, now)]
        if not thinking:
            _end(session, row, "nobody", now)
        row.next_at = max(thinking, default=row.next_at)
        return
    if row.start - now <= NEAR:
        row.at_once = True
    asked = left if row.at_once else left[:1]
    deadline = row.end if row.at_once else min(now + timedelta(minutes=row.minutes), row.end)
    for each in asked:
        secret = tokens.new_answer_token()
        each.digest, each.asked_at, each.deadline = secret.digest, now, deadline
        note(
            session,
            CoverAsked(
                row.team_id,
                row.id,
                each.member_id,
                row.slot_id,
                row.start,
                row.end,
                deadline,
                secret.shown,
            ),
        )
    row.next_at = deadline
    session.flush()


def _is_pending(ask: "AskRow", now: datetime) -> bool:
    return bool(ask.deadline and ask.deadline > now and not ask.answer)


def _step_in(session: Session, row: "CoverRow", who: UUID, now: datetime) -> None:
    if slot_lookup.published(session, row.slot_id).holder != row.holder_id:
        raise Conflict("The place has changed hands since.", extra={"slot": str(row.slot_id)})
    span = Span(max(row.start, now), row.end)
    wanted = overrides.OverrideRequest(who, span, row.slot_id, instead_of=row.holder_id)
    overrides.create(session, teams.of_id(session, row.team_id), wanted, now)
    row.taker_id = who
    _end(session, row, "covered", now)


def _locked(session: Session, cover_id: UUID, now: datetime) -> "CoverRow":
    """Return a search that is still open and that nobody else can change meanwhile."""
    row = store.cover(session, cover_id)
    _check_open(row, now)  # those who come late need not queue up
    duty_store.hold(session, row.team_id, now)
    row = store.cover(session, cover_id, fresh=True)
    _check_open(row, now)
    return row


def _check_open(row: "CoverRow", now: datetime) -> None:
    if row.state == "covered":
        raise Conflict("Somebody else steps in already.", extra={"state": row.state})
    if row.state not in {"open", "nobody"} or row.end <= now:
        raise Conflict("This search is over.", extra={"state": row.state})


def _end(session: Session, row: "CoverRow", state: State, now: datetime) -> None:
    before, row.state = row.state, state
    row.next_at, row.ended_at = row.end, None if state == "nobody" else now
    session.flush()
    _note(session, "changed", row, before)


def _note(session: Session, action: Action, row: "CoverRow", before: str | None) -> None:
    taker = str(row.taker_id) if row.taker_id else None
    told: dict[str, Any] = {"state": row.state, "slot": str(row.slot_id), "taker": taker}
    was = None if before is None else {**told, "state": before}
    note(session, Changed(action, "cover", row.id, was, told, row.team_id, subject=row.member_id))
    changed = CoverChanged(row.team_id, row.id, row.slot_id, row.member_id, row.state, row.taker_id)
    note(session, changed)


def _cover(session: Session, row: "CoverRow") -> Cover:
    return _of(row, store.asks(session, [row.id]))


def _of(row: "CoverRow", asks: Sequence["AskRow"]) -> Cover:
    state: Any = row.state  # written by this module alone
    asked = tuple(
        CoverInvitation(
            each.member_id,
            each.rank,
            each.points,
            each.asked_at,
            each.deadline,
            each.answer,
            each.answered_at,
        )
        for each in asks
    )
    return Cover(
        row.id,
        row.team_id,
        row.slot_id,
        row.member_id,
        row.start,
        row.end,
        row.at_once,
        state,
        row.taker_id,
        row.made_at,
        row.ended_at,
        asked,
    )
