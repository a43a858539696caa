"""The board of a week: people × days, with what is open, how full shifts are, the five figures."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.board import week_cells
from api.board.reading import Reader
from api.board.visit import MARK, Visit
from api.board.week_cells import Chip, Filled, Marks, WeekCell
from api.revision_cache import RevisionCache
from rotation.availability import leave
from rotation.availability.leave import MemberTime
from rotation.demand.questions.prediction import ChannelAnswer, DayChannel, PredictionAnswer
from rotation.rota.case import granted_wishes
from rotation.rota.checks.review import Share
from rotation.rota.live import swaps
from rotation.rota.on_duty import duties
from rotation.rota.publishing import week_view
from rotation.rota.publishing.week_view import WeekView
from rotation.rota.shifts import Seat, Shift, Shifts, Slot, all_slots
from rotation.rota.timeline import DutySpan
from rotation.rota.versions import diff, published_versions
from rotation.rota.versions.diff import SlotChange
from rotation.solver.limits import Breach
from rotation.team import closures, members
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import Span, Week, merged

Names = Mapping[UUID, str]
_weeks: RevisionCache[WeekView] = RevisionCache(64)


@dataclass(frozen=True)
class Day:
    """A column of the board."""

    date: date
    label: str
    note: str
    is_today: bool
    is_weekend: bool


@dataclass(frozen=True)
class BoardRow:
    """A person's week."""

    member: UUID
    name: str
    about: str
    cells: tuple[WeekCell, ...]
    minutes: int
    allowed: float | None
    load: float
    is_me: bool

    @property
    def part(self) -> float:
        """Return the part of the allowed hours that is planned, at most 1."""
        return min(1.0, self.minutes / 60 / self.allowed) if self.allowed else 0.0


@dataclass(frozen=True)
class Board:
    """All that a page of a week shows; ``changed`` is against the latest published version."""

    rota: WeekView
    week: Week
    days: tuple[Day, ...]
    open_cells: tuple[tuple[Chip, ...], ...]
    rows: tuple[BoardRow, ...]
    filled: tuple[tuple[Filled, ...], ...]
    shares: tuple[float | None, ...]
    changed: tuple[SlotChange, ...]
    wishes: tuple[int, int]
    spread: float

    @property
    def places(self) -> tuple[int, int]:
        """Return how many of the places that are needed are filled."""
        need = sum(each.target for each in self.rota.shifts)
        return need - sum(each.open_places for each in self.rota.shifts), need

    @property
    def hard(self) -> list[Breach]:
        """Return the breaches of rules that must hold."""
        return [each for each in self.rota.review.breaches if each.must_hold]

    @property
    def soft(self) -> list[Breach]:
        """Return the breaches of rules that cost points, the dearest first."""
        return [each for each in self.rota.review.breaches if not each.must_hold]

    @property
    def gaps(self) -> list[Shift]:
        """Return the shifts that lack people."""
        return [each for each in self.rota.shifts if each.open_places]

    @property
    def is_draft(self) -> bool:
        """Tell whether this is a draft."""
        return self.rota.state == "draft"

    @property
    def rev(self) -> str:
        """Return what a form that changes the draft says it was made from."""
        return str(self.rota.tag[0])


def board_of(session: Session, visit: Visit, rota: WeekView, sort: str = "") -> Board:
    """Return the board of a rota as it is shown to whoever looks."""
    week, team = Week.parse(rota.week), rota.team
    people = [each for each in members.of_team(session, team.id) if _in_week(each, week)]
    times = leave.for_span(session, team, people, week.span(team.zone))
    published = (
        published_versions.of_week(session, team.id, rota.week) if rota.state == "draft" else []
    )
    now = all_slots(rota.shifts)
    changed = tuple(diff.between(published, now)) if rota.version else ()
    changed = changed if rota.state == "draft" else ()
    marks = _marks(session, visit, rota, changed)
    by_day: dict[date, list[Shift]] = {day: [] for day in week.days}
    for shift in rota.shifts:
        by_day.setdefault(shift.day, []).append(shift)
    made = _Making(visit, rota, by_day, times, marks, now, week_cells.gone(changed))
    rows = [made.row(each) for each in people] + made.rows_of_others(people)
    deviations = [_deviation(each) for each in rota.review.fairness]
    return Board(
        rota,
        week,
        tuple(_days(visit, rota, week)),
        tuple(made.open_chips(day) for day in week.days),
        tuple(_sorted(rows, sort)),
        tuple(_filled(by_day[day], marks.reader) for day in week.days),
        tuple(_share_of(rota.replies, day) for day in week.days),
        changed,
        _wishes(rota, times, now),
        round(max(deviations, default=0) - min(deviations, default=0), 1),
    )


