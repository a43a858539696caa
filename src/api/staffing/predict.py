"""The replies that a staffing achieves, as a prediction."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.staffing.asker import StaffingContext
from api.staffing.bodies import AskIn, WeeksIn, volume_quantile
from api.staffing.platform_schema import BadgeOut, WindowOut, badges_out
from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import (
    ChannelAnswer,
    DayAnswer,
    IntervalAnswer,
    Moment,
    PredictionAnswer,
    PredictionQuestion,
    Waiting,
    Worst,
)
from rotation.rota.staffing import question as staffing_question
from rotation.team import teams
from rotation.team.teams import Team
from rotation.words import say

SECONDS, PATIENT_SECONDS = 6.0, 60.0
"""About how long several predictions may take: while somebody waits, and when nobody does."""
Include = Literal["intervals", "clocks", "erlang_c"]


class PredictIn(WeeksIn):
    """The question which replies a staffing gives."""

    include: Annotated[tuple[Include, ...], Field(max_length=3)] = ("intervals",)


class AssumedOut(BaseModel):
    """The assumptions that the figures hold for."""

    forecast: str = Field(description="id of the forecast")
    safety: float | None = Field(
        description="the volume is the one a week stays below with this chance; null: the forecast"
    )

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


def answer_predict(asker: StaffingContext, team: str, body: PredictIn) -> PredictOut:
    """Answer which replies a staffing gives."""
    found, question = asked_of(asker, team, body, tuple(body.include))
    answer = prediction.answer_from_json(asker.calculations.answer(prediction.to_json(question)))
    return predict_out(body, question, answer, asker.language or found.languages[0])


def asked_of(
    asker: StaffingContext, ref: str, body: AskIn, include: Sequence[str] = ()
) -> tuple[Team, PredictionQuestion]:
    """Return the team and the question of a body; no session is held while it is answered."""
    with asker.work.reading(asker.actor) as session:
        team = teams.find(session, ref)
        return team, staffing_question.question(session, team, body.asked(*include), asker.now)


def answers_of(
    questions: Sequence[PredictionQuestion], asker: StaffingContext
) -> list[PredictionAnswer]:
    """Return the answers to several questions, found one after another, all by one engine."""
    within = PATIENT_SECONDS if asker.is_patient else SECONDS
    plain = [prediction.to_json(each) for each in questions]
    asked = {"ask": "each", "questions": plain, "within": within, "seconds": 3 * within}
    found = asker.calculations.answer(asked)["answers"]
    return [prediction.answer_from_json(each) for each in found]


def predict_out(
    body: AskIn, question: PredictionQuestion, answer: PredictionAnswer, language: str
) -> PredictOut:
    """Return an answer with what it was assumed for."""
    told = {name: getattr(answer, name) for name in PredictOut.model_fields if name in _COPIED}
    return PredictOut(
        assumed=assumed_out(body, question, answer.engine),
        statement=week_statement(language),
        badge=badges_out(answer.badge, language),
        reply_windows=[WindowOut.model_validate(each) for each in answer.reply_windows],
        **told,
    )


def assumed_out(body: AskIn, question: PredictionQuestion, engine: str) -> AssumedOut:
    """Return the assumptions that the figures of an answer hold for."""
    return AssumedOut(
        forecast=question.forecast,
        safety=volume_quantile(body.safety),
        day_cv=round(question.day_cv, 4),
        week_cv=round(question.week_cv, 4),
        work_order=question.work_order,
        shrinkage=question.shrinkage,
        engine=engine,
        seed=question.seed,
    )


_COPIED = PredictionAnswer.__dataclass_fields__.keys() - {"engine", "badge", "reply_windows"}


def week_statement(language: str) -> str:
    """Return the statement of a prediction: what its figures hold for."""
    return say(
        "For the stated forecast. A single evening strays by 12 to 29 points even when the "
        "forecast is right: judge a rota by the week."
    ).said_in(language)
