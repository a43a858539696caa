"""The session of a page's reader: its cookie, the right it gives, where a form may come from."""

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response, params

from api.http.deps import now_of, settings_of, work_of
from api.settings import Settings
from rotation.account import sign_ins
from rotation.account.access import RIGHTS, Actor, Right
from rotation.errors import NotAllowed
from rotation.words import Sentence, say

_PLAIN, _SECURE = "rotation_session", "__Host-rotation_session"
_SAFE = {"GET", "HEAD"}
_FOR_TEAM = say("This is for the people of the team.")
_FOR: dict[Right, Sentence] = {
    "plan": say("This is for whoever plans: ask them."),
    "manage_keys": say("This is for owners of the service: ask them."),
}
"""Who may do what somebody may not."""


def cookie_name(settings: Settings) -> str:
    """Return the name of the session cookie; the browser itself guards that of an https address."""
    return _SECURE if settings.base_url.startswith("https:") else _PLAIN


def token_of(request: Request) -> str:
    """Return the token of the session that a request comes with; empty without one."""
    return request.cookies.get(cookie_name(settings_of(request)), "")


def signed_in(request: Request) -> Actor:
    """Return who looks at a page; NotSignedIn without a session."""
    actor = sign_ins.actor_of(work_of(request).database, token_of(request), now_of(request))
    request.state.actor = actor
    return actor


Looking = Annotated[Actor, Depends(signed_in)]


def PageMay(right: Right) -> params.Depends:  # noqa: N802 - reads as a sentence in a page's declaration
    """Return the dependency that lets in only sessions with a right."""

    def check(actor: Looking) -> None:
        if actor.access not in RIGHTS[right]:
            raise NotAllowed(_FOR.get(right, _FOR_TEAM))

    check.right = right  # type: ignore[attr-defined]  # the architecture tests read it
    depends: params.Depends = Depends(check)
    return depends


def keep_session(response: Response, settings: Settings, token: str, lasts: timedelta) -> None:
    """Give the browser the cookie of its session."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(lasts.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.base_url.startswith("https:"),
    )


def end_session(response: Response, settings: Settings) -> None:
    """Take the cookie of its session from the browser."""
    secure = settings.base_url.startswith("https:")
    response.delete_cookie(
        cookie_name(settings), path="/", httponly=True, samesite="lax", secure=secure
    )


def refuse_strangers(request: Request) -> None:
    """Raise NotAllowed for a form that a page of ours has not sent.

    Browsers say in ``Sec-Fetch-Site`` where a request comes from; older ones say it in ``Origin``.
    """
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    if site == "same-origin":
        return
    if site is None:
        origin = urlsplit(request.headers.get("origin", ""))
        own = {urlsplit(settings_of(request).base_url).netloc, request.headers.get("host")}
        if origin.netloc and origin.netloc in own:
            return
    raise NotAllowed("This form came from another site. Open the page here and send it again.")
