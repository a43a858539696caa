"""The time a process was given: waiting for a processor does not count, the wall is a cap."""

from dataclasses import replace
from pathlib import Path

import pytest

from rotation.solver.search import granted_time
from rotation.solver.search.cpsat import SearchRun
from rotation.solver.search.granted_time import PATIENCE, GrantedTime

NANO = 1_000_000_000


class Machine:
    """A made-up process: its threads, and a clock on the wall."""

    def __init__(self, tasks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tasks, self.wall, self.lived = tasks, 0.0, dict[str, list[int]]()
        monkeypatch.setattr(granted_time, "perf_counter", lambda: self.wall)

    def goes_on(self, seconds: float, **running: float) -> None:
        """Let time pass; threads by name ran for a share of it, and waited for the rest."""
        self.wall += seconds
        for name, share in running.items():
            told = self.lived.setdefault(name, [0, 0])
            told[0] += round(share * seconds * NANO)
            told[1] += round((1 - share) * seconds * NANO)
            (self.tasks / name).mkdir(exist_ok=True)
            (self.tasks / name / "schedstat").write_text(f"{told[0]} {told[1]} 1")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A process without threads, at time 0."""
    return Machine(tmp_path, monkeypatch)


def test_on_an_idle_machine_time_passes_as_on_the_wall(machine: Machine) -> None:
    time = GrantedTime(machine.tasks)
    machine.goes_on(3.0, main=1.0, lane=1.0)
    assert time.now() == pytest.approx(3.0)


def test_while_threads_wait_for_a_processor_time_stands_still(machine: Machine) -> None:
    time = GrantedTime(machine.tasks)
    machine.goes_on(8.0, main=0.25, lane=0.25)
    assert time.now() == pytest.approx(2.0)
    machine.goes_on(1.0, main=1.0, lane=1.0)
    assert time.now() == pytest.approx(3.0)


def test_a_thread_that_sleeps_waits_for_nothing(machine: Machine) -> None:
    time = GrantedTime(machine.tasks)
    machine.goes_on(2.0, main=1.0)
    machine.goes_on(2.0)
    assert time.now() == pytest.approx(4.0)


def test_the_wall_is_a_cap(machine: Machine) -> None:
    time = GrantedTime(machine.tasks)
    machine.goes_on(100.0, main=0.001)
    assert time.now() == pytest.approx(100.0 / PATIENCE)
    assert time.pace() == pytest.approx(1 / PATIENCE)


def test_where_nothing_is_told_of_threads_the_wall_counts(machine: Machine) -> None:
    time = GrantedTime(machine.tasks / "there is none")
    machine.goes_on(2.0)
    assert time.now() == pytest.approx(2.0)


def test_what_is_busy_later_does_not_end_a_seeded_search_earlier(machine: Machine) -> None:
    """Asked on an idle machine, the cap on the wall is that of one as busy as can be."""
    clock = GrantedTime(machine.tasks)
    machine.goes_on(1.0, main=1.0)
    how = SearchRun(until=11.0, seconds=1.0, seed=3, clock=clock)
    assert how.left_on_the_wall() == pytest.approx(10.0 * PATIENCE)
    assert replace(how, seed=None).left_on_the_wall() == pytest.approx(10.0)
