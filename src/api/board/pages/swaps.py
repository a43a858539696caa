"""Swaps: what is asked, who could take it, what became of it; each step by one button."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.board import frame
from api.board.form import EMPTY
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.reading import Reader
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting, local_path
from api.http.deps import now_of
from rotation.errors import NotFound, RotationError
from rotation.rota.live import swap_transfer, swaps
from rotation.rota.live.swaps import Swap
from rotation.rota.versions import slot_lookup
from rotation.team import members, teams
from rotation.words import Sentence, say

router = page_router()
MAY_SEE, MAY_OWN, MAY_PLAN = [PageMay("see_team")], [PageMay("own")], [PageMay("plan")]
SWAP = "/t/{team}/swaps/{swap}"
MOST_ENDED = 12


@router.get("/t/{team}/swaps", dependencies=MAY_SEE)
def show_swaps(team: str, visit: Visiting) -> Response:
    """List the swaps of a team: those that wait first, then what became of the latest others."""
    with visit.reading() as session:
        found = teams.find(session, team)
        visit = visit.of_team(found)
        listed = swaps.listed(session, found.id, None, None, 100)
        waiting = [each for each in listed if each.state in {"open", "accepted"}]
        ended = [each for each in listed if each.state not in {"open", "accepted"}][:MOST_ENDED]
        return visit.page(
            "swaps.j2",
            team=found,
            frame=frame.of_team(session, visit, found),
            here="swaps",
            waiting=[_card(session, visit, each) for each in waiting],
            ended=[_card(session, visit, each) for each in ended],
        )


@router.get(SWAP, dependencies=MAY_SEE)
def show_swap(team: str, swap: UUID, visit: Visiting) -> Response:
    """Show a swap, and who could take it while it is open."""
    return swap_page(visit, team, swap)


def swap_page(
    visit: Visit, ref: str, swap_id: UUID, *, alert: str = "", status: int = 200
) -> Response:
    """Return the page of a swap."""
    with visit.reading() as session:
        team = teams.find(session, ref)
        visit = visit.of_team(team)
        swap = _find(session, team.id, swap_id)
        names = members.names(session, team.id)
        could = (
            swap_transfer.eligible_takers(session, swap.slot, visit.now)
            if swap.state == "open"
            else []
        )
        card = _card(session, visit, swap)
        # Somebody who gives a shift in return may be free for this one by giving it.
        card["may_take"] &= swap.in_return is not None or visit.actor.member in could
        return visit.page(
            "swap.j2",
            status,
            team=team,
            frame=frame.of_team(session, visit, team),
            here="swaps",
            card=card,
            could=[names[each] for each in could if swap.to in {None, each}],
            alert=alert,
        )


def swap_again(request: Request, error: RotationError) -> Response:
    """Return the page of a swap as it stands, above it why a step could not be taken."""
    reader = Reader.of(request)
    visit = Visit(request, request.state.actor, now_of(request), reader, EMPTY)
    path = request.path_params
    told = [reader(error.detail), *(each["reason"] for each in error.extra.get("breaches", ()))]
    return swap_page(visit, path["team"], UUID(path["swap"]), alert=" ".join(told), status=409)


def _step(
    visit: Visit, team: str, swap: UUID, said: Sentence, take: Callable[..., Any]
) -> Response:
    back = local_path(visit.form.value("back"), f"/t/{team}/swaps/{swap}")
    with visit.writing(back) as session:
        _find(session, teams.find(session, team).id, swap)
        take(session)
    return visit.go(back, said)


@router.post(SWAP + "/take", dependencies=MAY_OWN)
@shows_again(swap_again)
def take_swap(team: str, swap: UUID, visit: Visiting) -> Response:
    """Take what somebody offers."""

    def take(session: Session) -> None:
        swaps.take(session, swap, visit.form.id("member"), visit.actor, visit.now)

    return _step(visit, team, swap, say("You take it. Whom it concerns is told."), take)


@router.post(SWAP + "/approve", dependencies=MAY_PLAN)
@shows_again(swap_again)
def approve_swap(team: str, swap: UUID, visit: Visiting) -> Response:
    """Let an accepted swap happen."""

    def take(session: Session) -> None:
        swaps.approve(session, swap, visit.now)

    return _step(visit, team, swap, say("The swap is approved."), take)


@router.post(SWAP + "/decline", dependencies=MAY_OWN)
@shows_again(swap_again)
def decline_swap(team: str, swap: UUID, visit: Visiting) -> Response:
    """Say no to a swap."""

    def take(session: Session) -> None:
        swaps.decline(session, swap, None, visit.actor, visit.now)

    return _step(visit, team, swap, say("The swap is declined."), take)


@router.post(SWAP + "/withdraw", dependencies=MAY_OWN)
@shows_again(swap_again)
def withdraw_swap(team: str, swap: UUID, visit: Visiting) -> Response:
    """Take an offer back."""

    def take(session: Session) -> None:
        swaps.withdraw(session, swap, None, visit.actor, visit.now)

    return _step(visit, team, swap, say("The offer is taken back."), take)


def _find(session: Session, team_id: UUID, swap_id: UUID) -> Swap:
    swap = swaps.find(session, swap_id)
    if swap.team_id != team_id:
        raise NotFound("There is no such swap.")
    return swap


def _card(session: Session, visit: Visit, swap: Swap) -> dict[str, Any]:
    """Return a swap as its card shows it: the shifts, the people, what whoever looks may do."""
    names, me, plans = members.names(session, swap.team_id), visit.actor.member, visit.may("plan")
    is_open, waits = swap.state == "open", swap.state == "accepted"
    partner = swap.to or swap.taker
    return {
        "swap": swap,
        "slot": _slot(session, swap.slot),
        "back": _slot(session, swap.in_return) if swap.in_return else None,
        "giver": names.get(swap.giver, ""),
        "to": names.get(swap.to) if swap.to else None,
        "taker": names.get(swap.taker) if swap.taker else None,
        "may_take": is_open and me is not None and me != swap.giver and swap.to in {None, me},
        "may_approve": waits and plans,
        "may_decline": (is_open or waits) and partner is not None and (plans or me == partner),
        "may_withdraw": (is_open or waits) and (plans or me == swap.giver),
        "mine": me in {swap.giver, swap.to, swap.taker},
    }


def _slot(session: Session, slot: UUID) -> Any:  # Any: a slot, or None when its week is gone
    try:
        return slot_lookup.published(session, slot).slot
    except NotFound:
        return None
