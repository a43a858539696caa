"""A week of a rota as it is shown: its shifts with names, what it breaks, costs and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.demand.questions.prediction import PredictionAnswer, kept_answer
from rotation.rota.case import conversion
from rotation.rota.case.conversion import Level
from rotation.rota.checks import review
from rotation.rota.checks.review import Review
from rotation.rota.on_duty import duties
from rotation.rota.on_duty.standing_rota import Part, StandingRota, as_it_stands
from rotation.rota.shifts import Shifts, all_slots, shifts_from_json
from rotation.rota.store import plans as store
from rotation.rota.versions import drafts, published_versions
from rotation.rota.versions.drafts import Draft
from rotation.rota.versions.published_versions import Version
from rotation.team import closures, members
from rotation.team.teams import Team
from rotation.timespan import Span, Week

if TYPE_CHECKING:
    from rotation.rota.store.plans import PlanRow

State = Literal["draft", "published"]


@dataclass(frozen=True)
class WeekView:
    """A rota of a week: a draft, or a version (``version``: its number, 0: none yet).

    ``run`` made it, unless it was edited since; ``levels`` tells how firmly each published shift to
    come stands. ``tag`` is equal as long as nothing that can be edited has changed. Of a rota as it
    stands ``planned`` tells, by slot, whom the version named, and ``standing`` who is on duty.
    """

    team: Team
    week: str
    version: int
    state: State
    shifts: Shifts
    names: Mapping[UUID, str]
    review: Review
    prediction: Mapping[str, Any] | None
    can_undo: bool
    run: UUID | None
    levels: Mapping[UUID, Level]
    tag: tuple[object, ...]
    planned: Mapping[UUID, UUID | None] = field(default_factory=dict)
    standing: StandingRota | None = None

    @cached_property
    def replies(self) -> PredictionAnswer | None:
        """Return the prediction of the rota; None where none has been made yet."""
        return kept_answer(self.prediction)

    @property
    def is_stale(self) -> bool:
        """Tell whether the prediction is of the rota before its last changes."""
        return bool((self.prediction or {}).get("stale"))

    @property
    def open_places(self) -> int:
        """Return how many places should be filled and are not."""
        if self.standing is not None:
            return self.standing.open_places
        return sum(each.open_places for each in self.shifts)

    @property
    def parts(self) -> Mapping[UUID, tuple[Part, ...]]:
        """Return who is on duty in each part of a place, of a rota as it stands."""
        return self.standing.parts if self.standing else {}

    @property
    def cancelled(self) -> frozenset[UUID]:
        """Return the slots of a closed day or a deleted shift pattern."""
        return self.standing.cancelled if self.standing else frozenset()


def draft(session: Session, team: Team, week: Week, now: datetime) -> WeekView:
    """Return the draft of a week; NotFound while there is none."""
    return of_draft(session, team, drafts.find(session, team.id, str(week)), now)


def of_draft(session: Session, team: Team, found: Draft, now: datetime) -> WeekView:
    """Return a draft of a team as it is shown."""
    week = Week.parse(found.week)
    return WeekView(
        team,
        found.week,
        found.version,
        "draft",
        found.shifts,
        members.names(session, team.id),
        review.review(session, team, week, found.shifts, now, published=False),
        found.prediction,
        found.can_undo,
        found.run_id,
        _levels(session, team, found.week, now),
        (found.id, found.version),
    )


def version(
    session: Session, team: Team, week: Week, number: int | None, now: datetime
) -> WeekView:
    """Return a published version of a week as it was published; NotFound otherwise.

    Without a ``number`` it is the published rota as it stands: who is on duty by now, after swaps,
    stand-ins, leave, sick calls and erasures.
    """
    found = published_versions.number_of(session, team.id, str(week), number)
    plan = store.plan(session, found.plan)
    if number is None:
        return _standing(session, team, week, found, plan, now)
    shifts = shifts_from_json(plan.shifts)
    return WeekView(
        team,
        found.week,
        found.number,
        "published",
        shifts,
        members.names(session, team.id),
        review.review(session, team, week, shifts, now, published=True),
        plan.prediction,
        can_undo=False,
        run=plan.run_id,
        levels=_levels(session, team, found.week, now),
        tag=(found.plan, found.number, shifts),
    )


def _standing(
    session: Session, team: Team, week: Week, found: Version, plan: "PlanRow", now: datetime
) -> WeekView:
    published = published_versions.shifts_of(session, team.id, str(week))
    on_duty = duties.of_slots(session, [each.id for each in all_slots(published)])
    standing = as_it_stands(published, on_duty, _cancelled(session, team, published))
    planned = {each.id: each.member for each in all_slots(shifts_from_json(plan.shifts))}
    as_planned = all(
        [part.member for part in parts] == [planned.get(slot)]
        for slot, parts in standing.parts.items()
    )
    prediction = plan.prediction
    if prediction and not as_planned:
        prediction = {**prediction, "stale": True}
    return WeekView(
        team,
        found.week,
        found.number,
        "published",
        standing.shifts,
        members.names(session, team.id),
        review.review_standing(session, team, week, now),
        prediction,
        can_undo=False,
        run=plan.run_id,
        levels=_levels(session, team, found.week, now),
        tag=(found.plan, found.number, standing.shifts, tuple(standing.parts.items())),
        planned=planned,
        standing=standing,
    )


def _cancelled(session: Session, team: Team, shifts: Shifts) -> frozenset[UUID]:
    """Return the slots that a closed day or a deleted shift pattern has cancelled."""
    if not shifts:
        return frozenset()
    during = Span(min(each.start for each in shifts), max(each.end for each in shifts))
    gone = {each.id for each in closures.listed(session, team.id)}
    gone |= {each.pattern_id for each in shifts}
    return frozenset(
        each.slot
        for each in duties.overrides(session, team.id, during)
        if each.slot and each.member is None and each.cause in gone
    )


def _levels(session: Session, team: Team, week: str, now: datetime) -> dict[UUID, Level]:
    """Return how firmly the published shifts of a week that are to come stand."""
    published = published_versions.latest(session, team.id, Week.parse(week).span(team.zone))
    shifts = published.get(week, ())
    return {
        each.id: conversion.freeze_level(each, team.freeze, now)
        for each in shifts
        if each.start > now
    }
