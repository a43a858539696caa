"""Confirmation links: whoever reads at an address says that it is the member's."""

from html import escape
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from api.http import link_page
from api.http.deps import language_of, now_of, work_of
from api.middleware import Limiter
from api.problems import status_of
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
    try:
        link = _link(request, token)
        with work_of(request).reading(Actor(link.organisation, Access.MEMBER)) as session:
            member = members.find(session, link.member)
            return _page(request, member.name, teams.of_id(session, member.team_id).name)
    except RotationError as error:
        return link_page.said(request, error.detail, status_of(type(error)))


@router.post(_ADDRESS, response_class=Response, responses=_DOCUMENTED)
def confirm_contact(token: Token, request: Request) -> Response:
    """Confirm the address; from now on reminders and changes are sent there."""
    try:
        link = _link(request, token)
        actor = Actor(link.organisation, Access.MEMBER, name="answer link", member=link.member)
        with work_of(request).unit(actor, now_of(request), request.state.id) as session:
            contacts.confirm(session, link.contact, now_of(request))
    except RotationError as error:
        return link_page.said(request, error.detail, status_of(type(error)))
    return link_page.said(request, say("Thank you: the address is confirmed."), 200)


def _link(request: Request, token: str) -> ConfirmationLink:
    found = contacts.of_token(work_of(request).database, token)
    if found is None:
        raise NotFound("This link is not valid.")
    LIMIT.check(str(found.contact))
    return found


def _page(request: Request, member: str, team: str) -> Response:
    language = language_of(request) or "en"
    text = say("Send reminders of {member} in {team} to this address?", member=member, team=team)
    button = escape(say("Yes, this address is mine").said_in(language))
    form = f'<form method="post"><button>{button}</button></form>'
    return link_page.html(language, f"<p>{escape(text.said_in(language))}</p>{form}", 200)
