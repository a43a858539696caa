"""``rotation import-messages``: a log of any length, in units of some thousand rows."""

import json
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

import typer

from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account import organisations
from rotation.clock import system_clock
from rotation.database import Database
from rotation.demand.messages import log_reader, message_log
from rotation.demand.messages.log_reader import LogFormat, LoggedMessage, RejectedRow
from rotation.demand.messages.message_log import Import, LogSettings
from rotation.errors import Impossible, RotationError
from rotation.team import teams

_UNIT = 20_000
_MOST_ROWS_PRINTED = 20


def settings(columns: str) -> LogSettings:
    """Return what columns say of a log: those of an export by its name, or names of our fields."""
    return LogSettings(columns) if ":" in columns else LogSettings(format=columns)


def run(
    file: Path, team: str, said: LogSettings, organization: str | None, *, as_json: bool
) -> None:
    """Import a log; what was imported before is counted as repeated, so it can be resumed.

    Whatever stops it, at most the last twenty thousand rows are not kept.
    """
    database = Database(Settings().database_url)
    try:
        told = _taken(DatabaseUnitOfWork(database, system_clock), file, team, said, organization)
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("Stopped; import the same file again to go on.", err=True)
        sys.exit(130)
    finally:
        database.close()
    if as_json:
        typer.echo(json.dumps(told))
        return
    for each in told["refused"]:
        typer.echo(f"line {each['line']}: {each['field']}: {each['reason']}", err=True)
    typer.echo(
        f"{told['accepted']} accepted, {told['completed']} completed, "
        f"{told['repeated']} repeated, "
        f"{told['refused_count']} refused."
    )


def _taken(
    work: DatabaseUnitOfWork, file: Path, team: str, said: LogSettings, organization: str | None
) -> dict[str, Any]:
    actor, now = work.service(organisation(work, organization)), work.clock()
    with work.reading(actor) as session:
        found = teams.find(session, team)
        reading = message_log.reading(session, found, now, said)
    told: dict[str, Any] = dict.fromkeys(("accepted", "completed", "repeated", "refused_count"), 0)
    told["refused"] = []
    size = max(1, file.stat().st_size)
    with file.open("rb") as source:
        rows = _rows(file, source, reading)
        for first in rows:
            # A unit of work each: a kill loses at most one, and importing again skips the others.
            with work.unit(actor, work.clock()) as session:
                part = message_log.import_rows(
                    session, found, chain([first], islice(rows, _UNIT - 1))
                )
            _add(told, part)
            seen = told["accepted"] + told["completed"] + told["repeated"] + told["refused_count"]
            typer.echo(f"{seen:>12,} rows {100 * source.tell() // size:>4} %", err=True)
    return told


def _rows(
    file: Path, source: BinaryIO, reading: LogFormat
) -> Iterator[LoggedMessage | RejectedRow]:
    if file.suffix == ".json":
        return iter(log_reader.read_json(source.read(), reading))
    return iter(log_reader.read_csv(source, reading))


def _add(told: dict[str, Any], part: Import) -> None:
    told["accepted"] += part.accepted
    told["completed"] += part.completed
    told["repeated"] += part.repeated
    told["refused_count"] += part.refused_count
    told["refused"] += [
        {"line": each.line, "field": each.field, "reason": str(each.reason)}
        for each in part.refused[: _MOST_ROWS_PRINTED - len(told["refused"])]
    ]


def organisation(work: DatabaseUnitOfWork, wanted: str | None) -> UUID:
    """Return the only organisation, or the one of a name or an id."""
    with work.database.session(None) as session:
        every = organisations.every(session)
    found = []
    for each in every:
        with work.reading(work.service(each)) as session:
            if wanted in {None, str(each), organisations.name(session)}:
                found.append(each)
    if len(found) == 1:
        return found[0]
    raise Impossible("Say which with --organization: there are several, or none of this name.")
