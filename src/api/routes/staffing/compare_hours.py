"""Rotation or closed: choices of opening hours beside each other."""

from fastapi import APIRouter, Response

from api.http.deps import May
from api.http.idempotency import IdempotentRoute
from api.routes.staffing.asking import LATER, Asking
from api.staffing.compare_hours import CompareIn, CompareOut, answer_compare_hours

router = APIRouter(
    prefix="/v1/teams/{team}/staffing", route_class=IdempotentRoute, tags=["staffing"]
)
MAY_SEE = [May("see_team")]


@router.post("/compare-closed", response_model=CompareOut, responses=LATER, dependencies=MAY_SEE)
def compare_closed(team: str, body: CompareIn, asking: Asking) -> CompareOut | Response:
    """Compare rotation and closed: what each choice of opening hours costs and gives."""
    return asking.answered("compare-closed", team, body, answer_compare_hours)
