"""States of the board for its pictures: weeks worked, a changed draft, swaps, runs, a clash."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.cli.demo import team as made_up
from api.http.deps import NOBODY
from api.queue.children import Children
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from api.worker import run_performer
from rotation.account.access import Access, Actor
from rotation.account.sign_ins import Invitation, invite
from rotation.clock import system_clock
from rotation.demand import shift_patterns
from rotation.rota.case import build
from rotation.rota.live import acknowledgements, swaps
from rotation.rota.live.swaps import SwapOffer
from rotation.rota.on_duty import duties
from rotation.rota.planning import execute_run, runs, staffing_runs
from rotation.rota.planning.runs import RunRequest
from rotation.rota.planning.staffing_runs import StaffingRunRequest
from rotation.rota.publishing import edits, publish, week_links
from rotation.rota.publishing.edits import SeatEdit
from rotation.rota.publishing.publish import PublishRequest
from rotation.rota.shifts import Seat, Shift, Slot, all_slots, shifts_in_order
from rotation.rota.store import runs as run_rows
from rotation.rota.versions import drafts
from rotation.team import members, teams
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import Span, Week
from scripts import screenshots_set_up as set_up

PRIVACIES: tuple[week_links.LinkPrivacy, ...] = ("name", "role")
WORKED = 4
"""Weeks before the demo's that were published, this one among them."""


