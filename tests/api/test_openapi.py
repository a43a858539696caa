"""The OpenAPI document is true: what fits it and what does not are answered as it says."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from support.planned_team import WEEK, Planner

ANY = list(HealthCheck)
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
]


EXAMPLES, PATIENCE, BUSY = 7, 120.0, 503
"""How many requests each operation is sent, on each database; seconds to wait for an answer;
what is answered when no calculation comes to its end in time."""


def test_every_answer_is_as_the_document_says(planner: Planner) -> None:
    rota = planner.published(keep="none")
    known = {
        "team": "nord",
        "member": planner.people["Hugo"],
        "pattern": planner.patterns["Evening"],
        "channel": "whatsapp",
        "role": "content-marketer",
        "slot": rota["shifts"][0]["slots"][0]["id"],
        "run": planner.home.get("/v1/teams/nord/runs")["items"][0]["id"],
        "week": WEEK,
    }
    document = schemathesis.openapi.from_asgi("/openapi.json", planner.home.app)
    headers = {"Authorization": planner.home.http.headers["Authorization"], "If-Match": "*"}
    for found in document.exclude(path="/metrics").get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @settings(max_examples=EXAMPLES, phases=[Phase.generate], suppress_health_check=ANY)
        @given(case=operation.as_strategy(), is_there=st.booleans())
        def answers(case: Any, *, is_there: bool) -> None:  # Any: no type is published for it
            # Half of the addresses name what is there; deleting it would end that for the others.
            if is_there and case.method != "DELETE":
                case.path_parameters |= {
                    name: known[name] for name in case.path_parameters if name in known
                }
            answer = case.call(headers=headers, timeout=PATIENCE)
            if answer.status_code == BUSY:
                # How long a calculation takes decides no test: it may be asked once more.
                answer = case.call(headers=headers, timeout=PATIENCE)
            case.validate_response(answer, checks=CHECKS)

        answers()
