"""Arguments of the tools, each with its bounds; what a tool does not know is refused."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.body import JsonBody
from api.schemas.fields import Instant, Moment, Named, Slug, Text, WeekName

Cursor = Annotated[int, Field(ge=0, le=100_000, description="`next` of the answer before")]
Team = Annotated[Named, Field(description="slug or id of the team")]
Confirm = Annotated[
    bool,
    Field(description="true: do it. Without it nothing changes, and the answer says what would."),
]
SlotId = Annotated[UUID, Field(description="id of the place, from `duties` or `week`")]


class ToolArguments(JsonBody):
    """Arguments of a tool."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class OnDutyArguments(ToolArguments):
    """The team, the instant, the channel and the language in which people have to be reached."""

    team: Team | None = Field(None, description="may be left out where there is one team only")
    at: Instant | None = Field(None, description="by default now; with its offset from UTC")
    channel: Slug | None = None
    language: Annotated[str, Field(max_length=16)] | None = Field(
        None, description="a language that those on duty speak, such as fr"
    )


class PeriodArguments(ToolArguments):
    """From when to when, and from which place in a long answer."""

    start: Moment | None = Field(
        None, alias="from", description="an instant or a date; by default now"
    )
    end: Moment | None = Field(
        None, alias="to", description="an instant or a date; by default a week later"
    )
    cursor: Cursor = 0


class DutiesArguments(PeriodArguments):
    """The span of a team's duties, and whose."""

    team: Team | None = Field(None, description="may be left out where there is one team only")
    channel: Slug | None = None
    member: UUID | None = None


class CoverageArguments(ToolArguments):
    """The team and the dates of the weeks that are looked at."""

    team: Team
    start: date = Field(alias="from")
    end: date = Field(alias="to", description="the last day")
    cursor: Cursor = 0


class TeamsArguments(ToolArguments):
    """From which place in a long answer."""

    cursor: Cursor = 0


class WeekArguments(ToolArguments):
    """The team, the week and the version of a rota."""

    team: Team
    week: WeekName = Field(description="an ISO week such as 2026-W49")
    version: Annotated[str, Field(pattern=r"^(published|draft|[0-9]{1,6})$")] = "published"
    cursor: Cursor = 0


class SlotArguments(ToolArguments):
    """The place that is meant, by its slot."""

    slot: SlotId
    cursor: Cursor = 0


class SwapArguments(ToolArguments):
    """A place to be given away: to anyone, to one member, or for another member's place."""

    slot: SlotId
    to: UUID | None = Field(None, description="the member it is offered to; else anyone")
    in_return: UUID | None = Field(None, alias="for", description="the place asked for in return")
    reason: Text | None = None
    confirm: Confirm = False


class AnswerArguments(ToolArguments):
    """The swap that is answered, and the answer."""

    swap: UUID
    verb: Literal["take", "accept", "decline", "withdraw"]
    confirm: Confirm = False


class SickArguments(ToolArguments):
    """The place that somebody cannot come to."""

    slot: SlotId
    confirm: Confirm = False
