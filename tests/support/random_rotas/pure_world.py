"""A live rota of pure functions alone: what is asked is granted as the service would."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from rotation.clock import new_id
from rotation.errors import Conflict
from rotation.rota.case import conversion, shift_generation
from rotation.rota.case.shift_generation import TeamDates
from rotation.rota.checks import review
from rotation.rota.checks.change_impact import (
    LiveRota,
    RotaChange,
    newly_broken,
    price,
    price_without,
)
from rotation.rota.live import uncovered_spans
from rotation.rota.shifts import Shifts, Slot, all_slots, settled
from rotation.rota.timeline import DutySpan, Override, duty_spans, two_places
from rotation.rota.versions.slot_lookup import Place
from rotation.rota.versions.transfers import Transfer, applied
from rotation.solver import rulebook
from rotation.solver.case import Case
from rotation.solver.entities import Member as Worker
from rotation.team.teams import Team
from rotation.timespan import Span, zone
from support.oracles.rota_referee import Holders, Seat
from support.random_rotas import weekend
from support.random_rotas.walk import Cover, Duty, Step

TEAM = Team(new_id(), "nord", "Nord", weekend.ZONE, "FR")
PATTERNS = weekend.patterns()
SHIFTS, _ = shift_generation.shifts(PATTERNS, [weekend.WEEK], TeamDates(zone(weekend.ZONE)), {})
SEATS = weekend.seats(SHIFTS)
MEMBERS = tuple(UUID(int=number) for number in range(1, weekend.PEOPLE + 1))
CASE = Case(
    zone=weekend.ZONE,
    monday=weekend.WEEK.monday,
    weeks=1,
    members=tuple(Worker(str(each), str(each)) for each in MEMBERS),
    shifts=tuple(replace(conversion.shift(each), task=None) for each in SHIFTS),
    rules=rulebook.rules_named({"minimum-rest": {}, "overlap": {}, "unavailable": {}}),
)


@dataclass
class PureWorld:
    """The rota of a weekend, held in values."""

    now: datetime = datetime(2027, 3, 25, 9, tzinfo=UTC)
    people: tuple[UUID, ...] = MEMBERS
    seats: list[Seat] = field(default_factory=lambda: list(SEATS))
    burdens: dict[UUID, float] = field(
        default_factory=lambda: {each.id: each.burden for each in all_slots(SHIFTS)}
    )
    versions: list[tuple[Shifts, int]] = field(default_factory=list)
    draft: tuple[Shifts, int] = ((), 0)
    transfers: list[Transfer] = field(default_factory=list)
    overrides: list[Override] = field(default_factory=list)
    causes: dict[UUID, list[UUID]] = field(default_factory=dict)
    sought: dict[UUID, tuple[DutySpan, UUID | None]] = field(default_factory=dict)
    away: dict[UUID, tuple[UUID, Span]] = field(default_factory=dict)

    def plan(self, holders: Holders) -> None:
        """Make a draft."""
        self.draft = weekend.seated(SHIFTS, holders), len(self.transfers)

    def publish(self) -> bool:
        """Publish the draft, unless it breaks a rule or puts somebody in two places."""
        return self._publish(*self.draft)

    def revert(self, number: int) -> bool:
        """Publish an earlier version again."""
        return self._publish(*self.versions[number - 1])

    def swap(self, given: UUID, taker: UUID, back: UUID | None) -> bool:
        """Pass a place on, or two."""
        slot, other = self._slot(given), self._slot(back) if back else None
        if slot.member in {None, taker} or slot.start <= self.now:
            return False
        if other and (other.member != taker or other.start <= self.now):
            return False
        assert slot.member
        wanted = [Transfer(given, slot.member, taker)]
        wanted += [Transfer(other.id, taker, slot.member)] if other else []
        shifts = {each.id: each for each in self._shifts()}
        places = {each.id: each.shift_id for each in all_slots(SHIFTS)}
        if any(each.taker in shifts[places[each.slot]].members for each in wanted):
            return False
        if not self._granted(RotaChange((weekend.WEEK,), tuple(wanted))):
            return False
        self.transfers += wanted
        return True

    def override(self, wanted: Step) -> UUID | None:
        """Let somebody stand in."""
        if wanted.end <= self.now:
            return None
        made = Override(new_id(), wanted.start, wanted.end, wanted.who, wanted.place)
        return self._stands_in(made)

    def call_off(self, override: UUID) -> bool:
        """End a stand-in's time."""
        before = list(self.overrides)
        found = next((each for each in before if each.id == override), None)
        if found is None or found.end <= self.now or not self._may_end(found):
            return False
        self._end(found)
        return self._kept(before)

    def sick(self, place: UUID, who: UUID) -> bool:
        """Open what somebody would still have to do in a place, and look for others."""
        found = [each for each in self.spans() if each.slot == place]
        left = uncovered_spans.uncovered_of_member(found, who, self.now)
        slot = self._slot(place)
        if left:
            for each in left:
                self._open(each, None)
        elif who == slot.member:
            shift = next(each for each in self._shifts() if each.id == slot.shift_id)
            seat = next(each for each in shift.seats if each.number == slot.seat)
            whole = Place(TEAM, slot.week, self._shifts(), shift, seat)
            left = uncovered_spans.of_nobody(whole, place, found, self.now)
        for each in left:
            self.sought[new_id()] = each, slot.member
        return bool(left)

    def covers(self) -> list[UUID]:
        """Return the searches there have been."""
        return list(self.sought)

    def answer(self, cover: UUID, who: UUID) -> Cover | None:
        """Let the first who may stand in do so."""
        sought, holder = self.sought[cover]
        if sought.end <= self.now or self._slot(sought.slot).member != holder:
            return None
        start = max(sought.start, self.now)
        made = Override(new_id(), start, sought.end, who, sought.slot, instead_of=holder)
        if self._stands_in(made) is None:
            return None
        del self.sought[cover]
        return Cover(sought.slot, sought.start, sought.end, who)

    def leave(self, who: UUID, start: datetime, end: datetime) -> UUID | None:
        """Open the places somebody has in a span."""
        made, before = new_id(), list(self.overrides)
        self.away[made] = who, Span(start, end)
        if end > self.now:
            hit = Span(max(start, self.now), end)
            for each in self.spans():
                part = each.span.within(hit) if each.member == who else None
                if part and each.pattern_id is None:
                    self._end(next(one for one in self.overrides if one.id == each.override))
                elif part:
                    self._open(replace(each, start=part.start, end=part.end), made)
        if not self._kept(before):
            del self.away[made]
            return None
        return made

    def come_back(self, who: UUID, leave: UUID) -> bool:
        """Give the places of a leave back."""
        assert self.away[leave][0] == who
        before, others = list(self.overrides), {**self.away}
        del others[leave]
        for each in before:
            if each.id in self.causes.get(leave, ()) and each.end > self.now:
                left = Span(max(each.start, self.now), each.end)
                for name, (member, span) in others.items():
                    if member == who and (still := left.within(span)):
                        self._opened(replace(each, start=still.start, end=still.end), name)
                if not self._may_end(each):
                    self.overrides = before
                    return False
                self._end(each)
        if not self._kept(before):
            return False
        self.away = others
        return True

    def rename(self, who: UUID, name: str) -> None:
        """Nothing: ids stand for people here."""

    def spans(self) -> list[DutySpan]:
        """Return who is on duty when."""
        return duty_spans(all_slots(self._shifts()), self.overrides, weekend.ZONE)

    def duties(self) -> Iterable[Duty]:
        """Return who is on duty when, in short."""
        return [
            Duty(each.slot, each.member, each.start, each.end, each.burden) for each in self.spans()
        ]

    def _shifts(self) -> Shifts:
        shifts, known = self.versions[-1]
        return applied(shifts, self.transfers[known:])

    def _slot(self, place: UUID) -> Slot:
        return next(each for each in all_slots(self._shifts()) if each.id == place)

    def _publish(self, draft: Shifts, known: int) -> bool:
        standing = self._shifts() if self.versions else ()
        fresh = applied(draft, self.transfers[known:])
        fresh = settled(fresh, standing, self.people, self.now)
        if fresh == standing:
            return False
        begun = {str(each.id) for each in fresh if each.start <= self.now}
        found = review.not_inherited(self._case(), conversion.assignments(fresh))
        if any(each.must_hold and not begun.issuperset(each.shifts) for each in found):
            return False
        held, case = tuple(self.overrides), self._case()
        before, after = (LiveRota(TEAM, each, held, case) for each in (standing, fresh))
        if held and newly_broken(before, after, self.now):
            return False
        if two_places(duty_spans(all_slots(fresh), self.overrides, weekend.ZONE)):
            return False
        self.versions.append((fresh, len(self.transfers)))
        self.draft = fresh, len(self.transfers)
        return True

    def _case(self) -> Case:
        gone: dict[str, tuple[Span, ...]] = {}
        for who, span in self.away.values():
            gone[str(who)] = (*gone.get(str(who), ()), span)
        return (
            replace(
                CASE,
                members=tuple(
                    replace(each, unavailable=gone.get(each.id, ())) for each in CASE.members
                ),
            )
            if gone
            else CASE
        )

    def _granted(self, change: RotaChange) -> bool:
        live = LiveRota(TEAM, self._shifts(), tuple(self.overrides), self._case())
        before = dict.fromkeys(self.people, 0.0)
        for each in live.spans():
            before[each.member] += each.burden
        try:
            cost = price(live, change)
        except Conflict:
            return False
        for each in live.spans(change):
            before[each.member] -= each.burden
        moved = {who: -round(points, 2) for who, points in before.items() if round(points, 2)}
        assert moved == dict(cost.burden), "the price moves another burden than the ledger"
        return not cost.broken

    def _stands_in(self, made: Override) -> UUID | None:
        if not self._granted(RotaChange((weekend.WEEK,), overrides=(made,))):
            return None
        if two_places(self._with(made)):
            return None
        self.overrides.append(made)
        return made.id

    def _with(self, made: Override) -> list[DutySpan]:
        held = (*self.overrides, made)
        return duty_spans(all_slots(self._shifts()), held, weekend.ZONE)

    def _open(self, sought: DutySpan, cause: UUID | None) -> None:
        self._opened(
            Override(
                new_id(), sought.start, sought.end, None, sought.slot, instead_of=sought.holder
            ),
            cause,
        )

    def _opened(self, wanted: Override, cause: UUID | None) -> None:
        made = replace(wanted, id=new_id())
        self.overrides.append(made)
        if cause:
            self.causes.setdefault(cause, []).append(made.id)

    def _end(self, override: Override) -> None:
        at = self.overrides.index(override)
        shorter = [replace(override, end=self.now)] if override.start < self.now else []
        self.overrides[at : at + 1] = shorter

    def _may_end(self, override: Override) -> bool:
        live = LiveRota(TEAM, self._shifts(), tuple(self.overrides), CASE)
        try:
            return not price_without(live, override, self.now).broken
        except Conflict:
            return False

    def _kept(self, before: list[Override]) -> bool:
        """Take a change back that would put somebody in two places."""
        if two_places(self.spans()):
            self.overrides = before
            return False
        return True
