"""The chain of the audit trail: whole through erasing and crowds, broken by any tampering."""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from api.app import create_app
from api.cli.main import app as commands
from api.settings import Settings
from conftest import NOW
from rotation.account import audit, audit_chain
from rotation.account.audit_chain import ChainReport
from rotation.account.facts import Changed
from rotation.account.store import trail
from rotation.clock import new_id
from rotation.database import note
from support.organisation import SetClock, TestOrganisation

CHANGES = 5
CHAINED = (
    *("actor", "actor_key_id", "action", "at", "entity", "entity_id", "id", "organisation"),
    *("position", "request_id", "team_id", "values_digest"),
)
TAMPERING = {
    "who": ("UPDATE audit SET actor = 'nobody' WHERE position = 3", 3, "It was changed."),
    "when": (
        "UPDATE audit SET at = '2020-01-01 00:00:00' WHERE position = 3",
        3,
        "It was changed.",
    ),
    "gone": ("DELETE FROM audit WHERE position = 3", 3, "A line before it is missing."),
    "unchained": (
        "UPDATE audit SET position = NULL WHERE position = 3",
        3,
        "A line before it is missing.",
    ),
    "last": (
        "DELETE FROM audit WHERE position = 6",
        6,
        "The last lines are not there any more.",
    ),
    "end": (
        "UPDATE audit_head SET position = 3, hash = (SELECT hash FROM audit WHERE position = 3)",
        4,
        "The last lines are not there any more.",
    ),
    "values": (
        """UPDATE audit_value SET after = '{"a": 9}'
        WHERE audit_id IN (SELECT id FROM audit WHERE position = 4)""",
        4,
        "Its values were changed.",
    ),
    "swapped": (
        "UPDATE audit SET previous_hash = hash WHERE position = 2",
        2,
        "It does not follow the line before it.",
    ),
}


@pytest.fixture
def fresh_home(fresh_url: str, one_loop: None) -> Iterator[TestOrganisation]:
    """An organisation alone in a database that a test may spoil."""
    made = create_app(Settings(database_url=fresh_url), SetClock(NOW))
    with TestOrganisation.founded(made, SetClock(NOW)) as home:
        yield home
    made.state.work.database.close()


@pytest.fixture
def changed(home: TestOrganisation) -> TestOrganisation:
    """An organisation with six lines: its key, then changes of something."""
    for number in range(CHANGES):
        with home.writing() as session:
            note(session, Changed("changed", "thing", new_id(), {"a": 0}, {"a": number + 0.5}))
    return home


def looked_at(home: TestOrganisation) -> ChainReport:
    with home.reading() as session:
        return audit_chain.verify(session)


def tamper(home: TestOrganisation, statement: str) -> None:
    """Do to the trail what only the owner of the database can."""
    database = home.work.database
    with database.engine.connect() as connection:
        if database.is_sqlite:
            for verb in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS audit_no_{verb}"))
        else:
            tenant = {"it": str(home.owner.organisation)}
            connection.execute(text("SELECT set_config('app.tenant', :it, true)"), tenant)
        connection.execute(text(statement))
        connection.commit()


def test_a_trail_that_nobody_touched_is_whole(changed: TestOrganisation) -> None:
    report = looked_at(changed)
    assert (report.lines, report.erased, report.outside) == (1 + CHANGES, 0, 0)
    assert report.broken is None


def test_erasing_a_member_keeps_the_chain(changed: TestOrganisation) -> None:
    person = new_id()
    with changed.writing() as session:
        note(session, Changed("created", "member", person, after={"name": "Zoë"}, subject=person))
    with changed.writing() as session:
        audit.erase(session, person)
    report = looked_at(changed)
    assert (report.broken, report.erased) == (None, 1)


def test_units_at_the_same_time_make_one_chain(home: TestOrganisation) -> None:
    def change(_: int) -> None:
        with home.work.unit(home.owner, NOW) as session:
            for _ in range(2):
                note(session, Changed("changed", "thing", new_id()))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(24)))
    report = looked_at(home)
    assert (report.lines, report.broken) == (1 + 48, None)


def test_what_is_written_while_it_is_verified_is_no_break(
    home: TestOrganisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change() -> None:
        with home.writing() as session:
            note(session, Changed("changed", "thing", new_id(), {"a": 0}, {"a": 1}))

    def read_and_be_overtaken(session: Session, after: int, most: int) -> Any:
        page = by_position(session, after, most)
        change()
        return page

    by_position = trail.by_position
    change()
    monkeypatch.setattr(trail, "by_position", read_and_be_overtaken)
    assert looked_at(home).broken is None


def test_an_export_can_be_verified_by_anybody(changed: TestOrganisation) -> None:
    before, found = "00" * 32, exported(changed)
    for position, line in enumerate(found, 1):
        line["organisation"] = line["organisation_id"]
        made_of = json.dumps(
            {name: line[name] for name in CHAINED}, separators=(",", ":"), sort_keys=True
        )
        before = hashlib.sha256(bytes.fromhex(before) + made_of.encode()).hexdigest()
        assert (line["position"], line["hash"]) == (position, before)
        values = json.dumps(
            {"after": line["after"], "before": line["before"]},
            separators=(",", ":"),
            sort_keys=True,
        )
        digest = hashlib.sha256(bytes.fromhex(line["salt"]) + values.encode()).hexdigest()
        assert line["values_digest"] == digest
    assert looked_at(changed).last_hash.hex() == before


def exported(home: TestOrganisation) -> list[dict[str, Any]]:
    """Return the lines of the trail, asked for in two parts."""
    first = home.http.get("/v1/audit/export?limit=2")
    assert first.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(each) for each in first.text.splitlines()]
    rest = home.http.get(f"/v1/audit/export?after={lines[-1]['id']}")
    return lines + [json.loads(each) for each in rest.text.splitlines()]


def test_the_commands_tell_and_export(fresh_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROTATION_DATABASE_URL", fresh_url)
    CliRunner().invoke(commands, ["init", "--organization", "Nord"])
    told = CliRunner().invoke(commands, ["verify"])
    assert (told.exit_code, told.output[:9]) == (0, "ok   Nord")
    printed = CliRunner().invoke(commands, ["export-audit", "--organization", "Nord"])
    assert [json.loads(each)["position"] for each in printed.output.splitlines()] == [1]


@pytest.mark.parametrize("how", TAMPERING)
def test_the_first_line_that_was_tampered_with_is_named(
    how: str, fresh_url: str, monkeypatch: pytest.MonkeyPatch, fresh_home: TestOrganisation
) -> None:
    statement, position, reason = TAMPERING[how]
    for number in range(CHANGES):
        with fresh_home.writing() as session:
            note(session, Changed("changed", "thing", new_id(), {"a": 0}, {"a": number}))
    tamper(fresh_home, statement)
    broken = looked_at(fresh_home).broken
    assert broken is not None
    assert (broken.position, str(broken.reason)) == (position, reason)
    monkeypatch.setenv("ROTATION_DATABASE_URL", fresh_url)
    told = CliRunner().invoke(commands, ["verify"])
    assert told.exit_code == 1
    assert f"line {position}" in told.output
