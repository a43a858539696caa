"""Headers of requests and answers, as the OpenAPI document declares them."""

from typing import Any

Operation = dict[str, Any]
CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_TEXT = {"type": "string"}

PARAMETERS: dict[str, Operation] = {
    "If-Match": {
        "required": True,
        "description": "The ETag of what is there now, as it was read; `*`: whatever is there.",
        "example": '"5f0c1a7be1d94f0f8c2b6e3a9d7c4b21"',
    },
    "Idempotency-Key": {
        "description": (
            "A name of this request, chosen by the client: sent again with the same name and body"
            " it is answered as the first time, and done once."
        ),
        "schema": {**_TEXT, "minLength": 1, "maxLength": 255},
        "example": "2026-11-29-publish-w49",
    },
    "Prefer": {
        "description": (
            "`wait=N` waits up to N seconds for the result, `respond-async` does not wait:"
            " the answer is then 202 with the address of a run (RFC 7240)."
        ),
        "example": "wait=60",
    },
    "Accept-Language": {
        "description": "The language of sentences and problems: `en`, `fr` or `nl`.",
        "example": "fr",
    },
}
"""Headers of requests; optional unless they say otherwise."""
ANSWERED = {
    "ETag": "What was read or made, for If-Match of the next change.",
    "RateLimit": "What is left of each limit (`r`), and in how many seconds it begins anew (`t`).",
    "RateLimit-Policy": "How many requests (`q`) each limit allows in how many seconds (`w`).",
    "Location": "The address of what was made, or of the run that has the answer.",
    "Retry-After": "Seconds after which to try again.",
    "WWW-Authenticate": "How to sign in: `Bearer`.",
    "X-Request-Id": "The id of this request in the service's log.",
}
"""Headers of answers."""


def parameter(name: str) -> Operation:
    """Return the declaration of a header of requests."""
    return {"name": name, "in": "header", "required": False, "schema": _TEXT, **PARAMETERS[name]}


def declare(operation: Operation, *, is_repeatable: bool) -> None:
    """Declare the headers of an operation of the API, and the statuses that go with them.

    ``is_repeatable``: it takes an Idempotency-Key.
    """
    answers, given = operation["responses"], operation.setdefault("parameters", [])
    if "412" in answers:
        given.append(parameter("If-Match"))
        answers["428"] = {"description": "If-Match is missing.", "content": CONTENT}
    if is_repeatable:
        given.append(parameter("Idempotency-Key"))
        answers.setdefault(
            "409",
            {
                "description": "The Idempotency-Key was used for another request.",
                "content": CONTENT,
            },
        )
    if "202" in answers and "200" in answers:
        given.append(parameter("Prefer"))
    given.append(parameter("Accept-Language"))
    if "requestBody" in operation:
        answers["415"] = {"description": "The body is of another media type.", "content": CONTENT}
    for status, answer in answers.items():
        for name in _of_status(status, changes="412" in answers):
            _add(answer, name)


def _of_status(status: str, *, changes: bool) -> list[str]:
    found = ["RateLimit", "RateLimit-Policy", "X-Request-Id"]
    found += ["Retry-After"] if status in {"429", "503"} else []
    found += ["WWW-Authenticate"] if status == "401" else []
    found += ["Location"] if status in {"201", "202"} else []
    return [*found, "ETag"] if changes and status in {"200", "201"} else found


def _add(answer: Operation, name: str) -> None:
    schema = {"type": "integer"} if name == "Retry-After" else _TEXT
    headers = answer.setdefault("headers", {})
    headers.setdefault(name, {"description": ANSWERED[name], "schema": schema})
