"""A whole draft: undone, published; an earlier version published again."""

from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy.orm import Session

from api.board import frame, render, week_board
from api.board.form import EMPTY
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.pages.place import week_board_rev
from api.board.pages.week import MAY_PLAN, MAY_SEE, WEEK, week_again
from api.board.reading import Reader
from api.board.visit import Visit, Visiting
from api.http.deps import now_of
from api.revision_cache import RevisionCache
from rotation.errors import AlreadyPublished, NotFound, RotationError
from rotation.rota.checks import late_notice
from rotation.rota.publishing import edits, history, publish, week_view
from rotation.rota.publishing.publish import PublishRequest
from rotation.rota.shifts import all_slots
from rotation.rota.versions import diff, drafts, published_versions
from rotation.team import members, teams
from rotation.timespan import Week
from rotation.words import say

router = page_router()
_revs: RevisionCache[str] = RevisionCache()


@router.post(WEEK + "/draft/undo", dependencies=MAY_PLAN)
@shows_again(week_again)
def undo(team: str, week: str, visit: Visiting) -> Response:
    """Go back to the draft before the last change."""
    back = f"/t/{team}/w/{week}/draft"
    with visit.writing(back) as session:
        before = week_view.draft(session, teams.find(session, team), Week.parse(week), visit.now)
        visit.require_rev(week_board_rev(before))
        edits.undo(session, before, visit.now)
    return visit.go_back(back, say("The last change is undone."))


@router.get(WEEK + "/draft/rev", dependencies=MAY_PLAN)
def read_rev(team: str, week: str, visit: Visiting) -> Response:
    """Answer which draft it is: a page that was made from another one says so.

    Every open draft asks again and again, so it is looked up once for all until somebody writes.
    """

    def read() -> str:
        with visit.reading() as session:
            found = drafts.find(session, teams.find(session, team).id, str(Week.parse(week)))
        return str(found.id)

    actor = visit.actor
    key = visit.work.database.change_mark(), actor.organisation, actor.teams, team, week
    return PlainTextResponse(_revs.get(key, read), headers=render.HEADERS)


@router.get(WEEK + "/publish", dependencies=MAY_PLAN)
def show_publish(team: str, week: str, visit: Visiting) -> Response:
    """Show what would be published, who is told, and what is still wrong."""
    return publish_page(visit, team, week)


def publish_page(
    visit: Visit, ref: str, week: str, *, alert: str = "", status: int = 200
) -> Response:
    """Return the form to publish a week."""
    with visit.reading_marked() as session:
        team = teams.find(session, ref)
        visit = visit.of_team(team)
        rota = week_board.find(session, visit, team, week, "draft")
        published = published_versions.of_week(session, team.id, rota.week)
        found = diff.between(published, all_slots(rota.shifts))
        concerned = dict.fromkeys(who for each in found for who in each.members)
        values: dict[str, Any] = {
            "team": team,
            "frame": frame.of_team(session, visit, team),
            "here": "rota",
            "week": Week.parse(week),
            "board": week_board.board_of(session, visit, rota),
            "found": found,
            "first": rota.version == 0,
            "concerned": [rota.names[each] for each in concerned],
            "late": list(late_notice.late(session, team, found, visit.now)),
            "names": rota.names,
            "alert": alert,
            "gaps": [s for s in publish.open_places(rota.shifts) if s.end > visit.now],
        }
        return visit.page("publish.j2", status, **values)


def publish_again(request: Request, error: RotationError) -> Response:
    """Return the form to publish again, above it why it was not done."""
    reader = Reader.of(request)
    visit = Visit(request, request.state.actor, now_of(request), reader, EMPTY)
    path = request.path_params
    alert = reader(error.detail)
    return publish_page(visit, path["team"], path["week"], alert=alert, status=409)


