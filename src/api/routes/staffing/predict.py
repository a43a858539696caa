"""Predicted replies of a staffing."""

from fastapi import APIRouter, Response

from api.http.deps import May
from api.http.idempotency import IdempotentRoute
from api.routes.staffing.asking import LATER, Asking
from api.staffing.predict import PredictIn, PredictOut, answer_predict

router = APIRouter(
    prefix="/v1/teams/{team}/staffing", route_class=IdempotentRoute, tags=["staffing"]
)
MAY_SEE = [May("see_team")]


@router.post("/predict", response_model=PredictOut, responses=LATER, dependencies=MAY_SEE)
def predict(team: str, body: PredictIn, asking: Asking) -> PredictOut | Response:
    """Predict the replies of a rota, of given people, or of mere head counts."""
    return asking.answered("predict", team, body, answer_predict)
