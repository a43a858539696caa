"""The replies a rota gives: asked at each change, refined after a run, kept with the plan."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import (
    ChannelAnswer,
    DayAnswer,
    DayChannel,
    PredictionAnswer,
    Stretch,
    StretchAnswer,
)
from rotation.demand.staffing import build_question, shift_requirements
from rotation.errors import Impossible, NotFound, Unreachable
from rotation.json_value import Json
from rotation.rota.ports import Answer, UnitOfWork
from rotation.rota.shifts import Shift, shifts_from_json
from rotation.rota.store import plans as store
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import Week

_Level = TypeVar("_Level", ChannelAnswer, DayChannel)
_Part = TypeVar("_Part", DayAnswer, StretchAnswer)


def question(
    session: Session, team: Team, week: Week, shifts: Iterable[Shift], now: datetime
) -> Json:
    """Return the question which replies some shifts give, each shift too, for the exact engine."""
    wanted = list(shifts)
    plain = build_question.question(session, team, week, duties_of(wanted), now)
    spans = sorted(
        {(each.start, each.end) for each in wanted if each.task == shift_requirements.ANSWERING}
    )
    stretches = [prediction.to_json(Stretch(*each)) for each in spans]
    return {**plain, "engine": "exact", "stretches": stretches}


def duties_of(shifts: Iterable[Shift]) -> list[build_question.DutyToPredict]:
    """Return the duties in which members answer messages, as the prediction asks for them."""
    return [
        build_question.DutyToPredict(str(member), each.start, each.end, each.channels)
        for each in shifts
        if each.task == shift_requirements.ANSWERING
        for member in each.members
    ]


def refine(work: UnitOfWork, actor: Actor, run_id: UUID, answer: Answer, now: datetime) -> None:
    """Let the simulation have the last word on what a run has found, where nobody has edited it."""
    with work.reading(actor) as session:
        plans = [
            (each.id, each.team_id, each.week)
            for each in store.plans_of_run(session, run_id)
            if (kept := prediction.kept_answer(each.prediction)) is None
            or kept.engine != "simulation"
        ]
    for plan_id, team_id, week in plans:
        with suppress(Unreachable, NotFound, Impossible):
            with work.reading(actor) as session:
                team = teams.of_id(session, team_id)
                shifts = shifts_from_json(store.plan(session, plan_id).shifts)
                asked = question(session, team, Week.parse(week), shifts, now)
            found = answer({**asked, "engine": "simulation"})
            with work.unit(actor, now) as session:
                store.keep_prediction(session, plan_id, found)


def corrected(found: PredictionAnswer, before: PredictionAnswer | None) -> PredictionAnswer:
    """Return a prediction of the exact engine with what the simulation last had beyond it."""
    correction = before.correction if before else {}
    if found.engine != "exact" or not correction:
        return found

    def moved(each: _Part) -> _Part:
        return replace(each, channels=_moved(each.channels, correction))

    return replace(
        found,
        channels=_moved(found.channels, correction),
        days=tuple(moved(each) for each in found.days),
        stretches=tuple(moved(each) for each in found.stretches),
        correction=correction,
    )


def _moved(channels: Iterable[_Level], correction: Mapping[str, float]) -> tuple[_Level, ...]:
    def moved(share: float | None, by: float) -> float | None:
        return None if share is None else min(1.0, max(0.0, round(share + by, 4)))

    return tuple(
        replace(
            each,
            within_share=moved(each.within_share, by),
            low=moved(each.low, by),
            high=moved(each.high, by),
        )
        for each in channels
        for by in [correction.get(each.channel, 0.0)]
    )