def find(session: Session, visit: Visit, team: Team, week: str, version: str) -> WeekView:
    """Return the draft, the published rota or a version of a week; NotFound otherwise.

    It is kept until somebody writes: what it breaks depends on nearly every table, and on the
    clock by the minute.
    """
    if MARK not in session.info:
        return _week_view(session, visit, team, week, version)
    minute, actor = visit.now.replace(second=0, microsecond=0), visit.actor
    key = session.info[MARK], minute, actor.organisation, actor.teams, team.id, week, version
    return _weeks.get(key, lambda: _week_view(session, visit, team, week, version))


def forget() -> None:
    """Keep no rota any more: for measuring what one costs that nobody has looked at."""
    _weeks.forget()


def _week_view(session: Session, visit: Visit, team: Team, week: str, version: str) -> WeekView:
    asked = Week.parse(week)
    if version == "draft":
        return week_view.draft(session, team, asked, visit.now)
    if version == "published":
        rota = week_view.version(session, team, asked, None, visit.now)
        return replace(rota, shifts=_as_it_stands(session, rota.shifts))
    return week_view.version(session, team, asked, int(version), visit.now)


def _as_it_stands(session: Session, shifts: Shifts) -> Shifts:
    """Return published shifts with those who stand in for the whole of a place, or nobody."""
    stands = defaultdict(list)
    for each in duties.of_slots(session, [slot.id for slot in all_slots(shifts)]):
        stands[each.slot].append(each)
    return tuple(
        replace(shift, seats=tuple(_seat(slot, stands.get(slot.id, [])) for slot in shift.slots()))
        for shift in shifts
    )


def _seat(slot: Slot, stands: Sequence[DutySpan]) -> Seat:
    """Return a seat with who is there for the whole shift; in parts its holder keeps it."""
    people = {each.member for each in stands}
    whole = sum((each.end - each.start).total_seconds() for each in stands)
    if len(people) == 1 and whole == (slot.end - slot.start).total_seconds():
        return Seat(slot.seat, people.pop(), slot.locked)
    return Seat(slot.seat, slot.member if people else None, slot.locked)


@dataclass(frozen=True)
class _Making:
    visit: Visit
    rota: WeekView
    by_day: Mapping[date, Sequence[Shift]]
    times: Mapping[UUID, MemberTime]
    marks: Marks
    now: Sequence[Slot]
    ghosts: Sequence[Slot]

    def row(self, member: Member) -> BoardRow:
        mine = [each for each in self.now if each.member == member.id]
        minutes = sum((each.end - each.start).total_seconds() for each in mine) / 60
        contract = member.contract
        share = next((s for s in self.rota.review.fairness if s.member == member.id), None)
        return BoardRow(
            member.id,
            member.name,
            _about(member, self.marks.reader),
            tuple(self._cell(day, member.id, mine) for day in self.by_day if self._has(day)),
            round(minutes),
            contract.max_hours_per_week or contract.hours_per_week,
            _deviation(share) if share else 0.0,
            member.id == self.visit.actor.member,
        )

    def rows_of_others(self, people: Sequence[Member]) -> list[BoardRow]:
        """Return a row for each holder of a place who is on the team no more."""
        known = {each.id for each in people}
        gone = {each.member for each in self.now if each.member and each.member not in known}
        names = self.rota.names
        found = [Member(each, self.rota.team.id, names[each], ()) for each in gone]
        return [self.row(each) for each in sorted(found, key=lambda each: each.name)]

    def open_chips(self, day: date) -> tuple[Chip, ...]:
        return tuple(
            self.marks.open(slot)
            for shift in self.by_day[day]
            for slot in shift.slots()
            if slot.required and slot.member is None
        )

    def _has(self, day: date) -> bool:
        return Week.of(day) == Week.parse(self.rota.week)

    def _cell(self, day: date, member: UUID, mine: Sequence[Slot]) -> WeekCell:
        name = self.rota.names.get(member, "")
        chips = [self.marks.chip(each, name) for each in mine if each.day == day]
        chips += [
            self.marks.gone(each, name)
            for each in self.ghosts
            if each.member == member and each.day == day
        ]
        time = self.times.get(member, MemberTime())
        return WeekCell(
            day, tuple(chips), week_cells.day_time(self.by_day[day], time.cannot, time.rather_not)
        )


