"""Tells planners what became of the weeks that are planned ahead, which nobody watches."""

from datetime import datetime

from sqlalchemy.orm import Session

from rotation.notices import writing
from rotation.notices.writing import AddressBook
from rotation.rota.facts import PlannedAhead
from rotation.rota.planning import run_outcome, runs
from rotation.rota.planning.runs import Run
from rotation.team import teams
from rotation.timespan import Week
from rotation.words import LANGUAGES, Sentence, say


def ahead(session: Session, to: AddressBook, fact: PlannedAhead, now: datetime) -> None:
    """Tell the webhooks that ask for it: which weeks, what came of them, and why not more.

    The reason is in the first language of the team that is spoken here.
    """
    run, team = runs.find(session, fact.run), teams.of_id(session, fact.team)
    language = next((each for each in team.languages if each in LANGUAGES), "en")
    first, reason = Week.parse(fact.week), _reason(run)
    told = {
        "team": to.known.about(),
        "run": str(fact.run),
        "weeks": [str(first.plus(each)) for each in range(fact.weeks)],
        "state": fact.state,
        "applied": run.applied,
        "reason": reason.said_in(language, team.zone) if reason else None,
    }
    key = f"planned:{fact.run}:{fact.state}"
    writing.tell(session, to, "rota.planned", key, told, now)


def _reason(run: Run) -> Sentence | None:
    """Return why no rota came of it, or why it does not bind; names of people are not kept here."""
    outcome = run_outcome.of_run(run)
    if outcome.reason:
        return outcome.reason
    if clash := outcome.conflicts:
        return say("No rota keeps all rules: {count} of them clash.", count=len(clash))
    if run.state == "succeeded" and not run.applied:
        return say("The draft was changed meanwhile: the rota that was found is not used.")
    return None
