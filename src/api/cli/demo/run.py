"""The demo: seed, forecast, staff, plan, publish, print, serve."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import typer
from sqlalchemy.orm import Session

from api.cli import sign_in
from api.cli.demo import printed
from api.cli.demo import team as made_up
from api.cli.demo.seeding import seed
from api.cli.serve import app_of, refuse_taken, serve
from api.settings import Settings
from api.staffing.asker import StaffingContext
from api.staffing.bodies import RotaIn
from api.staffing.compare_hours import CompareIn, answer_compare_hours
from api.telemetry import configure_logs
from api.unit_of_work import DatabaseUnitOfWork
from api.worker import Worker, create_worker
from rotation import schema
from rotation.account.access import Actor
from rotation.clock import system_clock
from rotation.database import Database
from rotation.rota.feeds import subscriptions
from rotation.rota.feeds.feed_events import FeedScope
from rotation.rota.feeds.subscriptions import Subscription
from rotation.rota.on_duty import load_snapshot
from rotation.rota.on_duty.snapshot import DutyFilter, sentence
from rotation.rota.planning import execute_run, run_outcome, runs
from rotation.rota.planning.runs import Run, RunRequest
from rotation.rota.publishing import publish, week_view
from rotation.rota.publishing.publish import PublishRequest
from rotation.rota.publishing.week_view import WeekView
from rotation.rota.versions import published_versions
from rotation.team.teams import Team
from rotation.timespan import Week, start_of_day, zone

_MOST_LOOKS = 60
_ENDED = {"succeeded", "infeasible", "cancelled", "failed"}


def run(*, once: bool, port: int) -> None:
    """Make the team and its rota in a database of its own, print, and serve until Ctrl-C."""
    if not once:
        refuse_taken("127.0.0.1", port)
    configure_logs("warning")
    with tempfile.TemporaryDirectory(prefix="rotation-demo-") as folder:
        url = f"sqlite:///{Path(folder) / 'demo.db'}"
        settings = Settings(database_url=url, base_url=f"http://127.0.0.1:{port}")
        schema.migrate(url)
        with _opened(url) as work:
            key, organisation = make(settings, work)
            board = sign_in.link(
                settings, work, work.service(organisation), "Amélie Laurent", plans=True
            )
        if not once:
            typer.echo(
                f"\nTry: curl -H 'Authorization: Bearer {key}' "
                f"'{settings.base_url}/v1/teams/{made_up.SLUG}/on-duty'"
            )
            typer.echo(f"The board, signed in as Amélie, who plans (the link works once): {board}")
            serve(app_of(settings, worker=True), "127.0.0.1", port)


@contextmanager
def _opened(url: str) -> Iterator[DatabaseUnitOfWork]:
    database = Database(url)
    try:
        yield DatabaseUnitOfWork(database, system_clock)
    finally:
        database.close()


def make(settings: Settings, work: DatabaseUnitOfWork) -> tuple[str, UUID]:
    """Do the main job once and print it; return the owner key and the organisation."""
    now = work.clock()
    organisation, key = work.found("Nordlys", now)
    actor = work.service(organisation)
    with create_worker(settings, work) as worker:
        week = Week.of(now.astimezone(zone(made_up.ZONE)).date()).plus(1)
        team, count = seed(worker.work, actor, week, now)
        typer.echo(f"{len(made_up.PEOPLE)} people, {count} messages of {made_up.WEEKS} weeks.")
        found = _solved(worker, actor, team, week, now)
        with worker.work.unit(actor, now) as session:
            publish.publish(session, team, [week], PublishRequest("demo"), now)
            _, token = subscriptions.create(session, Subscription(FeedScope(team.id)), now)
        _wait_for_the_last_word(work, actor, team, week)
        with work.reading(actor) as session:
            _print(session, week_view.version(session, team, week, None, now), found)
        _compare(worker, actor, week, now)
    typer.echo(f"Feed: {settings.base_url}/ical/{token}.ics")
    return key, organisation


def _solved(worker: Worker, actor: Actor, team: Team, week: Week, now: datetime) -> Run:
    """Ask for a run and wait until it has ended; with a seed, so that it is the same each time."""
    with worker.work.unit(actor, now) as session:
        asked = runs.request(session, team, RunRequest(week, seconds=30, seed=1), now)
    while True:
        with worker.work.reading(actor) as session:
            found = runs.find(session, asked.id)
        if found.state in _ENDED:
            return found
        time.sleep(0.05)


def _print(session: Session, rota: WeekView, run: Run) -> None:
    out = printed.console()
    printed.by_day(out, rota)
    printed.by_person(out, rota)
    printed.special_day(out, rota)
    printed.wishes(out, rota)
    printed.replies(out, rota)
    outcome = run_outcome.of_run(run)
    at = start_of_day(Week.parse(rota.week).days[5], rota.team.zone) + timedelta(hours=18)
    snapshot = load_snapshot.snapshot(session, rota.team, at)
    said = sentence(snapshot.answer(at, DutyFilter()), rota.team.zone)
    out.print(f"\nOn duty at {printed.moment(at, rota)}: {said.said_in('en', rota.team.zone)}")
    proven = "proven: no rota has fewer" if outcome.proven else "not proven to be the best"
    out.print(f"Points: {outcome.points} ({proven}); {outcome.seconds or 0:.1f} s")


def _wait_for_the_last_word(work: DatabaseUnitOfWork, actor: Actor, team: Team, week: Week) -> None:
    """Wait some seconds until the simulation has looked at the rota."""
    for _ in range(_MOST_LOOKS):
        with work.reading(actor) as session:
            found = published_versions.predicted(session, team.id, str(week))
        if found and (found[2] or {}).get("engine") == "simulation":
            return
        time.sleep(0.1)


def _compare(worker: Worker, actor: Actor, week: Week, now: datetime) -> None:
    """Print what the rota costs and gives beside being closed."""
    calculations = execute_run.Calculations(worker.children.solve, worker.children.answer)
    asker = StaffingContext(worker.work, actor, calculations, now, "en")
    asked = CompareIn(week=str(week), rota=RotaIn(version="published"))
    found = answer_compare_hours(asker, made_up.SLUG, asked)
    printed.choices(printed.console(), found.options)
