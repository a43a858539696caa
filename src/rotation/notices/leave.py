"""Tells of time away that members ask for: planners that it is asked, members what was decided."""

from datetime import datetime

from sqlalchemy.orm import Session

from rotation.account.facts import Changed
from rotation.notices import messages, writing
from rotation.notices.writing import AddressBook, MemberMessage


def changed(session: Session, to: AddressBook, fact: Changed, now: datetime) -> None:
    """Tell of an absence that is asked for, decided, or taken back before it was decided."""
    state = _state(fact)
    if state is None:
        return
    dates = fact.after or fact.before
    assert dates
    assert fact.subject
    start, end = dates["start"], dates["end"]
    told = {
        "team": to.known.about(),
        "absence": str(fact.id),
        "state": state,
        "start": start.isoformat(),
        "end": end.isoformat(),
    }
    key = f"leave:{fact.id}:{state}"
    if state in {"approved", "refused"}:
        letter = MemberMessage("leave.changed", f"{key}:{fact.subject}", told, end, start)
        writing.write_to(session, to, fact.subject, letter, now)
    whom = {"member": messages.person(fact.subject)}
    writing.tell(session, to, "leave.changed", key, told | whom, now)


def _state(fact: Changed) -> str | None:
    """Return what has become of a request; None when nothing was asked for."""
    was = fact.before["state"] if fact.before else None
    now = fact.after["state"] if fact.after else None
    if was is None:
        return "asked" if now == "asked" else None
    if was != "asked" or now == "asked":
        return None
    return now or "withdrawn"
