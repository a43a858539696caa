"""The transfer of a swap: held against the rules of the live rota, and carried out."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from rotation.database import note
from rotation.errors import Conflict, SwapBreaksRules
from rotation.rota.checks import change_impact, review
from rotation.rota.checks.change_impact import ChangeCost, RotaChange
from rotation.rota.facts import PassedOn
from rotation.rota.on_duty import duties
from rotation.rota.store import plans as plan_store
from rotation.rota.store import swaps as store
from rotation.rota.versions import drafts, slot_lookup
from rotation.rota.versions.transfers import Transfer
from rotation.team import members, teams
from rotation.timespan import Span, Week
from rotation.words import say

if TYPE_CHECKING:
    from rotation.rota.store.swaps import SwapRow


def _transfers(row: "SwapRow", taker: UUID) -> tuple[Transfer, ...]:
    given = Transfer(row.slot_id, row.giver_id, taker)
    if row.return_slot_id is None:
        return (given,)
    return given, Transfer(row.return_slot_id, taker, row.giver_id)


def price_swap(session: Session, row: "SwapRow", taker: UUID, now: datetime) -> ChangeCost:
    """Return the price of a swap as things are; Conflict when its places have changed hands."""
    wanted = _transfers(row, taker)
    for each in wanted:
        place = slot_lookup.published(session, each.slot)
        if place.holder != each.giver:
            raise Conflict("The place has changed hands since.", extra={"slot": str(each.slot)})
        if each.taker in place.shift.members:
            name = members.find(session, each.taker).name
            raise Conflict(say("{member} has a place in this shift already.", member=name))
    weeks = [Week.parse(plan_store.place(session, each.slot).week) for each in wanted]
    rota = change_impact.load(session, teams.of_id(session, row.team_id), weeks, now)
    cost = change_impact.price(rota, RotaChange(tuple(weeks), wanted))
    if cost.broken:
        raise SwapBreaksRules(
            "A rule that must hold would be broken.",
            extra={"breaches": [review.breach_json(each) for each in cost.broken]},
        )
    return cost


def eligible_takers(session: Session, slot: UUID, now: datetime) -> list[UUID]:
    """Return the members who could take an offered place: no rule that must hold forbids it.

    Whoever is on duty elsewhere meanwhile is not among them. Whether they still could is found out
    anew when one of them takes it.
    """
    place = slot_lookup.published(session, slot)
    found = review.candidates(session, place.team, place.shifts, place.shift, place.holder, now)
    span = Span(place.shift.start, place.shift.end)
    busy = {each.member for each in duties.between(session, place.team.id, span)}
    fit = [UUID(each.member) for each in found if each.fits]
    return [each for each in fit if each not in busy]


def apply_swap(session: Session, row: "SwapRow", now: datetime) -> list[UUID]:
    """Pass the places on, in what is published and in the drafts; return which."""
    assert row.taker_id
    wanted = _transfers(row, row.taker_id)
    weeks = {}
    for each in wanted:
        week = plan_store.place(session, each.slot).week
        draft = plan_store.draft(session, row.team_id, week)
        assert draft
        store.pass_on(
            session,
            team_id=row.team_id,
            week=week,
            version=draft[0].version,
            slot_id=each.slot,
            giver_id=each.giver,
            taker_id=each.taker,
            swap_id=row.id,
            made_at=now,
        )
        weeks[week] = PassedOn(row.team_id, week, row.reason)
    for week, fact in weeks.items():
        drafts.reconcile(session, row.team_id, week, now)
        note(session, fact)
    return [each.slot for each in wanted]
