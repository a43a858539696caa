"""Publishing: a draft becomes a numbered version, which is never rewritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.database import note
from rotation.errors import AlreadyPublished, BreaksRules, Conflict
from rotation.rota.checks import change_impact, late_notice, review
from rotation.rota.checks.late_notice import Late
from rotation.rota.facts import Published
from rotation.rota.shifts import Shifts, Slot, all_slots, shifts_in_order
from rotation.rota.store import plans as store
from rotation.rota.versions import diff, drafts, published_versions
from rotation.rota.versions.diff import SlotChange
from rotation.rota.versions.drafts import Draft
from rotation.timespan import Week
from rotation.words import say

if TYPE_CHECKING:
    from rotation.team.teams import Team


@dataclass(frozen=True)
class PublishRequest:
    """A publication asked for: by whom, why, and whether open places are accepted."""

    author: str
    reason: str | None = None
    accept_gaps: bool = True


@dataclass(frozen=True)
class Publication:
    """A version just published: what changed against the one before, and what is open.

    ``late``: whom the changes reach later than the notice period; that is for a person to check.
    """

    id: UUID
    week: str
    version: int
    published_at: datetime
    changes: tuple[SlotChange, ...]
    open_places: tuple[Slot, ...]
    late: tuple[Late, ...]


def publish(
    session: Session, team: "Team", weeks: Sequence[Week], consent: PublishRequest, now: datetime
) -> list[Publication]:
    """Publish the drafts of adjoining weeks, all or none.

    AlreadyPublished when none differs from its latest version; BreaksRules with the breaches that
    must not be; Conflict with the open places when gaps are not accepted.
    """
    found = [drafts.reconcile(session, team.id, str(week), now) for week in weeks]
    fresh = [draft for draft in found if _differs(session, draft)]
    if not fresh:
        latest = found[0].version
        raise AlreadyPublished(say("Nothing has changed since version {number}.", number=latest))
    _check(session, team, found, consent, now)
    return [_publish(session, team, draft, consent, now) for draft in fresh]


def revert(
    session: Session,
    team: "Team",
    week: Week,
    number: int,
    consent: PublishRequest,
    now: datetime,
) -> Publication:
    """Publish an earlier version of a week again, under the next number.

    What has begun since stays as it was, and places of people who are gone stay open.
    """
    earlier = published_versions.numbered(session, team.id, str(week), number)
    drafts.set_plan(session, team.id, str(week), earlier.plan)
    (published,) = publish(session, team, [week], consent, now)
    return published


def open_places(shifts: Shifts) -> tuple[Slot, ...]:
    """Return the seats that should be filled and are not."""
    return tuple(slot for slot in all_slots(shifts) if slot.required and not slot.member)


def _differs(session: Session, draft: Draft) -> bool:
    if draft.published is None:
        return True
    return published_versions.shifts_of(session, draft.team_id, draft.week) != draft.shifts


def _check(
    session: Session, team: "Team", found: Sequence[Draft], consent: PublishRequest, now: datetime
) -> None:
    shifts = shifts_in_order(shift for draft in found for shift in draft.shifts)
    weeks = [Week.parse(draft.week) for draft in found]
    begun = {str(shift.id) for shift in shifts if shift.start <= now}
    broken = [
        each
        for each in review.breaches(session, team, weeks, shifts, now)
        # What has begun cannot be mended by not publishing.
        if each.must_hold and not (each.shifts and begun.issuperset(each.shifts))
    ]
    broken += change_impact.broken_by_version(
        session, team, [Week.parse(d.week) for d in found], shifts, now
    )
    if broken:
        raise BreaksRules(
            "A rule that must hold is broken: the rota was not published.",
            extra={"breaches": [review.breach_json(each) for each in broken]},
        )
    missing = [slot for slot in open_places(shifts) if slot.end > now]
    if missing and not consent.accept_gaps:
        raise Conflict(
            say("{count} places are open.", count=len(missing)),
            extra={"open_places": [str(slot.id) for slot in missing]},
        )


def _publish(
    session: Session, team: "Team", draft: Draft, consent: PublishRequest, now: datetime
) -> Publication:
    before = published_versions.of_week(session, draft.team_id, draft.week)
    number = store.publish(
        session,
        draft.team_id,
        draft.week,
        published_at=now,
        published_by=consent.author,
        reason=consent.reason,
    )
    changed = diff.between(before, all_slots(draft.shifts))
    note(session, Published(draft.team_id, draft.week, number, consent.reason))
    told = {"week": draft.week, "version": number, "reason": consent.reason}
    note(session, Changed("created", "version", draft.id, after=told, team=draft.team_id))
    return Publication(
        id=draft.id,
        week=draft.week,
        version=number,
        published_at=now,
        changes=tuple(changed),
        open_places=open_places(draft.shifts),
        late=tuple(late_notice.late(session, team, changed, now)),
    )
