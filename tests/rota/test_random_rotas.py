"""Random lives of a rota: whatever happens, in whatever order, it stays one.

``benchmarks.lives`` plays many more.
"""

from random import Random

from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from support.organisation import SetClock, TestOrganisation
from support.random_rotas import weekend
from support.random_rotas.calendars import Subscriber
from support.random_rotas.pure_world import SHIFTS, PureWorld
from support.random_rotas.service_world import START, ServiceWorld
from support.random_rotas.walk import STEPS, RotaWalk
from support.seeds import seeds

steps = st.sampled_from(STEPS)


@settings(max_examples=60)
@given(st.lists(steps, max_size=8), seeds)
def test_a_rota_of_pure_functions_stays_one(names: list[str], chance: Random) -> None:
    world = PureWorld()
    story = RotaWalk(world, weekend.first(SHIFTS, world.people))
    for name in names:
        story.step(name, chance)


def machine(app: FastAPI) -> type[RuleBasedStateMachine]:
    """Return the machine that lives a rota of the service, with two subscribers."""

    class Lives(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.founded = TestOrganisation.founded(app, SetClock(START))
            home = self.founded.__enter__()
            world = ServiceWorld(home)
            self.story = RotaWalk(world, weekend.first(world.shifts, world.people))
            whose = ("/v1/teams/nord", f"/v1/members/{world.people[0]}")
            self.calendars = [Subscriber.of(home, each) for each in whose]

        @rule(name=steps, chance=seeds)
        def happens(self, name: str, chance: Random) -> None:
            self.story.step(name, chance)
            for each in self.calendars:
                each.read()

        def teardown(self) -> None:
            self.founded.__exit__(None, None, None)

    return Lives


def test_a_rota_of_the_service_stays_one(app: FastAPI) -> None:
    few = settings(max_examples=5, stateful_step_count=10, deadline=None)
    run_state_machine_as_test(machine(app), settings=few)
