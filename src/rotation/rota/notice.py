"""The notice people get of a published rota: whom it reaches later than they should hear."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.rota import rules
from rotation.rota.changes import Change
from rotation.rota.slots import Slot
from rotation.solver import rulebook
from rotation.solver.constraints.notice import Notice
from rotation.team import labour, members
from rotation.team import rules as team_rules
from rotation.team.teams import Team
from rotation.timespan import DAY
from rotation.words import Sentence, say

_RULE = "notice"


@dataclass(frozen=True)
class Period:
    """How many days of 24 hours ahead people (empty: everybody) should hear, and by which law."""

    days: int
    reference: str
    members: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Late:
    """Somebody who hears too late that they have, or no longer have, a shift; to be checked."""

    member: UUID
    slot: Slot
    days: int
    days_short: float
    reference: str
    text: Sentence


def periods(session: Session, team: Team) -> list[Period]:
    """Return the notice periods of a team: its own, else those of its labour preset.

    Where the team has turned the rule off, what the preset says is still to be checked.
    """
    stated = [e for e in labour.preset(team.labour_preset).parameters if e.rule == _RULE]
    own = team_rules.settings(session, team.id).get(_RULE)
    if own is None:
        return [Period(int(each.settings["days"]), each.reference) for each in stated]
    references = ", ".join(dict.fromkeys(each.reference for each in stated))
    found = rulebook.rules_named(rules.bare({_RULE: own}))
    return [
        Period(each.days, references, frozenset(each.members))
        for each in found
        if isinstance(each, Notice)
    ]


def late(session: Session, team: Team, changes: Iterable[Change], now: datetime) -> list[Late]:
    """Return whom changes that are published now reach too late, by time of the shift."""
    asked = periods(session, team)
    if not asked:
        return []
    names = members.names(session, team.id)
    found = []
    for member, slot in _told(changes):
        wanted = [each for each in asked if not each.members or str(member) in each.members]
        longest = max(wanted, key=lambda each: each.days, default=None)
        ahead = max(slot.start - now, timedelta())
        if longest is not None and ahead < longest.days * DAY:
            short = round((longest.days * DAY - ahead) / DAY, 2)
            text = _text(names[member], slot, ahead, longest.days)
            found.append(Late(member, slot, longest.days, short, longest.reference, text))
    return found


def _told(changes: Iterable[Change]) -> Iterator[tuple[UUID, Slot]]:
    """Yield everybody whom a change concerns, with the slot as they first have it before them."""
    for each in changes:
        both = [slot for slot in (each.before, each.after) if slot is not None]
        for member in dict.fromkeys(slot.member for slot in both if slot.member):
            theirs = (slot for slot in both if slot.member == member)
            yield member, min(theirs, key=lambda slot: slot.start)


def _text(name: str, slot: Slot, ahead: timedelta, days: int) -> Sentence:
    reason = say(
        "{member} was told of {shift} {notice} hours ahead, less than {days} days",
        member=name,
        shift=say("{day} {shift}", day=slot.day, shift=slot.pattern),
        notice=ahead,
        days=days,
    )
    return say("check: {reason}", reason=reason)
