"""Set-up of the message log: brought in as a file whose columns are shown first; campaigns."""

from dataclasses import replace
from io import BytesIO
from typing import Any

from fastapi import Response
from sqlalchemy.orm import Session

from api.board import log_upload, set_up_view
from api.board.form import Form
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.schemas import fields
from rotation.demand import channels
from rotation.demand.forecasting import campaigns
from rotation.demand.messages import log_reader, message_log
from rotation.demand.messages.log_reader import LogFormat
from rotation.errors import Impossible
from rotation.team import teams
from rotation.team.teams import Team
from rotation.words import say

router = page_router()
MAY_PLAN = [PageMay("plan")]
MESSAGES = "/t/{team}/set-up/messages"


def load_messages(session: Session, _visit: Visit, team: Team) -> dict[str, Any]:
    """Return what the page of the message log shows."""
    return {
        "channels": channels.listed(session, team.id),
        "known_until": message_log.newest_message(session, team.id),
        "campaigns": campaigns.listed(session, team.id),
        "fields": log_reader.FIELDS,
        "preview": None,
        "taken": None,
        "only": "",
    }


@router.get(MESSAGES, dependencies=MAY_PLAN)
def show_messages(team: str, visit: Visiting) -> Response:
    """Show up to when messages are known, and how a log is brought in."""
    return set_up_view.show(visit, team, "messages", load_messages)


@router.post(MESSAGES, dependencies=MAY_PLAN)
@shows_again(set_up_view.again("messages", load_messages))
def bring_log(team: str, visit: Visiting) -> Response:
    """Show how a message log would be read, or bring it in; doing so again is harmless."""
    back, form = f"/t/{team}/set-up/messages", visit.form
    content = log_upload.content_of(form)
    titles = log_upload.titles_of(content)
    if form.value("action") != "add":
        return _looked_at(visit, team, content)
    with visit.writing(back) as session:
        found = teams.find(session, team)
        reading = log_upload.reading_of(form, _plain(session, visit, found), titles)
        rows = log_reader.read_csv(BytesIO(content), reading)
        taken = message_log.import_rows(session, found, rows)
    if taken.refused_count:
        return set_up_view.show(visit, team, "messages", load_messages, taken=taken)
    said = visit.reader.count("{count} message is in.", "{count} messages are in.", taken.accepted)
    return visit.go(back, said)


@router.post(MESSAGES + "/volumes", dependencies=MAY_PLAN)
@shows_again(set_up_view.again("messages", load_messages))
def keep_volumes(team: str, visit: Visiting) -> Response:
    """Keep how many messages a week come in at each channel, until a log tells."""
    back = f"/t/{team}/set-up/messages"
    with visit.writing(back) as session:
        found = teams.find(session, team)
        for each in channels.listed(session, found.id):
            volume = visit.form.number(f"volume-{each.slug}", 0, 1e6)
            if volume != each.weekly_volume:
                channels.change(session, found.id, replace(each, weekly_volume=volume))
    return visit.go(back, say("Kept. What shifts need follows."))


@router.post(MESSAGES + "/campaigns", dependencies=MAY_PLAN)
@shows_again(set_up_view.again("messages", load_messages))
def change_campaigns(team: str, visit: Visiting) -> Response:
    """Enter days on which more or less comes in than usual, or delete them."""
    back, form = f"/t/{team}/set-up/messages", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        if gone := form.id("delete"):
            campaigns.delete(session, found.id, gone)
            return visit.go(back, say("Deleted."))
        campaigns.create(session, found.id, _campaign(form))
    return visit.go(back, say("Kept. The forecast of these days follows."))


def _looked_at(visit: Visit, team: str, content: bytes) -> Response:
    with visit.reading() as session:
        plain = _plain(session, visit, teams.find(session, team))
    titles = log_upload.titles_of(content)
    reading = log_upload.reading_of(visit.form, plain, titles)
    preview = log_upload.preview(content, reading, titles)
    more: dict[str, Any] = {"preview": preview, "sent": visit.form, "only": reading.channel or ""}
    return set_up_view.show(visit, team, "messages", load_messages, **more)


def _plain(session: Session, visit: Visit, team: Team) -> LogFormat:
    """Return how a log is read before its columns are named: times are in the team's zone."""
    said = message_log.LogSettings(timezone=team.timezone)
    return message_log.reading(session, team, visit.now, said)


def _campaign(form: Form) -> campaigns.NewCampaign:
    first, last = form.date("first_day"), form.date("last_day")
    if first is None:
        raise Impossible("Say which day.", field="/first_day")
    factor = form.number("factor", 0, 20)
    if factor is None:
        raise Impossible("This is needed.", field="/factor")
    channel = form.value("channel") or None
    return campaigns.NewCampaign(
        form.checked("name", fields.Text), first, last or first, factor, channel
    )
