"""Settings of whoever looks: language, colours, keys, signing out."""

from datetime import timedelta

from fastapi import Response

from api.board import frame, render
from api.board.page_route import router as page_router
from api.board.reading import NAMES
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.http.deps import settings_of
from rotation.errors import Impossible
from rotation.words import LANGUAGES, say

router = page_router()
MAY_SEE = [PageMay("see_team")]
_YEAR = int(timedelta(days=365).total_seconds())


@router.get("/settings", dependencies=MAY_SEE)
def show_settings(visit: Visiting) -> Response:
    """Show the settings of whoever looks."""
    return settings_page(visit)


def settings_page(visit: Visit) -> Response:
    """Return the form of one's settings."""
    with visit.reading() as session:
        team = frame.first_team(session, visit)
        around = (
            frame.of_team(session, visit.of_team(team), team)
            if team
            else frame.Frame(None, visit.actor.name, visit.actor.member)
        )
        return visit.page(
            "settings.j2",
            frame=around,
            here="settings",
            languages=NAMES,
            chosen=visit.request.cookies.get("language", ""),
            chosen_theme=visit.request.cookies.get("theme", ""),
        )


@router.post("/settings", dependencies=MAY_SEE)
def keep_settings(visit: Visiting) -> Response:
    """Keep language, colours and whether letters are keys in this browser."""
    language, theme = visit.form.value("language"), visit.form.value("theme")
    if language not in {"", *LANGUAGES} or theme not in {"", *render.THEMES}:
        raise Impossible("Choose one of the list.")
    response = visit.go("/settings", say("Kept."))
    secure = settings_of(visit.request).base_url.startswith("https:")
    letters = "" if visit.form.has("letters") else "off"
    for name, value in (("language", language), ("theme", theme), ("letters", letters)):
        if value:
            response.set_cookie(
                name, value, max_age=_YEAR, path="/", httponly=True, samesite="lax", secure=secure
            )
        else:
            response.delete_cookie(name, path="/")
    return response
