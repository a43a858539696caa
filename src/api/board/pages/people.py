"""People of a team: listed, added one by one or as a list, changed, invited to sign in; leave."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from api.board import frame, people_list
from api.board.form import EMPTY, Form
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.reading import Reader
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.http.deps import now_of, settings_of
from api.schemas import fields
from rotation.account import sign_ins
from rotation.account.access import Access
from rotation.account.sign_ins import Invitation
from rotation.availability import absences
from rotation.demand import channels
from rotation.errors import NotFound, RotationError
from rotation.team import members, roles, teams
from rotation.team.members import Contract, Member
from rotation.words import say

router = page_router()
MAY_PLAN = [PageMay("plan")]
PEOPLE = "/t/{team}/people"
PERSON = PEOPLE + "/{member}"


@router.get(PEOPLE, dependencies=MAY_PLAN)
def show_people(team: str, visit: Visiting) -> Response:
    """List the people of a team, and the leave that waits to be decided."""
    return people_page(visit, team)


def people_page(
    visit: Visit, ref: str, *, status: int = 200, alert: str = "", **more: Any
) -> Response:
    """Return the page of the people of a team."""
    with visit.reading() as session:
        team = teams.find(session, ref)
        visit = visit.of_team(team)
        people = members.of_team(session, team.id)
        waiting = [
            (each, absence)
            for each in people
            for absence in absences.listed(session, each.id, None, 500)
            if absence.state == "asked" and absence.span.end > visit.now
        ]
        values = {"preview": None, "text": "", "link": None, **more}
        return visit.page(
            "people.j2",
            status,
            team=team,
            frame=frame.of_team(session, visit, team),
            here="people",
            people=people,
            waiting=waiting,
            alert=alert,
            **values,
        )


def people_again(request: Request, error: RotationError) -> Response:
    """Return the page of people as it stands, above it why something was not done."""
    reader = Reader.of(request)
    visit = Visit(request, request.state.actor, now_of(request), reader, EMPTY)
    return people_page(visit, request.path_params["team"], status=422, alert=reader(error.detail))


@router.post(PEOPLE, dependencies=MAY_PLAN)
@shows_again(people_again)
def add_people(team: str, visit: Visiting) -> Response:
    """Add people from a list: first it is shown how each line is read, then they are added."""
    text = visit.form.value("people") or people_list.decoded(visit.form.files.get("file", b""))
    found = people_list.read(text)
    if visit.form.value("action") != "add" or any(each.wrong for each in found):
        return people_page(visit, team, preview=found, text=text)
    with visit.writing(f"/t/{team}/people") as session:
        there = teams.find(session, team)
        served = tuple(each.slug for each in channels.listed(session, there.id))
        for each in found:
            members.create(session, each.member(there.id, served))
    said = visit.reader.count("{count} person is added.", "{count} people are added.", len(found))
    return visit.go(f"/t/{team}/people", said)


@router.get(PERSON, dependencies=MAY_PLAN)
def show_person(team: str, member: UUID, visit: Visiting) -> Response:
    """Show what is known of somebody, to be changed."""
    return person_page(visit, team, member)


def person_page(
    visit: Visit,
    ref: str,
    member_id: UUID,
    *,
    status: int = 200,
    error: RotationError | None = None,
) -> Response:
    """Return the form of a person."""
    with visit.reading() as session:
        team = teams.find(session, ref)
        person = members.find(session, member_id)
        if person.team_id != team.id:
            raise NotFound("There is no such member.")
        return visit.page(
            "person.j2",
            status,
            team=team,
            frame=frame.of_team(session, visit, team),
            here="people",
            person=person,
            roles=roles.listed(session, team.id),
            channels=channels.listed(session, team.id),
            wrong=_wrong(error, visit.reader),
            alert=visit.reader(error.detail) if error and not error.field else "",
        )


def person_again(request: Request, error: RotationError) -> Response:
    """Return the form of a person with what is wrong at its field."""
    visit = Visit(request, request.state.actor, now_of(request), Reader.of(request), EMPTY)
    path = request.path_params
    return person_page(visit, path["team"], UUID(str(path["member"])), status=422, error=error)


@router.post(PERSON, dependencies=MAY_PLAN)
@shows_again(person_again)
def change_person(team: str, member: UUID, visit: Visiting) -> Response:
    """Keep what was changed about somebody."""
    with visit.writing(f"/t/{team}/people") as session:
        there, person = teams.find(session, team), members.find(session, member)
        if person.team_id != there.id:
            raise NotFound("There is no such member.")
        members.change(session, _changed(person, visit.form))
    return visit.go(f"/t/{team}/people", say("{member} is kept.", member=person.name))


@router.post(PERSON + "/sign-in", dependencies=MAY_PLAN)
@shows_again(people_again)
def invite_person(team: str, member: UUID, visit: Visiting) -> Response:
    """Make a link that signs somebody in once, and show it this once."""
    with visit.writing(f"/t/{team}/people") as session:
        there, person = teams.find(session, team), members.find(session, member)
        if person.team_id != there.id:
            raise NotFound("There is no such member.")
        wanted = Invitation(person.name, Access.MEMBER, person.id, _teams(visit))
        token = sign_ins.invite(session, wanted, visit.now)
    url = f"{settings_of(visit.request).base_url}/sign-in/{token}"
    return people_page(visit, team, link=(person.name, url))


@router.post(PERSON + "/leave/{absence}/{decision}", dependencies=MAY_PLAN)
@shows_again(people_again)
def decide_leave(
    team: str, member: UUID, absence: UUID, decision: str, visit: Visiting
) -> Response:
    """Approve or refuse what somebody asked for."""
    if decision not in {"approve", "refuse"}:
        raise NotFound("There is no such thing here.")
    with visit.writing(f"/t/{team}/people") as session:
        if members.find(session, member).team_id != teams.find(session, team).id:
            raise NotFound("There is no such member.")
        decide = absences.approve if decision == "approve" else absences.refuse
        decide(session, member, absence)
    said = say("The leave is approved.") if decision == "approve" else say("The leave is refused.")
    return visit.go(f"/t/{team}/people", said)


def _teams(visit: Visit) -> tuple[UUID, ...] | None:
    return tuple(sorted(visit.actor.teams)) if visit.actor.teams is not None else None


def _changed(person: Member, form: Form) -> Member:
    contract = Contract(
        form.number("hours", 0, 168),
        form.number("min_hours", 0, 168),
        form.number("max_hours", 0, 168),
        form.whole("max_shifts", 0, 50),
    )
    return replace(
        person,
        name=form.checked("name", fields.Text),
        roles=tuple(form.values("roles")),
        channels=tuple(form.values("channels")),
        languages=people_list.words(form, "languages", fields.Language),
        skills=people_list.words(form, "skills", fields.Word),
        lead=form.has("lead"),
        timezone=form.checked("timezone", fields.TimeZone) if form.value("timezone") else None,
        contract=contract,
        starts_on=form.date("starts_on"),
        ends_on=form.date("ends_on"),
    )


def _wrong(error: RotationError | None, reader: Reader) -> Mapping[str, str]:
    if error is None or not error.field:
        return {}
    return {error.field.strip("/").split("/")[0]: reader(error.detail)}
