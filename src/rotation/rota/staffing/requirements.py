"""Sees to it that the requirements of weeks are known: asked of a child, kept, asked again."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.demand.questions import requirement
from rotation.demand.questions.requirement import PlanAnswer
from rotation.demand.staffing import shift_requirements
from rotation.demand.staffing.shift_requirements import ShiftRequirement
from rotation.demand.store import requirements as store
from rotation.errors import Impossible, NotFound, Unreachable
from rotation.rota.ports import Answer, UnitOfWork
from rotation.rota.staffing import shortfall
from rotation.rota.staffing.shortfall import Shortfall
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import Week

if TYPE_CHECKING:
    from rotation.json_value import Json

_AT_ONCE = 4


@dataclass(frozen=True)
class TeamWeeks:
    """Weeks of a team."""

    team: UUID
    weeks: Sequence[Week]


@dataclass(frozen=True)
class HypotheticalTeam:
    """A team other than it is, one of its weeks, and the seconds of work spent on it."""

    team: Team
    week: Week
    effort: float


def ensure_requirements(
    work: UnitOfWork,
    actor: Actor,
    wanted: TeamWeeks,
    answer: Answer,
    now: datetime,
    *,
    effort: float = shift_requirements.WORK,
) -> tuple[Week, ...]:
    """Calculate the requirements of a team's weeks where they are missing or stale.

    Each week is searched with so many seconds of work (``effort``). When nobody can say, what was
    stored before stays. Returns the weeks whose counts are provisional: a job asks again for them.
    """
    with work.reading(actor) as session:
        team = teams.of_id(session, wanted.team)
        asked = shift_requirements.missing_or_stale(session, team, wanted.weeks, now, effort)
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
    team_id: UUID,
    missed: Sequence[Shortfall],
    answer: Answer,
    now: datetime,
) -> tuple[dict[Week, PlanAnswer], dict[shift_requirements.Key, ShiftRequirement]]:
    """Return what weeks need so that what they miss comes up to its targets, kept nowhere.

    Weeks about which nobody can say anything are left out.
    """
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
    wanted: HypotheticalTeam,
    answer: Answer,
    now: datetime,
) -> PlanAnswer | None:
    """Return the requirements of a week for a team other than it is; they are kept nowhere.

    None: no shift leaves its number to the targets.
    """
    with work.reading(actor) as session:
        if not shift_requirements.is_asked(session, wanted.team):
            return None
        asked = shift_requirements.requirement_question(session, wanted.team, wanted.week, now)
        asked = replace(asked, work=wanted.effort)
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
                ensure_requirements(
                    work, actor, TeamWeeks(found[0], (Week.parse(found[1]),)), answer, now
                )
