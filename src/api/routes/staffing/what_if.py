"""Predicted replies of a week under other circumstances."""

from fastapi import APIRouter, Response

from api.http.deps import May
from api.http.idempotency import IdempotentRoute
from api.routes.staffing.asking import LATER, Asking
from api.staffing.what_if import WhatIfIn, WhatIfOut, answer_what_if

router = APIRouter(
    prefix="/v1/teams/{team}/staffing", route_class=IdempotentRoute, tags=["staffing"]
)
MAY_SEE = [May("see_team")]


@router.post("/what-if", response_model=WhatIfOut, responses=LATER, dependencies=MAY_SEE)
def predict_what_if(team: str, body: WhatIfIn, asking: Asking) -> WhatIfOut | Response:
    """Predict the replies under other circumstances, beside those as it stands."""
    return asking.answered("what-if", team, body, answer_what_if)
