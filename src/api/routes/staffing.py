"""What a staffing achieves: predicted replies, and the same week under other circumstances."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.deps import May, Once
from api.fields import Slug, Text
from api.routes.channels import Spread
from api.routes.staffing_asking import LATER, Asker, Asking
from api.routes.staffing_badges import BadgeOut, WindowOut, badges_out
from api.routes.staffing_in import AskIn, Strict, WeeksIn
from rotation.demand import staffing
from rotation.demand.staffing import (
    Answer,
    ChannelAnswer,
    DayAnswer,
    IntervalAnswer,
    Moment,
    Question,
    Waiting,
    Worst,
)
from rotation.errors import Impossible
from rotation.rota import staffed, what_if
from rotation.rota.what_if import Changes
from rotation.team import teams
from rotation.team.teams import Team
from rotation.words import say

router = APIRouter(prefix="/v1/teams/{team}/staffing", route_class=Once, tags=["staffing"])
MAY_SEE = [May("see_team")]
SECONDS, PATIENT_SECONDS = 6.0, 60.0
"""About how long several predictions may take: while somebody waits, and when nobody does."""
Factor = Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)]
Include = Literal["intervals", "clocks", "erlang_c"]


class PredictIn(WeeksIn):
    """Which replies a staffing gives."""

    include: Annotated[tuple[Include, ...], Field(max_length=3)] = ("intervals",)


class AssumedOut(BaseModel):
    """What the figures hold for."""

    day_cv: float
    week_cv: float
    work_order: str
    shrinkage: float
    engine: str
    seed: int


class PredictOut(BaseModel):
    """The replies a staffing gives, for the stated forecast and no other."""

    assumed: AssumedOut
    stable: bool
    overloaded: list[str] = Field(description="channels for whose people it is too much")
    converged: bool
    backlog_growth_per_week: float
    backlog_at_end: Waiting | None
    statement: str
    seconds: float
    agent_hours: float
    occupancy: float | None
    all_targets_met_probability: float | None
    channels: list[ChannelAnswer]
    days: list[DayAnswer]
    intervals: list[IntervalAnswer]
    openings: list[Moment]
    closings: list[Moment]
    worst_intervals: list[Worst]
    badge: list[BadgeOut]
    reply_windows: list[WindowOut]


class ChangesIn(Strict):
    """What is different."""

    volume: Factor = 1.0
    volume_by_channel: dict[Slug, Factor] = Field(default_factory=dict)
    handling_factor: Annotated[float, Field(ge=0.01, le=20, allow_inf_nan=False)] = 1.0
    cv: Spread | None = None
    work_order: Literal["earliest_due", "fcfs", "priority"] | None = None
    absent: Annotated[int, Field(ge=0, le=500)] | Text | None = None


class SweepIn(Strict):
    """One thing in several sizes."""

    field: Literal["volume", "handling_factor", "cv", "absent"]
    values: Annotated[list[Factor], Field(min_length=1, max_length=12)]


class WhatIfIn(WeeksIn):
    """The week under other circumstances."""

    changes: ChangesIn = ChangesIn()
    sweep: SweepIn | None = None


class CaseOut(BaseModel):
    """What one set of changes gives, and how far that is from the week as it stands."""

    changes: dict[str, Any]
    stable: bool
    backlog_growth_per_week: float
    channels: list[ChannelAnswer]
    difference: dict[str, float | None]


class WhatIfOut(BaseModel):
    """The week as it stands, and under other circumstances."""

    statement: str
    base: PredictOut
    cases: list[CaseOut]


@router.post("/predict", response_model=PredictOut, responses=LATER, dependencies=MAY_SEE)
def predict(team: str, body: PredictIn, asking: Asking) -> PredictOut | Response:
    """Predict the replies of a rota, of given people, or of mere head counts."""
    return asking.answered("predict", team, body, predicted)


@router.post("/what-if", response_model=WhatIfOut, responses=LATER, dependencies=MAY_SEE)
def predict_what_if(team: str, body: WhatIfIn, asking: Asking) -> WhatIfOut | Response:
    """Predict the replies under other circumstances, beside those as it stands."""
    return asking.answered("what-if", team, body, compared)


def predicted(asker: Asker, team: str, body: PredictIn) -> PredictOut:
    """Answer which replies a staffing gives."""
    found, question = asked_of(asker, team, body, tuple(body.include))
    answer = staffing.answer_from_json(asker.calculations.answer(staffing.to_json(question)))
    return predict_out(question, answer, asker.language or found.languages[0])


def compared(asker: Asker, team: str, body: WhatIfIn) -> WhatIfOut:
    """Answer which replies a week gives under other circumstances."""
    found, question = asked_of(asker, team, body)
    wanted = _cases(body)
    questions = [question, *(what_if.changed(question, each) for each in wanted)]
    base, *others = answers_of(questions, asker)
    said = asker.language or found.languages[0]
    return WhatIfOut(
        statement=_statement(said),
        base=predict_out(question, base, said),
        cases=[_case(each, base, own) for each, own in zip(wanted, others, strict=True)],
    )


def asked_of(
    asker: Asker, ref: str, body: AskIn, include: Sequence[str] = ()
) -> tuple[Team, Question]:
    """Return the team and the question of a body; no session is held while it is answered."""
    with asker.work.reading(asker.actor) as session:
        team = teams.find(session, ref)
        return team, staffed.question(session, team, body.asked(*include), asker.now)


def answers_of(questions: Sequence[Question], asker: Asker) -> list[Answer]:
    """Return the answers to several questions, found one after another, all by one engine."""
    within = PATIENT_SECONDS if asker.is_patient else SECONDS
    plain = [staffing.to_json(each) for each in questions]
    asked = {"ask": "each", "questions": plain, "within": within, "seconds": 3 * within}
    found = asker.calculations.answer(asked)["answers"]
    return [staffing.answer_from_json(each) for each in found]


def predict_out(question: Question, answer: Answer, language: str) -> PredictOut:
    """Return an answer with what it was assumed for."""
    told = {name: getattr(answer, name) for name in PredictOut.model_fields if name in _TOLD}
    return PredictOut(
        assumed=AssumedOut(
            day_cv=round(question.day_cv, 4),
            week_cv=round(question.week_cv, 4),
            work_order=question.work_order,
            shrinkage=question.shrinkage,
            engine=answer.engine,
            seed=question.seed,
        ),
        statement=_statement(language),
        badge=badges_out(answer.badge, language),
        reply_windows=[WindowOut.model_validate(each) for each in answer.reply_windows],
        **told,
    )


_TOLD = Answer.__dataclass_fields__.keys() - {"engine", "badge", "reply_windows"}


def _statement(language: str) -> str:
    return say(
        "For the stated forecast. A single evening strays by 12 to 29 points even when the "
        "forecast is right: judge a rota by the week."
    ).said_in(language)


def _cases(body: WhatIfIn) -> list[Changes]:
    given = Changes(**body.changes.model_dump())
    if body.sweep is None:
        return [given]
    name = body.sweep.field
    values: list[Any] = [int(v) if name == "absent" else v for v in body.sweep.values]
    if name == "handling_factor" and 0 in values:
        raise Impossible("A handling time is more than nothing.", field="/sweep/values")
    return [Changes(**{**body.changes.model_dump(), name: value}) for value in values]


def _case(changes: Changes, base: Answer, own: Answer) -> CaseOut:
    before = {each.channel: each.within_share for each in base.channels}
    usual = Changes()
    told = {
        name: getattr(changes, name)
        for name in Changes.__dataclass_fields__
        if getattr(changes, name) != getattr(usual, name)
    }
    return CaseOut(
        changes=told,
        stable=own.stable,
        backlog_growth_per_week=own.backlog_growth_per_week,
        channels=list(own.channels),
        difference={
            each.channel: _less(each.within_share, before[each.channel]) for each in own.channels
        },
    )


def _less(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else round(after - before, 4)
