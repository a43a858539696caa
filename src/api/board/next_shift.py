"""The next shift of whoever looks, with who works it too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from api.board.visit import Visit
from rotation.rota.live import swaps
from rotation.rota.on_duty import duties
from rotation.rota.timeline import DutySpan
from rotation.team import members
from rotation.team.teams import Team
from rotation.timespan import Span

AHEAD = timedelta(days=35)


@dataclass(frozen=True)
class NextShift:
    """A duty, the names of those on duty in the same shift, whether a swap is asked for it."""

    duty: DutySpan
    beside: Sequence[str]
    is_asked: bool


def of_reader(session: Session, visit: Visit, team: Team) -> NextShift | None:
    """Return the next shift of whoever looks, the one they are in first; None: none, or nobody."""
    me = visit.actor.member
    if me is None:
        return None
    mine = duties.between(session, team.id, Span(visit.now, visit.now + AHEAD), me)
    if not mine:
        return None
    duty = mine[0]
    others = duties.between(session, team.id, Span(duty.start, duty.end))
    names = members.names(session, team.id)
    beside = dict.fromkeys(
        names[each.member]
        for each in others
        if each.shift_id == duty.shift_id and each.member != me and each.member in names
    )
    asked = {each.slot for each in swaps.listed(session, team.id, "open", None, 100)}
    return NextShift(duty, list(beside), duty.slot in asked)
