"""The people that each hour and shift of a week needs."""

from fastapi import APIRouter, Response

from api.http.deps import May
from api.http.idempotency import IdempotentRoute
from api.routes.staffing.asking import LATER, Asking
from api.staffing.bodies import NeedsIn
from api.staffing.requirements import RequirementsOut, answer_requirements

router = APIRouter(
    prefix="/v1/teams/{team}/staffing", route_class=IdempotentRoute, tags=["staffing"]
)
MAY_SEE = [May("see_team")]


@router.post("/requirements", response_model=RequirementsOut, responses=LATER, dependencies=MAY_SEE)
def require(team: str, body: NeedsIn, asking: Asking) -> RequirementsOut | Response:
    """Answer the requirements of each hour and shift, and what one person more or fewer changes.

    Asked with `Prefer: respond-async` it takes the time to be complete.
    """
    return asking.answered("requirements", team, body, answer_requirements)
