"""Badges and reply windows, as answers to staffing questions say them."""

from collections.abc import Iterable
from datetime import date, datetime
from math import floor

from pydantic import BaseModel, ConfigDict, Field

from rotation.demand.platforms.badges import BadgeAnswer
from rotation.words import say


class HoursOut(BaseModel):
    """Hours in a row whose messages are answered too late, and how many of them."""

    model_config = ConfigDict(from_attributes=True)

    start: datetime
    end: datetime
    late: float


class BadgeOut(BaseModel):
    """The lowest value of a platform's badge over its days in a row, and which hours cause it."""

    model_config = ConfigDict(from_attributes=True)

    channel: str
    kept: bool
    within_share: float = Field(description="of the messages of the worst days in a row")
    needed: float
    minutes: float
    days: int
    last_day: date
    caused_by: list[date]
    hours: list[HoursOut]
    sentence: str


class WindowOut(BaseModel):
    """Messages taken up later than a platform takes a plain reply, and when most come in."""

    model_config = ConfigDict(from_attributes=True)

    channel: str
    minutes: float
    missed: float
    missed_share: float
    hours: list[HoursOut]


def badges_out(found: Iterable[BadgeAnswer], language: str) -> list[BadgeOut]:
    """Return badges with a sentence for people."""
    return [
        BadgeOut.model_validate({**vars(each), "sentence": _said(each, language)}) for each in found
    ]


def _said(found: BadgeAnswer, language: str) -> str:
    percent = floor(found.within_share * 100)
    told = {"channel": found.channel, "days": found.days, "share": percent}
    if found.kept or not found.caused_by:
        return say("{channel}: the {days}-day rate does not fall below {share}%.", **told).said_in(
            language
        )
    return say(
        "{channel}: {day} caps the {days}-day rate at {share}%.", day=found.caused_by[0], **told
    ).said_in(language)
