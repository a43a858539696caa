"""Tools that change a rota: a swap asked for or answered, a sick call. Each can be tried first."""

from sqlalchemy.orm import Session

from api.assistants.answers import ChangeDone, NamedMember
from api.assistants.arguments import AnswerArguments, SickArguments, SwapArguments
from api.assistants.call import Call
from rotation.errors import Conflict
from rotation.notices import cover as cover_notices
from rotation.notices import writing
from rotation.rota.checks.change_impact import ChangeCost
from rotation.rota.live import cover, swaps
from rotation.rota.live.cover import SickCall
from rotation.rota.live.swaps import Swap, SwapOffer
from rotation.rota.versions import slot_lookup
from rotation.rota.versions.slot_lookup import Place
from rotation.team import members
from rotation.words import Sentence, say

_MOST_ASKED = 10


def ask_swap(call: Call, session: Session, asked: SwapArguments) -> ChangeDone:
    """Offer a place to anyone, to one member, or for another member's place."""
    place = slot_lookup.published(session, asked.slot)
    offer = SwapOffer(asked.slot, asked.to, asked.in_return, asked.reason)
    made, cost = swaps.offer(session, place.team, offer, call.caller, call.now)
    return _swap_done(call, session, (made, cost), _offered(session, place, made))


def answer_swap(call: Call, session: Session, asked: AnswerArguments) -> ChangeDone:
    """Take, accept, decline or withdraw a swap."""
    before = swaps.find(session, asked.swap)
    place = slot_lookup.published(session, before.slot)
    if asked.verb == "accept" and before.to is None:
        raise Conflict("This swap is offered to anyone: take it.", field="/verb")
    made: tuple[Swap, ChangeCost | None]
    match asked.verb:
        case "take" | "accept":
            made = swaps.take(session, asked.swap, None, call.caller, call.now)
        case "decline":
            made = swaps.decline(session, asked.swap, None, call.caller, call.now), None
        case _:
            made = swaps.withdraw(session, asked.swap, None, call.caller, call.now), None
    names = members.names(session, before.team_id)
    values = {"member": names[before.giver], "place": _said(place)}
    if made[0].taker is not None and asked.verb in {"take", "accept"}:
        taker = names[made[0].taker]
        what = say("{place} goes from {member} to {taker}.", taker=taker, **values)
    elif asked.verb == "decline":
        what = say("The offer of {place} by {member} is declined.", **values)
    else:
        what = say("The offer of {place} by {member} is taken back.", **values)
    return _swap_done(call, session, made, what)


def report_sick(call: Call, session: Session, asked: SickArguments) -> ChangeDone:
    """Report that whoever has a place cannot come: it is opened and others are asked."""
    place = slot_lookup.published(session, asked.slot)
    found, ranked = cover.open_cover(session, SickCall(asked.slot), call.caller, call.now)
    reach = writing.reach(session, found.team_id)
    found = cover_notices.delay_for_quiet_hours(session, reach, found, call.now)
    names = members.names(session, found.team_id)
    who = say("Nobody") if found.member is None else names[found.member]
    fit = [each.member for each in ranked if each.fits]
    what = say(
        "{member} does not come to {place}; {count} people can be asked.",
        member=who,
        place=_said(place),
        count=len(fit),
    )
    return ChangeDone(
        done=True,
        what=what.said_in(call.language(place.team), place.team.zone),
        kind="cover",
        id=found.id,
        state=found.state,
        asked=[NamedMember(id=each, name=names[each]) for each in fit[:_MOST_ASKED]],
    )


def _offered(session: Session, place: Place, made: Swap) -> Sentence:
    names = members.names(session, made.team_id)
    values = {"member": names[made.giver], "place": _said(place)}
    if made.to is None:
        return say("{member} offers {place} to anyone who can take it.", **values)
    if made.in_return is None:
        return say("{member} offers {place} to {other}.", other=names[made.to], **values)
    back = _said(slot_lookup.published(session, made.in_return))
    return say(
        "{member} offers {place} to {other} for {back}.", other=names[made.to], back=back, **values
    )


def _said(place: Place) -> Sentence:
    start, end = (each.astimezone(place.team.zone) for each in (place.shift.start, place.shift.end))
    return say("{pattern}, {start} to {end}", pattern=place.shift.pattern, start=start, end=end)


def _swap_done(
    call: Call, session: Session, made: tuple[Swap, ChangeCost | None], what: Sentence
) -> ChangeDone:
    swap, cost = made
    team = slot_lookup.published(session, swap.slot).team
    return ChangeDone(
        done=True,
        what=what.said_in(call.language(team), team.zone),
        kind="swap",
        id=swap.id,
        state=swap.state,
        points=cost.points if cost else None,
    )
