"""People of a team: listed, added one by one or as a list, changed, invited to sign in; leave."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.board import frame, set_up_view
from api.board.form import Form, words
from api.board.page_route import page_status, shows_again
from api.board.page_route import router as page_router
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting, visit_again
from api.http.deps import settings_of
from api.schemas import fields, people_list, spreadsheet
from api.schemas.destination_checks import mail_address
from api.schemas.people_list import ListedPerson
from rotation.account import sign_ins
from rotation.account.access import Access
from rotation.account.sign_ins import Invitation
from rotation.availability import absences
from rotation.demand import channels
from rotation.errors import Impossible, NotFound, RotationError
from rotation.notices import contacts, new_people
from rotation.notices.contacts import NewContact
from rotation.team import members, roles, teams
from rotation.team.members import Contract, Member
from rotation.team.teams import Team
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
    visit: Visit, ref: str, *, error: RotationError | None = None, **more: Any
) -> Response:
    """Return the page of the people of a team; ``error`` says why a form was refused."""
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
        steps = set_up_view.steps_of(session, visit, team)
        values = {"preview": None, "text": visit.form.value("people"), "link": None, **more}
        return visit.page(
            "people.j2",
            page_status(error) if error else 200,
            team=team,
            frame=frame.of_team(session, visit, team),
            here="people",
            people=people,
            waiting=waiting,
            after=set_up_view.next_after(steps, "people"),
            own_is_done=steps[0].is_done,
            **visit.refused(error),
            **values,
        )


def people_again(request: Request, error: RotationError) -> Response:
    """Return the page of people as it stands, above it why something was not done."""
    return people_page(visit_again(request), request.path_params["team"], error=error)


@router.post(PEOPLE, dependencies=MAY_PLAN)
@shows_again(people_again)
def add_people(team: str, visit: Visiting) -> Response:
    """Add people from a list: first it is shown how each line is read, then they are added."""
    visit.refuse_repeat()
    file = visit.form.files.get("file", b"")
    text = spreadsheet.text_of(file) if file else visit.form.value("people")
    with visit.reading() as session:
        there = teams.find(session, team)
        found = people_list.read(text, [each.name for each in members.of_team(session, there.id)])
    if visit.form.value("action") != "add" or any(each.wrong for each in found):
        return people_page(visit, team, preview=found, text=text)
    with visit.writing(f"/t/{team}/people") as session:
        _add(session, there, found, visit.now)
    said = visit.reader.count("{count} person is added.", "{count} people are added.", len(found))
    return visit.go(f"/t/{team}/people", said)


@router.get(PERSON, dependencies=MAY_PLAN)
def show_person(team: str, member: UUID, visit: Visiting) -> Response:
    """Show what is known of somebody, to be changed."""
    return person_page(visit, team, member)


def person_page(
    visit: Visit, ref: str, member_id: UUID, *, error: RotationError | None = None
) -> Response:
    """Return the form of a person; ``error`` says why it was refused."""
    with visit.reading() as session:
        team = teams.find(session, ref)
        person = members.find(session, member_id)
        if person.team_id != team.id:
            raise NotFound("There is no such member.")
        return visit.page(
            "person.j2",
            page_status(error) if error else 200,
            team=team,
            frame=frame.of_team(session, visit, team),
            here="people",
            person=person,
            roles=roles.listed(session, team.id),
            channels=channels.listed(session, team.id),
            contacts=contacts.listed(session, person.id),
            **visit.refused(error),
        )


def person_again(request: Request, error: RotationError) -> Response:
    """Return the form of a person with what is wrong at its field."""
    path = request.path_params
    return person_page(visit_again(request), path["team"], UUID(str(path["member"])), error=error)


@router.post(PERSON, dependencies=MAY_PLAN)
@shows_again(person_again)
def change_person(team: str, member: UUID, visit: Visiting) -> Response:
    """Keep what was changed about somebody."""
    with visit.writing(f"/t/{team}/people") as session:
        person = _of_team(session, team, member)
        members.change(session, _changed(person, visit.form))
    return visit.go(f"/t/{team}/people", say("{member} is kept.", member=person.name))


@router.post(PERSON + "/sign-in", dependencies=MAY_PLAN)
@shows_again(people_again)
def invite_person(team: str, member: UUID, visit: Visiting) -> Response:
    """Make a link that signs somebody in once, and show it this once."""
    with visit.writing(f"/t/{team}/people") as session:
        person = _of_team(session, team, member)
        access = Access.MANAGER if visit.form.has("plans") else Access.MEMBER
        wanted = Invitation(person.name, access, person.id, _teams(visit))
        token = sign_ins.invite(session, wanted, visit.now)
    url = f"{settings_of(visit.request).base_url}/sign-in/{token}"
    return people_page(visit, team, link=(person.name, url))


@router.post(PERSON + "/mail", dependencies=MAY_PLAN)
@shows_again(person_again)
def change_mail(team: str, member: UUID, visit: Visiting) -> Response:
    """Add a mail address of somebody, or delete one of their addresses."""
    back, form = f"/t/{team}/people/{member}", visit.form
    with visit.writing(back) as session:
        _of_team(session, team, member)
        if gone := form.id("delete"):
            contacts.delete(session, member, gone)
            return visit.go(back, say("Deleted."))
        address = mail_address(form.required("address", 200), "/address")
        contacts.create(session, member, NewContact("email", address), visit.now)
    return visit.go(back, say("Kept. Messages and sign-in links go there."))


@router.post(PERSON + "/erase", dependencies=MAY_PLAN)
@shows_again(person_again)
def erase_person(team: str, member: UUID, visit: Visiting) -> Response:
    """Take somebody off the team and erase what is personal; who worked when stays."""
    with visit.writing(f"/t/{team}/people") as session:
        person = _of_team(session, team, member)
        if visit.form.value("name") != person.name:
            raise Impossible("Type the name as it stands above, to be sure.", field="/erase")
        members.erase(session, member, visit.now)
    return visit.go(f"/t/{team}/people", say("{member} is erased.", member=person.name))


@router.post(PERSON + "/leave/{absence}/{decision}", dependencies=MAY_PLAN)
@shows_again(people_again)
def decide_leave(
    team: str, member: UUID, absence: UUID, decision: str, visit: Visiting
) -> Response:
    """Approve or refuse what somebody asked for."""
    if decision not in {"approve", "refuse"}:
        raise NotFound("There is no such thing here.")
    with visit.writing(f"/t/{team}/people") as session:
        _of_team(session, team, member)
        decide = absences.approve if decision == "approve" else absences.refuse
        decide(session, member, absence)
    said = say("The leave is approved.") if decision == "approve" else say("The leave is refused.")
    return visit.go(f"/t/{team}/people", said)


def _add(session: Session, team: Team, found: list[ListedPerson], now: datetime) -> None:
    """Add people who serve every channel of their team, each with their mail address."""
    served = tuple(each.slug for each in channels.listed(session, team.id))
    people = [(each.member(team.id, served), each.mail) for each in found]
    new_people.add_people(session, people, now)


def _of_team(session: Session, ref: str, member: UUID) -> Member:
    """Return a member of a team; NotFound for one of another."""
    person = members.find(session, member)
    if person.team_id != teams.find(session, ref).id:
        raise NotFound("There is no such member.")
    return person


def _teams(visit: Visit) -> tuple[UUID, ...] | None:
    return tuple(sorted(visit.actor.teams)) if visit.actor.teams is not None else None


def _changed(person: Member, form: Form) -> Member:
    contract = Contract(
        form.number("hours", 0, 168),
        form.number("min_hours", 0, 168),
        form.number("max_hours", 0, 168),
        form.whole("max_shifts", 0, 50),
        form.number("rota_hours_per_week", 0, 168),
    )
    return replace(
        person,
        name=form.checked("name", fields.Text),
        roles=tuple(form.values("roles")),
        channels=tuple(form.values("channels")),
        languages=words(form, "languages", fields.Language),
        skills=words(form, "skills", fields.Word),
        lead=form.has("lead"),
        timezone=form.checked("timezone", fields.TimeZone) if form.value("timezone") else None,
        contract=contract,
        starts_on=form.date("starts_on"),
        ends_on=form.date("ends_on"),
    )
