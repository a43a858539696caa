"""Rotation or closed: choices of opening hours beside each other."""

from fastapi import Response

from api.routes.staffing.asking import LATER, Asking
from api.routes.staffing.requirements import MAY_SEE, router
from api.staffing.compare_hours import CompareIn, CompareOut, answer_compare_hours


@router.post("/compare-closed", response_model=CompareOut, responses=LATER, dependencies=MAY_SEE)
def compare_closed(team: str, body: CompareIn, asking: Asking) -> CompareOut | Response:
    """Compare rotation and closed: what each choice of opening hours costs and gives."""
    return asking.answered("compare-closed", team, body, answer_compare_hours)
