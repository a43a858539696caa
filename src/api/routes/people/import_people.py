"""Import of people: a list as CSV or XLSX, read line by line and kept as a whole or not at all."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query
from pydantic import BaseModel, Field

from api.http.deps import Language, May, Now, RawBody, Write
from api.http.idempotency import IdempotentRoute
from api.problems import problems
from api.schemas import people_list, spreadsheet
from api.schemas.people_list import ListedPerson
from rotation.demand import channels
from rotation.errors import Impossible, WrongMediaType
from rotation.notices import new_people
from rotation.team import members, teams
from rotation.words import Sentence

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["members"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class ReadPersonOut(BaseModel):
    """A line as it was read."""

    line: int
    id: UUID | None = Field(description="null: only looked at")
    name: str
    hours_per_week: float | None
    rota_hours_per_week: float | None
    languages: list[str]
    skills: list[str]
    lead: bool
    mail: str | None
    wrong: str | None = Field(description="why the line cannot be taken")


class PeopleImportOut(BaseModel):
    """A list of people as it was read, and how many of them were added."""

    added: int
    people: list[ReadPersonOut]


@dataclass(frozen=True)
class PeopleUpload:
    """The settings a sender gives with a list of people, beside its body."""

    now: Now
    language: Language
    content_type: Annotated[str, Header()] = ""
    only_look: Annotated[bool, Query(description="read the list and keep nothing")] = False


@router.post(
    "/teams/{team}/members/import",
    responses=problems(),
    dependencies=[May("plan")],
    openapi_extra=_BODY,
)
def import_people(
    team: str, content: RawBody, session: Write, upload: Annotated[PeopleUpload, Depends()]
) -> PeopleImportOut:
    """Add people from a list: a line a person; with a line that is wrong nobody is added."""
    found, said = teams.find(session, team), upload.language
    there = [each.name for each in members.of_team(session, found.id)]
    listed = _read(content, upload.content_type, there)
    if upload.only_look:
        return PeopleImportOut(added=0, people=[_out(each, None, said) for each in listed])
    _refuse_wrong(listed)
    served = tuple(each.slug for each in channels.listed(session, found.id))
    people = [(each.member(found.id, served), each.mail) for each in listed]
    made = new_people.add_people(session, people, upload.now)
    rows = [_out(each, one.id, said) for each, one in zip(listed, made, strict=True)]
    return PeopleImportOut(added=len(made), people=rows)


def _read(content: bytes, content_type: str, there: list[str]) -> list[ListedPerson]:
    if content_type.partition(";")[0].strip().lower() not in {"text/csv", XLSX}:
        raise WrongMediaType("Send a list as CSV or XLSX.", field="Content-Type")
    return people_list.read(spreadsheet.text_of(content), there)


def _refuse_wrong(listed: list[ListedPerson]) -> None:
    """Raise Impossible with the first line that is wrong."""
    for each in listed:
        if isinstance(each.wrong, Sentence):
            raise Impossible(each.wrong, field=f"/lines/{each.line}")


def _out(person: ListedPerson, member: UUID | None, language: str | None) -> ReadPersonOut:
    return ReadPersonOut(
        line=person.line,
        id=member,
        name=person.name,
        hours_per_week=person.hours,
        rota_hours_per_week=person.rota_hours,
        languages=list(person.languages),
        skills=list(person.skills),
        lead=person.lead,
        mail=person.mail or None,
        wrong=person.wrong.said_in(language or "en") if person.wrong else None,
    )
