"""A run as JSON: what it came to, why rules clash, what could be done about it."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from rotation.rota.planning import run_outcome
from rotation.rota.planning.run_outcome import RuleClash, RunOutcome, WayOut
from rotation.rota.planning.runs import Run
from rotation.words import say

WHY = {
    "horizon": say("It was planned ahead, as the team has set."),
    "way_out": say("It makes use of a way out of a clash."),
    "repeating": say("It rolls out a repeating rota and repairs absences."),
}


class ConflictOut(BaseModel):
    """One of the rules that cannot all hold."""

    rule: str
    reason: str
    members: list[str]
    shifts: list[str]


class LevelOut(BaseModel):
    """One level of the price ladder: its points, and how low they could have come."""

    name: str
    points: int
    bound: int


class ChangesOut(BaseModel):
    """The changes of a repair: places lost or won, their weight, and the least weight there can be.

    A place weighs more the nearer it is. `proven`: no rota with as few gaps changes less.
    """

    places: int
    weight: int
    least_weight: int
    proven: bool


class RelaxationOut(BaseModel):
    """A limit that a way out exceeds, by how much in the units of its rule, and for whom."""

    rule: str
    reason: str
    by: int
    members: list[str]
    shifts: list[str]


class ReplyShareOut(BaseModel):
    """The share of messages of a week that would be answered within the target."""

    week: str
    channel: str
    within_share: float | None
    low: float | None
    high: float | None


class WayOutOut(BaseModel):
    """A way out of a clash, solved already: what it takes, and what its rota is like.

    `number` is what the address of taking it names; `points` do not count the exceptions.
    """

    number: int
    changes: list[RelaxationOut]
    points: int
    open_places: int
    hours: float
    proven: bool
    replies: list[ReplyShareOut]


class ShortOut(BaseModel):
    """A channel that misses its target in a week, or its floor on a day, by the certified replies.

    `hours`: how many more hours a plan that makes up for it has; `open_hours`: the hours of the
    week's open places; `worst`: the stretch with most of its late replies.
    """

    week: str
    channel: str
    date: str | None = Field(None, description="null: the target of the week")
    within_share: float
    target_share: float
    hours: float | None
    open_hours: float
    worst: dict[str, Any] | None
    remedy: str = Field(description="what it would take, in words")


class RunOut(BaseModel):
    """A run as it stands."""

    id: UUID
    team: UUID
    kind: str = Field(description="`rota`, or the staffing question that is answered")
    week: str
    weeks: int
    keep: str
    origin: Literal["asked", "horizon", "way_out", "repeating"]
    why: str | None = Field(None, description="why it was made, unless somebody asked for it")
    state: Literal["queued", "running", "succeeded", "infeasible", "cancelled", "failed"]
    applied: bool = Field(description="whether its rota became the draft")
    publishing: Literal["wanted", "done", "refused"] | None = Field(
        None, description="whether what is planned ahead was published by itself"
    )
    points: int | None = None
    bound: int | None = None
    proven: bool | None = None
    seconds: float | None = None
    strategy: str | None = None
    open_places: int | None = None
    levels: list[LevelOut] = []
    changes: ChangesOut | None = Field(None, description="of a repair only")
    conflicts: list[ConflictOut] = []
    ways_out: list[WayOutOut] = Field([], description="the best rota first")
    notes: list[str] = []
    short_of_target: list[ShortOut] = Field(
        [], description="what the certified rota still misses of its targets and floors"
    )
    reason: str | None = None
    answer: dict[str, Any] | None = Field(None, description="to a staffing question")
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


def run_out(run: Run, language: str) -> RunOut:
    """Return a run as JSON, its sentences in a language."""
    outcome = run_outcome.of_run(run)
    why = WHY.get(run.origin)
    return RunOut(
        id=run.id,
        team=run.team_id,
        kind=run.asked["kind"] if run.asked else "rota",
        week=run.week,
        weeks=run.weeks,
        keep=run.keep,
        answer=dict(outcome.answer) if outcome.answer is not None else None,
        origin=run.origin,
        why=why.said_in(language) if why else None,
        state=run.state,
        applied=run.applied,
        publishing=run.publishing,
        requested_at=run.requested_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
        points=outcome.points,
        bound=outcome.bound,
        proven=outcome.proven,
        seconds=outcome.seconds,
        strategy=outcome.strategy,
        open_places=outcome.open_places,
        levels=[LevelOut(**vars(each)) for each in outcome.levels],
        changes=_changes(outcome),
        conflicts=[_conflict(each, language) for each in outcome.conflicts],
        ways_out=[_way(number, each, language) for number, each in enumerate(outcome.ways_out, 1)],
        notes=[each.said_in(language) for each in outcome.notes],
        short_of_target=[
            ShortOut(**vars(each), remedy=each.remedy.said_in(language))
            for each in outcome.short_of_target
        ],
        reason=outcome.reason.said_in(language) if outcome.reason else None,
    )


def _changes(outcome: RunOutcome) -> ChangesOut | None:
    weights = [each for each in outcome.levels if each.name == "changes"]
    if not weights or outcome.changes is None:
        return None
    weight, least = weights[0].points, weights[0].bound
    return ChangesOut(
        places=outcome.changes, weight=weight, least_weight=least, proven=weight == least
    )


def _way(number: int, way: WayOut, language: str) -> WayOutOut:
    changes = [
        RelaxationOut(
            rule=each.allowance.rule,
            reason=each.because.said_in(language),
            by=each.allowance.by,
            members=list(each.allowance.members),
            shifts=list(each.allowance.shifts),
        )
        for each in way.changes
    ]
    return WayOutOut(
        number=number,
        changes=changes,
        points=way.points,
        open_places=way.open_places,
        hours=round(way.minutes / 60, 2),
        proven=way.proven,
        replies=[ReplyShareOut(**vars(each)) for each in way.replies],
    )


def _conflict(clash: RuleClash, language: str) -> ConflictOut:
    return ConflictOut(
        rule=clash.rule,
        reason=clash.because.said_in(language),
        members=list(clash.members),
        shifts=list(clash.shifts),
    )
