"""From targets to people: requirements of hours and shifts, closing choices, the smallest team."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.deps import Calculations, Caller, Language, May, Now, Once, work_of
from api.fields import Slug, Text, WallTime, Weekday
from api.problems import problems
from api.routes.staffing import answers_of, asked_of
from api.routes.staffing_in import AskIn, Strict
from rotation.demand import needs, staffing
from rotation.demand.channels import State
from rotation.demand.staffing import BadgeAnswer, ChannelAnswer, Moment, Question
from rotation.errors import Unreachable
from rotation.rota import closing, load, required, right_size, staffed
from rotation.rota.closing import Hours, Option
from rotation.rota.right_size import NewMember, Size, Wish
from rotation.rota.slots import Shifts
from rotation.team import teams
from rotation.timespan import Week
from rotation.words import say

router = APIRouter(prefix="/v1/teams/{team}/staffing", route_class=Once, tags=["staffing"])
MAY_SEE = [May("see_team")]
SECONDS = 20.0
HoursAWeek = Annotated[float, Field(gt=0, le=80, allow_inf_nan=False)]


class HourOut(BaseModel):
    """An hour: heads it needs and has, and what one more or one fewer changes, by channel."""

    start: datetime
    required: int
    have: float
    gain_of_one_more: dict[str, float]
    loss_of_one_fewer: dict[str, float]


class PatternOut(BaseModel):
    """How many people a shift should have; `price` is what an open place of it weighs."""

    pattern: str
    date: date
    minimum: int
    target: int
    price: int


class RequirementsOut(BaseModel):
    """What the week needs, by hour and by shift."""

    statement: str
    stable: bool
    intervals: list[HourOut]
    patterns: list[PatternOut]
    hours: float


class OptionHoursIn(Strict):
    """What a channel (none named: all) does at some hours of a weekday."""

    channel: Slug | None = None
    weekday: Weekday
    start: Annotated[WallTime, Field(alias="from")]
    end: Annotated[WallTime, Field(alias="to")]
    state: State


class OptionIn(Strict):
    """A choice of opening hours."""

    name: Text
    windows: Annotated[tuple[OptionHoursIn, ...], Field(max_length=100)] = ()


class CompareIn(AskIn):
    """Choices of opening hours; none given: the usual ones."""

    options: Annotated[tuple[OptionIn, ...], Field(max_length=10)] = ()


class ClockOut(BaseModel):
    """Shares by channel on one clock."""

    channels: dict[str, float | None]


class OptionOut(BaseModel):
    """What a choice costs and gives; shares are null where it is not stable."""

    name: str
    agent_hours: float
    unsocial_hours: float
    burden: float
    stable: bool
    backlog_growth_per_week: float
    calendar: ClockOut
    business: ClockOut
    waiting_at_opening: list[Moment]
    window_missed_per_week: float | None
    badge: list[BadgeAnswer]
    on_frontier: bool


class CompareOut(BaseModel):
    """The choices beside each other."""

    statement: str
    options: list[OptionOut]


class SizesIn(Strict):
    """Which team sizes to look at."""

    min: Annotated[int, Field(ge=1, le=200)] = 1
    max: Annotated[int, Field(ge=1, le=200)] = 40


class NewMemberIn(Strict):
    """What each person of the team would be like."""

    hours_per_week: HoursAWeek = 24.0
    max_hours_per_week: HoursAWeek | None = None
    max_shifts_per_week: Annotated[int, Field(ge=1, le=14)] | None = 5
    skills: Annotated[tuple[Slug, ...], Field(max_length=50)] = ()


class RightSizeIn(Strict):
    """How large the team should be."""

    week: Annotated[str, Field(pattern=r"^(\d{4}-W\d{2}|typical)$")] = "typical"
    team_sizes: SizesIn = SizesIn()
    new_member: NewMemberIn = NewMemberIn()
    volumes: Annotated[
        list[Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)]], Field(max_length=4)
    ] = [0.8, 1.0, 1.2]  # noqa: RUF012 - pydantic copies it
    absent: Annotated[int, Field(ge=0, le=50)] = 1


class SizeOut(BaseModel):
    """A team of so many."""

    members: int
    feasible: bool
    hours: float
    hours_a_head: float
    channels: list[ChannelAnswer]
    why_not: str | None


class VolumeOut(BaseModel):
    """The smallest team at a multiple of the volume; null: none of those looked at."""

    volume: float
    members: int | None


class RightSizeOut(BaseModel):
    """The smallest team that meets the targets, and what one more or fewer changes."""

    statement: str
    targets_met: bool
    smallest: SizeOut | None
    by_size: list[SizeOut]
    by_volume: list[VolumeOut]
    with_absence: int | None
    one_more: SizeOut | None
    one_fewer: SizeOut | None


@router.post("/requirements", responses=problems(Unreachable), dependencies=MAY_SEE)
def require(
    team: str, body: AskIn, request: Request, caller: Caller, calculations: Calculations,
    now: Now, language: Language,
) -> RequirementsOut:  # fmt: skip
    """Say what each hour and shift of a week needs, and what one person more or fewer changes."""
    found, question = asked_of(request, caller, team, (body, now))
    hours = calculations.answer(
        {"ask": "hours", "week": staffing.to_json(question), "seconds": SECONDS}
    )
    week = staffed.week_of(body.asked(), found, now)
    work = work_of(request)
    actor = work.service(caller.organisation)
    required.ensure(work, actor, (found.id, [week]), calculations.answer, now)
    with work.reading(caller) as session:
        shifts, _ = load.shifts_of(session, found, [week])
    return _requirements(question, hours, shifts, language or found.languages[0])


@router.post("/compare-closed", responses=problems(Unreachable), dependencies=MAY_SEE)
def compare_closed(
    team: str, body: CompareIn, request: Request, caller: Caller, calculations: Calculations,
    now: Now, language: Language,
) -> CompareOut:  # fmt: skip
    """Compare rotation and closed: what each choice of opening hours costs and gives."""
    found, question = asked_of(request, caller, team, (body, now))
    week = staffed.week_of(body.asked(), found, now)
    with work_of(request).reading(caller) as session:
        options = _options(body) or closing.usual(staffed.windows_of(session, found))
    asked = [closing.under(question, each, week, found.zone) for each in options]
    answers = answers_of(asked, calculations)
    holidays = load.holidays_of(found, [week])
    loads = [closing.load_of(each, found, holidays) for each in asked]
    rows = [_option(*each) for each in zip(options, loads, answers, strict=True)]
    return CompareOut(statement=_statement(language or found.languages[0]), options=_front(rows))


@router.post("/right-size", responses=problems(Unreachable), dependencies=MAY_SEE)
def size_team(
    team: str, body: RightSizeIn, request: Request, caller: Caller, calculations: Calculations,
    now: Now, language: Language,
) -> RightSizeOut:  # fmt: skip
    """Find the smallest team that meets the targets, at several volumes and with people absent."""
    with work_of(request).reading(caller) as session:
        found = teams.find(session, team)
        local = now.astimezone(found.zone).date()
        week = Week.of(local).plus(1) if body.week == "typical" else Week.parse(body.week)
        sizing = right_size.sizing(session, found, week, now)
    wish = Wish(
        body.team_sizes.min, body.team_sizes.max, _new_member(body.new_member),
        tuple(body.volumes), body.absent,
    )  # fmt: skip
    sized = right_size.right_size(sizing, wish, calculations.answer, calculations.solve)
    return _sized(sized, language or found.languages[0])


def _requirements(
    question: Question, hours: dict[str, Any], shifts: Shifts, language: str
) -> RequirementsOut:  # fmt: skip
    patterns = [
        PatternOut(
            pattern=each.pattern, date=each.day, minimum=each.minimum, target=each.target,
            price=each.price,
        )
        for each in shifts
        if each.task == needs.ANSWERING
    ]  # fmt: skip
    return RequirementsOut(
        statement=_statement(language),
        stable=hours["stable"],
        intervals=[
            HourOut(**{**each, "start": staffed.minutes_after(question, each["start"])})
            for each in hours["hours"]
        ],
        patterns=patterns,
        hours=round(
            sum(
                each.target * (each.end - each.start).total_seconds() / 3600
                for each in shifts
                if each.task == needs.ANSWERING
            ),
            2,
        ),
    )


def _options(body: CompareIn) -> list[Option]:
    return [
        Option(
            each.name,
            tuple(Hours(h.weekday, h.start, h.end, h.state, h.channel) for h in each.windows),
        )
        for each in body.options
    ]


def _option(option: Option, own: closing.Load, answer: staffing.Answer) -> OptionOut:
    missed = [
        each.volume * each.window_missed_share
        for each in answer.channels
        if each.window_missed_share is not None
    ]
    return OptionOut(
        name=option.name,
        agent_hours=own.agent_hours,
        unsocial_hours=own.unsocial_hours,
        burden=own.burden,
        stable=answer.stable,
        backlog_growth_per_week=answer.backlog_growth_per_week,
        calendar=ClockOut(channels={each.channel: each.calendar_share for each in answer.channels}),
        business=ClockOut(channels={each.channel: each.business_share for each in answer.channels}),
        waiting_at_opening=list(answer.openings),
        window_missed_per_week=round(sum(missed), 2) if missed else None,
        badge=list(answer.badge),
        on_frontier=False,
    )


def _front(rows: list[OptionOut]) -> list[OptionOut]:
    """Mark the choices that no other beats; one that is not stable is none."""
    stable = [each for each in rows if each.stable]
    points = [
        (each.agent_hours, _mean(each.calendar.channels), each.window_missed_per_week or 0.0)
        for each in stable
    ]
    best = closing.frontier(points)
    names = {each.name for each, is_on in zip(stable, best, strict=True) if is_on}
    return [
        each.model_copy(update={"on_frontier": each.stable and each.name in names}) for each in rows
    ]


def _mean(shares: dict[str, float | None]) -> float:
    known = [each for each in shares.values() if each is not None]
    return sum(known) / len(known) if known else 0.0


def _new_member(given: NewMemberIn) -> NewMember:
    return NewMember(**{**given.model_dump(), "skills": tuple(given.skills)})


def _sized(sized: right_size.Sized, language: str) -> RightSizeOut:
    def shown(size: Size | None) -> SizeOut | None:
        if size is None:
            return None
        reason = say("{count} places stay open.", count=size.why_not or "0")
        told = {name: getattr(size, name) for name in SizeOut.model_fields}
        return SizeOut(**{**told, "why_not": reason.said_in(language) if size.why_not else None})

    return RightSizeOut(
        statement=_statement(language),
        targets_met=sized.targets_met,
        smallest=shown(sized.smallest),
        by_size=[each for size in sized.by_size if (each := shown(size))],
        by_volume=[VolumeOut(volume=volume, members=size) for volume, size in sized.by_volume],
        with_absence=sized.with_absence,
        one_more=shown(sized.one_more),
        one_fewer=shown(sized.one_fewer),
    )


def _statement(language: str) -> str:
    return say("For the stated forecast, for a week that is neither busy nor quiet.").said_in(
        language
    )
