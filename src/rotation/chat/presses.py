"""Presses: what a member does by a button, or by the word for it, and what the message says then.

The member is who the platform's user is linked to, never what a button says. Every rule is looked
at again at the press. What has been done already is told as it stands.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.account.access import Actor
from rotation.chat import buttons, sentence
from rotation.chat.buttons import ButtonPress, Verb
from rotation.chat.commands import Command
from rotation.errors import Conflict, NotFound
from rotation.rota.live import cover, swaps
from rotation.rota.live.cover import Cover
from rotation.rota.live.swaps import Swap, SwapOffer
from rotation.rota.on_duty import duties
from rotation.rota.versions import slot_lookup
from rotation.team import members, teams
from rotation.team.teams import Team
from rotation.timespan import DAY, Span
from rotation.words import Sentence, say

_MOST = 200
_COMING = 60 * DAY
_OF_SWAPS: tuple[Verb, ...] = ("take", "accept", "decline", "withdraw")


@dataclass(frozen=True)
class ButtonNotice:
    """The text of an offer or a question, and the buttons below it.

    ``until`` is when pressing ends.
    """

    text: Sentence
    presses: tuple[ButtonPress, ...] = ()
    until: datetime | None = None


def do(session: Session, press: ButtonPress, actor: Actor, now: datetime) -> None:
    """Do what a press asks for, for the member of the actor; errors of swaps and covers."""
    assert actor.member
    match press.verb:
        case "offer":
            team = slot_lookup.published(session, press.about).team
            swaps.offer(session, team, SwapOffer(press.about), actor, now)
        case "take" | "accept":
            swaps.take(session, press.about, actor.member, actor, now)
        case "decline":
            swaps.decline(session, press.about, actor.member, actor, now)
        case "withdraw":
            swaps.withdraw(session, press.about, actor.member, actor, now)
        case "step_in" | "cannot":
            yes = press.verb == "step_in"
            cover.record_answer(session, press.about, actor.member, actor, now, yes=yes)


def notice(
    session: Session, press: ButtonPress, now: datetime, *, names: bool = True
) -> ButtonNotice | None:
    """Return what a message says of what a press is about, as it stands; None: it is not there.

    ``names`` False: nobody is named.
    """
    with suppress(NotFound):
        if press.verb == "offer":
            found = offer_of(session, press.about)
            return None if found is None else of_swap(session, found, names=names)
        if press.verb in _OF_SWAPS:
            return of_swap(session, swaps.find(session, press.about), names=names)
        return of_cover(session, cover.find(session, press.about), now, names=names)
    return None


def of_swap(session: Session, swap: Swap, *, names: bool = True) -> ButtonNotice:
    """Return what a message says of a swap, with what those it is offered to can press."""
    team = teams.of_id(session, swap.team_id)
    giver, taker = (_name(session, each, names=names) for each in (swap.giver, swap.taker))
    what = _place(session, team, swap.slot)
    match swap.state:
        case "open":
            verbs: tuple[Verb, ...] = ("take",) if swap.to is None else ("accept", "decline")
            presses = tuple(ButtonPress(each, swap.id) for each in verbs)
            if swap.in_return is not None:
                back = _place(session, team, swap.in_return)
                text = say("{giver} offers {what} for {back}.", giver=giver, what=what, back=back)
            else:
                text = say("{giver} offers {what}.", giver=giver, what=what)
            return ButtonNotice(text, presses, swap.expires_at)
        case "done":
            return ButtonNotice(say("{taker} takes {what}.", taker=taker, what=what))
        case "accepted":
            text = say(
                "{taker} takes {what} once a planner has approved it.", taker=taker, what=what
            )
            return ButtonNotice(text)
        case "declined":
            return ButtonNotice(say("The offer of {what} was declined.", what=what))
        case "withdrawn":
            return ButtonNotice(say("{giver} no longer offers {what}.", giver=giver, what=what))
        case _:
            return ButtonNotice(say("The time of this offer is over: {what}.", what=what))


def of_cover(session: Session, found: Cover, now: datetime, *, names: bool = True) -> ButtonNotice:
    """Return what a message says of a search for cover, with what those who are asked can press."""
    team = teams.of_id(session, found.team_id)
    what = _times(team, Span(found.start, found.end))
    if found.state == "covered":
        taker = _name(session, found.taker, names=names)
        return ButtonNotice(say("{taker} steps in: {what}.", taker=taker, what=what))
    if found.state in {"open", "nobody"} and found.end > now:
        presses = (ButtonPress("step_in", found.id), ButtonPress("cannot", found.id))
        text = say("Can you step in for {team}: {what}?", team=team.name, what=what)
        return ButtonNotice(text, presses, found.end)
    return ButtonNotice(say("Nobody needs to step in any more: {what}.", what=what))


def offer_of(session: Session, slot: UUID) -> Swap | None:
    """Return the open offer of a slot, or None."""
    team = slot_lookup.published(session, slot).team
    found = swaps.listed(session, team.id, "open", None, _MOST)
    return next((each for each in found if each.slot == slot), None)


def named(
    session: Session, command: Command, key: bytes, actor: Actor, now: datetime
) -> ButtonPress:
    """Return what a command in words means to the member of an actor; NotFound for nothing."""
    team, verb = next(iter(actor.teams or ())), command.verb
    if verb != "link" and verb != "unlink":  # noqa: PLR1714 - so that its type is known
        for about in _nameable(session, verb, team, actor.member, now):
            if buttons.word(key, about) == command.word:
                return ButtonPress(verb, about)
    raise NotFound("There is nothing open by that word. It may be over by now.")


def _nameable(
    session: Session, verb: Verb, team: UUID, member: UUID | None, now: datetime
) -> Iterator[UUID]:
    if verb == "offer":
        for span in duties.between(session, team, Span(now, now + _COMING), member):
            yield span.slot
    elif verb in _OF_SWAPS:
        for each in swaps.listed(session, team, None, None, _MOST):
            yield each.id
    else:
        for found in cover.listed(session, team, None, None, _MOST):
            yield found.id


def check_member(actor: Actor) -> None:
    """Raise Conflict for somebody who is not linked."""
    if actor.member is None:
        raise Conflict(sentence.unlinked())


def _name(session: Session, member: UUID | None, *, names: bool) -> str | Sentence:
    if member is None or not names:
        return say("Somebody")
    return members.find(session, member).name


def _place(session: Session, team: Team, slot: UUID) -> Sentence:
    shift = slot_lookup.published(session, slot).shift
    return _times(team, Span(shift.start, shift.end))


def _times(team: Team, span: Span) -> Sentence:
    start, end = (each.astimezone(team.zone) for each in (span.start, span.end))
    return say("{day} {times}", day=start.date(), times=f"{start:%H:%M}–{end:%H:%M}")
