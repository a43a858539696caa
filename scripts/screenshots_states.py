"""States of the board for its pictures: a draft with changes, swaps, a run that waits, a clash."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.cli.demo import team as made_up
from api.http.deps import NOBODY
from api.queue.children import Children
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from api.worker import run_performer
from rotation.account.access import Actor
from rotation.rota.case import build
from rotation.rota.live import swaps
from rotation.rota.live.swaps import SwapOffer
from rotation.rota.planning import execute_run, runs
from rotation.rota.planning.runs import RunRequest
from rotation.rota.publishing import edits
from rotation.rota.publishing.edits import SeatEdit
from rotation.rota.shifts import Seat, Shift, Slot, all_slots, shifts_in_order
from rotation.rota.versions import drafts
from rotation.team import members, teams
from rotation.timespan import Week


@dataclass(frozen=True)
class States:
    """Ids that the addresses of pictures name."""

    slot: UUID
    open_slot: UUID
    swap: UUID
    waiting: UUID
    clash: UUID
    member: UUID


def make(settings: Settings, work: DatabaseUnitOfWork, organisation: UUID, now: datetime) -> States:
    """Bring the demo's team into every state that a picture shows."""
    actor, week = work.service(organisation), Week.of(now.date()).plus(1)
    with work.reading(actor) as session:
        team = teams.find(session, made_up.SLUG)
        slots = list(all_slots(drafts.find(session, team.id, str(week)).shifts))
        people = {each.name: each for each in members.of_team(session, team.id)}
    me = people["Amélie Laurent"].id
    others = [each for each in slots if each.member not in {None, me}]
    taken, freed, locked, offered, again = (others[at] for at in (0, 3, 5, 7, 9))
    with work.unit(actor, now) as session:
        swap, _ = swaps.offer(session, team, SwapOffer(offered.id), actor, now)
        mine = next(each for each in slots if each.member == me)
        swaps.offer(session, team, SwapOffer(mine.id, reason="A wedding"), actor, now)
        ended, _ = swaps.offer(session, team, SwapOffer(again.id), actor, now)
        swaps.withdraw(session, ended.id, None, actor, now)
    _edited(work, actor, week, (taken, {"member": me}), now)
    _edited(work, actor, week, (freed, {"member": None}), now)
    _edited(work, actor, week, (locked, {"locked": True}), now)
    clash = _clash(settings, work, actor, (week.plus(2), people["Bram de Wit"].id), now)
    with work.unit(actor, now) as session:
        waiting = runs.request(session, team, RunRequest(week.plus(3)), now).id
    return States(locked.id, freed.id, swap.id, waiting, clash, me)


def _edited(
    work: DatabaseUnitOfWork,
    actor: Actor,
    week: Week,
    change: tuple[Slot, dict[str, object]],
    now: datetime,
) -> None:
    slot, values = change
    edit = SeatEdit(made_up.SLUG, week, slot.id, values, check=lambda _: None)
    edits.seat(work, actor, edit, NOBODY.answer, now)


def _clash(
    settings: Settings,
    work: DatabaseUnitOfWork,
    actor: Actor,
    locked: tuple[Week, UUID],
    now: datetime,
) -> UUID:
    """Lock somebody into all evenings of a week and let a run find out that rules clash."""
    week, member = locked
    with work.unit(actor, now) as session:
        team = teams.find(session, made_up.SLUG)
        empty, _ = build.shifts_of(session, team, [week])
        drafts.replace(
            session,
            team.id,
            str(week),
            shifts_in_order([_locked(each, member) for each in empty]),
            now,
        )
        run = runs.request(session, team, RunRequest(week, seconds=20, seed=1), now)
    children = Children(settings.solver_processes, settings.solver_memory_mb)
    try:
        carry_out = run_performer(
            work, execute_run.Calculations(children.solve, children.answer, children.expect)
        )
        while taken := work.claim():
            carry_out(*taken)
    finally:
        children.close()
    return run.id


def _locked(shift: Shift, member: UUID) -> Shift:
    return shift.seated(Seat(1, member, locked=True)) if shift.pattern == "Late" else shift
