"""Sick days: one call for several days, which opens every place of them and seeks stand-ins."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.availability import absences
from rotation.availability.absences import Absence
from rotation.errors import Impossible
from rotation.rota.live import cover
from rotation.rota.live.cover import Cover, SickCall
from rotation.rota.on_duty import duties
from rotation.team import members
from rotation.timespan import Span
from rotation.words import say

MOST_PLACES = 30


@dataclass(frozen=True)
class SickDays:
    """An absence of a member who is ill, and the search for each of their places in it."""

    absence: Absence
    covers: tuple[Cover, ...]


def call_in_sick_for(
    session: Session, member_id: UUID, span: Span, actor: Actor, now: datetime
) -> SickDays:
    """Keep that a member is ill for a span, open their places to come in it, and ask others.

    Impossible when there are more places than one call may open.
    """
    actor.require_member(member_id)
    team_id = members.find(session, member_id).team_id
    held = duties.between(session, team_id, span, member_id)
    # A duty of its own, without a place, ends with the absence and has nobody sought for it.
    slots = list(dict.fromkeys(each.slot for each in held if each.end > now and each.pattern_id))
    if len(slots) > MOST_PLACES:
        raise Impossible(
            say("One call opens {most} places at most.", most=MOST_PLACES), field="/last_day"
        )
    covers = [cover.open_cover(session, SickCall(each, member_id), actor, now)[0] for each in slots]
    return SickDays(absences.create(session, member_id, span, "sick", now), tuple(covers))
