"""Confirmation links: whoever reads at an address says that it is the member's."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from api.http import link_page
from api.http.deps import now_of, work_of
from api.middleware import Limiter
from rotation.account.access import Access, Actor
from rotation.errors import NotFound, RotationError
from rotation.notices import contacts
from rotation.notices.contacts import ConfirmationLink
from rotation.team import members, teams
from rotation.words import say

router = APIRouter(tags=["notices"])
LIMIT = Limiter(60)
"""Requests a minute and link."""
_ADDRESS = "/confirm/{token}"
_DOCUMENTED: dict[int | str, dict[str, Any]] = {
    200: {"description": "A page that asks, or says that it is done.", **link_page.CONTENT},
    404: {"description": "No such link; a page that says so.", **link_page.CONTENT},
    429: {"description": "Opened too often; a page that says so.", **link_page.CONTENT},
}
Token = Annotated[str, Path(max_length=100)]


@router.get(_ADDRESS, response_class=Response, responses=_DOCUMENTED)
def show_confirmation(token: Token, request: Request) -> Response:
    """Show whose address it is to be, and a button; nothing is confirmed by looking."""
    link = None
    try:
        link = _link(request, token)
        LIMIT.check(str(link.contact))
        with work_of(request).reading(Actor(link.organisation, Access.MEMBER)) as session:
            member = members.find(session, link.member)
            team = teams.of_id(session, member.team_id).name
    except RotationError as error:
        return link_page.refused(request, error, link)
    text = say(
        "Send reminders of {member} in {team} to this address?", member=member.name, team=team
    )
    return link_page.with_buttons(request, text, {"yes": say("Yes, this address is mine")}, link)


@router.post(_ADDRESS, response_class=Response, responses=_DOCUMENTED)
def confirm_contact(token: Token, request: Request) -> Response:
    """Confirm the address; from now on reminders and changes are sent there."""
    link = None
    try:
        link = _link(request, token)
        LIMIT.check(str(link.contact))
        actor = Actor(link.organisation, Access.MEMBER, name="answer link", member=link.member)
        with work_of(request).unit(actor, now_of(request), request.state.id) as session:
            contacts.confirm(session, link.contact, now_of(request))
    except RotationError as error:
        return link_page.refused(request, error, link)
    return link_page.said(request, say("Thank you: the address is confirmed."), link)


def _link(request: Request, token: str) -> ConfirmationLink:
    found = contacts.of_token(work_of(request).database, token)
    if found is None:
        raise NotFound("This link is not valid.")
    return found
