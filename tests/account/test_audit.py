"""Every change leaves a line: who, when, what before and after; values can be erased."""

import pytest

from rotation.account import audit
from rotation.account.access import Access
from rotation.account.facts import Changed
from rotation.clock import new_id
from rotation.database import note
from support.organisation import TestOrganisation


def test_a_change_is_written_with_who_and_what(home: TestOrganisation) -> None:
    thing, team = new_id(), new_id()
    with home.writing() as session:
        note(session, Changed("changed", "thing", thing, {"a": 1}, {"a": 2}, team=team))
    with home.reading() as session:
        line = audit.trail(session, team, None, 10)[0]
    assert (line.action, line.entity, line.entity_id) == ("changed", "thing", thing)
    assert (line.before, line.after) == ({"a": 1}, {"a": 2})
    assert line.at == home.clock.now
    assert line.actor == home.owner.name


def test_a_unit_that_fails_leaves_neither_change_nor_line(home: TestOrganisation) -> None:
    thing = new_id()
    with pytest.raises(ZeroDivisionError), home.writing() as session:
        note(session, Changed("created", "thing", thing))
        _ = 1 / 0
    with home.reading() as session:
        assert thing not in {line.entity_id for line in audit.trail(session, None, None, 50)}


def test_erasing_a_member_takes_the_values_and_keeps_the_line(home: TestOrganisation) -> None:
    person = new_id()
    with home.writing() as session:
        after = {"name": "Zoë"}
        note(session, Changed("created", "member", person, after=after, subject=person))
    with home.writing() as session:
        audit.erase(session, person)
    with home.reading() as session:
        line = next(x for x in audit.trail(session, None, None, 50) if x.entity_id == person)
    assert line.after is None
    assert line.action == "created"


def test_the_trail_is_read_newest_first_in_pages(home: TestOrganisation) -> None:
    for _ in range(3):
        home.key(Access.BOT)
    with home.reading() as session:
        first = audit.trail(session, None, None, 2)
        rest = audit.trail(session, None, first[-1].id, 10)
    ids = [line.id for line in (*first, *rest)]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 4
