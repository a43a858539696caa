"""Cases, outcomes and progress as JSON: the question and the answers of a child process."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec

from rotation.errors import Impossible
from rotation.json_value import Json
from rotation.solver import rulebook
from rotation.solver.case import Case
from rotation.solver.outcome import Infeasible, Outcome, OutOfTime, Progress, Solved
from rotation.solver.size_limit import refuse_too_large
from rotation.words import Sentence, say

_KINDS: dict[str, type[Solved | Infeasible | OutOfTime]] = {
    each.__name__: each for each in (Solved, Infeasible, OutOfTime)
}

_POINTER = str.maketrans({".": "/", "[": "/", "]": ""})


def case_to_json(case: Case) -> bytes:
    """Return a case as JSON; equal cases give equal bytes."""
    return msgspec.json.encode(case_to_dict(case), order="sorted")


def case_to_dict(case: Case) -> Json:
    """Return a case as the values that JSON has."""
    found: Json = msgspec.to_builtins(replace(case, rules=()), order="sorted")
    found["rules"] = rulebook.settings_of(case.rules)
    return found


def case_from_json(text: bytes) -> Case:
    """Return the case of a JSON text; Impossible names what is wrong with it."""
    try:
        found = msgspec.json.decode(text, type=dict[str, Any])  # Any: JSON as it came in
        rules = rulebook.rules_named(found.pop("rules", {}))
        return refuse_too_large(replace(msgspec.convert(found, Case), rules=rules))
    except msgspec.DecodeError as wrong:
        reason, _, path = str(wrong).partition(" - at `$")
        field = path.rstrip("`").translate(_POINTER)
        raise Impossible(say("This is not a case: {reason}.", reason=reason), field=field) from None


def replay_from_json(text: bytes) -> tuple[Case, dict[str, Any]]:  # Any: JSON
    """Return the case of a kept solve and the budget it had; Impossible: it is no such thing."""
    try:
        found = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        return case_from_json(found["case"]), msgspec.json.decode(found["budget"], type=dict)
    except (msgspec.DecodeError, KeyError) as wrong:
        raise Impossible(say("This is not a kept solve: {reason}.", reason=str(wrong))) from None


def digest(case: Case) -> str:
    """Return a digest that is equal for equal cases, on every machine."""
    return sha256(case_to_json(case)).hexdigest()


def outcome_to_json(outcome: Outcome) -> bytes:
    """Return an outcome as one line of JSON."""
    found = msgspec.to_builtins(outcome, order="sorted")
    if isinstance(outcome, Infeasible):
        for each, conflict in zip(found["conflicts"], outcome.conflicts, strict=True):
            each["because"] = sentence_to_dict(conflict.because)
        for way, told in zip(outcome.ways_out, found["ways_out"], strict=True):
            for change, each in zip(way.changes, told["changes"], strict=True):
                each["because"] = sentence_to_dict(change.because)
    return msgspec.json.encode({"kind": type(outcome).__name__, **found})


def outcome_from_json(text: bytes) -> Outcome:
    """Return the outcome of a line of JSON."""
    return outcome_from_dict(msgspec.json.decode(text))


def outcome_from_dict(answer: Json) -> Outcome:
    """Return the outcome of the values of JSON, which stay as they are."""
    found = {name: value for name, value in answer.items() if name != "kind"}
    if "conflicts" in found:
        found["conflicts"] = [_with_sentence(each) for each in found["conflicts"]]
    if "ways_out" in found:
        found["ways_out"] = [
            {**way, "changes": [_with_sentence(each) for each in way["changes"]]}
            for way in found["ways_out"]
        ]
    return msgspec.convert(found, _KINDS[answer["kind"]])


def _with_sentence(found: Json) -> Json:
    return {**found, "because": sentence_from_dict(found["because"])}


def progress_to_json(progress: Progress) -> bytes:
    """Return a progress report as one line of JSON."""
    return msgspec.json.encode(progress)


def sentence_to_dict(sentence: Sentence) -> dict[str, Any]:  # Any: JSON
    """Return a sentence as JSON that can be said in any language later."""
    values = {name: _to_json(value) for name, value in sentence.values.items()}
    return {"template": sentence.template, "values": values}


def sentence_from_dict(found: Mapping[str, Any]) -> Sentence:
    """Return the sentence of such JSON."""
    values = {name: _from_json(value) for name, value in found["values"].items()}
    return Sentence(found["template"], values)


def _to_json(value: object) -> object:
    match value:
        case Sentence():
            return {"sentence": sentence_to_dict(value)}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case tuple() | list() | frozenset():
            return [_to_json(each) for each in value]
        case int() | float() | str():
            return value
        case _:
            return str(getattr(value, "name", value))


def _from_json(value: object) -> object:
    match value:
        case {"sentence": inner}:
            return sentence_from_dict(inner)
        case {"seconds": seconds}:
            return timedelta(seconds=seconds)
        case {"instant": instant}:
            return datetime.fromisoformat(instant)
        case {"date": day}:
            return date.fromisoformat(day)
        case list():
            return tuple(_from_json(each) for each in value)
        case _:
            return value
