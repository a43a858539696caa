"""``rotation doctor``: everything the service stands on, a line each."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from api.queue.children import Children
from api.settings import Settings
from rotation import schema
from rotation.clock import system_clock
from rotation.database import Database, database_now
from rotation.engines import POOLED
from rotation.errors import RotationError
from rotation.timespan import tzdata_version

Finding = tuple[str, bool, str]


def run(*, as_json: bool) -> bool:
    """Print what was found; return whether all is well."""
    settings = Settings()
    found = [_looked(name, look, settings) for name, look in _LOOKS.items()]
    if as_json:
        typer.echo(json.dumps([{"look": a, "ok": ok, "says": b} for a, ok, b in found]))
    else:
        for name, ok, says in found:
            typer.echo(f"{'ok  ' if ok else 'BAD '} {name:<12} {says}")
    return all(ok for _, ok, _ in found)


def _looked(name: str, look: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return name, True, look(settings)
    except (RotationError, SQLAlchemyError, OSError, ValueError) as error:
        return name, False, str(error).splitlines()[0]


def _database(settings: Settings) -> str:
    database = Database(settings.database_url)
    try:
        with database.engine.connect() as connection:
            if not schema.is_current(connection):
                raise ValueError("not migrated: run `rotation migrate`")
            way = ", through a pooler" if POOLED in connection.info else ""
        schema.require_restricted(database)
        return f"{database.engine.dialect.name} answers{way} and has the newest schema"
    finally:
        database.close()


def _clocks(settings: Settings) -> str:
    database = Database(settings.database_url)
    try:
        with database.session(None) as session:
            apart = abs((database_now(session) - system_clock()).total_seconds())
    finally:
        database.close()
    if apart > 5:
        raise ValueError(f"this machine and the database are {apart:.0f} s apart")
    return f"this machine and the database are {apart:.1f} s apart"


def _time_zones(_: Settings) -> str:
    year, month = (int(each) for each in tzdata_version().split(".")[:2])
    now = system_clock()
    age = (now - datetime(year, 1, 1, tzinfo=UTC)).days // 30 - _months(month)
    if age > 18:
        raise ValueError(f"tzdata {tzdata_version()} is old: install a newer one")
    return f"tzdata {tzdata_version()}"


def _months(release: int) -> int:
    """Return the month in which about a year's release of so high a number comes out."""
    return min(12, 2 * release)


def _solver(settings: Settings) -> str:
    children = Children(1, settings.solver_memory_mb)
    try:
        children.warm()
    finally:
        children.close()
    return f"a child process is ready (OR-Tools {version('ortools')})"


def _files(settings: Settings) -> str:
    database = make_url(settings.database_url)
    kept = [settings.replays, *settings.replays.glob("*.json")]
    if database.get_backend_name() == "sqlite" and database.database:
        # Backups lie beside it as a rule, under its name and more.
        file = Path(database.database).resolve()
        kept += file.parent.glob(f"{file.name}*")
    found = [path for path in kept if path.exists() and path.stat().st_mode & 0o077]
    if found:
        shown = ", ".join(str(path) for path in found[:3])
        raise ValueError(f"others may read {shown}: chmod go= them")
    return "database, replays and backups are for this user alone"


def _disk(_: Settings) -> str:
    free = shutil.disk_usage(".").free / 2**30
    if free < 0.2:
        raise ValueError(f"only {free:.1f} GB of disk are free")
    return f"{free:.0f} GB are free"


_LOOKS: dict[str, Callable[[Settings], str]] = {
    "database": _database,
    "clocks": _clocks,
    "time zones": _time_zones,
    "solver": _solver,
    "files": _files,
    "disk": _disk,
}
