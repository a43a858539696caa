"""Sees to it that the requirements of weeks are known: asked of a child, kept, asked again."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.demand.questions import requirement
from rotation.demand.questions.requirement import PlanAnswer
from rotation.demand.staffing import shift_requirements
from rotation.demand.store import requirements as store
from rotation.errors import NotFound, Unreachable
from rotation.rota.ports import Answer, UnitOfWork
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import Week

_AT_ONCE = 4


def ensure_requirements(
    work: UnitOfWork,
    actor: Actor,
    wanted: tuple[UUID, Sequence[Week]],
    answer: Answer,
    now: datetime,
    *,
    seconds: float = shift_requirements.SECONDS,
) -> None:
    """Calculate the requirements of a team's weeks where they are missing or stale.

    Each week is searched for so many ``seconds`` at most. When nobody can say, what was stored
    before stays.
    """
    team_id, weeks = wanted
    with work.reading(actor) as session:
        team = teams.of_id(session, team_id)
        asked = shift_requirements.missing_or_stale(session, team, weeks, now, seconds)
    for each in asked:
        with suppress(Unreachable):
            found = answer(each.question)
            with work.unit(actor, now) as session:
                shift_requirements.keep(session, team, each, found, now)


def requirements_for_hypothetical_team(
    work: UnitOfWork,
    actor: Actor,
    wanted: tuple[Team, Week],
    answer: Answer,
    now: datetime,
    *,
    seconds: float,
) -> PlanAnswer | None:
    """Return the requirements of a week for a team other than it is; they are kept nowhere.

    None: no shift leaves its number to the targets.
    """
    team, week = wanted
    with work.reading(actor) as session:
        if not shift_requirements.is_asked(session, team):
            return None
        asked = replace(
            shift_requirements.requirement_question(session, team, week, now), seconds=seconds
        )
    return requirement.answer_from_json(answer(asked.question))


def claim(session: Session, now: datetime) -> list[tuple[UUID, UUID]]:
    """Take some of what has been overtaken, from this week on: (organisation, id).

    The session writes and stands at the door ``requirement``; whoever opened it commits, then
    refreshes what comes back.
    """
    return store.claim_stale(session, str(Week.of(now.date()).plus(-1)), _AT_ONCE)


def refresh(
    work: UnitOfWork, taken: Sequence[tuple[UUID, UUID]], answer: Answer, now: datetime
) -> None:
    """Ask anew for the requirements whose inputs have changed."""
    for organisation, row_id in taken:
        actor = work.service(organisation)
        with work.reading(actor) as session:
            found = store.of_id(session, row_id)
        if found:
            with suppress(NotFound):
                ensure_requirements(work, actor, (found[0], [Week.parse(found[1])]), answer, now)
