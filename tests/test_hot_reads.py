"""Reads behind the hot answers give the values that sessions give, of one organisation alone."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import bindparam, select

from rotation.account import tokens
from rotation.account.tables import KeyRow
from rotation.clock import new_id
from rotation.database import Database
from rotation.errors import Unreachable
from rotation.hot_reads import CompiledRead
from rotation.rota.feeds import subscriptions
from rotation.rota.feeds.feed_events import FeedScope
from rotation.rota.feeds.subscriptions import Subscription
from rotation.rota.store import feeds as store
from rotation.rota.tables.feeds import FeedRow
from rotation.team.tables import TeamRow
from support.organisation import TestOrganisation

BY_SLUG = CompiledRead(select(TeamRow).where(TeamRow.slug == bindparam("slug")), TeamRow)
BY_DOOR = CompiledRead(
    select(KeyRow).where(KeyRow.digest == bindparam("digest")), KeyRow, door="api_key"
)
NORD = {"slug": "nord", "name": "Nord", "timezone": "Europe/Paris", "country": "FR"}


def test_every_kind_of_column_comes_back_as_a_session_gives_it(home: TestOrganisation) -> None:
    home.post("/v1/teams", **NORD, languages=["fr", "nl"], base_staff=[])
    found = BY_SLUG.first(home.work.database, home.owner.organisation, slug="nord")
    assert found is not None
    with home.reading() as session:
        row = session.scalars(select(TeamRow)).one()
        assert found._asdict() == {name: getattr(row, name) for name in found._fields}


def test_instants_come_back_aware_and_in_utc(home: TestOrganisation) -> None:
    with home.writing() as session:
        feed, token = subscriptions.create(session, Subscription(FeedScope()), home.clock.now)
        store.stamp_used(session, feed.id, "google", datetime(2026, 11, 24, 9, tzinfo=UTC))
    found = store.feed_by_digest(home.work.database, tokens.digest(token))
    assert found is not None
    assert found.created_at == home.clock.now
    assert found.created_at.tzinfo is UTC
    assert (found.team_id, found.busy, found.alarm_minutes) == (None, False, None)
    assert found.clients == {"google": "2026-11-24T09:00:00+00:00"}


def test_the_rows_of_another_organisation_are_not_found(home: TestOrganisation) -> None:
    home.post("/v1/teams", **NORD)
    database = home.work.database
    assert BY_SLUG.first(database, new_id(), slug="nord") is None
    assert BY_SLUG.first(database, None, slug="nord") is None
    with TestOrganisation.founded(home.app, home.clock) as other:
        assert BY_SLUG.first(database, other.owner.organisation, slug="nord") is None


def test_a_door_opens_its_own_table_alone(home: TestOrganisation) -> None:
    database, digest = home.work.database, tokens.digest(home.key())
    found = BY_DOOR.first(database, None, digest=digest)
    assert found is not None
    assert found.organisation_id == home.owner.organisation
    if not database.is_sqlite:
        elsewhere = CompiledRead(select(FeedRow), FeedRow, door="api_key")
        with home.writing() as session:
            subscriptions.create(session, Subscription(FeedScope()), home.clock.now)
        assert elsewhere.first(database, None) is None


def test_values_are_never_part_of_the_statement(home: TestOrganisation) -> None:
    home.post("/v1/teams", **NORD)
    for slug in ("' OR '1'='1", "nord' --", "%(slug)s", "?", "nord%"):
        assert BY_SLUG.first(home.work.database, home.owner.organisation, slug=slug) is None


def test_a_database_that_is_not_there_is_unreachable(tmp_path: Path) -> None:
    gone = Database(f"sqlite:///{tmp_path}/nowhere/rotation.db")
    with pytest.raises(Unreachable):
        BY_SLUG.first(gone, new_id(), slug="nord")
    empty = Database(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(Unreachable):
        BY_SLUG.first(empty, new_id(), slug="nord")
