"""Turns at the calculating processes: in fairness, and never more waiting than there may be."""

import threading
from collections.abc import Callable
from uuid import UUID

import pytest

from api.queue import shares
from api.queue.shares import FairCalculations, ProcessTurns
from rotation.account.access import Access, Actor
from rotation.clock import new_id
from rotation.errors import TooMuch, Unreachable
from rotation.rota.planning.execute_run import Calculations

ONE, OTHER = new_id(), new_id()


class Crowd:
    """People who ask while the only process is busy; who is answered stands in ``order``."""

    def __init__(self, places: int = 1) -> None:
        self.shares, self.order = ProcessTurns(places), list[str]()
        self.release = threading.Event()
        self.threads: list[threading.Thread] = []

    def ask(self, name: str, organisation: UUID, key: UUID | None) -> None:
        """Begin to ask; return once the question waits or is being answered."""

        def live() -> None:
            with self.shares.turn(organisation, key, 20):
                self.release.wait(20)
                self.order.append(name)

        before = self.waiting()
        self.threads.append(threading.Thread(target=live))
        self.threads[-1].start()
        until(lambda: self.waiting() > before)

    def waiting(self) -> int:
        return self.shares._there.total()

    def answered(self) -> list[str]:
        """Let the process answer; return who had their turn in which order."""
        self.release.set()
        for each in self.threads:
            each.join(20)
        return self.order


def until(done: Callable[[], bool]) -> None:
    for _ in range(10_000):
        if done():
            return
        threading.Event().wait(0.001)
    raise AssertionError("waited in vain")


def test_another_organisation_waits_for_one_question_only() -> None:
    crowd, flood = Crowd(), new_id()
    for each in range(4):
        crowd.ask(f"flood {each}", ONE, flood)
    crowd.ask("planner", OTHER, new_id())
    assert crowd.answered()[:2] == ["flood 0", "planner"]


def test_another_key_of_the_same_organisation_waits_for_one_question_only() -> None:
    crowd, viewer = Crowd(), new_id()
    for each in range(4):
        crowd.ask(f"viewer {each}", ONE, viewer)
    crowd.ask("planner", ONE, new_id())
    assert crowd.answered()[:2] == ["viewer 0", "planner"]


def test_turns_go_round() -> None:
    crowd, a, b = Crowd(), new_id(), new_id()
    for name, organisation, key in (
        ("a1", ONE, a),
        ("a2", ONE, a),
        ("a3", ONE, a),
        ("b1", OTHER, b),
        ("b2", OTHER, b),
    ):
        crowd.ask(name, organisation, key)
    assert crowd.answered() == ["a1", "b1", "a2", "b2", "a3"]


def test_a_key_has_so_many_questions_and_no_more() -> None:
    crowd, key = Crowd(), new_id()
    for each in range(shares.MOST_OF_KEY):
        crowd.ask(str(each), ONE, key)
    with pytest.raises(TooMuch), crowd.shares.turn(ONE, key, 1):
        pass
    crowd.ask("planner", ONE, new_id())
    assert len(crowd.answered()) == shares.MOST_OF_KEY + 1
    assert crowd.waiting() == 0


def test_an_organisation_has_so_many_questions_and_no_more() -> None:
    crowd = Crowd()
    for each in range(shares.MOST_OF_ORGANISATION):
        crowd.ask(str(each), ONE, new_id())
    with pytest.raises(TooMuch), crowd.shares.turn(ONE, new_id(), 1):
        pass
    crowd.ask("other", OTHER, new_id())
    crowd.answered()


def test_who_has_waited_long_enough_is_told_so_and_leaves_no_trace() -> None:
    crowd = Crowd()
    crowd.ask("first", ONE, new_id())
    with pytest.raises(Unreachable), crowd.shares.turn(OTHER, new_id(), 0.01):
        pass
    assert crowd.answered() == ["first"]
    with crowd.shares.turn(OTHER, new_id(), 0):
        pass


def test_an_error_gives_the_turn_back() -> None:
    fair = FairCalculations(ProcessTurns(1), ProcessTurns(1))

    def fails(*_: object) -> dict[str, object]:
        raise ZeroDivisionError

    actor = Actor(ONE, Access.VIEWER, new_id())
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            fair.of(Calculations(fails, fails), actor).answer({})
        with pytest.raises(ZeroDivisionError):
            fair.of(Calculations(fails, fails), actor).solve({}, {}, lambda _: True)


def test_long_questions_wait_for_the_solvers_and_short_ones_do_not() -> None:
    fair = FairCalculations(ProcessTurns(1), ProcessTurns(1))
    actor = Actor(ONE, Access.VIEWER, new_id())
    with fair.solvers.turn(OTHER, None, 1):
        children = Calculations(lambda *_: {}, lambda *_: {"answer": 1})
        assert fair.of(children, actor).answer({"at_once": True}) == {"answer": 1}
