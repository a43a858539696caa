"""What the architecture says, as tests on the source."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts import budgets, lock

SOURCE = Path("src")
ASYNC = {
    *("app.py", "deps.py", "idempotency.py", "mail.py", "mcp.py", "middleware.py", "paging.py"),
    *("runs.py", "server_sent_events.py", "telemetry.py", "web_server.py", "write_turns.py"),
    *("form.py", "page_route.py", "server.py"),
}
"""Where a protocol needs ``async def``; nowhere does it touch the database in the event loop."""
COMMITS = {"unit_of_work.py", "schema.py", "engines.py"}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    """Yield every module of the product."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield path, ast.parse(path.read_text())


def test_every_file_and_function_keeps_its_budget() -> None:
    assert [each for path in budgets.sources() for each in budgets.complaints(path)] == []


def test_the_lock_has_hashes_and_no_addresses() -> None:
    assert lock.complaints() == []


def test_async_stands_only_where_a_protocol_needs_it() -> None:
    found = {
        path
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef) and path.name not in ASYNC
    }
    assert found == set()


def test_nobody_commits_but_the_unit_of_work() -> None:
    commits = re.compile(r"\bcommit\(\)")
    found = {path for path, _ in trees() if commits.search(path.read_text())}
    assert {path for path in found if path.name not in COMMITS} == set()


def test_only_the_clock_reads_the_time() -> None:
    reads = re.compile(r"\b(datetime\.(utc)?now|date\.today|time\.time(_ns)?)\(")
    found = {path.name for path, _ in trees() if reads.search(path.read_text())}
    assert found == {"clock.py"}


def test_imports_stand_at_the_top_of_a_module_but_in_the_command_line() -> None:
    found = {
        f"{path}:{node.lineno}"
        for path, tree in trees()
        if "cli" not in path.parts and path.name != "cli.py"
        for function in budgets.functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert found == set()


def test_sql_text_and_tables_stay_where_tenancy_is_kept() -> None:
    unfiltered = re.compile(r"\btext\(|\.__table__|\bexec_driver_sql\(")
    allowed = {"database.py", "engines.py", "schema.py"}
    found = {path for path, _ in trees() if unfiltered.search(path.read_text())}
    assert {path for path in found if path.name not in allowed} == set()


def test_packages_hold_a_docstring_and_no_code() -> None:
    found = {
        path
        for path, tree in trees()
        if path.name == "__init__.py" and path.parent.name != "constraints" and len(tree.body) != 1
    }
    assert found == set()


HEAVY = {
    "alembic",
    "apprise",
    "httpx",
    "icalendar",
    "jsonschema",
    "mcp",
    "numba",
    "numpy",
    "ortools",
    "pandas",
    "xlsxwriter",
}
"""What a service loads when it is first needed, or in a child process only."""


def test_a_service_that_has_just_started_has_loaded_nothing_heavy() -> None:
    probe = """
import sys, api.cli.serve
from api.settings import Settings
api.cli.serve.app_of(Settings(database_url="sqlite:///never-made.db"), worker=True)
print(*{name.partition(".")[0] for name in sys.modules})
"""
    done = subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "fastapi" in loaded
    assert loaded & HEAVY == set()
