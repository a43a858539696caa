"""Test messages of chat connections: whether one can be written, and the one that is."""

from uuid import UUID

from sqlalchemy.orm import Session

from api.chat.registry import ADAPTERS
from rotation.chat import connections, late_answers
from rotation.chat.connections import Connection
from rotation.chat.message import ChatDestination, ChatMessage
from rotation.chat.platforms import PLATFORMS
from rotation.errors import Impossible
from rotation.team import teams
from rotation.words import say


def write(session: Session, connection_id: UUID, place: str) -> Connection:
    """Have a test message written to a place on a connection; `sent` of it tells how that ended.

    Impossible, at the field ``place``, where nothing can be written unasked.
    """
    found = connections.find(session, connection_id)
    account, to = connections.account(session, connection_id), ChatDestination(place)
    team = teams.of_id(session, found.team_id)
    text = say("A test message from {team}", team=team.name)
    language = next(iter(team.languages), "en")
    message = ChatMessage(text.said_in(language, team.zone), is_private=False)
    if ADAPTERS[found.platform].post(account, to, message, "0" * 32) is None:
        raise _cannot_write(found)
    late_answers.write(session, (found.id, found.team_id), to, message)
    return found


def _cannot_write(found: Connection) -> Impossible:
    what = PLATFORMS[found.platform].fields.get("token")
    if what is None or found.can_write:
        return Impossible("Nothing can be written there unasked.", field="/place")
    return Impossible(
        say("Nothing can be written there; that needs: {what}.", what=what), field="/place"
    )
