"""``rotation ask``: every staffing question, from the command line."""

import json
from pathlib import Path

import pytest

from api.cli import ask
from api.cli.ask import AskArguments
from api.queue.children import Children
from api.staffing.registry import KINDS
from api.unit_of_work import DatabaseUnitOfWork
from rotation.clock import new_id, system_clock
from rotation.database import Database
from rotation.demand import channels
from rotation.demand.channels import Channel
from rotation.errors import NotFound
from rotation.rota.planning import execute_run
from rotation.team import teams
from rotation.team.teams import Team

HEADS = {"heads": {"interval_minutes": 60, "counts": [1] * 168}}


@pytest.fixture
def work(fresh_url: str) -> DatabaseUnitOfWork:
    """A database with one organisation, a team and a channel."""
    made = DatabaseUnitOfWork(Database(fresh_url), system_clock)
    organisation, _ = made.found("Nord", system_clock())
    with made.unit(made.service(organisation), system_clock()) as session:
        team = teams.create(session, Team(new_id(), "nord", "Nord", "Europe/Paris", "FR"))
        channels.create(session, team.id, Channel(new_id(), "x", "X", weekly_volume=100))
    return made


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_question_of_the_api_can_be_asked(
    work: DatabaseUnitOfWork, children: Children, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "more.json"
    file.write_text(json.dumps({} if kind == "right-size" else HEADS))
    calculations = execute_run.Calculations(children.solve, children.answer)
    told = json.loads(ask.answered(work, calculations, AskArguments(kind, "nord", "typical", file)))
    work.database.close()
    assert told["statement"]


def test_a_file_that_cannot_be_is_told_by_its_field(
    work: DatabaseUnitOfWork, children: Children, tmp_path: Path
) -> None:
    file = tmp_path / "more.json"
    file.write_text('{"heads": {"counts": [-1]}}')
    calculations = execute_run.Calculations(children.solve, children.answer)
    with pytest.raises(ValueError, match="counts"):
        ask.answered(work, calculations, AskArguments("predict", "nord", "typical", file))
    with pytest.raises(NotFound):
        ask.answered(work, calculations, AskArguments("predict", "sud", "typical"))
    work.database.close()


def test_an_unknown_question_names_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        ask.run(AskArguments("divine", "nord", "typical"))
    assert "compare-closed, predict" in capsys.readouterr().err
