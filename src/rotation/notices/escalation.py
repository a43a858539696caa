"""The escalation of duties that nobody acknowledges: written ahead, one row a step and address."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.json_value import Json
from rotation.notices import messages, writing
from rotation.notices.store import outbox
from rotation.notices.writing import AddressBook, MemberMessage
from rotation.rota.facts import DutyAcknowledged
from rotation.rota.live import acknowledgements
from rotation.rota.timeline import DutySpan
from rotation.team import members

KIND = "duty.unacknowledged"


def remind(session: Session, to: AddressBook, spans: Sequence[DutySpan], now: datetime) -> None:
    """Write the steps of the ladder for duties to come; what is there already stays.

    A step after the start of a shift does not wait for the end of quiet hours.
    """
    if not to.rules.escalation:
        return
    team = to.known.team
    leads = [each.id for each in members.of_team(session, team) if each.lead]
    done = acknowledgements.of_slots(session, {each.slot for each in spans})
    open_duties = (e for e in spans if (e.slot, e.member, e.start) not in done)
    outbox.add(session, [row for each in open_duties for row in _steps(to, each, leads, now)])


def end(session: Session, to: AddressBook, fact: DutyAcknowledged, now: datetime) -> None:
    """End the ladder of an acknowledged duty; what is on its way is looked at once more."""
    outbox.end_escalation(session, to.known.team, (fact.slot, fact.member, fact.start), now)
    told: Json = {
        "team": to.known.about(),
        "slot": str(fact.slot),
        "member": messages.person(fact.member),
        "start": fact.start.isoformat(),
    }
    key = f"acknowledged:{fact.slot}:{fact.member}:{fact.start.isoformat()}"
    writing.tell(session, to, "duty.acknowledged", key, told, now)


def _steps(to: AddressBook, span: DutySpan, leads: Sequence[UUID], now: datetime) -> Iterator[Json]:
    for number, step in enumerate(to.rules.escalation, 1):
        at = span.start + timedelta(minutes=step.minutes)
        if not now < at < span.end:
            continue
        about = f"silent:{span.slot}:{span.name}:{span.start.isoformat()}:{span.member}:{number}"
        payload = {**messages.reminder(span, 0, to.known), "holder": messages.person(span.member)}
        payload |= {"step": number}
        whom = [span.member] if step.to == "member" else [e for e in leads if e != span.member]
        for member in whom:
            letter = MemberMessage(KIND, f"{about}:{member}", payload, span.end, at, slot=span.slot)
            yield from writing.letters_at(to, member, letter, now, at)
        event = {**payload, "to": step.to}
        for row in writing.event_rows(to, KIND, about, event, now):
            row |= {"member_id": span.member, "slot_id": span.slot}
            yield row | {"due_at": at, "next_at": at, "expires_at": span.end}
