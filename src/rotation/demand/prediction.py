"""Answers a staffing question: which share of replies comes in time, and how sure that is."""

from rotation.demand import steady
from rotation.demand.staffing import Json, question_from_json, to_json


def answer(question: Json) -> Json:
    """Return the answer to a question, both JSON; see ``staffing`` for their fields."""
    return to_json(steady.answer(question_from_json(question)))
