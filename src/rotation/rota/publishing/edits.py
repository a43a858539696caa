"""Edits of a draft by hand: a place given, an edit undone, with what replies it gives now."""

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.errors import Unreachable
from rotation.rota.ports import Answer
from rotation.rota.publishing import week_view
from rotation.rota.publishing.week_view import WeekView
from rotation.rota.shifts import Seat
from rotation.rota.staffing import rota_prediction
from rotation.rota.store import plans as store
from rotation.rota.versions import drafts
from rotation.solver import audit
from rotation.solver.limits import Breach
from rotation.timespan import Week


def seat(
    session: Session, before: WeekView, wanted: tuple[UUID, Seat], answer: Answer, now: datetime
) -> WeekView:
    """Give a place of a draft, and predict the replies again; see ``drafts.seat``."""
    draft = drafts.find(session, before.team.id, before.week)
    drafts.seat(session, draft, *wanted, now)
    return _predicted(session, before, answer, now)


def undo(session: Session, before: WeekView, answer: Answer, now: datetime) -> WeekView:
    """Go back to the draft before the last edit or run; Conflict when there is none."""
    drafts.undo(session, before.team.id, before.week, now)
    return _predicted(session, before, answer, now)


def newly_broken(before: WeekView, after: WeekView) -> tuple[Breach, ...]:
    """Return what an edit has newly broken."""
    return audit.worse(after.review.breaches, before.review.breaches)


def _predicted(session: Session, before: WeekView, answer: Answer, now: datetime) -> WeekView:
    """Keep what replies the draft gives; the old figures, marked stale, when nobody can say.

    It is asked inside the transaction of the edit, so it may not take long.
    """
    week = Week.parse(before.week)
    draft = drafts.find(session, before.team.id, before.week)
    if draft.prediction is None:
        question = rota_prediction.question(session, before.team, week, draft.shifts, now)
        stale: dict[str, Any] = {**(before.prediction or {}), "stale": True}
        prediction = stale
        with suppress(Unreachable):
            prompt = answer({**question, "at_once": True})
            prediction = rota_prediction.corrected(prompt, before.prediction)
        store.keep_prediction(session, draft.id, prediction)
        session.flush()
    return week_view.draft(session, before.team, week, now)
