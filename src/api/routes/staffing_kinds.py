"""The staffing questions that a worker answers, by the name they are asked by."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from api.routes import staffing, staffing_plans, staffing_size, staffing_what_if
from api.routes.staffing import PredictIn
from api.routes.staffing_asking import Asker
from api.routes.staffing_in import NeedsIn
from api.routes.staffing_plans import CompareIn
from api.routes.staffing_size import RightSizeIn
from api.routes.staffing_what_if import WhatIfIn
from api.work import Work
from rotation.rota.planning.execute_run import Children
from rotation.rota.planning.runs import Run

Answering = Callable[[Asker, str, Any], BaseModel]  # Any: the body that stands beside it
KINDS: dict[str, tuple[type[BaseModel], Answering]] = {
    "predict": (PredictIn, staffing.predicted),
    "what-if": (WhatIfIn, staffing_what_if.compared),
    "requirements": (NeedsIn, staffing_plans.required_of),
    "compare-closed": (CompareIn, staffing_plans.compared_with_closed),
    "right-size": (RightSizeIn, staffing_size.sized_of),
}


def answer(
    work: Work, calculations: Children, organisation: UUID, run: Run, now: datetime
) -> dict[str, Any]:
    """Return the answer to the question of a run, as JSON."""
    assert run.asked is not None
    body, answering = KINDS[run.asked["kind"]]
    service, language = work.service(organisation), run.asked["language"]
    asker = Asker(work, service, calculations, now, language, is_patient=True)
    given = body.model_validate(run.asked["body"])
    return answering(asker, str(run.team_id), given).model_dump(mode="json")
