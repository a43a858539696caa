"""Campaigns: days on which more comes in than usual, or less, as the planner knows beforehand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.clock import new_id
from rotation.database import note
from rotation.demand import channels
from rotation.demand.facts import DemandChanged
from rotation.demand.store import campaigns as store
from rotation.demand.store.channels import columns
from rotation.errors import Impossible
from rotation.timespan import DAY
from rotation.words import say

if TYPE_CHECKING:
    from rotation.demand.store.campaigns import CampaignRow

MOST, LONGEST = 200, 366
MOST_FACTOR = 400.0
"""What the campaigns of one day may multiply to."""


@dataclass(frozen=True)
class NewCampaign:
    """A campaign as it is entered; without a channel it is for all of them."""

    name: str
    first_day: date
    last_day: date
    factor: float
    channel: str | None = None


@dataclass(frozen=True, kw_only=True)
class Campaign(NewCampaign):
    """Days, the last one included, whose forecast is multiplied; 0 tells of an outage.

    What really came in on them says nothing about other days and is left out of later forecasts.
    """

    id: UUID

    @property
    def days(self) -> list[date]:
        """Return the dates of the campaign."""
        count = (self.last_day - self.first_day).days + 1
        return [self.first_day + DAY * at for at in range(count)]


def listed(
    session: Session, team_id: UUID, first: date | None = None, last: date | None = None
) -> list[Campaign]:
    """Return the campaigns with a day from first to last, in order."""
    return [_campaign(row, slug) for row, slug in store.campaigns(session, team_id, first, last)]


def create(session: Session, team_id: UUID, wanted: NewCampaign) -> Campaign:
    """Add a campaign; Impossible when its days are reversed or too many."""
    if wanted.last_day < wanted.first_day:
        raise Impossible("The last day has to be on or after the first.", field="/last_day")
    if (wanted.last_day - wanted.first_day).days >= LONGEST:
        raise Impossible("A campaign has 366 days at most.", field="/last_day")
    if len(store.campaigns(session, team_id)) >= MOST:
        raise Impossible("A team has 200 campaigns at most.")
    _check_factors(listed(session, team_id, wanted.first_day, wanted.last_day), wanted)
    channel_id = channels.find(session, team_id, wanted.channel).id if wanted.channel else None
    made = Campaign(**vars(wanted), id=new_id())
    values = {name: value for name, value in vars(made).items() if name != "channel"}
    store.add(session, team_id=team_id, channel_id=channel_id, **values)
    note(session, Changed("created", "campaign", made.id, after=columns(made), team=team_id))
    note(session, DemandChanged(team_id))
    return made


def _check_factors(there: Iterable[Campaign], wanted: NewCampaign) -> None:
    """Raise Impossible when campaigns of a day would multiply to more than any volume does."""
    own = Campaign(**vars(wanted), id=new_id())
    both = [each for each in (*there, own) if each.factor > 1]
    slugs = {each.channel or "" for each in both}
    if any(factor > MOST_FACTOR for slug in slugs for factor in factors(both, slug).values()):
        raise Impossible(
            say("The campaigns of a day multiply to {most} at most.", most=int(MOST_FACTOR)),
            field="/factor",
        )


def delete(session: Session, team_id: UUID, campaign_id: UUID) -> None:
    """Delete a campaign."""
    row = store.campaign(session, team_id, campaign_id)
    before = columns(_campaign(row, None))
    store.delete(session, row)
    note(session, Changed("deleted", "campaign", campaign_id, before, team=team_id))
    note(session, DemandChanged(team_id))


def factors(found: Iterable[Campaign], channel: str) -> dict[date, float]:
    """Return the factor of each date of a channel that is in a campaign; several multiply."""
    result: dict[date, float] = {}
    for each in found:
        if each.channel in {None, channel}:
            for day in each.days:
                result[day] = result.get(day, 1.0) * each.factor
    return result


def _campaign(row: "CampaignRow", slug: str | None) -> Campaign:
    return Campaign(row.name, row.first_day, row.last_day, row.factor, slug, id=row.id)
