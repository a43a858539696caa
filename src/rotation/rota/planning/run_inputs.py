"""The inputs of a run, read in one transaction: shifts, people, promises, drafts."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.demand.staffing import shift_requirements
from rotation.errors import Impossible, NotFound
from rotation.rota.case import build, conversion
from rotation.rota.case.build import FixedAssignments
from rotation.rota.case.shift_generation import Needs
from rotation.rota.planning import runs
from rotation.rota.planning.runs import Run
from rotation.rota.ports import Json
from rotation.rota.shifts import Seat, Shifts, settled
from rotation.rota.versions import drafts, published_versions
from rotation.rota.versions.drafts import Draft
from rotation.solver.case import Case
from rotation.solver.outcome import Budget
from rotation.team import closures, members, teams
from rotation.team.teams import Team
from rotation.timespan import Week
from rotation.words import Sentence, say

_REPAIRS = frozenset({"published", "drafted"})


@dataclass(frozen=True)
class RunInputs:
    """A run with everything it depends on.

    ``drafts`` are the ids of the drafts that were there, by week; ``is_in_the_way`` tells that one
    of them is none of this run's business: it plans ahead, and somebody else made that draft.
    """

    run: Run
    team: Team
    weeks: tuple[Week, ...]
    shifts: Shifts
    seats: dict[UUID, tuple[Seat, ...]]
    case: Case
    drafts: dict[str, str]
    notes: tuple[Sentence, ...]
    is_in_the_way: bool

    @property
    def budget(self) -> Json:
        """Return how the solver shall look."""
        run = self.run
        workers = 1 if run.seed is not None else 2
        repair = run.keep in _REPAIRS
        budget = Budget(seconds=run.seconds, seed=run.seed, workers=workers, repair=repair)
        plain: Json = msgspec.to_builtins(budget)
        return plain


def weeks_of_run(session: Session, run_id: UUID) -> tuple[UUID, list[Week]]:
    """Return the team and the weeks of a run."""
    run = runs.find(session, run_id)
    return run.team_id, [Week.parse(run.week).plus(each) for each in range(run.weeks)]


def of_run(session: Session, run_id: UUID, now: datetime, raised: Needs | None = None) -> RunInputs:
    """Return a run with what it depends on; Impossible without shifts or people.

    ``raised``: what shifts need instead of what is stored for them.
    """
    run = runs.find(session, run_id)
    team = teams.of_id(session, run.team_id)
    weeks = tuple(Week.parse(run.week).plus(each) for each in range(run.weeks))
    needed = (
        None if raised is None else {**shift_requirements.of_weeks(session, team, weeks), **raised}
    )
    empty, notes = build.shifts_of(session, team, weeks, needed)
    latest = published_versions.latest(session, team.id, build.span_of(team, weeks))
    published = tuple(each for week in weeks for each in latest.get(str(week), ()))
    made = _drafts(session, team.id, weeks)
    drafted = tuple(each for draft in made.values() for each in draft.shifts)
    people = {each.id for each in members.of_team(session, team.id)}
    shifts = settled(empty, published, people, now)
    if not shifts:
        raise Impossible("There are no shifts in these weeks: add shift patterns first.")
    if not people:
        raise Impossible("The team has no members yet.")
    seats = {each.id: each.seats for each in (*published, *drafted)}
    notes += _provisional(shifts, now) + without_holidays(team, weeks)
    keeping = _keeping((run, team), published, drafted, now)
    return RunInputs(
        run=run,
        team=team,
        weeks=weeks,
        shifts=shifts,
        seats=seats,
        case=build.case_of(session, team, weeks, shifts, keeping),
        drafts=_ids(made),
        notes=notes,
        is_in_the_way=run.origin == "horizon" and is_taken_by_others(session, made.values()),
    )


def _provisional(shifts: Shifts, now: datetime) -> tuple[Sentence, ...]:
    """Return a note on each week whose shifts to come rest on counts that are not final."""
    weeks = sorted({each.week for each in shifts if each.provisional and each.start > now})
    return tuple(
        say(
            "How many people the shifts of week {week} need is not known for sure yet: "
            "it is still being calculated. Plan the week again later.",
            week=week,
        )
        for week in weeks
    )


def without_holidays(team: Team, weeks: Sequence[Week]) -> tuple[Sentence, ...]:
    """Return a note when the holidays of some weeks are not known, so that none was counted."""
    known = closures.known_years(team)
    unknown = any(day.year not in known for week in weeks for day in week.days)
    return (closures.unknown_holidays(team),) if unknown else ()


def drafts_of(session: Session, team_id: UUID, weeks: Sequence[Week]) -> dict[str, str]:
    """Return the ids of the drafts of some weeks that have one, by week."""
    return _ids(_drafts(session, team_id, weeks))


def is_taken_by_others(session: Session, found: Iterable[Draft]) -> bool:
    """Tell whether a draft was edited, asked for by somebody, or published."""
    return any(
        each.version or each.run_id is None or runs.find(session, each.run_id).origin != "horizon"
        for each in found
    )


def _ids(made: Mapping[str, Draft]) -> dict[str, str]:
    return {week: str(draft.id) for week, draft in made.items()}


def _drafts(session: Session, team_id: UUID, weeks: Sequence[Week]) -> dict[str, Draft]:
    found = {}
    for week in weeks:
        with suppress(NotFound):
            found[str(week)] = drafts.find(session, team_id, str(week))
    return found


def _keeping(
    of: tuple[Run, Team], published: Shifts, drafted: Shifts, now: datetime
) -> FixedAssignments:
    run, team = of
    began = now if any(each.start <= now for each in published) else None
    promised, frozen = published, None
    if run.keep == "published":
        # Not pinned: somebody may be ill by now. The repair changes as little as can be.
        pins = conversion.pins(each for each in published if each.start > now)
        frozen = now + timedelta(hours=team.freeze.frozen_hours)
    elif run.keep == "drafted":
        pins = conversion.pins(each for each in drafted if each.start > now)
        begun = tuple(each for each in published if each.start <= now)
        promised = (*begun, *(each for each in drafted if each.start > now))
    elif run.keep == "locked":
        pins = conversion.pins(each for each in drafted or published if each.start > now)
    else:
        pins = ()
    promises = conversion.promises(promised, team.freeze, now)
    return FixedAssignments(pins, promises, began, frozen, now=now)
