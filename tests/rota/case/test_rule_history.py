"""What rules remember beyond the rota, read from what was worked."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from rotation.availability.leave import MemberTime
from rotation.clock import new_id
from rotation.database import insert_all
from rotation.demand import channels
from rotation.demand.channels import Channel, Window
from rotation.rota.case import rule_history
from rotation.rota.case.rule_history import RuleHistoryQuery
from rotation.rota.on_duty import duties
from rotation.rota.tables.duties import DutySpanRow
from rotation.rota.timeline import DutySpan
from rotation.solver.entities import Remembered
from rotation.team import members, teams
from rotation.team.members import Member
from rotation.team.teams import Team
from rotation.timespan import Span, Week
from support.organisation import TestOrganisation

ANN, BOB = UUID(int=1), UUID(int=2)
CHRISTMAS = Week.parse("2026-W52")
TEAM = Team(UUID(int=9), "nord", "Nord", "Europe/Paris", "FR")


def duty(member: UUID, day: date, hour: int = 17) -> DutySpan:
    """Return four hours of work, from an hour UTC on."""
    start = datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00")
    return DutySpan(
        slot=new_id(),
        member=member,
        start=start,
        end=start + timedelta(hours=4),
        timezone="Europe/Paris",
        week=str(Week.of(day)),
        day=day,
        shift_id=new_id(),
    )


def wish(day: date, hour: int = 17) -> Span:
    return duty(ANN, day, hour).span


def test_credit_is_how_often_somebody_was_passed_over_more_than_others() -> None:
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    times = {
        ANN: MemberTime(rather_not=(wish(monday), wish(tuesday))),
        BOB: MemberTime(rather_not=(wish(monday),)),
    }
    worked = [duty(ANN, monday), duty(ANN, tuesday)]
    assert rule_history.wish_credits(times, worked) == {ANN: 1, BOB: -1}


def test_a_liked_time_that_went_to_somebody_else_was_passed_over() -> None:
    monday = date(2026, 11, 23)
    times = {ANN: MemberTime(prefers=(wish(monday),)), BOB: MemberTime()}
    assert rule_history.wish_credits(times, [duty(BOB, monday)])[ANN] > 0
    assert rule_history.wish_credits(times, [duty(ANN, monday)]) == {ANN: 0, BOB: 0}


def test_a_liked_time_in_which_nobody_worked_was_no_wish() -> None:
    times = {ANN: MemberTime(prefers=(wish(date(2026, 11, 23)),)), BOB: MemberTime()}
    assert rule_history.wish_credits(times, []) == {ANN: 0, BOB: 0}


@pytest.fixture
def team(home: TestOrganisation) -> Team:
    """The team Nord of Ann and Bob, with a channel open in the evening."""
    made = replace(TEAM, id=new_id())
    evening = Window(5, "17:00", "22:00", "open")
    with home.writing() as session:
        teams.create(session, made)
        for each, name in ((ANN, "Ann"), (BOB, "Bob")):
            members.create(session, Member(id_of(made, each), made.id, name))
        channels.create(
            session, made.id, Channel(new_id(), "mail", "Mail", "email", windows=(evening,))
        )
    return made


def id_of(team: Team, member: UUID) -> UUID:
    """Return an id of a member that no other test has."""
    return UUID(int=(team.id.int & ~0xFF) | member.int)


def serve(home: TestOrganisation, team: Team, *worked: DutySpan) -> None:
    """Put members on duty."""
    with home.writing() as session:
        for each in worked:
            mine = replace(each, member=id_of(team, each.member))
            shown = {"team_id": team.id, "active": True, "seq": 0, "changed_at": each.start}
            insert_all(session, DutySpanRow, [duties.columns(mine) | shown])


def read(home: TestOrganisation, team: Team, *rules: str) -> rule_history.RuleHistory:
    with home.reading() as session:
        people = members.of_team(session, team.id)
        return rule_history.read(
            session, team, RuleHistoryQuery([CHRISTMAS], set(rules), people, [])
        )


def test_who_worked_a_holiday_in_the_last_three_years_is_remembered(
    home: TestOrganisation, team: Team
) -> None:
    for member, day in (
        (ANN, date(2025, 12, 25)),
        (ANN, date(2024, 12, 25)),
        (BOB, date(2022, 12, 25)),
        (BOB, date(2025, 12, 24)),
    ):
        serve(home, team, duty(member, day))
    found = read(home, team, "holiday-memory").remembered
    assert found == (Remembered(str(id_of(team, ANN)), date(2026, 12, 25), "Christmas Day", 2),)


def test_open_hours_are_those_of_any_channel(home: TestOrganisation, team: Team) -> None:
    (friday,) = read(home, team, "gap-bound").open_hours
    assert friday.start.isoformat() == "2026-12-25T16:00:00+00:00"
    assert friday.minutes == 300


def test_nothing_is_read_for_rules_that_are_off(home: TestOrganisation, team: Team) -> None:
    serve(home, team, duty(ANN, date(2025, 12, 25)))
    assert read(home, team) == rule_history.RuleHistory()


def test_who_began_within_what_is_remembered_is_counted() -> None:
    old = Member(ANN, TEAM.id, "Ann", starts_on=date(2020, 1, 1))
    new = Member(BOB, TEAM.id, "Bob", starts_on=date(2026, 12, 1))
    history = [duty(ANN, date(2026, 11, 23)), duty(BOB, date(2026, 12, 7))]
    asked = RuleHistoryQuery([CHRISTMAS], {"newcomers-accompanied"}, [old, new], history)
    assert rule_history._first_shifts(asked) == {BOB: 1}
