"""The address of a slot: its team, its shift, its holder, in the draft or as published."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.errors import NotFound
from rotation.rota.shifts import Seat, Shift, Shifts, Slot
from rotation.rota.store import plans as store
from rotation.rota.versions import drafts, published_versions
from rotation.team import teams
from rotation.team.teams import Team


@dataclass(frozen=True)
class Place:
    """A seat of a shift among the shifts of its week."""

    team: Team
    week: str
    shifts: Shifts
    shift: Shift
    seat: Seat
    is_published: bool = False

    @property
    def holder(self) -> UUID | None:
        """Return the member in the slot."""
        return self.seat.member

    @property
    def slot(self) -> Slot:
        """Return the seat with all that is known of its shift."""
        seats = self.shift.seated(self.seat).slots()
        return next(each for each in seats if each.seat == self.seat.number)


def find(session: Session, slot: UUID, now: datetime) -> Place:
    """Return where a slot is in the draft while its shift is to come, else as published."""
    row = store.place(session, slot)
    team = teams.of_id(session, row.team)
    with suppress(NotFound):
        shifts = drafts.find(session, team.id, row.week).shifts
        shift, seat = drafts.find_seat(shifts, slot)
        if shift.start > now:
            return Place(team, row.week, shifts, shift, seat)
    return published(session, slot)


def published(session: Session, slot: UUID) -> Place:
    """Return where a slot is in the latest version of its week; NotFound otherwise."""
    row = store.place(session, slot)
    team = teams.of_id(session, row.team)
    shifts = published_versions.shifts_of(session, team.id, row.week)
    shift, seat = drafts.find_seat(shifts, slot)
    return Place(team, row.week, shifts, shift, seat, is_published=True)
