"""Every parameter of every labour preset: just inside, just outside, and over a clock change.

What the product says is compared with a referee that walks through the minutes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from rotation.rota.checks import compliance
from rotation.rota.checks.compliance import Finding
from rotation.solver import rulebook
from rotation.solver.case import Case
from rotation.solver.entities import Shift, Worked
from rotation.team import labour
from rotation.timespan import DAY
from support import make
from support.oracles import law
from support.oracles.law import Worker
from support.preset_cases import CELLS, NOTICES, WORKING_DAYS
from support.preset_drawing import AUTUMN, ORDINARY, SPRING, Cell

STRETCH = re.compile(r"(-?\d+)(?:\.\.(-?\d+))? (\d\d:\d\d)-(\d\d:\d\d)")
ZONES = {"us": "America/New_York", "uk": "Europe/London"}


@dataclass(frozen=True)
class Drawn:
    """A drawing such as ``0..4 09:00-17:00, 5 22:00-06:00`` of days after a Monday, for Ann."""

    text: str
    monday: date
    zone: str

    def shifts(self) -> Iterator[Shift]:
        for first, last, start, end in STRETCH.findall(self.text):
            for day in range(int(first), int(last or first) + 1):
                yield make.shift(
                    "E", day, monday=self.monday, in_zone=self.zone, times=(start, end)
                )

    def case(self) -> Case:
        found = list(self.shifts())
        past = [each for each in found if each.day < self.monday]
        first = min((each.day for each in past), default=self.monday)
        return make.case(
            [make.member("Ann")],
            [each for each in found if each.day >= self.monday],
            monday=self.monday,
            zone=self.zone,
            history=tuple(Worked("Ann", each) for each in past),
            known_from=first - DAY * first.weekday(),
        )

    def worker(self) -> Worker:
        spans = [(each.span.start, each.span.end) for each in self.shifts()]
        return Worker(spans, self.zone, self.monday)


def found(drawn: Drawn, preset: str, rule: str, nth: int) -> list[Finding]:
    """Return the findings of one parameter of a preset about a drawing."""
    chosen = labour.preset(preset)
    wanted = [each for each in chosen.parameters if each.rule == rule][nth]
    case = drawn.case()
    rota = frozenset((each.id, "Ann") for each in case.shifts)
    alone = replace(chosen, parameters=(wanted,))
    return list(compliance.findings(case, rota, alone, {}, {}))


def zone_of(preset: str) -> str:
    return ZONES.get(preset[:2], make.ZONE)


def drawings(cell: Cell) -> Iterator[tuple[Drawn, bool]]:
    """Yield each drawing of a cell, and whether somebody should check it."""
    zone = zone_of(cell.preset)
    season, text, broken = cell.clock
    yield Drawn(cell.inside, ORDINARY, zone), False
    yield Drawn(cell.outside, ORDINARY, zone), True
    yield Drawn(text, season[zone == "America/New_York"], zone), broken


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: f"{cell.preset}-{cell.rule}-{cell.nth}")
def test_what_lies_outside_a_parameter_is_to_be_checked_and_nothing_else(cell: Cell) -> None:
    for drawn, expected in drawings(cell):
        findings = found(drawn, cell.preset, cell.rule, cell.nth)
        assert findings
        assert cell.law(drawn.worker()) is expected, f"the referee on {drawn}"
        checks = [each for each in findings if each.verdict == "check"]
        assert bool(checks) is expected, f"the product on {drawn}: {findings}"
        assert all(each.members == ("Ann",) for each in checks)


@pytest.mark.parametrize(("preset", "days"), NOTICES)
@pytest.mark.parametrize("monday", [ORDINARY, SPRING[0], AUTUMN[0]])
def test_notice_is_counted_in_elapsed_days(preset: str, days: int, monday: date) -> None:
    drawn = Drawn("6 10:00-14:00", monday, zone_of(preset))
    case = drawn.case()
    pair = (case.shifts[0].id, "Ann")
    for late, verdict in ((0, "ok"), (1, "check")):
        at = case.shifts[0].span.start - timedelta(days=days) + timedelta(minutes=late)
        every = compliance.findings(case, frozenset({pair}), labour.preset(preset), {}, {pair: at})
        (finding,) = [each for each in every if each.rule == "notice"]
        assert finding.verdict == verdict
        if late:
            assert finding.interval.minutes == days * 1440 - 1


@pytest.mark.parametrize(("preset", "days", "week"), WORKING_DAYS)
@pytest.mark.parametrize("shift", ["2 10:00-14:00", "5 10:00-14:00", "6 10:00-14:00"])
@pytest.mark.parametrize("monday", [ORDINARY, SPRING[0], AUTUMN[0] + DAY * 7, date(2027, 1, 4)])
def test_notice_in_working_days_leaves_sundays_and_holidays_out(
    preset: str, days: int, week: int, shift: str, monday: date
) -> None:
    """The second last Sunday before the shift changes the clock, or there is New Year's Day."""
    drawn, free = Drawn(shift, monday, make.ZONE), {date(2027, 1, 1)}
    case = replace(drawn.case(), holidays=frozenset(free))
    pair, start = (case.shifts[0].id, "Ann"), case.shifts[0].span.start
    latest = law.told_in_time(start, make.ZONE, days, week, free)
    for late, verdict in ((0, "ok"), (1, "check")):
        heard = {pair: latest + timedelta(minutes=late)}
        every = compliance.findings(case, frozenset({pair}), labour.preset(preset), {}, heard)
        (finding,) = [each for each in every if each.rule == "notice"]
        assert finding.verdict == verdict
        assert not late or f"less than {days} working days" in str(finding.text)


