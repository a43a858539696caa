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
from rotation.demand.staffing.shift_requirements import ShiftRequirement
from rotation.demand.store import requirements as store
from rotation.errors import Impossible, NotFound, Unreachable
from rotation.rota.ports import Answer, Json, UnitOfWork
from rotation.rota.staffing import shortfall
from rotation.rota.staffing.shortfall import Shortfall
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
    effort: float = shift_requirements.WORK,
) -> tuple[Week, ...]:
    """Calculate the requirements of a team's weeks where they are missing or stale.

    Each week is searched with so many seconds of work (``effort``). When nobody can say, what was
    stored before stays. Returns the weeks whose counts are provisional: a job asks again for them.
    """
    team_id, weeks = wanted
    with work.reading(actor) as session:
        team = teams.of_id(session, team_id)
        asked = shift_requirements.missing_or_stale(session, team, weeks, now, effort)
    provisional = []
    for each in asked:
        found: Json | None = None
        with suppress(Unreachable, Impossible):
            found = answer(each.question)
        with work.unit(actor, now) as session:
            if found is None:
                shift_requirements.put_off(session, team, each.week, now)
                provisional.append(each.week)
            elif not shift_requirements.keep(session, team, each, found, now):
                provisional.append(each.week)
    return tuple(provisional)


def raised(
    work: UnitOfWork,
    actor: Actor,
    wanted: tuple[UUID, Sequence[Shortfall]],
    answer: Answer,
    now: datetime,
) -> tuple[dict[Week, PlanAnswer], dict[shift_requirements.Key, ShiftRequirement]]:
    """Return what weeks need so that what they miss comes up to its targets, kept nowhere.

    Weeks about which nobody can say anything are left out.
    """
    team_id, missed = wanted
    with work.reading(actor) as session:
        team = teams.of_id(session, team_id)
        weeks = (
            sorted({each.week for each in missed})
            if shift_requirements.is_asked(session, team)
            else []
        )
        asked = [
            shift_requirements.requirement_question(session, team, Week.parse(week), now)
            for week in weeks
        ]
    found: dict[Week, PlanAnswer] = {}
    for each in asked:
        with suppress(Unreachable, Impossible):
            question = shortfall.raised(each, missed).question
            found[each.week] = requirement.answer_from_json(answer(question))
    with work.reading(actor) as session:
        return found, shift_requirements.needed(session, team, found.values())


def requirements_for_hypothetical_team(
    work: UnitOfWork,
    actor: Actor,
    wanted: tuple[Team, Week],
    answer: Answer,
    now: datetime,
    *,
    effort: float,
) -> PlanAnswer | None:
    """Return the requirements of a week for a team other than it is; they are kept nowhere.

    None: no shift leaves its number to the targets.
    """
    team, week = wanted
    with work.reading(actor) as session:
        if not shift_requirements.is_asked(session, team):
            return None
        asked = replace(
            shift_requirements.requirement_question(session, team, week, now), work=effort
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
