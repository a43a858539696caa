"""The smallest team that meets the targets."""

from fastapi import APIRouter, Response

from api.http.deps import May
from api.http.idempotency import IdempotentRoute
from api.routes.staffing.asking import LATER, Asking
from api.staffing.right_size import RightSizeIn, RightSizeOut, answer_right_size

router = APIRouter(
    prefix="/v1/teams/{team}/staffing", route_class=IdempotentRoute, tags=["staffing"]
)
MAY_SEE = [May("see_team")]


@router.post("/right-size", response_model=RightSizeOut, responses=LATER, dependencies=MAY_SEE)
def size_team(team: str, body: RightSizeIn, asking: Asking) -> RightSizeOut | Response:
    """Find the smallest team that meets the targets, at several volumes and with people absent.

    Asked with `Prefer: respond-async` it takes the time to be complete.
    """
    return asking.answered("right-size", team, body, answer_right_size)
