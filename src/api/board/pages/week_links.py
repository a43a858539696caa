"""Links that show a published week: made and closed by planners, opened by whoever has one."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Request, Response

from api.board import frame, render
from api.board.page_route import page_status, shows_again
from api.board.page_route import router as page_router
from api.board.pages.week import MAY_PLAN, WEEK
from api.board.reading import Reader
from api.board.visit import Visit, Visiting, visit_again
from api.http.deps import now_of, settings_of, work_of
from api.middleware import Limiter
from rotation.account.access import Access, Actor
from rotation.errors import NotFound, RotationError
from rotation.rota.publishing import week_links
from rotation.rota.publishing.week_links import LinkPrivacy
from rotation.rota.versions import published_versions
from rotation.team import teams
from rotation.team.readers import reader_of
from rotation.timespan import Week
from rotation.words import say

router = page_router()
LIMIT = Limiter(120)
"""Links opened a minute and address of the network."""
Token = Annotated[str, Path(max_length=100)]
PRIVACIES: tuple[LinkPrivacy, ...] = ("name", "role")


def links_page(
    visit: Visit, ref: str, week: str, *, error: RotationError | None = None, **more: Any
) -> Response:
    """Return the page of the links of a week."""
    with visit.reading() as session:
        team, shown = teams.find(session, ref), Week.parse(week)
        visit = visit.of_team(team)
        return visit.page(
            "week_links.j2",
            page_status(error) if error else 200,
            team=team,
            frame=frame.of_team(session, visit, team),
            here="rota",
            week=shown,
            links=week_links.listed(session, team.id, shown),
            published=bool(published_versions.listed(session, team.id, str(shown))),
            **{"address": None, **visit.refused(error), **more},
        )


@router.get(WEEK + "/links", dependencies=MAY_PLAN)
def show_links(team: str, week: str, visit: Visiting) -> Response:
    """Show the links of a week that open something."""
    return links_page(visit, team, week)


@router.post(WEEK + "/links", dependencies=MAY_PLAN)
@shows_again(
    lambda request, error: links_page(
        visit_again(request),
        request.path_params["team"],
        request.path_params["week"],
        error=error,
    )
)
def make_link(team: str, week: str, visit: Visiting) -> Response:
    """Make a link of a published week and show it, this once."""
    with visit.writing(f"/t/{team}/w/{week}/links") as session:
        found = teams.find(session, team)
        wanted = visit.form.chosen("privacy", PRIVACIES), visit.actor.name
        _, token = week_links.make(session, found, Week.parse(week), wanted, visit.now)
    return links_page(
        visit, team, week, address=f"{settings_of(visit.request).base_url}/week/{token}"
    )


@router.post(WEEK + "/links/{link}/revoke", dependencies=MAY_PLAN)
def revoke_link(team: str, week: str, link: UUID, visit: Visiting) -> Response:
    """Close a link."""
    back = f"/t/{team}/w/{week}/links"
    with visit.writing(back) as session:
        week_links.revoke(session, teams.find(session, team).id, link, visit.now)
    return visit.go(back, say("This link opens nothing any more."))


@router.get("/week/{token}")
def open_link(token: Token, request: Request) -> Response:
    """Show a week to whoever has a link to it."""
    LIMIT.check(request.client.host if request.client else "")
    link = week_links.of_token(work_of(request).database, token)
    if link is None:
        raise NotFound("This link is not valid any more. Ask for a new one.")
    actor = Actor(link.organisation, Access.VIEWER, name="week link", teams=frozenset({link.team}))
    with work_of(request).reading(actor) as session:
        team = teams.of_id(session, link.team)
        days = week_links.shifts_of(session, team, link)
    reader = Reader.of(request, team.timezone, usual=reader_of(None, team).language)
    week = Week.parse(link.week)
    zone_name = frame.zone_name(team.timezone, reader.language)
    values = {"r": reader, "team": team, "week": week, "days": days, "now": now_of(request)}
    values |= {"zone_name": zone_name, "by_role": link.privacy == "role"}
    return render.page(request, "shown_week.j2", reader, values)
