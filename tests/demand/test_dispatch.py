"""Several predictions that are compared: as good as there is time for, and all by one engine."""

from dataclasses import replace

import pytest

from rotation.demand import dispatch
from rotation.demand.questions.prediction import PredictionQuestion, to_json
from support.prediction_questions import week


def engines(within: float, *questions: PredictionQuestion) -> list[str]:
    """Return by which engine each question is answered within so many seconds."""
    asked = {"ask": "each", "questions": [to_json(each) for each in questions], "within": within}
    return [each["engine"] for each in dispatch.answer(asked)["answers"]]


@pytest.mark.parametrize(("within", "engine"), [(600.0, "simulation"), (0.0, "exact")])
def test_compared_answers_come_from_one_engine(within: float, engine: str) -> None:
    asked = week(per_hour=8.0, heads=1, engine="simulation")
    busier = replace(asked, seed=2)
    assert engines(within, asked, busier) == [engine, engine]


def test_nothing_is_compared_too() -> None:
    assert engines(1.0) == []


@pytest.mark.parametrize(("within", "complete"), [(600.0, True), (0.0, False)])
def test_hours_that_are_not_reached_in_time_have_their_need_but_no_gains(
    within: float, *, complete: bool
) -> None:
    asked = {"ask": "hours", "week": to_json(week(per_hour=8.0, heads=1)), "within": within}
    found = dispatch.answer(asked)
    assert found["complete"] is complete
    assert all(bool(each["gain_of_one_more"]) is complete for each in found["hours"])
    assert max(each["required"] for each in found["hours"]) >= 2
