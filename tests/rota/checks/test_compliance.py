"""The compliance report: what to check, with the interval found, and never more than that."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from rotation.rota.checks import compliance
from rotation.rota.checks.compliance import Finding
from rotation.rota.shifts import Seat, Shift, Shifts
from rotation.solver.case import Case
from rotation.solver.entities import Assignments
from rotation.team import labour
from rotation.timespan import Span
from support import make
from support.picture import picture

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def report(
    drawn: tuple[Case, Assignments], preset: str = "fr", own: dict[str, Any] | None = None
) -> list[Finding]:
    case, rota = drawn
    heard = dict.fromkeys(rota, LONG_AGO)
    return list(compliance.findings(case, rota, labour.preset(preset), own or {}, heard))


def about(rule: str, findings: list[Finding]) -> list[Finding]:
    return [each for each in findings if each.rule == rule]


def test_a_short_rest_is_found_with_its_interval_members_and_reference() -> None:
    drawn = picture("Ann L E")
    (finding,) = about("minimum-rest", report(drawn))
    assert finding.verdict == "check"
    assert finding.reference == "Code du travail L3131-1"
    assert finding.members == ("Ann",)
    shifts = drawn[0].shifts
    assert finding.interval == Span(shifts[0].span.end, shifts[1].span.start)
    assert finding.interval.minutes == 480


def test_a_sum_that_is_too_high_is_found_with_the_days_it_is_of() -> None:
    (finding,) = about("minutes-per-week", report(picture("Ann E E E E E E E")))
    assert finding.interval.minutes == 7 * 1440


def test_a_parameter_without_a_finding_says_what_was_looked_at() -> None:
    case, rota = picture("Ann E .")
    (finding,) = about("minimum-rest", report((case, rota)))
    assert (finding.verdict, finding.interval, finding.members) == ("ok", case.span, ())


def test_every_parameter_is_told_of() -> None:
    told = {each.rule for each in report(picture("Ann E"), "nl")}
    assert told == {each.rule for each in labour.preset("nl").parameters}


def test_texts_say_check_and_never_compliant() -> None:
    for preset in labour.names():
        for each in report(picture("Ann ELN L E N N N N\nBob E E E E E E E"), preset):
            said = str(each.text).lower()
            assert "check" in said
            assert "compl" not in said
            assert "lawful" not in said
            assert "legal" not in said


def test_the_settings_of_the_team_are_read_with_their_note() -> None:
    own = {"minimum-rest": {"rest_minutes": 480, "note": "agreement of 2026-03"}}
    (finding,) = about("minimum-rest", report(picture("Ann L E"), own=own))
    assert finding.verdict == "ok"
    assert finding.own
    assert str(finding.note) == "agreement of 2026-03"
    assert finding.settings["rest_minutes"] == 480


def test_a_rule_that_the_team_turned_off_or_made_cheap_is_still_read() -> None:
    for own in ({"minimum-rest": None}, {"minimum-rest": {"weight": 1}}):
        (finding,) = about("minimum-rest", report(picture("Ann L E"), own=own))
        assert finding.verdict == "check"


def test_a_shift_told_of_after_it_began_had_no_notice() -> None:
    case, rota = picture("Ann E")
    start = case.shifts[0].span.start
    for late in (timedelta(), timedelta(hours=3)):
        heard = dict.fromkeys(rota, start + late)
        found = compliance.findings(case, rota, labour.preset("us-or"), {}, heard)
        (finding,) = about("notice", list(found))
        assert finding.verdict == "check"
        assert finding.interval.minutes == 1


def test_what_was_known_before_counts_from_then_while_it_was_not_taken_back() -> None:
    day = timedelta(days=1)
    versions = [(LONG_AGO + day * at, shown(members)) for at, members in enumerate("ABA")]
    heard = compliance.heard_of(versions)
    assert set(heard.values()) == {LONG_AGO + day * 2}
    kept = compliance.heard_of([(LONG_AGO, shown("A")), (LONG_AGO + day, shown("A"))])
    assert set(kept.values()) == {LONG_AGO}


def test_a_shift_at_another_time_is_news() -> None:
    later = [(LONG_AGO, shown("A")), (LONG_AGO + timedelta(days=1), shown("A", hours=1))]
    assert set(compliance.heard_of(later).values()) == {LONG_AGO + timedelta(days=1)}


def shown(member: str, hours: int = 0) -> Shifts:
    """Return the shifts of a version in which one member works."""
    start = datetime(2026, 11, 23, 8, tzinfo=UTC) + timedelta(hours=hours)
    who = UUID(int=ord(member))
    return (
        Shift(
            id=UUID(int=1),
            pattern_id=UUID(int=2),
            pattern="Early",
            week="2026-W48",
            day=make.MONDAY,
            start=start,
            end=start + timedelta(hours=8),
            local_start="09:00",
            local_end="17:00",
            timezone=make.ZONE,
            task="webcare",
            seats=(Seat(1, who),),
        ),
    )
