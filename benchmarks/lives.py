"""Random lives of a rota: published, swapped, overridden, sick, on leave, in whatever order.

``PYTHONPATH=src:tests:. python -m benchmarks.lives [--pure N] [--served N] [--steps N] [--seed N]``
lives N weekends of a clock change on the pure functions, and N on each database through HTTP with
two subscribed calendars. After each step a referee that shares nothing with the product says who
ought to be where, half hour by half hour: the timeline has to agree, nobody may be in two places or
rest less than eleven hours, the ledger has to sum to the burden worked; no UID may vanish from a
calendar, no SEQUENCE fall, and an ETag changes only with the body. A life that goes wrong is told
by its seed, and the exit code is 1.
"""

import argparse
import logging
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import structlog

from api.app import create_app
from api.settings import Settings
from benchmarks.databases import ENGINES, fresh
from rotation import schema
from support.organisation import SetClock, TestOrganisation
from support.random_rotas import weekend
from support.random_rotas.calendars import Subscriber
from support.random_rotas.pure_world import SHIFTS, PureWorld
from support.random_rotas.service_world import START, ServiceWorld
from support.random_rotas.walk import STEPS, RotaWalk

Life = Callable[[Random, int], Counter[str]]


@dataclass
class Told:
    """What came of many lives: what happened how often, and the seeds that went wrong."""

    done: Counter[str] = field(default_factory=Counter)
    wrong: list[int] = field(default_factory=list)


def pure(chance: Random, steps: int) -> Counter[str]:
    """Live on the pure functions."""
    world = PureWorld()
    story = RotaWalk(world, weekend.first(SHIFTS, world.people))
    for _ in range(steps):
        story.step(chance.choice(STEPS), chance)
    return story.done


@contextmanager
def on_database(engine: str, given: str) -> Iterator[Life]:
    """Yield what lives a life on a database."""
    with tempfile.TemporaryDirectory() as made, fresh(engine, Path(made), given) as url:
        schema.migrate(url)
        app = create_app(Settings(database_url=url, log_level="warning"), SetClock(START))

        def served(chance: Random, steps: int) -> Counter[str]:
            with TestOrganisation.founded(app, SetClock(START)) as home:
                world = ServiceWorld(home)
                story = RotaWalk(world, weekend.first(world.shifts, world.people))
                whose = ("/v1/teams/nord", f"/v1/members/{world.people[0]}")
                calendars = [Subscriber.of(home, each) for each in whose]
                for _ in range(steps):
                    story.step(chance.choice(STEPS), chance)
                    for each in calendars:
                        each.read()
                changes = sum(each.changes for each in calendars)
                return story.done + Counter({"calendar changed": changes})

        yield served
        app.state.work.database.close()


def lived(what: str, life: Life, count: int, given: argparse.Namespace) -> bool:
    """Live so many lives and print what came of them; tell whether all went well."""
    told, begun = Told(), time.process_time()
    for seed in range(given.seed, given.seed + count):
        try:
            told.done += life(Random(seed), given.steps)
        except Exception:  # noqa: BLE001 - one life gone wrong must not hide the others
            told.wrong.append(seed)
            if len(told.wrong) <= 3:
                traceback.print_exc()
    cpu = time.process_time() - begun
    print(f"{what}: {count} lives of {given.steps} steps, {len(told.wrong)} wrong, {cpu:.0f} s CPU")
    print("  " + ", ".join(f"{count} {name}" for name, count in sorted(told.done.items())))
    if told.wrong:
        print(f"  seeds: {told.wrong[:20]}")
    sys.stdout.flush()
    return not told.wrong


def main() -> int:
    """Live them all; 0 when all went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pure", type=int, default=100_000)
    parser.add_argument("--served", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engine", choices=ENGINES, help="by default both")
    parser.add_argument("--database", default="", help="URL of a PostgreSQL; else a new cluster")
    given = parser.parse_args()
    quiet = structlog.make_filtering_bound_logger(logging.WARNING)
    structlog.configure(wrapper_class=quiet)
    well = lived("pure functions", pure, given.pure, given) if given.pure else True
    for engine in [given.engine] if given.engine else ENGINES:
        if given.served:
            with on_database(engine, given.database) as life:
                well &= lived(engine, life, given.served, given)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