@dataclass
class TurnedClock:
    """A clock that goes at the pace of the machine's, from a moment it was turned to."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """Return the time by this clock, aware and in UTC."""
        return system_clock() + self.ahead

    def turn_to(self, at: datetime) -> None:
        """Let it be a moment now."""
        self.ahead = at - system_clock()


@dataclass(frozen=True)
class States:
    """Ids and secrets that the addresses of pictures name."""

    slot: UUID
    open_slot: UUID
    slot_of_member: UUID
    free_slot: UUID
    swap: UUID
    waiting: UUID
    running: UUID
    found: UUID
    clash: UUID
    member: UUID
    pattern: UUID
    names: str
    roles: str
    invitation: str


@dataclass(frozen=True)
class Maker:
    """Brings the demo's team into the states that pictures show."""

    settings: Settings
    work: DatabaseUnitOfWork
    actor: Actor
    clock: TurnedClock

    def make(self) -> States:
        """Work some weeks, then change, offer, ask and clash; return what addresses name."""
        now = self.clock()
        week = Week.of(now.date()).plus(1)
        with self.work.reading(self.actor) as session:
            team = teams.find(session, made_up.SLUG)
            people = {each.name: each for each in members.of_team(session, team.id)}
            patterns = shift_patterns.listed(session, team.id)
        with self.work.unit(self.actor, now) as session:
            set_up.fill(session, team, people, week, now)
        worked = [self._worked(team, week.plus(-back)) for back in range(WORKED, 0, -1)]
        self.clock.turn_to(now)
        free = self._gap(team, week.plus(-1), now)
        slot, opened = self._changed(week, people)
        member = people["Bram de Wit"].id
        swap = self._swapped(team, week, people, now)
        clash = self._clash(team, week.plus(1), member, now)
        running = self._running(team, week.plus(4), now)
        waiting, names, roles, invited = self._waiting(team, week, people, now)
        return States(
            slot=slot,
            open_slot=opened,
            slot_of_member=self._slot_of(week, member),
            free_slot=free,
            swap=swap,
            waiting=waiting,
            running=running,
            found=worked[-1],
            clash=clash,
            member=people["Amélie Laurent"].id,
            pattern=patterns[0].id,
            names=names,
            roles=roles,
            invitation=invited,
        )

    def _waiting(
        self, team: Team, week: Week, people: dict[str, Member], now: datetime
    ) -> tuple[UUID, str, str, str]:
        """Ask for a run that waits; return it with the links to a week and an invitation."""
        with self.work.unit(self.actor, now) as session:
            waiting = runs.request(session, team, RunRequest(week.plus(1)), now).id
            names, roles = (
                week_links.make(session, team, week, (privacy, "Amélie Laurent"), now)[1]
                for privacy in PRIVACIES
            )
            lotte = people["Lotte Janssens"]
            invited = invite(session, Invitation(lotte.name, Access.MEMBER, lotte.id), now)
            self._acknowledged(session, team, people, now)
        return waiting, names, roles, invited

    def _acknowledged(
        self, session: Session, team: Team, people: dict[str, Member], now: datetime
    ) -> None:
        """Let everybody who is on duty say so, but for the one whose phone is looked at."""
        for each in duties.between(session, team.id, Span(now, now + timedelta(minutes=1))):
            if each.member != people["Bram de Wit"].id:
                acknowledgements.acknowledge(session, each.slot, each.member, self.actor, now)

    def _worked(self, team: Team, week: Week) -> UUID:
        """Make and publish the rota of a week on the Thursday before; return its run."""
        self.clock.turn_to(week.plus(-1).span(team.zone).start + timedelta(days=3, hours=11))
        now = self.clock()
        with self.work.unit(self.actor, now) as session:
            run = runs.request(session, team, RunRequest(week, seconds=8, seed=1), now).id
        self._carry_out()
        with self.work.unit(self.actor, now) as session:
            publish.publish(session, team, [week], PublishRequest("Amélie Laurent"), now)
        return run

    def _gap(self, team: Team, week: Week, now: datetime) -> UUID:
        """Publish this week again with an open place; return the place."""
        coming = [each for each in self._slots(week) if each.start > now and each.member]
        slot = coming[-1]
        self._edited(week, slot, {"member": None})
        with self.work.unit(self.actor, now) as session:
            consent = PublishRequest("Amélie Laurent", "Karim is at a training")
            publish.publish(session, team, [week], consent, now)
        return slot.id

    def _changed(self, week: Week, people: dict[str, Member]) -> tuple[UUID, UUID]:
        """Change the draft; return a place that is locked and one that is open."""
        me = people["Amélie Laurent"].id
        others = [each for each in self._slots(week) if each.member not in {None, me}]
        mine = {each.day for each in self._slots(week) if each.member == me}
        free = [each for each in others if each.day not in mine]
        taken, freed, locked = free[0], free[3], free[5]
        self._edited(week, taken, {"member": me})
        self._edited(week, freed, {"member": None})
        self._edited(week, locked, {"locked": True})
        return locked.id, freed.id

    def _swapped(self, team: Team, week: Week, people: dict[str, Member], now: datetime) -> UUID:
        """Offer two places, take one offer back; return the first swap."""
        me = people["Amélie Laurent"].id
        with self.work.unit(self.actor, now) as session:
            published = duties.between(session, team.id, week.span(team.zone))
            others = [each for each in published if each.member != me]
            swap, _ = swaps.offer(session, team, SwapOffer(others[7].slot), self.actor, now)
            mine = next(each for each in published if each.member == me)
            offer = SwapOffer(mine.slot, reason="A wedding")
            swaps.offer(session, team, offer, self.actor, now)
            ended, _ = swaps.offer(session, team, SwapOffer(others[9].slot), self.actor, now)
            swaps.withdraw(session, ended.id, None, self.actor, now)
        return swap.id

    def _running(self, team: Team, week: Week, now: datetime) -> UUID:
        """Leave a run in the middle of its search."""
        with self.work.unit(self.actor, now) as session:
            run = runs.request(session, team, RunRequest(week), now).id
        self.work.claim()
        with self.work.unit(self.actor, now) as session:
            progress = {"state": "running", "points": 571, "bound": 488, "seconds": 4.2}
            begun = now - timedelta(seconds=4)
            run_rows.change(session, run, 1, progress=progress, started_at=begun)
        return run

    def _clash(self, team: Team, week: Week, member: UUID, now: datetime) -> UUID:
        """Lock somebody into a late shift and the next morning; let a run find out.

        Beside it choices of opening hours are compared.
        """
        with self.work.unit(self.actor, now) as session:
            question = StaffingRunRequest("compare-closed", {}, "en")
            staffing_runs.request(session, team, "typical", question, now)
            empty, _ = build.shifts_of(session, team, [week])
            locked = shifts_in_order(_locked(each, member) for each in empty)
            drafts.replace(session, team.id, str(week), locked, now)
            run = runs.request(session, team, RunRequest(week, seconds=20, seed=1), now)
        self._carry_out()
        return run.id

    def _slots(self, week: Week) -> list[Slot]:
        with self.work.reading(self.actor) as session:
            team = teams.find(session, made_up.SLUG)
            return list(all_slots(drafts.find(session, team.id, str(week)).shifts))

    def _slot_of(self, week: Week, member: UUID) -> UUID:
        return next(each.id for each in self._slots(week) if each.member == member)

    def _edited(self, week: Week, slot: Slot, values: dict[str, object]) -> None:
        edit = SeatEdit(made_up.SLUG, week, slot.id, values, check=lambda _: None)
        edits.seat(self.work, self.actor, edit, NOBODY.answer, self.clock())

    def _carry_out(self) -> None:
        """Carry out every run that waits."""
        children = Children(self.settings.solver_processes, self.settings.solver_memory_mb)
        calculations = execute_run.Calculations(children.solve, children.answer, children.expect)
        try:
            for claimed in iter(self.work.claim, None):
                run_performer(self.work, calculations)(*claimed)
        finally:
            children.close()


def _locked(shift: Shift, member: UUID) -> Shift:
    clashes = (shift.pattern, shift.day.isoweekday()) in {("Late", 5), ("Weekend morning", 6)}
    return shift.seated(Seat(1, member, locked=True)) if clashes else shift
