"""Hand-over notes: left in a place, read by those who come next."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.http.deps import Caller, May, Now, Read, Write
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.routes.rota.rota_schema import PersonOut
from api.schemas.body import JsonBody
from api.schemas.fields import Remark
from rotation.errors import Conflict
from rotation.rota.live import hand_over_notes
from rotation.rota.live.hand_over_notes import HandOverNote
from rotation.team import members

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["live rota"])
PATH = "/slots/{slot}/hand-over-notes"


class HandOverNoteIn(JsonBody):
    """A note as plain text."""

    model_config = ConfigDict(extra="forbid")

    text: Remark


class HandOverNoteOut(BaseModel):
    """A note; `member`: who has left it, null for a planner."""

    id: UUID
    slot: UUID
    member: PersonOut | None
    text: str
    made_at: datetime
    left_here: bool = Field(description="left in this place; else in a shift before it")


@router.post(PATH, status_code=201, responses=problems(Conflict), dependencies=[May("own")])
def leave_note(
    slot: UUID, body: HandOverNoteIn, session: Write, caller: Caller, now: Now
) -> HandOverNoteOut:
    """Leave a note for those who come next; it stands in their reminder."""
    made = hand_over_notes.leave(session, slot, body.text, caller, now)
    return _out(made, members.names(session, made.team_id), left_here=True)


@router.get(PATH, responses=problems(), dependencies=[May("own")])
def list_notes(slot: UUID, session: Read, caller: Caller, part: Slicing) -> Listed[HandOverNoteOut]:
    """List what was handed to whoever has this place, then what was left in it."""
    handed, left = hand_over_notes.of_place(session, slot, caller)
    names = members.names(session, (handed + left)[0].team_id) if handed or left else {}
    items = [_out(each, names, left_here=False) for each in handed]
    return sliced(part, items + [_out(each, names, left_here=True) for each in left])


@router.delete(
    "/hand-over-notes/{note}", status_code=204, responses=problems(), dependencies=[May("own")]
)
def delete_note(note: UUID, session: Write, caller: Caller) -> None:
    """Take a note back."""
    hand_over_notes.delete(session, note, caller)


def _out(found: HandOverNote, names: Mapping[UUID, str], *, left_here: bool) -> HandOverNoteOut:
    who = found.member
    return HandOverNoteOut(
        id=found.id,
        slot=found.slot,
        text=found.text,
        made_at=found.made_at,
        left_here=left_here,
        member=PersonOut(id=who, name=names[who]) if who else None,
    )
