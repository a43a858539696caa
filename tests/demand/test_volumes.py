"""The message log through a database: counted once, folded into items, measured."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from household import Household
from rotation.clock import new_id
from rotation.demand import channels, log, volumes
from rotation.demand.channels import Channel
from rotation.demand.items import items
from rotation.demand.log import Message
from rotation.demand.store import volumes as store
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import Span

TWITTER = Path(__file__).parent.parent / "data" / "twitter_care_first_response.csv"
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)
WEEK = Span(MONDAY, MONDAY + timedelta(days=7))


def at(hour: int, minute: int = 0) -> datetime:
    """Return a time of that Monday."""
    return MONDAY + timedelta(hours=hour, minutes=minute)


@pytest.fixture
def team(home: Household) -> Team:
    """A team with a channel."""
    with home.writing() as session:
        made = teams.create(session, Team(new_id(), "nord", "Nord", "Europe/Paris", "FR"))
        channels.create(session, made.id, Channel(new_id(), "x", "X"))
    return made


def take(home: Household, team: Team, rows: Iterable[Message]) -> volumes.Import:
    """Take rows in, in a unit of work of their own."""
    with home.writing() as session:
        return volumes.take(session, team, rows)


def counts(home: Household, team: Team, since: datetime = MONDAY) -> list[tuple[datetime, int]]:
    """Return the items of the channel by hour."""
    with home.reading() as session:
        return volumes.hourly(session, team.id, channels.find(session, team.id, "x").id, since)


def test_the_same_log_twice_is_taken_in_once(home: Household, team: Team) -> None:
    rows = [Message(at(9), "x"), Message(at(9), "x", occurrence=1), Message(at(10), "x")]
    first, second = take(home, team, rows), take(home, team, rows)
    assert (first.accepted, first.repeated) == (3, 0)
    assert (second.accepted, second.repeated) == (0, 3)
    assert counts(home, team) == [(at(9), 2), (at(10), 1)]


def test_refused_rows_are_all_counted_and_the_first_200_told(home: Household, team: Team) -> None:
    bad = b"".join(b"never,x\n" for _ in range(6_000))
    with home.writing() as session:
        reading = volumes.reading(session, team, MONDAY)
        rows = log.read_csv(BytesIO(b"received_at,channel\n" + bad), reading)
        found = volumes.take(session, team, rows)
    assert (found.accepted, found.refused_count) == (0, 6_000)
    assert [each.line for each in found.refused] == list(range(2, 202))


def test_no_name_of_a_conversation_is_kept(home: Household, team: Team) -> None:
    take(home, team, [Message(at(9), "x", conversation="+33 6 12 34 56 78")])
    with home.reading() as session:
        channel = channels.find(session, team.id, "x")
        [(_, _, kept)] = store.messages(session, team.id, channel.id, MONDAY)
    assert kept
    assert len(kept) == 16
    assert b"33" not in kept


def test_messages_of_a_conversation_before_a_reply_are_one_item(
    home: Household, team: Team
) -> None:
    rows = [
        Message(at(9), "x", conversation="a"),
        Message(at(10), "x", at(11), conversation="a"),
        Message(at(12), "x", at(13), conversation="a"),
        Message(at(12), "x", conversation="b"),
        Message(at(12), "x"),
    ]
    take(home, team, rows)
    assert counts(home, team) == [(at(9), 1), (at(12), 3)]


def test_an_item_that_began_before_the_count_is_not_counted_again(
    home: Household, team: Team
) -> None:
    rows = [Message(at(hour), "x", conversation="a") for hour in (9, 10, 11)]
    take(home, team, rows)
    assert counts(home, team, since=at(10)) == []


def test_a_reply_to_any_message_answers_all_before_it() -> None:
    rows = [(at(9), None, b"a"), (at(10), at(12), b"a"), (at(10, 30), at(11), b"a")]
    [item] = items(rows)
    assert (item.received_at, item.answered_at) == (at(9), at(11))


def test_measures_count_an_item_without_reply_as_late(home: Household, team: Team) -> None:
    rows = [
        Message(at(9), "x", at(9, 10)),
        Message(at(10), "x", None, at(10, 50)),
        Message(at(11), "x", at(13)),
        Message(at(12), "x"),
    ]
    take(home, team, rows)
    with home.reading() as session:
        found = volumes.measured(session, team.id, WEEK)["x"]
    assert found == volumes.Measured(4, 3, {15: 0.25, 60: 0.5}, 50.0)


def test_a_channel_without_messages_has_no_shares(home: Household, team: Team) -> None:
    with home.reading() as session:
        found = volumes.measured(session, team.id, WEEK)["x"]
    assert found == volumes.Measured(0, 0, {}, None)


def test_first_replies_on_twitter_are_measured_as_known(home: Household, team: Team) -> None:
    """Of 1,025 conversations 28 % are answered within 15 min, 43 % within 60, half in 109."""
    content = TWITTER.read_bytes().replace(b"\r", b"")
    head, *rows = content.splitlines()
    one = b"\n".join([head, *(b"x," + row.partition(b",")[2] for row in rows)])
    columns = log.parsed_columns(
        "received_at:first_customer_message_utc,replied_at:first_reply_utc,channel:company"
    )
    with home.writing() as session:
        reading = volumes.reading(session, team, home.clock.now, columns)
        taken = volumes.take(session, team, log.read_csv(BytesIO(one), reading))
        span = Span(datetime(2018, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC))
        found = volumes.measured(session, team.id, span)["x"]
    assert (taken.accepted, taken.refused_count, found.count) == (1_025, 0, 1_025)
    assert found.shares == {15: pytest.approx(0.28, abs=0.01), 60: pytest.approx(0.43, abs=0.01)}
    assert found.median_minutes == pytest.approx(109, abs=1)
