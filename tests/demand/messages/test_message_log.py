"""The message log through a database: counted once, folded into items, measured."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from rotation.clock import new_id
from rotation.demand import channels
from rotation.demand.channels import Channel
from rotation.demand.messages import log_reader, message_log
from rotation.demand.messages.log_reader import LoggedMessage
from rotation.demand.messages.work_items import fold_conversations
from rotation.demand.store import volumes as store
from rotation.team import teams
from rotation.team.teams import Team
from support.organisation import TestOrganisation

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    """Return a time of that Monday."""
    return MONDAY + timedelta(hours=hour, minutes=minute)


@pytest.fixture
def team(home: TestOrganisation) -> Team:
    """A team with a channel."""
    with home.writing() as session:
        made = teams.create(session, Team(new_id(), "nord", "Nord", "Europe/Paris", "FR"))
        channels.create(session, made.id, Channel(new_id(), "x", "X"))
    return made


def take(home: TestOrganisation, team: Team, rows: Iterable[LoggedMessage]) -> message_log.Import:
    """Take rows in, in a unit of work of their own."""
    with home.writing() as session:
        return message_log.import_rows(session, team, rows)


def counts(
    home: TestOrganisation, team: Team, since: datetime = MONDAY
) -> list[tuple[datetime, int]]:
    """Return the items of the channel by hour."""
    with home.reading() as session:
        return message_log.hourly(session, team.id, channels.find(session, team.id, "x").id, since)


def test_the_same_log_twice_is_taken_in_once(home: TestOrganisation, team: Team) -> None:
    rows = [
        LoggedMessage(at(9), "x"),
        LoggedMessage(at(9), "x", occurrence=1),
        LoggedMessage(at(10), "x"),
    ]
    first, second = take(home, team, rows), take(home, team, rows)
    assert (first.accepted, first.repeated) == (3, 0)
    assert (second.accepted, second.repeated) == (0, 3)
    assert counts(home, team) == [(at(9), 2), (at(10), 1)]


def test_refused_rows_are_all_counted_and_the_first_200_told(
    home: TestOrganisation, team: Team
) -> None:
    bad = b"".join(b"never,x\n" for _ in range(6_000))
    with home.writing() as session:
        reading = message_log.reading(session, team, MONDAY)
        rows = log_reader.read_csv(BytesIO(b"received_at,channel\n" + bad), reading)
        found = message_log.import_rows(session, team, rows)
    assert (found.accepted, found.refused_count) == (0, 6_000)
    assert [each.line for each in found.refused] == list(range(2, 202))


def test_no_name_of_a_conversation_is_kept(home: TestOrganisation, team: Team) -> None:
    take(home, team, [LoggedMessage(at(9), "x", conversation="+33 6 12 34 56 78")])
    with home.reading() as session:
        channel = channels.find(session, team.id, "x")
        wanted = store.MessageQuery(team.id, channel.id, MONDAY)
        [(_, _, kept)] = store.messages(session, wanted)
    assert kept
    assert len(kept) == 16
    assert b"33" not in kept


def test_messages_of_a_conversation_before_a_reply_are_one_item(
    home: TestOrganisation, team: Team
) -> None:
    rows = [
        LoggedMessage(at(9), "x", conversation="a"),
        LoggedMessage(at(10), "x", at(11), conversation="a"),
        LoggedMessage(at(12), "x", at(13), conversation="a"),
        LoggedMessage(at(12), "x", conversation="b"),
        LoggedMessage(at(12), "x"),
    ]
    take(home, team, rows)
    assert counts(home, team) == [(at(9), 1), (at(12), 3)]


def test_an_item_that_began_before_the_count_is_not_counted_again(
    home: TestOrganisation, team: Team
) -> None:
    rows = [LoggedMessage(at(hour), "x", conversation="a") for hour in (9, 10, 11)]
    take(home, team, rows)
    assert counts(home, team, since=at(10)) == []


def test_a_reply_to_any_message_answers_all_before_it() -> None:
    rows = [(at(9), None, b"a"), (at(10), at(12), b"a"), (at(10, 30), at(11), b"a")]
    [item] = fold_conversations(rows)
    assert (item.received_at, item.answered_at) == (at(9), at(11))
