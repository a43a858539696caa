"""Answer links of swaps: a member takes what is offered, or says no, by one click."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account import tokens
from rotation.account.access import Actor
from rotation.account.facts import Changed
from rotation.database import Database, note
from rotation.errors import Conflict, NotFound
from rotation.rota.live import swaps
from rotation.rota.live.answer_links import LinkQuestion
from rotation.rota.live.swaps import Swap
from rotation.rota.store import swaps as store
from rotation.rota.versions import slot_lookup
from rotation.team import members
from rotation.words import Sentence, say

if TYPE_CHECKING:
    from rotation.rota.store.swaps import SwapLinkRow


@dataclass(frozen=True)
class SwapLink:
    """The swap that a link offers a member."""

    organisation: UUID
    swap: UUID
    member: UUID


def of_token(database: Database, shown: str) -> SwapLink | None:
    """Return the link of a token, None for malformed and unknown ones alike."""
    if not tokens.is_answer_token(shown):
        return None
    found = store.link_by_digest(database, tokens.digest(shown))
    return SwapLink(found.organisation_id, found.swap_id, found.member_id) if found else None


def new_link(session: Session, swap: Swap, member: UUID) -> str:
    """Return a token by which a member answers an offer, from now on the only one."""
    secret = tokens.new_answer_token()
    row = store.link(session, swap.id, member)
    if row is None:
        store.add_link(
            session, team_id=swap.team_id, swap_id=swap.id, member_id=member, digest=secret.digest
        )
    else:
        row.digest = secret.digest
    session.flush()
    return secret.shown


def renew_link(session: Session, swap_id: UUID, member: UUID, now: datetime) -> str:
    """Return another token for an offer; Conflict when it is not open any more."""
    swap = swaps.find(session, swap_id)
    if swap.state != "open" or swap.expires_at <= now:
        raise Conflict("This swap is no longer open.")
    return new_link(session, swap, member)


def question(session: Session, link: SwapLink, now: datetime) -> LinkQuestion:
    """Return the offer in words; Conflict when it cannot be answered any more."""
    _unanswered(session, link)
    swap = swaps.find(session, link.swap)
    swaps.require_still_open(session, link.swap, now)
    names = members.names(session, swap.team_id)
    offered = slot_lookup.published(session, swap.slot).shift
    told = {"giver": names[swap.giver], "start": offered.start, "end": offered.end}
    if swap.in_return is None:
        text = say("{giver} offers a shift from {start} to {end}: do you take it?", **told)
    else:
        back = slot_lookup.published(session, swap.in_return).shift
        text = say(
            "{giver} offers a shift from {start} to {end} in return for yours from {back_start} "
            "to {back_end}: do you agree?",
            **told,
            back_start=back.start,
            back_end=back.end,
        )
    yes, no = say("Yes, I take it"), say("No, I do not take it")
    return LinkQuestion(text, yes, no)


def record_answer(
    session: Session, link: SwapLink, actor: Actor, now: datetime, *, yes: bool
) -> Sentence:
    """Take the yes or no of a member, once; return what is said to it.

    A no to what is offered to anybody ends nothing. Conflict when it is too late; SwapBreaksRules.
    """
    row = _unanswered(session, link)
    if yes:
        swap, _ = swaps.take(session, link.swap, link.member, actor, now)
        thanks = (
            say("Thank you: the shift is yours.")
            if swap.state == "done"
            else say("Thank you: a planner has to approve it first.")
        )
    else:
        swap = swaps.find(session, link.swap)
        swaps.require_still_open(session, link.swap, now)
        if swap.to is not None:
            swaps.decline(session, link.swap, link.member, actor, now)
        thanks = say("Thank you for answering.")
    row.answer, row.answered_at = ("yes" if yes else "no"), now
    session.flush()
    told = {"swap": str(link.swap), "member": str(link.member), "answer": row.answer}
    note(session, Changed("changed", "swap_link", row.id, after=told, team=swap.team_id))
    return thanks


def _unanswered(session: Session, link: SwapLink) -> "SwapLinkRow":
    row = store.link(session, link.swap, link.member)
    if row is None:
        raise NotFound("This link is not valid.")
    if row.answered_at is not None:
        raise Conflict("This has been answered already.")
    return row
