"""New people of a team from a list: members who serve each of its channels, with mail addresses."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from rotation.notices import contacts
from rotation.notices.contacts import NewContact
from rotation.team import members
from rotation.team.members import Member


def add_people(
    session: Session, people: Iterable[tuple[Member, str]], now: datetime
) -> list[Member]:
    """Add members, each with their mail address where it is not empty."""
    made = []
    for member, mail in people:
        made.append(members.create(session, member))
        if mail:
            contacts.create(session, member.id, NewContact("email", mail), now)
    return made
