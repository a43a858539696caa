"""Days below the floor of a target, as the rota, the compliance report and the needs show them."""

from datetime import date

from pydantic import BaseModel


class BelowFloorOut(BaseModel):
    """An open day on which a channel falls below the floor of its target."""

    date: date
    channel: str
    within_share: float
    floor_share: float
