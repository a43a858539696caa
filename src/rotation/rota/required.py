"""Sees to it that the requirements of weeks are known: asked of a child, kept, asked again."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from rotation.account.access import Actor
from rotation.demand import needs
from rotation.demand.store import requirements as store
from rotation.errors import NotFound, Unreachable
from rotation.rota.units import Answer, Work
from rotation.team import teams
from rotation.timespan import Week

_AT_ONCE = 4


def ensure(
    work: Work, actor: Actor, wanted: tuple[UUID, Sequence[Week]], answer: Answer, now: datetime
) -> None:
    """Find out what the shifts of a team's weeks need, where it is not stored for what holds now.

    When nobody can say, what was stored before stays.
    """
    team_id, weeks = wanted
    with work.reading(actor) as session:
        team = teams.of_id(session, team_id)
        asked = needs.unknown(session, team, weeks, now)
    for each in asked:
        with suppress(Unreachable):
            found = answer(each.question)
            with work.unit(actor, now) as session:
                needs.keep(session, team, each, found, now)


def refresh(work: Work, answer: Answer, now: datetime) -> int:
    """Ask again what has been overtaken, from this week on; return how many weeks there were."""
    first = str(Week.of(now.date()).plus(-1))
    with work.database.session(None, writing=True, door="requirement") as session:
        taken = store.claim_stale(session, first, _AT_ONCE)
        session.commit()
    for organisation, row_id in taken:
        actor = work.service(organisation)
        with work.reading(actor) as session:
            found = store.of_id(session, row_id)
        if found:
            with suppress(NotFound):
                ensure(work, actor, (found[0], [Week.parse(found[1])]), answer, now)
    return len(taken)
