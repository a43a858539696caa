"""Weekly summaries: the next week's rota in words, once a week, where the team wants it.

A row says when the next one is due. Whoever claims it writes the notice and the time of the one
after in one transaction; a notice of the same week is not written twice.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.database import database_now
from rotation.errors import NotFound
from rotation.json_value import Json
from rotation.notices import due, messages, rules, writing
from rotation.notices.due import Summary
from rotation.notices.store import summaries as store
from rotation.notices.writing import MemberMessage
from rotation.rota.on_duty import duties
from rotation.rota.shifts import Slot
from rotation.rota.timeline import DutySpan
from rotation.rota.versions import published_versions
from rotation.team import teams
from rotation.team.teams import Team
from rotation.timespan import DAY, Span, Week, merged, minus

LEASE = timedelta(minutes=5)
"""How long whoever has claimed a summary has to write it, before it is due again."""
MOST = 100
LATE = DAY
"""How long after its week has begun a summary is still worth sending."""


def schedule(session: Session, team_id: UUID, now: datetime, *, anew: bool) -> None:
    """Keep when the next summary is due; ``anew``: by other rules, else by another clock.

    By another clock it is still that of the same week, so that none is left out.
    """
    team = teams.of_id(session, team_id)
    summary, row = rules.of_team(session, team).summary, store.of_team(session, team_id)
    if summary is None:
        if row is not None:
            store.remove(session, row)
    elif row is None or anew:
        at, week = due.next_summary(summary, team.zone, now)
        store.put(session, team_id, at, str(week))
    else:
        at = due.summary_at(summary, Week.parse(row.week), team.zone)
        store.put(session, team_id, at, row.week)


def claim(session: Session) -> tuple[datetime, list[tuple[UUID, UUID]]]:
    """Take the summaries that are due: the time, and (organisation, id) of each.

    The session writes, at the door ``weekly_summary``.
    """
    now = database_now(session)
    return now, store.claim(session, now, now + LEASE, MOST)


def write(session: Session, summary_id: UUID, now: datetime) -> None:
    """Write a summary that was claimed, unless it is too late, and when the next one is due."""
    row = store.by_id(session, summary_id)
    if row is None:
        return
    try:
        team = teams.of_id(session, row.team_id)
    except NotFound:
        store.remove(session, row)
        return
    summary, week = rules.of_team(session, team).summary, Week.parse(row.week)
    if summary is None or due.summary_at(summary, week, team.zone) > now:
        return  # the rules have changed since it was claimed
    until = week.span(team.zone).start + LATE
    if now < until:
        _tell(session, team, summary, week, until, now)
    at, following = due.next_summary(summary, team.zone, now)
    store.put(session, team.id, at, str(following))


def _tell(
    session: Session, team: Team, summary: Summary, week: Week, until: datetime, now: datetime
) -> None:
    about = f"summary:{team.id}:{week}:once"
    letter = MemberMessage("rota.summary", about, of_week(session, team, week), until, until)
    address = {
        "contact_id": summary.contact,
        "webhook_id": summary.webhook,
        "service": summary.service,
    }
    writing.write_where_chosen(session, writing.reach(session, team.id), letter, address, now)


def of_week(session: Session, team: Team, week: Week) -> Json:
    """Return the summary of a week: who works when as it stands, and what is open."""
    about = {"team": {"id": str(team.id), "slug": team.slug, "name": team.name}, "week": str(week)}
    if not published_versions.listed(session, team.id, str(week)):
        return {**about, "published": False, "shifts": [], "open": []}
    slots = published_versions.of_week(session, team.id, str(week))
    found = duties.between(session, team.id, week.span(team.zone))
    mine = [each for each in found if each.week == str(week)]
    return {**about, "published": True, "shifts": _shifts(slots, mine), "open": _open(slots, mine)}


def _shifts(slots: Iterable[Slot], found: Iterable[DutySpan]) -> list[Json]:
    """Return each shift with who works it, those of a part of it with their times."""
    wholes = {each.shift_id: messages.place(each) for each in slots}
    shifts: dict[UUID, Json] = {}
    for duty in found:
        whole = wholes.get(duty.shift_id) or messages.shift(duty)
        of = shifts.setdefault(duty.shift_id, {**whole, "people": []})
        person: Json = {"member": messages.person(duty.member)}
        own = messages.shift(duty)
        if (own["start"], own["end"]) != (whole["start"], whole["end"]):
            person |= {name: own[name] for name in ("start", "end", "timezone")}
        of["people"].append(person)
    for each in shifts.values():
        del each["slot"]
    return sorted(shifts.values(), key=lambda each: (each["start"], each["pattern"]))


def _open(slots: Iterable[Slot], found: Iterable[DutySpan]) -> list[Json]:
    """Return the parts of shifts for which somebody lacks, and how many."""
    covered: dict[UUID, list[Span]] = {}
    for duty in found:
        covered.setdefault(duty.slot, []).append(duty.span)
    lacking: Counter[tuple[UUID, Span]] = Counter()
    known = {}
    for slot in slots:
        if slot.required:
            known[slot.shift_id] = slot
            whole = Span(slot.start, slot.end)
            for part in minus([whole], merged(covered.get(slot.id, ()))):
                lacking[slot.shift_id, part] += 1
    told = [
        {**messages.place(known[shift], part), "places": places}
        for (shift, part), places in lacking.items()
    ]
    for each in told:
        del each["slot"]
    return sorted(told, key=lambda each: (each["start"], each["pattern"]))
