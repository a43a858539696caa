"""The files of the pages, kept by browsers for a year: their addresses change with them."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.board import static_files
from rotation.errors import NotFound

router = APIRouter(include_in_schema=False)


@router.get("/push-worker.js")
def read_push_worker() -> Response:
    """Send the service worker; its address never changes, so it is looked at anew each time."""
    headers = {"Cache-Control": "no-cache"}
    content = (static_files.FOLDER / "js" / "push-worker.js").read_bytes()
    return Response(content, 200, headers, media_type="text/javascript")


@router.get("/static/{address}")
def read_file(address: Annotated[str, Path(max_length=200)], request: Request) -> Response:
    """Send a file of the pages, packed where the browser can unpack it."""
    found = static_files.at(address)
    if found is None:
        raise NotFound("There is no such file.")
    headers = {"Cache-Control": static_files.FOREVER, "Vary": "Accept-Encoding"}
    if found.gzipped and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.gzipped, 200, headers, media_type=found.media_type)
    return Response(found.content, 200, headers, media_type=found.media_type)
