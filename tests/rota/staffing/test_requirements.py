"""Requirements: found once, kept, overtaken by what they depend on, found again."""

from typing import Any

import pytest

from rotation.demand.staffing import shift_requirements
from rotation.demand.store import requirements as store
from rotation.json_value import Json
from rotation.rota.staffing import requirements
from rotation.team import teams
from rotation.timespan import Week
from support.planned_team import WEEK, Planner


class Asking:
    """Answers by the children, and keeps count."""

    def __init__(self, planner: Planner) -> None:
        """Ask the children of a planner."""
        self._answer, self.times = planner.children.answer, 0

    def __call__(self, question: Json) -> Json:
        """Answer."""
        self.times += 1
        return self._answer(question)


@pytest.fixture
def automatic(planner: Planner) -> Planner:
    """The team Nord with a shift that is left to the staffing."""
    planner.pattern("Late", [1, 2], ("17:00", "22:00"), minimum=0, target="auto", maximum=3)
    return planner


def ensure(planner: Planner, asking: Asking, work_seconds: float = shift_requirements.WORK) -> None:
    """See to it that the week's requirements are known."""
    work = planner.home.work
    actor = work.service(planner.home.owner.organisation)
    with work.reading(actor) as session:
        team = teams.find(session, "nord").id
    requirements.ensure_requirements(
        work,
        actor,
        requirements.TeamWeeks(team, (Week.parse(WEEK),)),
        asking,
        work.clock(),
        effort=work_seconds,
    )


def stored(planner: Planner) -> list[Any]:
    """Return what is stored: week and whether it is overtaken."""
    work = planner.home.work
    with work.reading(work.service(planner.home.owner.organisation)) as session:
        team = teams.find(session, "nord").id
        return [(row.week, row.is_stale) for row in store.of_weeks(session, team, [WEEK])]


def test_what_is_stored_is_not_asked_again(automatic: Planner) -> None:
    asking = Asking(automatic)
    ensure(automatic, asking)
    ensure(automatic, asking)
    assert asking.times == 1
    assert stored(automatic) == [(WEEK, False)]


def test_another_target_overtakes_what_is_stored_and_a_job_asks_again(automatic: Planner) -> None:
    asking, work = Asking(automatic), automatic.home.work
    while work.overtaken(work.clock()):
        pass  # what other tests have left
    ensure(automatic, asking)
    tag = automatic.home.http.get("/v1/teams/nord/channels/whatsapp").headers["etag"]
    body = {"weekly_volume": 900}
    automatic.home.http.patch(
        "/v1/teams/nord/channels/whatsapp", json=body, headers={"If-Match": tag}
    )
    assert stored(automatic) == [(WEEK, True)]
    taken = work.overtaken(work.clock())
    requirements.refresh(work, taken, asking, work.clock())
    assert asking.times == 2
    assert stored(automatic) == [(WEEK, False)]
    assert work.overtaken(work.clock()) == []


def test_each_automatic_shift_has_its_need(automatic: Planner) -> None:
    ensure(automatic, Asking(automatic))
    work = automatic.home.work
    with work.reading(work.service(automatic.home.owner.organisation)) as session:
        found = shift_requirements.of_weeks(
            session, teams.find(session, "nord"), [Week.parse(WEEK)]
        )
    assert len(found) == 2
    assert all(each.minimum <= each.target <= each.maximum for each in found.values())
    assert all(each.price >= 1 for each in found.values())


def test_a_team_without_automatic_shifts_asks_nothing(planner: Planner) -> None:
    asking = Asking(planner)
    ensure(planner, asking)
    assert asking.times == 0


def test_counts_found_in_a_hurry_serve_until_a_job_has_asked_with_more_time(
    automatic: Planner,
) -> None:
    asking, work = Asking(automatic), automatic.home.work
    while work.overtaken(work.clock()):
        pass  # what other tests have left
    ensure(automatic, asking, 0.0)
    assert stored(automatic) == [(WEEK, True)]
    assert told(automatic) == shift_requirements.RequirementQuality(proven=False, complete=False)
    requirements.refresh(work, work.overtaken(work.clock()), asking, work.clock())
    assert stored(automatic) == [(WEEK, False)]
    assert told(automatic).complete
    ensure(automatic, asking, 0.0)
    ensure(automatic, asking, 90.0)
    assert asking.times == 2


def told(planner: Planner) -> shift_requirements.RequirementQuality:
    """Return how good what is stored is."""
    work = planner.home.work
    with work.reading(work.service(planner.home.owner.organisation)) as session:
        found = shift_requirements.quality_of(
            session, teams.find(session, "nord"), Week.parse(WEEK)
        )
    assert found
    return found


def test_a_week_that_rests_on_provisional_counts_says_so_until_they_are_replaced(
    automatic: Planner,
) -> None:
    work, children = automatic.home.work, automatic.children
    while work.overtaken(work.clock()):
        pass  # what other tests have left
    automatic.in_a_hurry()
    ended = automatic.run()
    assert any("2026-W49" in note and "calculated" in note for note in ended["notes"])
    assert automatic.rota()["provisional_requirements"]
    late = [each for each in automatic.rota()["shifts"] if each["pattern"] == "Late"]
    assert late
    assert all(each["provisional"] for each in late)
    requirements.refresh(work, work.overtaken(work.clock()), children.answer, work.clock())
    assert stored(automatic) == [(WEEK, False)]
    again = automatic.run()
    assert not any("2026-W49" in note for note in again["notes"])
    assert not automatic.rota()["provisional_requirements"]


def test_counts_that_the_clock_cut_off_are_asked_for_again(automatic: Planner) -> None:
    work = automatic.home.work
    while work.overtaken(work.clock()):
        pass  # what other tests have left

    def cut_off(question: Json) -> Json:
        plan = {**question["plan"], "cap_seconds": 0.0}
        return automatic.children.answer({**question, "plan": plan})

    actor = work.service(automatic.home.owner.organisation)
    with work.reading(actor) as session:
        team = teams.find(session, "nord").id
    weeks = requirements.ensure_requirements(
        work, actor, requirements.TeamWeeks(team, (Week.parse(WEEK),)), cut_off, work.clock()
    )
    assert weeks == (Week.parse(WEEK),)
    assert stored(automatic) == [(WEEK, True)]
    requirements.refresh(
        work, work.overtaken(work.clock()), automatic.children.answer, work.clock()
    )
    assert stored(automatic) == [(WEEK, False)]