def test_every_parameter_has_its_cell() -> None:
    stated = {(each.preset, each.rule, each.nth) for each in CELLS}
    stated |= {(preset, "notice", 0) for preset, _ in NOTICES}
    stated |= {(preset, "notice", 0) for preset, *_ in WORKING_DAYS}
    known = set()
    for name in labour.names():
        rules = [each.rule for each in labour.preset(name).parameters]
        known |= {(name, rule, nth) for rule in rules for nth in range(rules.count(rule))}
    assert stated == known


def test_every_preset_names_real_rules_fields_and_sources() -> None:
    for name in labour.names():
        preset = labour.preset(name)
        assert preset.id == name
        assert re.fullmatch(r"\d{4}-\d{2}", preset.version)
        assert preset.title
        for each in preset.parameters:
            rulebook.rules_named({each.rule: dict(each.settings)})
            assert each.reference
            assert ("weight" in each.settings) == (each.mode == "soft")


def test_the_referee_knows_a_clock_change() -> None:
    drawn = Drawn("5 22:00-06:00", AUTUMN[0], make.ZONE)
    assert [law.length(run) for run in drawn.worker().runs()] == [9 * 60]


@pytest.mark.parametrize(("ends", "verdict"), [("01:00", "ok"), ("01:01", "check")])
def test_a_dutch_team_may_take_the_longer_rest_in_parts(ends: str, verdict: str) -> None:
    """Sunday 01:00 to Monday 09:00 is a part of 32 hours; 40 more follow a week later."""
    text = f"-7..-3 09:00-17:00, -2 17:00-{ends}, 0..5 09:00-17:00"
    drawn = Drawn(text, ORDINARY, make.ZONE)
    case = drawn.case()
    rota = frozenset((each.id, "Ann") for each in case.shifts)
    rule = "rest-within-days"
    stated = [each for each in labour.preset("nl").parameters if each.rule == rule]
    preset = replace(labour.preset("nl"), parameters=tuple(stated))
    own = {rule: {"or_rest_minutes": 4320, "note": "5:5, second sentence"}}
    for settings, expected in (({}, "check"), (own, verdict)):
        every = compliance.findings(case, rota, preset, settings, {})
        assert {each.verdict for each in every} == {expected}
    assert law.too_little_rest(drawn.worker(), 36, 72, 32) is (verdict == "check")


TWICE_A_DAY = "-7..0 09:00-17:00, 1 17:00-21:00, 2..3 09:00-17:00, 4 {}-21:00, 5..6 09:00-17:00"
OVER_SUNDAY = "-7..0 09:00-17:00, 1 17:00-21:00, 2..5 09:00-17:00, 6 17:00-21:00"


@pytest.mark.parametrize(
    ("text", "monday", "verdict"),
    [
        (TWICE_A_DAY.format("17:00"), ORDINARY, "ok"),
        (TWICE_A_DAY.format("16:59"), ORDINARY, "check"),
        (OVER_SUNDAY, ORDINARY, "ok"),
        (OVER_SUNDAY, SPRING[0], "check"),
    ],
)
def test_a_british_team_may_rest_twice_24_hours_in_fourteen_days(
    text: str, monday: date, verdict: str
) -> None:
    """No 24 hours are free in the first seven days; in the last seven they are twice."""
    drawn = Drawn(text, monday, zone_of("uk"))
    case, uk = drawn.case(), labour.preset("uk")
    rota = frozenset((each.id, "Ann") for each in case.shifts)
    weekly = tuple(each for each in uk.parameters if each.rule == "weekly-rest")
    wanted = {"rest_minutes": 1440, "or_rest_minutes": 2880, "or_part_minutes": 1440}
    own = {"weekly-rest": None, "rest-within-days": wanted}
    found = compliance.findings(case, rota, replace(uk, parameters=weekly), own, {})
    assert {(each.rule, each.verdict) for each in found} == {("rest-within-days", verdict)}
    assert {each.reference for each in found} == {"WTR 1998 reg 11"}
    assert law.too_little_rest(drawn.worker(), 24, 48, 24) is (verdict == "check")


def test_a_rule_that_may_stand_instead_stands_only_where_the_usual_one_is_off() -> None:
    case, uk = Drawn("0 09:00-17:00", ORDINARY, zone_of("uk")).case(), labour.preset("uk")
    instead = {"rest-within-days": {"rest_minutes": 1440}}
    for own in ({"weekly-rest": None}, instead, instead | {"weekly-rest": {"weeks": 2}}):
        found = compliance.findings(case, frozenset(), uk, own, {})
        assert {each.rule for each in found} == {each.rule for each in uk.parameters}
