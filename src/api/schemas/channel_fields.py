"""The fields of a channel that several bodies share."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator

from api.schemas.body import JsonBody
from api.schemas.fields import WallTime, Weekday
from rotation.demand.channels import State, usual_floor

Kind = Literal["facebook", "instagram", "x", "linkedin", "whatsapp", "email", "other"]
Objective = Literal[
    "market_research",
    "customer_service",
    "indirect_sales",
    "direct_sales",
    "lead_generation",
    "brand_awareness",
    "thought_leadership",
    "findability",
    "traffic_online",
    "traffic_place",
]
Mean = Annotated[float, Field(ge=0.01, le=1440, allow_inf_nan=False)]
Spread = Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)]


class TargetIn(JsonBody):
    """The share of messages to be answered within some minutes."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    share: Annotated[float, Field(ge=0.001, lt=1)] = 0.8
    within_minutes: Annotated[float, Field(ge=0.01, le=10_080, allow_inf_nan=False)] = 60.0
    clock: Literal["calendar", "business"] = "calendar"
    measured_at: Literal["pick_up", "reply_sent"] = "pick_up"
    floor: Annotated[float, Field(ge=0, lt=1)] | None = Field(
        None,
        description="the share that no open day falls below; 15 points under the target when left "
        "out, null: no floor",
    )

    @field_validator("floor")
    @classmethod
    def _at_most_the_target(cls, floor: float | None, info: ValidationInfo) -> float | None:
        share = info.data.get("share")
        if floor is not None and share is not None and floor > share:
            raise ValueError("the floor may not be above the target")
        return floor

    @model_validator(mode="after")
    def _usual(self) -> Self:
        if "floor" not in self.model_fields_set:
            self.floor = usual_floor(self.share)
        return self


class MinutesIn(JsonBody):
    """A time with spread: its mean and its coefficient of variation."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    mean_minutes: Mean = 5.0
    cv: Spread = 1.0


class WindowIn(JsonBody):
    """Hours of a weekday and what the channel does then."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, populate_by_name=True)

    weekday: Weekday
    start: Annotated[WallTime, Field(alias="from")]
    end: Annotated[WallTime, Field(alias="to")]
    state: State = "open"
