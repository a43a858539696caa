"""What a commit costs on SQLite when it waits for the disk, and when it does not.

``python -m benchmarks.durability`` prints a table for docs/benchmarks/durability.md.
"""

import sqlite3
import statistics
import tempfile
import time
from pathlib import Path

COMMITS = 400


def commits(folder: Path, synchronous: str) -> list[float]:
    """Return the milliseconds of each commit of one small row."""
    connection = sqlite3.connect(folder / f"{synchronous}.db", isolation_level=None)
    for pragma in ("journal_mode=WAL", f"synchronous={synchronous}"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE audit (id INTEGER PRIMARY KEY, line TEXT)")
    taken = []
    for _ in range(COMMITS):
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO audit (line) VALUES (?)", ["x" * 500])
        connection.execute("COMMIT")
        taken.append(1000 * (time.perf_counter() - began))
    connection.close()
    return taken


def main() -> None:
    """Print a row for each way."""
    print("| synchronous | median ms | p99 ms | commits a second |")
    print("| --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory(dir=".") as folder:
        for synchronous in ("NORMAL", "FULL"):
            taken = sorted(commits(Path(folder), synchronous))
            p99 = taken[int(0.99 * len(taken))]
            rate = 1000 * len(taken) / sum(taken)
            print(f"| {synchronous} | {statistics.median(taken):.2f} | {p99:.2f} | {rate:.0f} |")


if __name__ == "__main__":
    main()
