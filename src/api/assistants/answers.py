"""Answers of the tools: ids beside names, instants with the offset of the team."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field


class NamedMember(BaseModel):
    """A member as the key may see them; id null: the key sees roles only."""

    id: UUID | None
    name: str


class MemberOnDuty(BaseModel):
    """Somebody on duty, from when to when, for what."""

    member: NamedMember
    contacts: list[str] = Field(description="only for keys that see contacts")
    since: datetime
    until: datetime
    channels: list[str]
    languages: list[str]
    role: str | None
    changed: bool = Field(description="a swap or an override: the published plan named another")


class OnDutyNow(BaseModel):
    """The members on duty at an instant, until when that holds, who comes next, and a sentence."""

    team: str
    at: datetime
    until: datetime | None
    on_duty: list[MemberOnDuty]
    next: list[MemberOnDuty]
    sentence: str


class ListedDuty(BaseModel):
    """A stretch in which somebody is on duty."""

    slot: UUID
    member: NamedMember
    start: datetime
    end: datetime
    pattern: str
    channels: list[str]
    changed: bool = Field(description="a swap or an override: the published plan named another")


class ListedDuties(BaseModel):
    """Duties by start; `next`: pass it as `cursor` for the rest."""

    team: str
    timezone: str
    duties: list[ListedDuty]
    next: int | None = None


class ListedChannel(BaseModel):
    """A channel and the short names it goes by."""

    slug: str
    name: str
    short_names: list[str]


class ListedTeam(BaseModel):
    """A team; one of many people comes in several rows."""

    slug: str
    name: str
    timezone: str
    channels: list[ListedChannel]
    members: list[NamedMember]


class ListedTeams(BaseModel):
    """The teams that the key may see; `next`: pass it as `cursor` for the rest."""

    teams: list[ListedTeam]
    next: int | None = None


class WeekPlace(BaseModel):
    """One place of a week; member null: open."""

    slot: UUID
    pattern: str
    start: datetime
    end: datetime
    member: NamedMember | None
    planned: NamedMember | None = Field(None, description="with `changed`: whom the plan named")
    changed: bool
    required: bool
    cancelled: bool


class ChannelShare(BaseModel):
    """The share of messages of a channel that the rota is predicted to answer in time."""

    week: str
    channel: str
    in_time: float | None
    low: float | None
    high: float | None
    stale: bool = Field(description="predicted before the last change")


class BrokenRule(BaseModel):
    """A rule that is broken, in words."""

    rule: str
    must_hold: bool
    reason: str


class WeekRota(BaseModel):
    """A week as rows; breaches and shares stand in the first part of a long answer."""

    team: str
    week: str
    version: int
    state: str
    timezone: str
    open_places: int
    rows: list[WeekPlace]
    breaches: list[BrokenRule]
    in_time: list[ChannelShare]
    next: int | None = None


class RankedMember(BaseModel):
    """Somebody for a place: whether all rules that must hold do, the price, and why."""

    member: NamedMember
    fits: bool
    points: int = Field(description="how much dearer the rota becomes; lower is better")
    breaks: list[str]


class Ranking(BaseModel):
    """Everybody for a place, best first; `reasons` say why somebody has it."""

    slot: UUID
    pattern: str
    start: datetime
    end: datetime
    member: NamedMember | None
    reasons: list[str] = []
    ranked: list[RankedMember]
    next: int | None = None


class Gap(BaseModel):
    """A stretch that should be staffed and is not."""

    week: str
    slot: UUID
    pattern: str
    start: datetime
    end: datetime
    channels: list[str]


class ClosedDay(BaseModel):
    """A day on which the team is closed."""

    day: date
    name: str


class Coverage(BaseModel):
    """Gaps of published weeks, closed days, predicted shares; `unpublished` weeks have none."""

    team: str
    timezone: str
    gaps: list[Gap]
    closed_days: list[ClosedDay]
    in_time: list[ChannelShare]
    unpublished: list[str]
    next: int | None = None


class ChangeDone(BaseModel):
    """The change that was made, or would be: `done` false means that nothing has changed."""

    done: bool
    what: str
    kind: Literal["swap", "cover"]
    id: UUID | None = Field(description="of the swap or the search; null while nothing is done")
    state: str
    points: int | None = Field(None, description="how much dearer the rota becomes")
    asked: list[NamedMember] = Field(
        default=[], description="who could step in, best first, for a sick call"
    )
    hint: str | None = None
