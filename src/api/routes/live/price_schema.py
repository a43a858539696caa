"""The price of a change of the rota, as JSON."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from api.routes.rota.rota_schema import BreachOut, LateOut, PersonOut, late_out
from rotation.rota.checks import late_notice, review
from rotation.rota.checks.change_impact import ChangeCost
from rotation.team import members
from rotation.team.teams import Team

Names = Mapping[UUID, str]


class BurdenOut(BaseModel):
    """The burden points a member takes on; negative: is relieved of."""

    member: PersonOut
    points: float


class PriceOut(BaseModel):
    """The price of a change: points of the rota, and burden that moves in the ledger."""

    points: int = Field(description="how much dearer the rota becomes; lower is better")
    burden: list[BurdenOut]
    breaks: list[BreachOut]


def price_out(cost: ChangeCost, names: Names, language: str | None) -> PriceOut:
    """Return a price as JSON."""
    told = [review.breach_json(each, language or "en") for each in cost.breaks]
    moved = sorted(cost.burden.items(), key=lambda each: (each[1], str(each[0])))
    return PriceOut(
        points=cost.points,
        burden=[
            BurdenOut(member=PersonOut(id=who, name=names[who]), points=points)
            for who, points in moved
        ],
        breaks=[BreachOut.model_validate(each) for each in told],
    )


def warnings(
    session: Session, team: Team, cost: ChangeCost | None, language: str | None, now: datetime
) -> list[LateOut]:
    """Return the members who hear too late of a change of duties made now, as JSON."""
    names = members.names(session, team.id)
    found = late_notice.late_by(session, team, cost, now)
    return [late_out(each, names, language or "en") for each in found]
