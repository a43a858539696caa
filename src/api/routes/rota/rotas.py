"""Rotas: the draft and the published versions of a week."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from api.http.deps import (
    Calculating,
    Caller,
    May,
    Read,
    Write,
    authenticate,
    language_of,
    now_of,
    requires_right_inline,
    work_of,
)
from api.http.etags import etag_of, require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, ListSlice, Slicing, sliced
from api.problems import problems
from api.revision_cache import RevisionCache
from api.routes.rota.rota_schema import (
    ChangeOut,
    DraftOut,
    LateOut,
    Names,
    RotaOut,
    breaches_out,
    change_out,
    late_out,
    rota_out,
)
from api.schemas.body import JsonBody
from api.schemas.fields import Text
from rotation.account.access import Actor
from rotation.errors import AlreadyPublished, BreaksRules, Conflict, Stale
from rotation.rota.publishing import edits, history, publish, week_view
from rotation.rota.publishing.history import Origin
from rotation.rota.publishing.publish import Publication, PublishRequest
from rotation.rota.publishing.week_view import WeekView
from rotation.rota.versions import published_versions
from rotation.team import members, teams
from rotation.timespan import Week

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["rotas"])
MAY_PLAN, MAY_SEE = [May("plan")], [May("see_team")]
ROTA = "/teams/{team}/rotas/{week}"
WHICH = r"^(published|draft|[0-9]{1,6})$"
WhichVersion = Annotated[str, Query(pattern=WHICH)]


@dataclass(frozen=True)
class KeptRota:
    """A rota as it was answered, and its ETag."""

    body: bytes
    tag: str


@dataclass(frozen=True)
class RotaQuery:
    """The version of a rota that is shown, and the language of its reasons."""

    team: str
    week: str
    version: str
    language: str


_rotas: RevisionCache[KeptRota] = RevisionCache(most=16 << 20, weigh=lambda kept: len(kept.body))


@dataclass(frozen=True)
class PlacePath:
    """The slot of a draft that the path names."""

    team: str
    week: str
    slot: UUID


Place = Annotated[PlacePath, Depends(PlacePath)]


class SeatIn(JsonBody):
    """The member who gets a place; null: nobody. `locked`: runs keep it. What is left out stays."""

    model_config = ConfigDict(extra="forbid")

    member: UUID | None = None
    locked: bool = False


class PublishIn(JsonBody):
    """The options of a publication."""

    model_config = ConfigDict(extra="forbid")

    weeks: Annotated[int, Field(ge=1, le=26, description="how many weeks, all or none")] = 1
    reason: Text | None = None
    accept_gaps: bool = Field(default=True, description="false: refuse while places are open")


class RevertIn(JsonBody):
    """The version to publish again."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, le=999_999)]
    reason: Text | None = None


class Between(BaseModel):
    """The two versions to compare: numbers, `published` or `draft`; `0` is nothing."""

    model_config = ConfigDict(extra="forbid")

    first: Annotated[str, Field(alias="from", pattern=WHICH)] = "published"
    last: Annotated[str, Field(alias="to", pattern=WHICH)] = "draft"
    limit: Annotated[int, Field(ge=1, le=500, description="how many at most")] = 200
    cursor: Annotated[int, Field(ge=0, le=100_000, description="`next` of the page before")] = 0


class PublicationOut(BaseModel):
    """A version just published, with what changed against the one before."""

    id: UUID
    week: str
    version: int
    published_at: datetime
    weeks: dict[str, int]
    changes: list[ChangeOut]
    open_places: list[UUID]
    warnings: list[LateOut] = Field(description="who hears later than the notice period: check")


