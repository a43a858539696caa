"""The staffing questions that a worker answers, by the name they are asked by."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from api.staffing import compare_hours, predict, requirements, right_size, what_if
from api.staffing.asker import StaffingContext
from api.staffing.bodies import NeedsIn
from api.staffing.compare_hours import CompareIn
from api.staffing.predict import PredictIn
from api.staffing.right_size import RightSizeIn
from api.staffing.what_if import WhatIfIn
from api.unit_of_work import DatabaseUnitOfWork
from rotation.rota.planning.execute_run import Calculations
from rotation.rota.planning.runs import Run

Answering = Callable[[StaffingContext, str, Any], BaseModel]  # Any: the body that stands beside it
KINDS: dict[str, tuple[type[BaseModel], Answering]] = {
    "predict": (PredictIn, predict.answer_predict),
    "what-if": (WhatIfIn, what_if.answer_what_if),
    "requirements": (NeedsIn, requirements.answer_requirements),
    "compare-closed": (CompareIn, compare_hours.answer_compare_hours),
    "right-size": (RightSizeIn, right_size.answer_right_size),
}


def answer(
    work: DatabaseUnitOfWork,
    calculations: Calculations,
    organisation: UUID,
    run: Run,
    now: datetime,
) -> dict[str, Any]:
    """Return the answer to the question of a run, as JSON."""
    assert run.asked is not None
    body, answering = KINDS[run.asked["kind"]]
    service, language = work.service(organisation), run.asked["language"]
    asker = StaffingContext(work, service, calculations, now, language, is_patient=True)
    given = body.model_validate(run.asked["body"])
    return answering(asker, str(run.team_id), given).model_dump(mode="json")
