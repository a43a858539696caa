"""All staffing questions that a child process answers, and what it loads before the first."""

from datetime import UTC, datetime, timedelta

from rotation.demand.headcount import marginal_agents, planner
from rotation.demand.prediction import predict
from rotation.demand.questions import bounds
from rotation.demand.questions.prediction import (
    ChannelLoad,
    Json,
    PlannedDuty,
    PredictionQuestion,
    question_from_json,
    to_json,
)


def answer(question: Json) -> Json:
    """Return the answer to a question, both JSON; ``ask`` says which kind it is.

    ``plan``: see ``plans``. ``hours``: what each hour needs, see ``sensitivity``. ``each``: several
    predictions, see ``_each``. Else one prediction, see ``staffing``.
    """
    match question.get("ask"):
        case "plan":
            plan = question["plan"]
            week = bounds.calculable(
                question_from_json(plan["week"]), factor=float(plan.get("factor", 1.0))
            )
            return planner.answer({**plan, "week": to_json(week)})
        case "hours":
            week = bounds.calculable(question_from_json(question["week"]))
            return marginal_agents.answer(week, question["within"])
        case "each":
            asked = [_calculable(each) for each in question["questions"]]
            return {"answers": _each(asked, question["within"])}
        case _:
            return predict.answer(_calculable(question))


def _calculable(question: Json) -> Json:
    """Return a question that the engines answer accurately; Impossible otherwise."""
    return to_json(bounds.calculable(question_from_json(question)))


def _each(questions: list[Json], within: float) -> list[Json]:
    """Return the answers to questions that are to be compared, about ``within`` so many seconds.

    Where the first says that the simulation would take longer, all are answered by the chain: two
    engines in one comparison would tell their own difference.
    """
    found = [predict.answer(each) for each in questions[:1]]
    if found and found[0]["seconds"] * len(questions) > within:
        return [predict.answer({**each, "engine": "exact"}) for each in questions]
    return found + [predict.answer(each) for each in questions[1:]]


def warm() -> None:
    """Answer a small question with both engines, so that everything is compiled and loaded."""
    start = datetime(2026, 11, 23, tzinfo=UTC)
    end = start + timedelta(days=1)
    channel = ChannelLoad("warm", (1.0,) * 24)
    staff = (PlannedDuty("one", start, end), PlannedDuty("two", start, start + timedelta(hours=9)))
    question = PredictionQuestion(
        start,
        end,
        "UTC",
        (channel,),
        staff,
        interval_minutes=60,
        day_cv=0.2,
        engine="simulation",
    )
    answer(to_json(question))
