"""The effect of an absence on the published rota, shown before it is approved."""

from uuid import UUID

from fastapi import APIRouter, Request

from api.http.deps import Calculating, Caller, May, Now, work_of
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.schemas.rota_effect import EffectOut, effect_out
from rotation.availability import absences
from rotation.rota.live import absence_effects

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["availability"])


@router.get(
    "/members/{member}/absences/{absence}/effect",
    responses=problems(),
    dependencies=[May("own")],
)
def read_effect(
    member: UUID, absence: UUID, caller: Caller, now: Now, children: Calculating, request: Request
) -> EffectOut:
    """Show which published places an absence opens, and what that does to the replies."""
    work = work_of(request)
    with work.reading(caller) as session:
        found = absences.find(session, member, absence)
    caller.require_member(member)
    return effect_out(absence_effects.absence_effect(work, caller, found, children.answer, now))
