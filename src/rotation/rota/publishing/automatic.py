"""Publishes what was planned ahead, where the team wants that."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.account.facts import Changed
from rotation.database import note
from rotation.errors import AlreadyPublished, Conflict, RotationError
from rotation.rota.planning import runs
from rotation.rota.ports import UnitOfWork
from rotation.rota.publishing import publish
from rotation.rota.publishing.publish import PublishRequest
from rotation.rota.store import horizon as horizon_store
from rotation.rota.store import runs as store
from rotation.rota.versions import drafts
from rotation.solver.serialisation import sentence_to_dict
from rotation.team import teams
from rotation.timespan import Week
from rotation.words import Sentence, say


def publish_planned_weeks(work: UnitOfWork, now: datetime) -> int:
    """Publish what was planned ahead to be published; return how many runs were looked at.

    Each is published once, whoever looks; one that cannot be says why and stays a draft.
    """
    with work.database.session(None, door="run") as session:
        found = store.to_publish(session)
    for organisation, run_id in found:
        actor = work.service(organisation)
        try:
            with work.unit(actor, now) as session:
                _publish(session, run_id, actor, now)
        except RotationError as error:
            with work.unit(actor, now) as session:
                _refuse(session, run_id, error.detail)
    return len(found)


def _publish(session: Session, run_id: UUID, actor: Actor, now: datetime) -> None:
    if not store.settle_publishing(session, run_id, "done"):
        return
    run = runs.find(session, run_id)
    weeks = [Week.parse(run.week).plus(each) for each in range(run.weeks)]
    row = horizon_store.of_team(session, run.team_id)
    if not run.applied or row is None or not row.publish:
        raise Conflict("This team does not publish what is planned ahead.")
    for week in weeks:
        draft = drafts.find(session, run.team_id, str(week))
        if draft.version or draft.run_id != run_id:
            raise Conflict(say("The draft of {week} was edited since.", week=str(week)))
        if any(each.provisional for each in draft.shifts):
            raise Conflict(
                say("How many people week {week} needs is still being calculated.", week=str(week))
            )
    team = teams.of_id(session, run.team_id)
    consent = PublishRequest(actor.name, accept_gaps=row.accept_gaps)
    with suppress(AlreadyPublished):
        publish.publish(session, team, weeks, consent, now)
    runs.note_planned_ahead(session, run, "published")


def _refuse(session: Session, run_id: UUID, why: Sentence) -> None:
    if not store.settle_publishing(session, run_id, "refused"):
        return
    run = runs.find(session, run_id)
    row = store.run(session, run_id)
    row.outcome = {**(row.outcome or {}), "reason": sentence_to_dict(why)}
    after = {"publishing": "refused"}
    note(session, Changed("changed", "run", run_id, after=after, team=run.team_id))
    runs.note_planned_ahead(session, run, "refused")