@router.post(WEEK + "/publish", dependencies=MAY_PLAN)
@shows_again(publish_again)
def publish_week(team: str, week: str, visit: Visiting) -> Response:
    """Publish the draft; gaps have to be accepted, broken hard rules cannot be."""
    back, form = f"/t/{team}/w/{week}", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        rota = week_view.draft(session, found, Week.parse(week), visit.now)
        visit.require_rev(week_board_rev(rota))
        reason, accepts = form.value("reason")[:200] or None, form.has("accept_gaps")
        consent = PublishRequest(visit.actor.name, reason, accept_gaps=accepts)
        (made,) = publish.publish(session, found, [Week.parse(week)], consent, visit.now)
    return visit.go(f"{back}?done=published", _published(visit.reader, made))


def _published(reader: Reader, made: publish.Publication) -> str:
    told = len({who for each in made.changes for who in each.members})
    return reader.count(
        "Version {number} is published. {count} person is told.",
        "Version {number} is published. {count} people are told.",
        told,
        number=made.version,
    )


@router.get(WEEK + "/versions", dependencies=MAY_SEE)
def show_versions(team: str, week: str, visit: Visiting) -> Response:
    """List the versions of a week."""
    with visit.reading() as session:
        found = teams.find(session, team)
        visit = visit.of_team(found)
        return visit.page(
            "versions.j2",
            team=found,
            frame=frame.of_team(session, visit, found),
            here="rota",
            week=Week.parse(week),
            versions=list(
                reversed(published_versions.listed(session, found.id, str(Week.parse(week))))
            ),
            over=Week.parse(week).span(found.zone).end <= visit.now,
        )


@router.post(WEEK + "/v/{number}/publish", dependencies=MAY_PLAN)
def publish_version_again(team: str, week: str, number: int, visit: Visiting) -> Response:
    """Publish a version of before as the next one: this is how a publication is undone."""
    back = f"/t/{team}/w/{week}"
    reason = visit.reader("As in version {number}", number=number)
    with visit.writing(back) as session:
        found = teams.find(session, team)
        consent = PublishRequest(visit.actor.name, reason)
        try:
            made = publish.revert(session, found, Week.parse(week), number, consent, visit.now)
        except AlreadyPublished:
            raise AlreadyPublished("This version is the one that holds already.") from None
    said = say(
        "Version {number} is published, as version {old} was.", number=made.version, old=number
    )
    return visit.go(back, said)


@router.get(WEEK + "/changes", dependencies=MAY_SEE)
def show_changes(team: str, week: str, visit: Visiting) -> Response:
    """Show what is different between two versions, or between a version and the draft."""
    return changes_page(visit, team, week)


def changes_page(visit: Visit, team: str, week: str) -> Response:
    """Return the list of changes that the query asks for."""
    query = visit.request.query_params
    with visit.reading() as session:
        found = teams.find(session, team)
        visit, asked = visit.of_team(found), Week.parse(week)
        listed = published_versions.listed(session, found.id, str(asked))
        last = query.get("to") or ("draft" if visit.may("plan") else "published")
        first = query.get("from") or _before(listed, last)
        if not visit.may("plan") and "draft" in {first, last}:
            raise NotFound("There is no such version.")
        mine = visit.actor.member if query.get("only") == "me" else None
        return visit.page(
            "changes.j2",
            team=found,
            frame=frame.of_team(session, visit, found),
            here="rota",
            week=asked,
            versions=listed,
            first=first,
            last=last,
            names=members.names(session, found.id),
            only_me=mine is not None,
            changes=_changes(session, found.id, asked, (first, last), mine),
        )


def _before(listed: Any, last: str) -> str:  # Any: a sequence of versions
    if last == "draft":
        return "published" if listed else "0"
    number = listed[-1].number if last == "published" and listed else int(last or 1)
    return str(number - 1)


def _changes(
    session: Session, team: UUID, week: Week, between: tuple[str, str], mine: Any
) -> list[Any]:
    for each in between:
        if each not in {"published", "draft"} and not each.isdecimal():
            raise NotFound("There is no such version.")
    found = history.between(session, team, str(week), *between)
    return [each for each in found if mine is None or mine in each[0].members]
