"""Pay terms: the currency, usual rate and supplements of a team; the pay of a member."""

from datetime import date
from typing import Annotated, Literal, cast
from uuid import UUID

from babel.numbers import list_currencies
from fastapi import APIRouter, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.http.deps import Language, May, Read, Write
from api.http.etags import require_match, with_etag
from api.http.idempotency import IdempotentRoute
from api.http.paging import Listed, Slicing, sliced
from api.problems import problems
from api.schemas.body import JsonBody
from api.schemas.fields import DateOnly, WallTime
from rotation.errors import Stale
from rotation.team import pay, teams
from rotation.team.pay import HourlyRate, MemberPay, PayTerms
from rotation.team.pay_hours import Supplement
from rotation.team.teams import Team
from rotation.words import say

router = APIRouter(prefix="/v1", route_class=IdempotentRoute, tags=["pay"])
MAY_PLAN = [May("plan")]
SupplementKind = Literal["evening", "night", "saturday", "sunday", "holiday", "special_day"]


def _currency(code: str) -> str:
    if code not in list_currencies():
        raise ValueError(say("There is no such currency."))
    return code


Currency = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{3}$"),
    AfterValidator(_currency),
    Field(examples=["EUR"]),
]
Minor = Annotated[
    int, Field(ge=0, le=10_000_000, description="an hour, in whole minor units: cents of a euro")
]
Source = Annotated[str, StringConstraints(max_length=500)]


class SupplementIn(JsonBody):
    """A supplement, in whole percent of the rate; an hour has the highest of those that hold."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    kind: SupplementKind
    percent: Annotated[int, Field(ge=0, le=500)]
    start: WallTime | None = Field(None, alias="from", description="of an evening or a night")
    end: WallTime | None = Field(None, alias="to", description="`to` ≤ `from`: the next day")
    on: (
        Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")] | None
    ) = Field(None, description="`MM-DD`: this holiday alone", examples=["05-01"])
    reference: Source = Field("", description="its legal source or agreement")
    note: Source = ""

    def meant(self) -> Supplement:
        """Return the supplement as the domain has it."""
        return Supplement(**self.model_dump())


class PayTermsIn(JsonBody):
    """The pay terms of a team; supplements left out are those of its country's preset."""

    model_config = ConfigDict(extra="forbid")

    currency: Currency = "EUR"
    hourly_minor: Minor | None = Field(None, description="of who has no rate of their own")
    supplements: Annotated[list[SupplementIn], Field(max_length=pay.MOST_SUPPLEMENTS)] | None = None


class PayTermsOut(BaseModel):
    """The pay terms of a team as they stand."""

    currency: str
    hourly_minor: int | None
    supplements: list[SupplementIn]
    check: str = Field(description="what to do before anybody is paid by it")


class PayPresetOut(BaseModel):
    """The supplements of a country's law, as of a date."""

    id: str
    version: str
    checked: date
    title: str
    supplements: list[SupplementIn]
    check: str


class HourlyRateIn(JsonBody):
    """An hourly rate, from a day on."""

    model_config = ConfigDict(extra="forbid")

    hourly_minor: Minor
    starts_on: DateOnly | None = Field(None, description="null: from the beginning")


class MemberPayIn(JsonBody):
    """The pay of a member: their rates, and their days of leave in a year."""

    model_config = ConfigDict(extra="forbid")

    rates: Annotated[list[HourlyRateIn], Field(max_length=pay.MOST_RATES)] = []
    leave_days_per_year: Annotated[float, Field(ge=0, le=366, allow_inf_nan=False)] | None = None


@router.get("/pay-presets", responses=problems(), dependencies=[May("see_team")])
def list_pay_presets(part: Slicing, language: Language) -> Listed[PayPresetOut]:
    """List what the law of each country says about supplements, with its sources."""
    check = pay.CHECK.said_in(language or "en")
    found = [
        PayPresetOut(
            id=each.id,
            version=each.version,
            checked=each.checked,
            title=each.title,
            supplements=[_supplement(one) for one in each.supplements],
            check=check,
        )
        for each in pay.presets().values()
    ]
    return sliced(part, found)


@router.get("/teams/{team}/pay-terms", responses=problems(), dependencies=MAY_PLAN)
def read_pay_terms(team: str, session: Read, request: Request, language: Language) -> PayTermsOut:
    """Show the pay terms of a team: those it has set, else those of its country."""
    found = teams.find(session, team)
    terms = pay.terms_of(session, found)
    return with_etag(request, _out(terms, found, language), terms)


@router.put("/teams/{team}/pay-terms", responses=problems(Stale), dependencies=MAY_PLAN)
def put_pay_terms(
    team: str, body: PayTermsIn, session: Write, request: Request, language: Language
) -> PayTermsOut:
    """Set the pay terms of a team."""
    found = teams.find(session, team)
    require_match(request, pay.terms_of(session, found))
    usual = pay.preset_terms(found.country).supplements
    given = body.supplements
    supplements = usual if given is None else tuple(each.meant() for each in given)
    made = pay.put_terms(session, found, PayTerms(body.currency, body.hourly_minor, supplements))
    return with_etag(request, _out(made, found, language), made)


@router.get("/members/{member}/pay", responses=problems(), dependencies=MAY_PLAN)
def read_member_pay(member: UUID, session: Read, request: Request) -> MemberPayIn:
    """Show the rates and days of leave of a member."""
    return with_etag(request, _pay(pay.pay_of(session, member)))


@router.put("/members/{member}/pay", responses=problems(Stale), dependencies=MAY_PLAN)
def put_member_pay(
    member: UUID, body: MemberPayIn, session: Write, request: Request
) -> MemberPayIn:
    """Set the rates and days of leave of a member."""
    require_match(request, _pay(pay.pay_of(session, member)))
    rates = tuple(HourlyRate(each.hourly_minor, each.starts_on) for each in body.rates)
    made = pay.put_pay(session, member, MemberPay(rates, body.leave_days_per_year))
    return with_etag(request, _pay(made))


def _out(terms: PayTerms, team: Team, language: str | None) -> PayTermsOut:
    return PayTermsOut(
        currency=terms.currency,
        hourly_minor=terms.hourly_minor,
        supplements=[_supplement(each) for each in terms.supplements],
        check=pay.CHECK.said_in(language or team.languages[0]),
    )


def _supplement(found: Supplement) -> SupplementIn:
    return SupplementIn(
        kind=cast("SupplementKind", found.kind),  # nobody adds to an ordinary hour
        percent=found.percent,
        start=found.start,
        end=found.end,
        on=found.on,
        reference=found.reference,
        note=found.note,
    )


def _pay(found: MemberPay) -> MemberPayIn:
    return MemberPayIn(
        rates=[
            HourlyRateIn(hourly_minor=each.hourly_minor, starts_on=each.starts_on)
            for each in found.rates
        ],
        leave_days_per_year=found.leave_days_per_year,
    )
