"""``rotation import-messages``: bad rows are told, the rest is kept, and it can be resumed."""

import json
from pathlib import Path

import pytest

from api.cli import messages
from api.unit_of_work import DatabaseUnitOfWork
from rotation.clock import new_id, system_clock
from rotation.database import Database
from rotation.demand import channels
from rotation.demand.channels import Channel
from rotation.demand.messages.message_log import LogSettings
from rotation.team import teams
from rotation.team.teams import Team

HEAD = "received_at,channel,replied_at\n"
GOOD = [f"2026-01-05T10:{minute:02d}:00Z,x,2026-01-05T11:00:00Z\n" for minute in range(50)]


@pytest.fixture
def url(fresh_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with an organisation, a team and a channel, as the command finds it."""
    database = Database(fresh_url)
    work = DatabaseUnitOfWork(database, system_clock)
    organisation, _ = work.found("Nord", system_clock())
    with work.unit(work.service(organisation), system_clock()) as session:
        made = teams.create(session, Team(new_id(), "nord", "Nord", "Europe/Paris", "FR"))
        channels.create(session, made.id, Channel(new_id(), "x", "X"))
    database.close()
    monkeypatch.setenv("ROTATION_DATABASE_URL", fresh_url)
    return fresh_url


def told(file: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    """Import a file and return what the command says to machines."""
    messages.run(file, "nord", LogSettings(), None, as_json=True)
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_bad_rows_are_told_by_line_and_the_rest_is_kept(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = [
        "2026-01-05T10:00:00Z,x,2026-01-05T09:00:00Z\n",
        "2999-01-05T10:00:00Z,x,\n",
        "2026-01-05T10:00:00Z,telex,\n",
        "2026-01-05T10:00:00,x,\n",
        "soon,x,\n",
        "2026-01-05T10:00:00Z,x\n",
    ]
    file = tmp_path / "log.csv"
    file.write_text(HEAD + "".join(GOOD[:25] + bad + GOOD[25:]))
    found = told(file, capsys)
    assert (found["accepted"], found["refused_count"]) == (50, 6)
    refused = found["refused"]
    assert isinstance(refused, list)
    assert [(each["line"], each["field"]) for each in refused] == [
        (27, "replied_at"),
        (28, "received_at"),
        (29, "channel"),
        (30, "received_at"),
        (31, "received_at"),
        (32, None),
    ]
    assert all(each["reason"] for each in refused)


def test_an_import_that_was_cut_off_goes_on_and_a_third_takes_nothing(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "_UNIT", 10)
    part, whole = tmp_path / "part.csv", tmp_path / "whole.csv"
    part.write_text(HEAD + "".join(GOOD[:20] + GOOD[:1]))
    whole.write_text(HEAD + "".join(GOOD[:20] + GOOD[:1] + GOOD[20:]))
    assert told(part, capsys)["accepted"] == 21
    second, third = told(whole, capsys), told(whole, capsys)
    assert (second["accepted"], second["repeated"]) == (30, 21)
    assert (third["accepted"], third["repeated"]) == (0, 51)


def test_progress_is_shown_beside_the_answer(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.csv"
    file.write_text(HEAD + "".join(GOOD))
    messages.run(file, "nord", LogSettings(), None, as_json=False)
    said = capsys.readouterr()
    assert said.err.splitlines() == ["          50 rows  100 %"]
    assert said.out == "50 accepted, 0 completed, 0 repeated, 0 refused.\n"


def test_a_team_that_is_not_there_ends_with_a_sentence(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log.csv"
    file.write_text(HEAD)
    with pytest.raises(SystemExit) as ended:
        messages.run(file, "south", LogSettings(), None, as_json=False)
    assert ended.value.code == 1
    assert "team" in capsys.readouterr().err
