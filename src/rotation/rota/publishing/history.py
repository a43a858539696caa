"""Why a week is other than it was: each difference with who made it, when, and their reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account import audit
from rotation.errors import NotFound
from rotation.rota.live import swaps
from rotation.rota.shifts import Shifts, Slot, all_slots
from rotation.rota.versions import diff, drafts, published_versions
from rotation.rota.versions.diff import SlotChange
from rotation.rota.versions.published_versions import PassedOver, Version
from rotation.rota.versions.transfers import applied
from rotation.team import members
from rotation.words import say


@dataclass(frozen=True)
class Origin:
    """The origin of a difference: who, when, why, which version; None where not known."""

    author: str | None = None
    at: datetime | None = None
    reason: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class _Step:
    """The slots after something was done; ``name``: the version, ``published`` or ``draft``."""

    name: str
    slots: Sequence[Slot]
    origin: Origin


def between(
    session: Session, team_id: UUID, week: str, first: str, last: str
) -> list[tuple[SlotChange, Origin]]:
    """Return the changes from one version to another, each with where it comes from.

    Versions go by number, ``published`` or ``draft``; of 0 there is nothing. NotFound when there
    is no such version.
    """
    steps = _steps(session, team_id, week)
    at = {each.name: place for place, each in enumerate(steps)}
    first, last = (str(int(each)) if each.isdecimal() else each for each in (first, last))
    for name in (first, last):
        if name not in at:
            number = say("The week {week} has no version {number}.", week=week, number=name)
            raise NotFound(number, field="version")
    low, high = sorted((at[first], at[last]))
    origins: dict[tuple[UUID, UUID], Origin] = {}
    for one, two in zip(steps[low:high], steps[low + 1 : high + 1], strict=True):
        for change in diff.between(one.slots, two.slots):
            keys = ((change.slot.shift_id, member) for member in change.members)
            origins |= dict.fromkeys(keys, two.origin)
    listed = []
    for change in diff.between(steps[at[first]].slots, steps[at[last]].slots):
        known = (origins.get((change.slot.shift_id, member)) for member in change.members)
        listed.append((change, next((each for each in known if each), Origin())))
    return _edited(session, listed, steps)


def _edited(
    session: Session, listed: Iterable[tuple[SlotChange, Origin]], steps: Sequence[_Step]
) -> list[tuple[SlotChange, Origin]]:
    """Let what came with the draft be of whoever edited the place since it was published."""
    draft, before = steps[-1].origin, steps[-2].origin.at
    ids = [change.slot.id for change, origin in listed if origin is draft]
    lines = audit.latest(session, "slot", ids) if ids else {}
    edits = {id_: each for id_, each in lines.items() if before is None or each.at > before}
    return [
        (change, replace(origin, author=edit.actor, at=edit.at))
        if origin is draft and (edit := edits.get(change.slot.id))
        else (change, origin)
        for change, origin in listed
    ]


def _steps(session: Session, team_id: UUID, week: str) -> list[_Step]:
    """Return what became of a week, one step after another, from nothing to its draft."""
    names = members.names(session, team_id)
    passed = published_versions.passed_over(session, team_id, week)
    steps = [_Step("0", (), Origin())]
    listed = published_versions.listed(session, team_id, week)
    for version in listed:
        shifts = published_versions.shifts_of(session, team_id, week, version.number)
        steps.append(_Step(str(version.number), all_slots(shifts), _of(version)))
        mine = [each for each in passed if each.version == version.number]
        steps += _swapped(session, shifts, mine, names)
    steps.append(replace(steps[-1], name="published"))
    draft = drafts.find(session, team_id, week)
    line = audit.latest(session, "run", [draft.run_id]) if draft.run_id else {}
    made = Origin(line[draft.run_id].actor) if draft.run_id in line else Origin()
    return [*steps, _Step("draft", all_slots(draft.shifts), made)]


def _of(version: Version) -> Origin:
    return Origin(version.published_by, version.published_at, version.reason, version.number)


def _swapped(
    session: Session, shifts: Shifts, passed: Iterable[PassedOver], names: Mapping[UUID, str]
) -> list[_Step]:
    steps: list[_Step] = []
    for each in passed:
        shifts = applied(shifts, [each.transfer])
        reason = swaps.find(session, each.swap).reason
        origin = Origin(names[each.transfer.taker], each.at, reason, each.version)
        steps.append(_Step("", all_slots(shifts), origin))
    return steps
