"""``rotation ask``: a staffing question of any kind, its answer as JSON."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import typer

from api.cli import messages
from api.queue.children import Children
from api.settings import Settings
from api.staffing.asker import StaffingContext
from api.staffing.registry import KINDS
from api.unit_of_work import DatabaseUnitOfWork
from rotation.clock import system_clock
from rotation.database import Database
from rotation.errors import RotationError
from rotation.rota.planning import execute_run


@dataclass(frozen=True)
class AskArguments:
    """The team and the week of a staffing question; a file may hold more of its body."""

    kind: str
    team: str
    week: str
    file: Path | None = None
    organization: str | None = None


def run(wanted: AskArguments) -> None:
    """Ask a question in child processes and print the answer."""
    if wanted.kind not in KINDS:
        typer.echo(f"One of these can be asked: {', '.join(sorted(KINDS))}.", err=True)
        sys.exit(2)
    settings = Settings()
    database = Database(settings.database_url)
    children = Children(1, settings.solver_memory_mb)
    try:
        calculations = execute_run.Calculations(children.solve, children.answer)
        typer.echo(answered(DatabaseUnitOfWork(database, system_clock), calculations, wanted))
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)
    except ValueError as error:  # JSON or a field of it that cannot be
        typer.echo(str(error), err=True)
        sys.exit(1)
    finally:
        children.close()
        database.close()


def answered(
    work: DatabaseUnitOfWork, calculations: execute_run.Calculations, wanted: AskArguments
) -> str:
    """Return the answer to a question; ValueError says which field of a file cannot be."""
    body, answering = KINDS[wanted.kind]
    more = json.loads(wanted.file.read_text(encoding="utf-8")) if wanted.file else {}
    given = body.model_validate({"week": wanted.week, **more})
    actor = work.service(messages.organisation(work, wanted.organization))
    asker = StaffingContext(work, actor, calculations, work.clock(), "en", is_patient=True)
    return answering(asker, wanted.team, given).model_dump_json(indent=2)
