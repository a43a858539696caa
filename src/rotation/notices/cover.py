"""Tells of searches for cover: who is asked to step in, and what becomes of it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.errors import NotFound
from rotation.json_value import Json
from rotation.notices import messages, writing
from rotation.notices.store import outbox
from rotation.notices.writing import AddressBook, MemberMessage
from rotation.rota.facts import CoverAsked, CoverChanged
from rotation.rota.live import ask_deadlines, cover
from rotation.rota.live.cover import Cover
from rotation.rota.versions import slot_lookup
from rotation.timespan import Span

_OVER = frozenset({"covered", "closed", "over"})


def tell_invited(
    session: Session, to: AddressBook, facts: Sequence[CoverAsked], now: datetime
) -> None:
    """Ask members, each by a link of their own, and tell planners who is asked.

    The facts are of one search. Only the member's own message holds the link.
    """
    search = delay_for_quiet_hours(session, to, cover.find(session, facts[0].cover), now)
    deadlines = {each.member: each.deadline for each in search.asked}
    about = _about(session, to, search)
    for fact in facts:
        deadline = deadlines[fact.member] or fact.deadline
        told = {**about, "deadline": deadline.isoformat()}
        key = f"cover.asked:{fact.cover}:{fact.member}"
        letter = MemberMessage(
            "cover.asked", key, told, deadline, fact.start, fact.cover, fact.token
        )
        reached = writing.write_to(session, to, fact.member, letter, now)
        whom = {"member": messages.person(fact.member), "reachable": reached}
        writing.tell(session, to, "cover.asked", key, told | whom, now)


def delay_for_quiet_hours(session: Session, to: AddressBook, search: Cover, now: datetime) -> Cover:
    """Give members asked in turn in their quiet hours time from when these end; return the search.

    When all are asked at once, the shift is near: they have until it ends anyway.
    """
    for each in () if search.at_once else search.asked:
        if each.asked_at == now and not each.answer:
            heard = writing.delivered_at(to, each.member, search.start, now)
            if heard > now:
                ask_deadlines.extend_deadline(session, search.id, each.member, heard)
    return cover.find(session, search.id)


def answered(session: Session, fact: Changed, now: datetime) -> None:
    """Withdraw the question to somebody who has answered it already."""
    assert fact.after
    search, member = UUID(fact.after["cover"]), UUID(fact.after["member"])
    outbox.end_about(session, search, "cover.asked", now, member)


def changed(session: Session, to: AddressBook, fact: CoverChanged, now: datetime) -> None:
    """Tell planners how a search goes; when it is over, those who were asked and have not said."""
    search = cover.find(session, fact.cover)
    about = {**_about(session, to, search), "state": fact.state}
    told = {
        **about,
        "absent": messages.person_or_none(fact.absent),
        "taker": messages.person_or_none(fact.taker),
    }
    writing.tell(session, to, "cover.changed", f"cover:{fact.cover}:{fact.state}", told, now)
    if fact.state not in _OVER:
        return
    untold = outbox.end_about(session, fact.cover, "cover.asked", now)
    if fact.state == "over":
        return
    for each in search.asked:
        if each.asked_at and not each.answer and each.member not in untold:
            key = f"cover:{fact.cover}:{fact.state}:{each.member}"
            letter = MemberMessage(
                "cover.changed", key, about, search.end, search.start, fact.cover
            )
            writing.write_to(session, to, each.member, letter, now)


def _about(session: Session, to: AddressBook, search: Cover) -> Json:
    shift = None
    with suppress(NotFound):  # the place may be gone from a later version
        slot = slot_lookup.published(session, search.slot).slot
        shift = messages.place(slot, Span(search.start, search.end))
    return {"team": to.known.about(), "cover": str(search.id), "shift": shift}
