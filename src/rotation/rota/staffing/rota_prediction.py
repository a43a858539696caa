"""The replies a rota gives: asked at each change, refined after a run, kept with the plan."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.demand.questions import prediction
from rotation.demand.questions.prediction import Stretch
from rotation.demand.staffing import build_question, shift_requirements
from rotation.errors import Impossible, NotFound, Unreachable
from rotation.rota.ports import Answer, Json, UnitOfWork
from rotation.rota.shifts import Shift, shifts_from_json
from rotation.rota.store import plans as store
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import Week


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
            if (each.prediction or {}).get("engine") != "simulation"
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


def corrected(found: Json, before: Mapping[str, Any] | None) -> Json:
    """Return an answer of the exact engine with what the simulation last had beyond it."""
    correction = (before or {}).get("correction") or {}
    if found.get("engine") != "exact" or not correction:
        return found
    parts = {
        name: [
            {**each, "channels": _moved(each["channels"], correction)}
            for each in found.get(name) or ()
        ]
        for name in ("days", "stretches")
    }
    channels = _moved(found["channels"], correction)
    return {**found, **parts, "channels": channels, "correction": correction}


def _moved(channels: Sequence[Json], correction: Json) -> list[Json]:
    return [
        {
            **each,
            **{
                name: min(
                    1.0, max(0.0, round(each[name] + correction.get(each["channel"], 0.0), 4))
                )
                for name in ("within_share", "low", "high")
                if each[name] is not None
            },
        }
        for each in channels
    ]
