"""A week of a rota as it is shown: its shifts with names, what it breaks, costs and gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.rota.case import conversion
from rotation.rota.case.conversion import Level
from rotation.rota.checks import review
from rotation.rota.checks.review import Review
from rotation.rota.shifts import Shifts
from rotation.rota.store import plans as store
from rotation.rota.versions import drafts, published_versions
from rotation.team import members
from rotation.team.teams import Team
from rotation.timespan import Week

State = Literal["draft", "published"]


@dataclass(frozen=True)
class WeekView:
    """A rota of a week: a draft, or a version (``version``: its number, 0: none yet).

    ``run`` made it, unless it was edited since; ``levels`` tells how firmly each published shift to
    come stands. ``tag`` is equal as long as nothing that can be edited has changed.
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


def draft(session: Session, team: Team, week: Week, now: datetime) -> WeekView:
    """Return the draft of a week; NotFound while there is none."""
    found = drafts.find(session, team.id, str(week))
    return WeekView(
        team,
        found.week,
        found.version,
        "draft",
        found.shifts,
        members.names(session, team.id),
        review.review(session, team, [week], found.shifts, now),
        found.prediction,
        found.can_undo,
        found.run_id,
        _levels(session, team, found.week, now),
        (found.id, found.version),
    )


def version(
    session: Session, team: Team, week: Week, number: int | None, now: datetime
) -> WeekView:
    """Return a published version of a week, by default the latest; NotFound otherwise.

    The latest is shown as it stands, with the places that swaps have passed on since.
    """
    found = published_versions.number_of(session, team.id, str(week), number)
    plan = store.plan(session, found.plan)
    shifts = published_versions.shifts_of(session, team.id, str(week), number)
    return WeekView(
        team,
        found.week,
        found.number,
        "published",
        shifts,
        members.names(session, team.id),
        review.review(session, team, [week], shifts, now),
        plan.prediction,
        can_undo=False,
        run=plan.run_id,
        levels=_levels(session, team, found.week, now),
        tag=(found.plan, found.number, shifts),
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
