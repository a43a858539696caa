"""All SQL of the requests that replicas count together."""

from collections.abc import Mapping

from sqlalchemy import delete
from sqlalchemy.orm import Session

from rotation.account.tables import RequestCountRow
from rotation.database import add_up


def add(session: Session, window: int, counts: Mapping[bytes, int]) -> dict[bytes, int]:
    """Add counts of a window to what is there; return the sums."""
    # In one order, so that two replicas never wait for each other.
    rows = [{"name": name, "window": window, "used": counts[name]} for name in sorted(counts)]
    return add_up(session, RequestCountRow, rows)


def forget(session: Session, before: int) -> None:
    """Delete the counts of windows before one."""
    session.execute(delete(RequestCountRow).where(RequestCountRow.window < before))
