"""Tells planners of groups of a chat that do not hold everybody on duty."""

from datetime import datetime

from sqlalchemy.orm import Session

from rotation.chat.facts import GroupOutOfStep
from rotation.clock import new_id
from rotation.notices import messages, writing
from rotation.notices.writing import AddressBook


def failed(session: Session, to: AddressBook, fact: GroupOutOfStep, now: datetime) -> None:
    """Tell the webhooks that ask for it: why, and which members are not linked."""
    told = {
        "team": to.known.about(),
        "group": str(fact.group),
        "platform_group": fact.platform_group,
        "reason": fact.reason or None,
        "unlinked": [{"member": messages.person(each)} for each in fact.unlinked],
    }
    writing.tell(session, to, "group.failed", f"group:{fact.group}:{new_id()}", told, now)
