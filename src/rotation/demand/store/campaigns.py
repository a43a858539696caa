"""All SQL of campaigns."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rotation.demand.tables.campaigns import CampaignRow as CampaignRow
from rotation.demand.tables.channels import ChannelRow
from rotation.errors import NotFound


def add(session: Session, **values: Any) -> None:  # Any: columns of different types
    """Insert a campaign."""
    session.add(CampaignRow(**values))
    session.flush()


def campaign(session: Session, team_id: UUID, campaign_id: UUID) -> CampaignRow:
    """Return a campaign of a team; NotFound otherwise."""
    wanted = select(CampaignRow).where(
        CampaignRow.team_id == team_id, CampaignRow.id == campaign_id
    )
    row = session.scalar(wanted)
    if row is None:
        raise NotFound("There is no such campaign.", field="campaign")
    return row


def campaigns(
    session: Session, team_id: UUID, first: date | None = None, last: date | None = None
) -> Sequence[tuple[CampaignRow, str | None]]:
    """Return the campaigns of a team with a day from first to last, and their channels' slugs."""
    wanted = (
        select(CampaignRow, ChannelRow.slug)
        .outerjoin(ChannelRow, ChannelRow.id == CampaignRow.channel_id)
        .where(
            CampaignRow.team_id == team_id,
            or_(CampaignRow.channel_id.is_(None), ChannelRow.deleted_at.is_(None)),
        )
        .order_by(CampaignRow.first_day, CampaignRow.id)
    )
    if first is not None:
        wanted = wanted.where(CampaignRow.last_day >= first)
    if last is not None:
        wanted = wanted.where(CampaignRow.first_day <= last)
    return [(row, slug) for row, slug in session.execute(wanted)]


def delete(session: Session, row: CampaignRow) -> None:
    """Delete a campaign."""
    session.delete(row)
    session.flush()
