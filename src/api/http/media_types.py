"""The media type of a body: JSON, where a route takes JSON."""

from fastapi import Request

from rotation.errors import WrongMediaType


def require_json(request: Request) -> None:
    """Raise WrongMediaType when there is a body and it is not said to be JSON."""
    headers = request.headers
    if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
        return
    named = headers.get("content-type", "").partition(";")[0].strip().lower()
    if named != "application/json" and not (
        named.startswith("application/") and named.endswith("+json")
    ):
        raise WrongMediaType("Send the body as application/json.", field="Content-Type")
