"""What the architecture says, as tests on the source."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts import budgets, lock

SOURCE = Path("src")
ASYNC = {
    *("app.py", "deps.py", "idempotency.py", "mail.py", "mcp.py", "middleware.py", "paging.py"),
    *("runs.py", "server_sent_events.py", "telemetry.py", "write_turns.py"),
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


@pytest.mark.parametrize("heavy", ["ortools", "numba", "pandas"])
def test_the_web_process_loads_no_heavy_calculation(heavy: str) -> None:
    probe = f"import sys, api.app, api.worker; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
