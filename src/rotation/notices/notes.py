"""Tells of hand-over notes those whose reminder, in which they stand, has gone out already."""

from datetime import datetime

from sqlalchemy.orm import Session

from rotation.notices import messages, writing
from rotation.notices.store import outbox
from rotation.notices.writing import AddressBook, MemberMessage
from rotation.rota.facts import HandOverNoted
from rotation.rota.live import hand_over_notes


def left(session: Session, to: AddressBook, fact: HandOverNoted, now: datetime) -> None:
    """Write to those a note is handed to, unless a reminder is still to bring it."""
    next_on = hand_over_notes.those_after(session, to.known.team, fact.slot, now)
    later = outbox.reminded_later(session, {each.slot for each in next_on})
    for duty in next_on:
        if (duty.slot, duty.member) in later:
            continue
        told = {"team": to.known.about(), "shift": messages.shift(duty)}
        key = f"note:{fact.note}:{duty.slot}:{duty.name}:{duty.member}"
        letter = MemberMessage(
            "hand_over.noted", key, told, duty.end, duty.start, fact.note, slot=duty.slot
        )
        writing.write_to(session, to, duty.member, letter, now)
