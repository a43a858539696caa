"""Sign-in links by mail: to whoever is reached at the address that somebody gave."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from rotation.account import sign_ins
from rotation.account.access import Access
from rotation.account.sign_ins import LINK_HOURS, Invitation
from rotation.notices import messages, writing
from rotation.notices.store import destinations, outbox
from rotation.notices.writing import MemberMessage
from rotation.team import members

BETWEEN = timedelta(minutes=2)
"""How long somebody who has just been written to is not written to again."""


def write_links(session: Session, address: str, now: datetime) -> int:
    """Write a link to each member of the organisation at a mail address; return how many.

    A link signs in as the member and nothing more. Nobody is written to twice in two minutes.
    """
    written = 0
    for contact in destinations.mail_contacts(session, address):
        last = outbox.last_written(session, f"sign_in:{contact.id}:")
        if last and now - last < BETWEEN:
            continue
        member = members.find(session, contact.member_id)
        token = sign_ins.invite(session, Invitation(member.name, Access.MEMBER, member.id), now)
        to = writing.reach(session, member.team_id)
        until = now + timedelta(hours=LINK_HOURS)
        letter = MemberMessage(
            "sign_in.asked",
            f"sign_in:{contact.id}:{int(now.timestamp())}",
            {"team": to.known.about(), "member": messages.person(member.id)},
            until,
            until,
            token=token,
        )
        writing.send_sign_in(session, to, contact.id, letter, now)
        written += 1
    return written
