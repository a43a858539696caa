"""Eight weeks in a row: who carried more in one week carries less in the next."""

from collections import Counter

from rotation.timespan import Week
from support.planned_team import WEEK, Planner


def test_after_eight_weeks_nobody_differs_by_more_than_an_evening(planner: Planner) -> None:
    planner.in_a_hurry()
    carried: Counter[str] = Counter()
    for number in range(8):
        week = str(Week.parse(WEEK).plus(number))
        assert planner.run(week)["state"] == "succeeded"
        planner.home.post(planner.path("/publish", week))
        for each in planner.rota("published", week)["fairness"]:
            carried[each["member"]["name"]] += each["burden"]
    evenings = planner.rota("published")["shifts"]
    evening = max(each["burden"] for each in evenings if each["pattern"] == "Evening")
    assert len(carried) == 8
    assert max(carried.values()) - min(carried.values()) <= evening
