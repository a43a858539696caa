"""``rotation verify`` and ``rotation export-audit``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import typer
from sqlalchemy.orm import Session

from api.cli import messages
from api.settings import Settings
from api.unit_of_work import DatabaseUnitOfWork
from rotation.account import audit, audit_chain, organisations
from rotation.clock import system_clock
from rotation.database import Database
from rotation.errors import RotationError

_PAGE = 2000


def verify() -> bool:
    """Print a line for each organisation's trail; return whether every chain is whole."""
    whole = True
    with _work() as work:
        with work.database.session(None) as session:
            found = organisations.every(session)
        for organisation in found:
            with work.reading(work.service(organisation)) as session:
                whole &= _print_report(organisations.name(session), audit_chain.verify(session))
    return whole


def export(organization: str) -> None:
    """Print the audit trail of an organisation, a line of JSON each, oldest first."""
    with _work() as work:
        actor = work.service(messages.organisation(work, organization))
        with work.reading(actor) as session:
            for line in _all_lines(session):
                typer.echo(msgspec.json.encode(line, enc_hook=str))


def _print_report(name: str, report: audit_chain.ChainReport) -> bool:
    broken = report.broken
    if broken is None:
        typer.echo(
            f"ok   {name}: {report.lines} lines, {report.erased} without values,"
            f" {report.outside} outside the chain, ends with {report.last_hash.hex()}"
        )
        return True
    line = f" ({broken.line})" if broken.line else ""
    typer.echo(f"BAD  {name}: line {broken.position}{line}: {broken.reason}")
    return False


def _all_lines(session: Session) -> Iterator[dict[str, object]]:
    last = None
    while page := audit.exported(session, last, _PAGE):
        yield from page
        last = page[-1]["id"]
        session.expunge_all()


@contextmanager
def _work() -> Iterator[DatabaseUnitOfWork]:
    database = Database(Settings().database_url)
    try:
        yield DatabaseUnitOfWork(database, system_clock)
    except RotationError as error:
        typer.echo(str(error.detail), err=True)
        sys.exit(1)
    finally:
        database.close()