class VersionOut(BaseModel):
    """A published version."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    published_at: datetime
    published_by: str
    reason: str | None


@router.get(ROTA, responses=problems(), response_model=RotaOut)
@requires_right_inline("see_team")
def read_rota(
    team: str,
    week: str,
    request: Request,
    children: Calculating,
    version: WhichVersion = "published",
) -> Response:
    """Show the published rota of a week, its draft, or one of its versions."""
    caller = authenticate(request, "see_team")
    if version == "draft":
        children.expect()  # whoever looks at a draft is about to edit it
    asked = RotaQuery(team, week, version, language_of(request) or "en")
    kept = _kept(request, caller, asked)
    request.state.tag = kept.tag
    return Response(kept.body, media_type="application/json")


def _kept(request: Request, caller: Actor, asked: RotaQuery) -> KeptRota:
    """Return a rota as it is kept, made now if somebody has written since.

    What a rota breaks depends on nearly every table, and on the clock by the minute.
    """
    work, now = work_of(request), now_of(request)
    minute, mark = now.replace(second=0, microsecond=0), work.database.change_mark()

    def show() -> KeptRota:
        with work.reading(caller) as session:
            rota = _week_view(session, asked, now)
        body = rota_out(rota, asked.language).model_dump_json().encode()
        return KeptRota(body, etag_of(rota.tag))

    return _rotas.get((mark, minute, caller.organisation, caller.teams, asked), show)


def _week_view(session: Session, asked: RotaQuery, now: datetime) -> WeekView:
    team, week = teams.find(session, asked.team), Week.parse(asked.week)
    if asked.version == "draft":
        return week_view.draft(session, team, week, now)
    number = None if asked.version == "published" else int(asked.version)
    return week_view.version(session, team, week, number, now)


@router.get(ROTA + "/versions", responses=problems(), dependencies=MAY_SEE)
def list_versions(team: str, week: str, session: Read, part: Slicing) -> Listed[VersionOut]:
    """List the published versions of a week, oldest first."""
    found = published_versions.listed(session, teams.find(session, team).id, str(Week.parse(week)))
    return sliced(part, [VersionOut.model_validate(each) for each in found])


@router.patch(
    ROTA + "/draft/slots/{slot}", responses=problems(Stale, Conflict), dependencies=MAY_PLAN
)
def change_slot(
    place: Place, body: SeatIn, caller: Caller, children: Calculating, request: Request
) -> DraftOut:
    """Give a place of the draft to somebody, or leave it open; answers what that newly breaks."""
    edit = edits.SeatEdit(
        place.team,
        Week.parse(place.week),
        place.slot,
        body.model_dump(exclude_unset=True),
        check=lambda draft: require_match(request, draft.tag),
        request=getattr(request.state, "id", None),
    )
    work, now = work_of(request), now_of(request)
    before, after = edits.seat(work, caller, edit, children.answer, now)
    return with_etag(request, _edited(before, after, request), after.tag)


@router.post(ROTA + "/draft/undo", responses=problems(Conflict), dependencies=MAY_PLAN)
def undo_draft(team: str, week: str, session: Write, request: Request) -> DraftOut:
    """Go back to the draft before the last edit or run."""
    now, found = now_of(request), teams.find(session, team)
    before = week_view.draft(session, found, Week.parse(week), now)
    after = edits.undo(session, before, now)
    return with_etag(request, _edited(before, after, request), after.tag)


@router.post(
    ROTA + "/publish",
    status_code=201,
    dependencies=MAY_PLAN,
    responses=problems(AlreadyPublished, BreaksRules),
)
def publish_rota(
    team: str, week: str, session: Write, request: Request, body: PublishIn | None = None
) -> PublicationOut:
    """Publish the draft as the next version; it binds, and those concerned are told."""
    found, first = teams.find(session, team), Week.parse(week)
    asked = body or PublishIn()
    weeks = [first.plus(each) for each in range(asked.weeks)]
    consent = PublishRequest(request.state.actor.name, asked.reason, asked.accept_gaps)
    made = publish.publish(session, found, weeks, consent, now_of(request))
    return _publication(made, members.names(session, found.id), consent, request)


@router.post(
    ROTA + "/revert",
    status_code=201,
    dependencies=MAY_PLAN,
    responses=problems(AlreadyPublished, BreaksRules),
)
def revert_rota(
    team: str, week: str, body: RevertIn, session: Write, request: Request
) -> PublicationOut:
    """Publish an earlier version again, as the next one."""
    found, now = teams.find(session, team), now_of(request)
    consent = PublishRequest(request.state.actor.name, body.reason)
    made = publish.revert(session, found, Week.parse(week), body.version, consent, now)
    return _publication([made], members.names(session, found.id), consent, request)


@router.get(ROTA + "/changes", responses=problems(), dependencies=MAY_SEE)
def list_changes(
    team: str, week: str, session: Read, between: Annotated[Between, Query()]
) -> Listed[ChangeOut]:
    """List what changed from one version to another (or to the draft), by whom and why."""
    found, asked = teams.find(session, team), str(Week.parse(week))
    names = members.names(session, found.id)
    listed = history.between(session, found.id, asked, between.first, between.last)
    part = ListSlice(between.limit, between.cursor)
    return sliced(part, [change_out(each, names, origin) for each, origin in listed])


def _edited(before: WeekView, after: WeekView, request: Request) -> DraftOut:
    language = language_of(request) or "en"
    broken = breaches_out(edits.newly_broken(before, after), after, language)
    return DraftOut(**rota_out(after, language).model_dump(), new_breaches=broken)


def _publication(
    made: list[Publication], names: Names, consent: PublishRequest, request: Request
) -> PublicationOut:
    first, language = made[0], language_of(request) or "en"
    return PublicationOut(
        id=first.id,
        week=first.week,
        version=first.version,
        published_at=first.published_at,
        weeks={each.week: each.version for each in made},
        changes=[
            change_out(
                change,
                names,
                Origin(consent.author, each.published_at, consent.reason, each.version),
            )
            for each in made
            for change in each.changes
        ],
        open_places=[slot.id for each in made for slot in each.open_places],
        warnings=[late_out(late, names, language) for each in made for late in each.late],
    )
