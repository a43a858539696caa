"""Edits of a draft by hand: a place given, an edit undone, with what replies it gives now."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.demand.questions import prediction
from rotation.errors import Impossible, Unreachable
from rotation.json_value import Json
from rotation.rota.checks import review
from rotation.rota.ports import Answer, UnitOfWork
from rotation.rota.publishing import week_view
from rotation.rota.publishing.week_view import WeekView
from rotation.rota.shifts import Shifts
from rotation.rota.staffing import rota_prediction
from rotation.rota.store import plans as store
from rotation.rota.versions import drafts
from rotation.rota.versions.drafts import Draft
from rotation.solver import audit
from rotation.solver.limits import Breach
from rotation.team import teams
from rotation.timespan import Week


@dataclass(frozen=True)
class SeatEdit:
    """A place of a draft and what changes: ``member``, ``locked``; what is not named stays.

    ``check`` raises where another draft was meant.
    """

    team: str
    week: Week
    slot: UUID
    changes: Mapping[str, Any]
    check: Callable[[WeekView], None]
    request: str | None = None


@dataclass(frozen=True)
class _Edited:
    draft: Draft
    before: WeekView
    shifts: Shifts
    question: Json


def seat(
    work: UnitOfWork, actor: Actor, edit: SeatEdit, answer: Answer, now: datetime
) -> tuple[WeekView, WeekView]:
    """Give a place of a draft, and return the draft before and after; see ``drafts.with_seat``.

    What replies it gives is asked between two units of work: nobody waits for the answer but the
    caller. Stale when somebody else has edited the draft meanwhile.
    """
    edited = _edited(work, actor, edit, now)
    before = edited.before
    if edited.shifts == before.shifts:
        return before, before
    replies = _predicted(edited.question, before, answer)
    with work.unit(actor, now, edit.request) as session:
        drafts.check_unchanged(session, edited.draft)
        made = drafts.keep_edit(session, edited.draft, edit.slot, edited.shifts, replies, now)
    after = replace(
        before,
        shifts=made.shifts,
        review=review.judge_again(before.review, made.shifts),
        prediction=replies,
        can_undo=made.can_undo,
        run=made.run_id,
        tag=(made.id, made.version),
    )
    return before, after


def undo(session: Session, before: WeekView, now: datetime) -> WeekView:
    """Go back to the draft before the last edit or run; Conflict when there is none."""
    draft = drafts.undo(session, before.team.id, before.week, now)
    if draft.prediction is None:
        store.keep_prediction(session, draft.id, _stale(before))
    return week_view.draft(session, before.team, Week.parse(before.week), now)


def newly_broken(before: WeekView, after: WeekView) -> tuple[Breach, ...]:
    """Return the breaches that an edit has brought about."""
    return audit.worse(after.review.breaches, before.review.breaches)


def _edited(work: UnitOfWork, actor: Actor, edit: SeatEdit, now: datetime) -> _Edited:
    with work.reading(actor) as session:
        team = teams.find(session, edit.team)
        draft = drafts.find(session, team.id, str(edit.week))
        before = week_view.of_draft(session, team, draft, now)
        edit.check(before)
        _, present = drafts.find_seat(draft.shifts, edit.slot)
        wanted = replace(present, **edit.changes)
        shifts = drafts.with_seat(session, draft, edit.slot, wanted, now)
        question = rota_prediction.question(session, team, edit.week, shifts, now)
    return _Edited(draft, before, shifts, question)


def _predicted(question: Json, before: WeekView, answer: Answer) -> dict[str, Any]:
    """Return the replies an edited draft gives; the old ones, marked stale, if nobody can say."""
    with suppress(Unreachable, Impossible):
        prompt = prediction.answer_from_json(answer({**question, "at_once": True}))
        found: dict[str, Any] = prediction.to_json(
            rota_prediction.corrected(prompt, before.replies)
        )
        return found
    return _stale(before)


def _stale(view: WeekView) -> dict[str, Any]:
    return {**(view.prediction or {}), "stale": True}
