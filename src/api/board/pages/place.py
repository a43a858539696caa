"""One place of a week: who has it and why, who else could, what can be done with it."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from api.board import frame, week_board
from api.board.form import EMPTY
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.pages.week import MAY_PLAN, MAY_SEE, WEEK, week_again
from api.board.reading import Reader
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from api.http.deps import now_of
from rotation.errors import Conflict, NotFound, RotationError
from rotation.notices import cover as cover_notices
from rotation.notices import writing
from rotation.rota.checks import explanation, review
from rotation.rota.live import cover, overrides, swaps
from rotation.rota.live.cover import SickCall
from rotation.rota.live.overrides import OverrideRequest
from rotation.rota.on_duty import duties
from rotation.rota.publishing import edits, week_view
from rotation.rota.shifts import Seat
from rotation.rota.versions import drafts, slot_lookup
from rotation.rota.versions.slot_lookup import Place
from rotation.solver.audit import Candidate
from rotation.team import members, teams
from rotation.timespan import Week, zone
from rotation.words import Sentence, say

router = page_router()
PLACE = WEEK + "/a/{slot}"
MAY_OWN = [PageMay("own")]
MOST_SHOWN = 12
Of = Annotated[str, Query(alias="of", max_length=10)]


@router.get(PLACE, dependencies=MAY_SEE)
def show_place(team: str, week: str, slot: UUID, visit: Visiting, of: Of = "") -> Response:
    """Show a place of the published rota, or of the draft."""
    return place_page(visit, AskedPlace(team, week, slot, of))


@dataclass(frozen=True)
class AskedPlace:
    """A place by its address: team, week, slot, and ``of`` what rota it is shown."""

    team: str
    week: str
    slot: UUID
    of: str = ""


def place_page(visit: Visit, asked: AskedPlace, *, alert: str = "", status: int = 200) -> Response:
    """Return the page of a place."""
    week, slot_id = asked.week, asked.slot
    with visit.reading() as session:
        team = teams.find(session, asked.team)
        visit = visit.of_team(team)
        in_draft = asked.of == "draft" and visit.may("plan")
        place = _place(session, visit, slot_id, in_draft=in_draft)
        if place.team.id != team.id or place.week != str(Week.parse(week)):
            raise NotFound("This rota has no such place.")
        others = review.candidates(
            session, team, place.shifts, place.shift, place.holder, visit.now
        )
        stands = [each for each in duties.of_slots(session, [slot_id]) if not in_draft]
        draft = drafts.find(session, team.id, place.week) if in_draft else None
        values = {
            "team": team,
            "frame": frame.of_team(session, visit, team),
            "here": "rota",
            "week": week,
            "place": place,
            "slot": place.slot,
            "names": members.names(session, team.id),
            "channels": frame.channel_names(session, team),
            "others": others[:MOST_SHOWN],
            "more": max(0, len(others) - MOST_SHOWN),
            "reasons": _reasons(session, visit, slot_id, place, in_draft=in_draft),
            "stands": stands,
            "in_draft": in_draft,
            "rev": str(draft.id) if draft else "",
            "swap": _open_swap(session, team.id, slot_id),
            "begun": place.shift.start <= visit.now,
            "alert": alert,
            "effect": _effect,
            "own": Reader(visit.reader.language, zone(_own_zone(session, visit))),
        }
        return visit.page("place.j2", status, **values)


@router.post(WEEK + "/draft/a/{slot}", dependencies=MAY_PLAN)
@shows_again(week_again)
def change_place(team: str, week: str, slot: UUID, visit: Visiting) -> Response:
    """Give a place of the draft to somebody, take it from them, lock it or unlock it."""
    back = f"/t/{team}/w/{week}/draft"
    visit.refuse_repeat()
    with visit.reading() as session:
        before = week_view.draft(session, teams.find(session, team), Week.parse(week), visit.now)
        _, seat = drafts.find_seat(before.shifts, slot)
        wanted, said = _seat_of(visit, seat, before.names)

    def check(found: week_view.WeekView) -> None:
        visit.require_rev(week_board_rev(found))

    edit = edits.SeatEdit(team, Week.parse(week), slot, _as_changes(wanted), check)
    edits.seat(visit.work, visit.actor, edit, visit.children.answer, visit.now)
    visit.keep_answer(back)
    return visit.go_back(back, said)


@router.post(PLACE + "/take", dependencies=MAY_OWN)
def take_place(team: str, week: str, slot: UUID, visit: Visiting) -> Response:
    """Stand in for an open place of the published rota, or let somebody stand in."""
    back = f"/t/{team}/w/{week}/a/{slot}"
    with visit.writing(back) as session:
        found = teams.find(session, team)
        who = visit.form.id("member") or frame.own_member(session, visit).id
        visit.actor.require_member(who)
        overrides.create(session, found, OverrideRequest(who, slot=slot), visit.now)
    return visit.go(back, say("It is arranged. The calendars follow at once."))


@router.post(PLACE + "/cannot-come", dependencies=MAY_OWN)
def cannot_come(team: str, week: str, slot: UUID, visit: Visiting) -> Response:
    """Say that the holder of a place cannot come: others are asked to step in."""
    back = f"/t/{team}/w/{week}/a/{slot}"
    with visit.writing(back) as session:
        opened, _ = cover.open_cover(session, SickCall(slot), visit.actor, visit.now)
        reach = writing.reach(session, opened.team_id)
        opened = cover_notices.delay_for_quiet_hours(session, reach, opened, visit.now)
        asked = sum(each.asked_at is not None for each in opened.asked)
    said = visit.reader.count(
        "The place is open. {count} person is asked to step in.",
        "The place is open. {count} people are asked to step in.",
        asked,
    )
    return visit.go(back, said)


@router.post(PLACE + "/offer", dependencies=MAY_OWN)
def offer_place(team: str, slot: UUID, visit: Visiting) -> Response:
    """Offer a place to anyone, to one person, or for a place of theirs."""
    with visit.writing(f"/t/{team}/swaps") as session:
        found = teams.find(session, team)
        wanted = swaps.SwapOffer(
            slot,
            visit.form.id("to"),
            visit.form.id("for"),
            visit.form.value("reason")[:200] or None,
        )
        made, _ = swaps.offer(session, found, wanted, visit.actor, visit.now)
    return visit.go(f"/t/{team}/swaps/{made.id}", say("The others are asked."))


def place_again(request: Request, error: RotationError) -> Response:
    """Return the page of a place as it stands, above it why a form could not be carried out."""
    reader = Reader.of(request)
    visit = Visit(request, request.state.actor, now_of(request), reader, EMPTY)
    path = request.path_params
    told = [reader(error.detail), *(each["reason"] for each in error.extra.get("breaches", ()))]
    asked = AskedPlace(path["team"], path["week"], UUID(str(path["slot"])))
    return place_page(visit, asked, alert=" ".join(told), status=409)


for endpoint in (take_place, cannot_come, offer_place):
    shows_again(place_again)(endpoint)


def week_board_rev(rota: week_view.WeekView) -> str:
    """Return what a form says a draft was when it was made."""
    return str(rota.tag[0])


def _as_changes(seat: Seat) -> dict[str, object]:
    return {"member": seat.member, "locked": seat.locked}


def _seat_of(visit: Visit, seat: Seat, names: week_board.Names) -> tuple[Seat, Sentence]:
    action = visit.form.value("action", "give")
    if action in {"lock", "unlock"}:
        if seat.member is None:
            raise Conflict("Nobody has this place: there is nothing to lock.")
        said = say("Locked: solving again keeps it.") if action == "lock" else say("Unlocked.")
        return Seat(0, seat.member, action == "lock"), said
    member = None if action == "open" else visit.form.id("member")
    if member is None:
        return Seat(0, None), say("The place is open.")
    name = names.get(member, "")
    return Seat(0, member, seat.locked and action == "keep"), say("Given to {member}.", member=name)


def _place(session: Session, visit: Visit, slot: UUID, *, in_draft: bool) -> Place:
    if in_draft:
        return slot_lookup.find(session, slot, visit.now)
    return slot_lookup.published(session, slot)


def _reasons(
    session: Session, visit: Visit, slot: UUID, place: Place, *, in_draft: bool
) -> list[str]:
    if place.holder is None or (not in_draft and place.shift.start > visit.now):
        return []
    try:
        return [visit.reader(each) for each in explanation.why(session, slot, visit.now).reasons]
    except NotFound:
        return []


def _effect(each: Candidate, reader: Reader) -> tuple[str, str]:
    """Return what giving the place to somebody does: the tone, and the sentence."""
    told = [found for found in each.breaks if found.must_hold == (not each.fits)]
    # What taking the place from its holder costs is the same whoever gets it, and comes last.
    told.sort(key=lambda found: each.member not in found.members)
    if not each.fits:
        return "bad", reader(told[0].because) if told else reader("does not fit")
    if told and each.member in told[0].members:
        return "warn", reader(told[0].because)
    return "good", reader("fits")


def _open_swap(session: Session, team_id: UUID, slot: UUID) -> swaps.Swap | None:
    for state in ("open", "accepted"):
        for each in swaps.listed(session, team_id, state, None, 100):
            if slot in {each.slot, each.in_return}:
                return each
    return None


def _own_zone(session: Session, visit: Visit) -> str:
    if visit.actor.member is None:
        return visit.reader.zone.key
    return members.find(session, visit.actor.member).timezone or visit.reader.zone.key
