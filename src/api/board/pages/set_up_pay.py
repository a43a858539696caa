"""Set-up of pay: the usual rate and supplements of a team, rates and leave of its people."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.numbers import get_currency_precision
from fastapi import Response
from sqlalchemy.orm import Session

from api.board import set_up_view
from api.board.form import Form
from api.board.page_route import router as page_router
from api.board.page_route import shows_again
from api.board.sessions import PageMay
from api.board.visit import Visit, Visiting
from rotation.errors import Impossible
from rotation.insights.payroll_sheets import KIND_NAMES
from rotation.team import members, pay, teams
from rotation.team.pay import HourlyRate, MemberPay, PayTerms
from rotation.team.teams import Team
from rotation.words import say

router = page_router()
MAY_PLAN = [PageMay("plan")]
PAY = "/t/{team}/set-up/pay"
CURRENCIES = ("EUR", "GBP", "CHF", "USD", "CAD", "DKK", "NOK", "PLN", "SEK")
_AMOUNT = re.compile(r"\d{1,5}(?:[.,]\d{1,2})?", re.ASCII)


def load_pay(session: Session, visit: Visit, team: Team) -> dict[str, Any]:
    """Return what the page of pay shows: the terms of the team, the pay of everybody."""
    terms = pay.terms_of(session, team)
    known = pay.pay_of_members(session, team.id)
    today = visit.now.astimezone(team.zone).date()
    people = sorted(members.of_team(session, team.id), key=lambda each: each.name)
    rows = [(each, known.get(each.id, MemberPay())) for each in people]
    return {
        "terms": terms,
        "usual": _amount(terms.hourly_minor, terms.currency),
        "pay_rows": [
            (each, _amount(own.rate_on(today), terms.currency), own) for each, own in rows
        ],
        "currencies": [(each, each) for each in sorted({*CURRENCIES, terms.currency})],
        "kind_names": KIND_NAMES,
        "check": pay.CHECK,
    }


@router.get(PAY, dependencies=MAY_PLAN)
def show_pay(team: str, visit: Visiting) -> Response:
    """Show the pay terms of a team and the pay of its people."""
    return set_up_view.show(visit, team, "pay", load_pay)


@router.post(PAY, dependencies=MAY_PLAN)
@shows_again(set_up_view.again("pay", load_pay))
def change_pay_terms(team: str, visit: Visiting) -> Response:
    """Keep the currency, the usual rate and the supplements of a team."""
    back, form = f"/t/{team}/set-up/pay", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        known = {*CURRENCIES, pay.terms_of(session, found).currency}
        currency = form.chosen("currency", known)
        before = pay.terms_of(session, found).supplements
        supplements = tuple(
            replace(each, percent=form.whole(f"percent_{at}", 0, 500) or 0)
            for at, each in enumerate(before)
        )
        terms = PayTerms(currency, _minor(form, "usual", currency), supplements)
        pay.put_terms(session, found, terms)
    return visit.go(back, say("Kept."))


@router.post(PAY + "/people", dependencies=MAY_PLAN)
@shows_again(set_up_view.again("pay", load_pay))
def change_pay_of_people(team: str, visit: Visiting) -> Response:
    """Keep the rates of people from a day on, and their days of leave."""
    back, form = f"/t/{team}/set-up/pay", visit.form
    with visit.writing(back) as session:
        found = teams.find(session, team)
        currency = pay.terms_of(session, found).currency
        known, starts_on = pay.pay_of_members(session, found.id), form.date("starts_on")
        for each in members.of_team(session, found.id):
            own = known.get(each.id, MemberPay())
            typed = _typed(form, each.id, own, currency, starts_on)
            if typed != own:
                pay.put_pay(session, each.id, typed)
    return visit.go(back, say("Kept."))


def _typed(
    form: Form, member: UUID, own: MemberPay, currency: str, starts_on: date | None
) -> MemberPay:
    """Return the pay of a member as it was typed; who is not in the form keeps theirs."""
    if not form.has(f"rate_{member}"):
        return own
    rate = _minor(form, f"rate_{member}", currency)
    return MemberPay(_rates(own, rate, starts_on), form.number(f"leave_{member}", 0, 366))


def _rates(own: MemberPay, rate: int | None, starts_on: date | None) -> tuple[HourlyRate, ...]:
    """Return the rates of a member with one from a day on; without a day it is the only one."""
    if rate is None:
        return ()
    if rate == own.rate_on(starts_on or date.max):
        return own.rates
    if starts_on is None:
        return (HourlyRate(rate),)
    kept = [each for each in own.rates if each.starts_on is None or each.starts_on < starts_on]
    return (*kept, HourlyRate(rate, starts_on))


def _minor(form: Form, name: str, currency: str) -> int | None:
    """Return an amount that was typed as whole minor units, None when the field is empty."""
    text = form.value(name)
    if not text:
        return None
    if not _AMOUNT.fullmatch(text):
        raise Impossible("An amount is written like 14.50.", field=f"/{name}")
    return int(Decimal(text.replace(",", ".")).scaleb(get_currency_precision(currency)))


def _amount(minor: int | None, currency: str) -> str:
    return "" if minor is None else str(Decimal(minor).scaleb(-get_currency_precision(currency)))
