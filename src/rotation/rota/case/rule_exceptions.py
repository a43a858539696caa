"""Exceptions: limits that a planner lets some weeks exceed, each taken from a way out of a clash.

They hold for whatever is made of those weeks (runs, edits, publishing) until they are withdrawn;
the compliance report knows none of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.kept_reads import kept
from rotation.rota.store import allowances as store
from rotation.solver.entities import Allowance
from rotation.solver.outcome import Relaxation
from rotation.solver.serialisation import sentence_from_dict, sentence_to_dict
from rotation.timespan import Week
from rotation.words import Sentence

if TYPE_CHECKING:
    from rotation.rota.store.allowances import AllowanceRow


@dataclass(frozen=True)
class RuleException:
    """An exception as it stands: what is allowed from one week to another, and by which run."""

    id: UUID
    first: str
    last: str
    allowance: Allowance
    because: Sentence
    run: UUID
    made_at: datetime


def of_weeks(session: Session, team_id: UUID, weeks: Sequence[Week]) -> tuple[Allowance, ...]:
    """Return the exceptions of adjoining weeks; of one limit the widest."""
    return _of_weeks(session, team_id, tuple(weeks))


@kept
def _of_weeks(session: Session, team_id: UUID, weeks: Sequence[Week]) -> tuple[Allowance, ...]:
    widest: dict[Allowance, Allowance] = {}
    for each in listed(session, team_id, weeks):
        found = each.allowance
        place = replace(found, by=0)
        widest[place] = max(found, widest.get(place, found), key=lambda one: one.by)
    return tuple(widest.values())


def listed(session: Session, team_id: UUID, weeks: Sequence[Week]) -> list[RuleException]:
    """Return the exceptions of adjoining weeks, oldest first."""
    rows = store.touching(session, team_id, str(weeks[0]), str(weeks[-1]))
    return [_exempt(row) for row in rows]


def allow(
    session: Session,
    team_id: UUID,
    weeks: Sequence[Week],
    changes: Iterable[Relaxation],
    run: UUID,
    now: datetime,
) -> None:
    """Let the weeks of a team exceed some limits, as a run has found; what is allowed stays."""
    known = of_weeks(session, team_id, weeks)
    for each in changes:
        if each.allowance in known:
            continue
        values = {"first": str(weeks[0]), "last": str(weeks[-1]), "run_id": run, "made_at": now}
        because = sentence_to_dict(each.because)
        plain = msgspec.to_builtins(each.allowance)
        row = store.add(session, team_id=team_id, allowance=plain, because=because, **values)
        told = {"rule": each.allowance.rule, "by": each.allowance.by, "because": because}
        note(session, Changed("created", "exception", row.id, after=told, team=team_id))


def withdraw(session: Session, exception: UUID) -> None:
    """Allow something no longer; NotFound when it was not allowed."""
    row = store.allowance(session, exception)
    told = {"rule": row.allowance["rule"], "by": row.allowance["by"], "because": row.because}
    note(session, Changed("deleted", "exception", row.id, before=told, team=row.team_id))
    store.delete(session, row)


def _exempt(row: "AllowanceRow") -> RuleException:
    return RuleException(
        id=row.id,
        first=row.first,
        last=row.last,
        allowance=msgspec.convert(row.allowance, Allowance),
        because=sentence_from_dict(row.because),
        run=row.run_id,
        made_at=row.made_at,
    )
