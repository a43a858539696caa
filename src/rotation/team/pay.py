"""Pay terms of a team and of its members: rates in minor units, supplements, days of leave a year.

Who has set nothing has the supplements that the law of the team's country knows, and no rate.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from rotation.account.facts import Action, Changed
from rotation.database import note
from rotation.errors import Impossible
from rotation.kept_reads import kept
from rotation.team import store
from rotation.team.pay_hours import WALL_KINDS, Supplement
from rotation.team.teams import Team
from rotation.words import say

if TYPE_CHECKING:
    from rotation.team.store import MemberPayRow, PayTermsRow

MOST_SUPPLEMENTS, MOST_RATES = 30, 50
CHECK = say("Check rates and supplements against your contracts and agreements before you pay.")
_RENAMED = {"from": "start", "to": "end"}


@dataclass(frozen=True)
class PayPreset:
    """The supplements that the law of a country knows, as of a date, each with its source."""

    id: str
    version: str
    checked: date
    title: str
    supplements: tuple[Supplement, ...]


@dataclass(frozen=True)
class PayTerms:
    """The pay terms of a team: the rate of who has none of their own, and supplements."""

    currency: str = "EUR"
    hourly_minor: int | None = None
    supplements: tuple[Supplement, ...] = ()


@dataclass(frozen=True)
class HourlyRate:
    """An hourly rate in minor units, from a day on; ``starts_on`` None: from the beginning."""

    hourly_minor: int
    starts_on: date | None = None


@dataclass(frozen=True)
class MemberPay:
    """The pay of a member: their rates in order of days, their days of leave in a year."""

    rates: tuple[HourlyRate, ...] = ()
    leave_days_per_year: float | None = None

    def rate_on(self, day: date) -> int | None:
        """Return the rate that holds on a day; None before the first."""
        held = [each for each in self.rates if each.starts_on is None or each.starts_on <= day]
        return held[-1].hourly_minor if held else None


@cache
def presets() -> Mapping[str, PayPreset]:
    """Return the presets of all countries that have one, by country code in lower case."""
    files = (resources.files("rotation.team") / "pay_presets").iterdir()
    read = (_preset(each.read_text("utf-8")) for each in files if each.name.endswith(".toml"))
    return {each.id: each for each in sorted(read, key=lambda each: each.id)}


def _preset(text: str) -> PayPreset:
    plain = tomllib.loads(text)
    plain["supplements"] = [
        {_RENAMED.get(name, name): value for name, value in each.items()}
        for each in plain["supplements"]
    ]
    return msgspec.convert(plain, PayPreset)


def preset_terms(country: str) -> PayTerms:
    """Return the terms of a team that has set none."""
    known = presets().get(country.lower())
    return PayTerms(supplements=known.supplements if known else ())


def terms_of(session: Session, team: Team) -> PayTerms:
    """Return the pay terms of a team."""
    return _kept_terms(session, team.id) or preset_terms(team.country)


@kept
def _kept_terms(session: Session, team_id: UUID) -> PayTerms | None:
    row = store.pay_terms(session, team_id)
    return _terms(row) if row else None


def put_terms(session: Session, team: Team, terms: PayTerms) -> PayTerms:
    """Keep the pay terms of a team; Impossible names the supplement that cannot be."""
    if len(terms.supplements) > MOST_SUPPLEMENTS:
        most = say("At most {most} supplements.", most=MOST_SUPPLEMENTS)
        raise Impossible(most, field="/supplements")
    for at, each in enumerate(terms.supplements):
        _check(each, f"/supplements/{at}")
    row = store.pay_terms(session, team.id)
    before = _plain(_terms(row)) if row else None
    row = store.put_pay_terms(session, team.id, _plain(terms))
    action: Action = "changed" if before else "created"
    note(session, Changed(action, "pay_terms", row.id, before, _plain(terms), team.id))
    return terms


def pay_of_members(session: Session, team_id: UUID) -> Mapping[UUID, MemberPay]:
    """Return the pay of the members of a team who have any, by member."""
    return dict(_kept_pay(session, team_id))


@kept
def _kept_pay(session: Session, team_id: UUID) -> Mapping[UUID, MemberPay]:
    return {row.member_id: _pay(row) for row in store.pay_of_members(session, team_id)}


def pay_of(session: Session, member_id: UUID) -> MemberPay:
    """Return the pay of a member; NotFound without the member."""
    member = store.member(session, member_id)
    return pay_of_members(session, member.team_id).get(member_id, MemberPay())


def put_pay(session: Session, member_id: UUID, pay: MemberPay) -> MemberPay:
    """Keep the pay of a member; Impossible when two rates begin on one day."""
    member = store.member(session, member_id)
    ordered = sorted(pay.rates, key=lambda each: each.starts_on or date.min)
    days = [each.starts_on for each in ordered]
    if len(set(days)) < len(days):
        raise Impossible("Two rates begin on the same day.", field="/rates")
    kept_pay = replace(pay, rates=tuple(ordered))
    row = store.member_pay(session, member_id)
    before = _plain(_pay(row)) if row else None
    row = store.put_member_pay(session, member.team_id, member_id, _plain(kept_pay))
    action: Action = "changed" if before else "created"
    after = _plain(kept_pay)
    changed = Changed(action, "member_pay", row.id, before, after, member.team_id, member_id)
    note(session, changed)
    return kept_pay


def _check(supplement: Supplement, field: str) -> None:
    """Raise Impossible when a supplement misses its hours, or has some that mean nothing."""
    has_hours = supplement.start is not None and supplement.end is not None
    if supplement.kind in WALL_KINDS and not has_hours:
        raise Impossible("An evening or a night has a beginning and an end.", field=f"{field}/from")
    if supplement.kind not in WALL_KINDS and (supplement.start or supplement.end):
        raise Impossible("Only an evening or a night has hours.", field=f"{field}/from")
    if supplement.on and supplement.kind != "holiday":
        raise Impossible("Only a holiday has a date.", field=f"{field}/on")


def _plain(value: PayTerms | MemberPay) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(value)
    return plain


def _terms(row: "PayTermsRow") -> PayTerms:
    return msgspec.convert(row.terms, PayTerms)


def _pay(row: "MemberPayRow") -> MemberPay:
    return msgspec.convert(row.pay, MemberPay)