def _in_week(member: Member, week: Week) -> bool:
    return any(members.is_there(member, day) for day in week.days)


def _marks(session: Session, visit: Visit, rota: WeekView, changed: Sequence[SlotChange]) -> Marks:
    reader = Reader(visit.reader.language, rota.team.zone)
    asked = [
        each
        for state in ("open", "accepted")
        for each in swaps.listed(session, rota.team.id, state, None, 100)
    ]
    places = {each.slot for each in asked} | {each.in_return for each in asked if each.in_return}
    strained = {
        (member, shift): reader(each.because)
        for each in reversed(rota.review.breaches)
        for member in each.members
        for shift in each.shifts
    }
    return Marks(
        reader, visit.now, rota.version, week_cells.added(changed), frozenset(places), strained
    )


def _days(visit: Visit, rota: WeekView, week: Week) -> list[Day]:
    reader = Reader(visit.reader.language, rota.team.zone)
    today = visit.now.astimezone(rota.team.zone).date()
    years = {day.year for day in week.days}
    holidays = closures.public_holidays(rota.team, years, reader.language)
    return [
        Day(
            day,
            reader.day(day),
            reader("Today") if day == today else holidays.get(day, ""),
            day == today,
            day.isoweekday() > 5,
        )
        for day in week.days
    ]


def _about(member: Member, reader: Reader) -> str:
    said = " ".join(each.upper() for each in member.languages)
    return " · ".join(filter(None, [said, reader("lead") if member.lead else ""]))


def _filled(shifts: Sequence[Shift], reader: Reader) -> tuple[Filled, ...]:
    return tuple(
        Filled(
            week_cells.kind_of(each.start, reader),
            each.pattern,
            f"{each.local_start}–{each.local_end}",
            len(each.members),
            each.target,
        )
        for each in shifts
    )


def _share_of(replies: PredictionAnswer | None, day: date) -> float | None:
    """Return the predicted share of a day's replies in time, over all channels; None: unknown."""
    days = replies.days if replies else ()
    told = next((each for each in days if each.date == day), None)
    return _weighted(told.channels) if told else None


def share_of(replies: PredictionAnswer | None) -> float | None:
    """Return the share of a week's replies in time, by volume of channel; None: nobody knows."""
    return _weighted(replies.channels) if replies else None


def _weighted(channels: Sequence[ChannelAnswer] | Sequence[DayChannel]) -> float | None:
    known = [(each.volume, share) for each in channels if (share := each.within_share) is not None]
    volume = sum(each for each, _ in known)
    return sum(each * share for each, share in known) / volume if volume else None


def goal_of(replies: PredictionAnswer | None) -> float | None:
    """Return the share of replies the targets ask for over all channels, by their volumes."""
    known = [each for each in (replies.channels if replies else ()) if each.target_share]
    volume = sum(each.volume for each in known)
    return sum(each.target_share * each.volume for each in known) / volume if volume else None


def _wishes(
    rota: WeekView, times: Mapping[UUID, MemberTime], now: Sequence[Slot]
) -> tuple[int, int]:
    """Return how many wishes are granted of those that could be."""
    anybody = merged(Span(each.start, each.end) for each in rota.shifts)
    met = [
        is_met
        for member, time in times.items()
        for _, is_met in granted_wishes.wish_outcomes(time, _spans(now, member), anybody)
    ]
    return sum(met), len(met)


def _spans(now: Sequence[Slot], member: UUID) -> list[Span]:
    return merged(Span(each.start, each.end) for each in now if each.member == member)


def _deviation(share: Share) -> float:
    return round(share.burden - share.fair_share, 1)


def _sorted(rows: Sequence[BoardRow], sort: str) -> list[BoardRow]:
    keys: dict[str, Callable[[BoardRow], Any]] = {
        "name": lambda each: each.name.casefold(),
        "hours": lambda each: (-each.minutes, each.name.casefold()),
        "load": lambda each: (-each.load, each.name.casefold()),
    }
    return sorted(rows, key=keys.get(sort) or (lambda _: 0))


def by_kind(found: Sequence[SlotChange]) -> Mapping[str, int]:
    """Return how many changes there are of each kind."""
    count: dict[str, int] = defaultdict(int)
    for each in found:
        count[each.kind] += 1
    return count
