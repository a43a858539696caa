"""A feed is opened by its token alone, and shows what the team shows."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from rotation.clock import new_id
from rotation.database import insert_all
from rotation.errors import NotFound
from rotation.rota.feeds import subscriptions
from rotation.rota.feeds.feed_events import FeedScope
from rotation.rota.feeds.subscriptions import Feed, FeedEdition, Subscription
from rotation.rota.on_duty import duties
from rotation.rota.store import duties as store
from rotation.rota.tables.duties import DutySpanRow
from rotation.rota.timeline import DutySpan
from rotation.team import members, teams
from rotation.team.members import Member
from rotation.team.teams import Team
from support.organisation import TestOrganisation
from support.paths import GOLDEN


@dataclass
class Nord:
    """A team of one member, Zoë, and her feed and the team's."""

    home: TestOrganisation
    team: UUID
    zoe: UUID

    def make(self, member: UUID | None = None) -> tuple[Feed, str]:
        """Return a new feed and its token."""
        with self.home.writing() as session:
            wanted = Subscription(FeedScope(self.team, member))
            return subscriptions.create(session, wanted, self.home.clock.now)

    def opened(self, token: str) -> Feed | None:
        """Return what a token opens."""
        return subscriptions.of_token(self.home.work.database, token)

    def serve(self, slot: int, start: datetime, *, active: bool = True) -> None:
        """Put Zoë on duty for eight hours."""
        span = DutySpan(
            slot=UUID(int=slot),
            member=self.zoe,
            start=start,
            end=start + timedelta(hours=8),
            timezone="Europe/Paris",
            week="2026-W48",
            day=start.date(),
            shift_id=UUID(int=slot),
            pattern="Late",
            channels=("instagram",),
        )
        shown = {"team_id": self.team, "active": active, "seq": 3, "changed_at": start}
        with self.home.writing() as session:
            insert_all(session, DutySpanRow, [duties.columns(span) | shown])
            store.bump(session, self.team, self.home.clock.now)

    def content(self, feed: Feed) -> bytes:
        """Return what a feed shows now."""
        with self.home.reading() as session:
            return subscriptions.content(session, self.edition(feed))

    def edition(self, feed: Feed) -> FeedEdition:
        """Return the edition of a feed now."""
        return subscriptions.edition(self.home.work.database, feed, self.home.clock.now)[0]


@pytest.fixture
def nord(home: TestOrganisation) -> Nord:
    """The team Nord with its one member."""
    team, zoe = new_id(), new_id()
    with home.writing() as session:
        teams.create(session, Team(team, "nord", "Nord, social", "Europe/Paris", "FR"))
        members.create(session, Member(zoe, team, "Zoë O'Brien"))
    return Nord(home, team, zoe)


def test_a_token_opens_its_feed(nord: Nord) -> None:
    feed, token = nord.make(nord.zoe)
    assert nord.opened(token) == feed
    assert token.startswith(feed.prefix)


def test_malformed_unknown_and_revoked_tokens_open_nothing(nord: Nord) -> None:
    feed, token = nord.make()
    with nord.home.writing() as session:
        subscriptions.revoke(session, feed.id, nord.home.clock.now)
    assert nord.opened(token) is None
    assert nord.opened(token[:-1]) is None
    assert nord.opened("rcal_" + "A" * 43) is None


def test_a_revoked_feed_is_listed_no_more(nord: Nord) -> None:
    kept, gone = nord.make()[0], nord.make()[0]
    with nord.home.writing() as session:
        subscriptions.revoke(session, gone.id, nord.home.clock.now)
        assert subscriptions.listed(session, FeedScope(nord.team), None, 50) == [kept]
        with pytest.raises(NotFound):
            subscriptions.revoke(session, gone.id, nord.home.clock.now)


def test_the_feeds_of_a_team_and_of_its_members_are_listed_apart(nord: Nord) -> None:
    whole, own = nord.make()[0], nord.make(nord.zoe)[0]
    with nord.home.reading() as session:
        assert subscriptions.listed(session, FeedScope(nord.team), None, 50) == [whole]
        assert subscriptions.listed(session, FeedScope(nord.team, nord.zoe), None, 50) == [own]


def test_use_is_remembered_to_the_hour(nord: Nord) -> None:
    feed, token = nord.make()
    now = nord.home.clock.now + timedelta(minutes=25)
    assert subscriptions.is_stale(feed, "google", now)
    with nord.home.writing() as session:
        subscriptions.stamp_used(session, feed.id, "google", now)
    used = nord.opened(token)
    hour = nord.home.clock.now
    assert used == replace(feed, last_used_at=hour, clients={"google": hour})
    assert not subscriptions.is_stale(used, "google", now + timedelta(minutes=34))
    assert subscriptions.is_stale(used, "google", now + timedelta(minutes=35))


def test_both_databases_give_the_same_bytes(nord: Nord) -> None:
    nord.serve(1, datetime(2026, 11, 27, 16, tzinfo=UTC))
    nord.serve(2, datetime(2026, 11, 26, 16, tzinfo=UTC), active=False)
    assert nord.content(nord.make()[0]) == (GOLDEN / "team.ics").read_bytes()


def test_a_feed_reaches_from_31_days_ago_to_366_days_ahead(nord: Nord) -> None:
    today = nord.home.clock.now.replace(hour=0)
    for slot, days in enumerate((-32, -31, 365, 366)):
        nord.serve(slot, today + timedelta(days=days))
    content = nord.content(nord.make()[0])
    shown = [slot for slot in range(4) if f"UID:{UUID(int=slot)}".encode() in content]
    assert shown == [1, 2]


def test_the_feed_of_a_member_shows_their_duties_alone(nord: Nord) -> None:
    nord.serve(1, datetime(2026, 11, 27, 16, tzinfo=UTC))
    other = new_id()
    with nord.home.writing() as session:
        members.create(session, Member(other, nord.team, "Amélie"))
    assert nord.content(nord.make(nord.zoe)[0]).count(b"BEGIN:VEVENT") == 1
    assert b"BEGIN:VEVENT" not in nord.content(nord.make(other)[0])


def test_an_erased_member_has_no_calendar(nord: Nord) -> None:
    feed, _ = nord.make(nord.zoe)
    with nord.home.writing() as session:
        members.erase(session, nord.zoe, nord.home.clock.now)
    with pytest.raises(NotFound):
        nord.content(feed)


def test_a_change_of_the_rota_makes_another_edition(nord: Nord) -> None:
    feed, _ = nord.make()
    before = nord.edition(feed)
    nord.home.clock.now += timedelta(minutes=5)
    nord.serve(1, datetime(2026, 11, 27, 16, tzinfo=UTC))
    after = nord.edition(feed)
    assert (before.revision, after.revision) == (0, 1)
    _, modified = subscriptions.edition(nord.home.work.database, feed, nord.home.clock.now)
    assert modified == nord.home.clock.now
