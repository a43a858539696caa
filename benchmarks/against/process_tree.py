"""What a process and everything it has started use, as Linux counts it."""

import os
from pathlib import Path

_TICK = 1 / os.sysconf("SC_CLK_TCK")


def members(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        children.setdefault(int(fields[1]), []).append(int(each.parent.name))
    found = [pid]
    for parent in found:
        found.extend(children.get(parent, ()))
    return found


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a tree so far, of those that have ended in it too."""
    return sum(_cpu(each) for each in members(pid))


def own_cpu_seconds(pid: int) -> float:
    """Return the processor time of the threads a process has now, to the nanosecond."""
    spent = 0
    for each in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            spent += int(each.read_text().split()[0])
        except OSError:
            continue  # it has ended meanwhile
    return spent / 1e9


def megabytes(pid: int) -> float:
    """Return the memory of a tree: what processes share is counted once (PSS)."""
    return sum(_kilobytes(each) for each in members(pid)) / 1024


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) * _TICK


def _kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
