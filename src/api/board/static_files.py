"""The files of the pages, each under an address that holds the digest of its content."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

FOLDER = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent: its content, its type, and the content gzipped where that is less."""

    content: bytes
    media_type: str
    gzipped: bytes | None


@cache
def _files() -> dict[str, tuple[str, StaticFile]]:
    """Return, by name below the folder, each file with its address."""
    found = {}
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix in _TYPES:
            name = path.relative_to(FOLDER).as_posix()
            content = path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:10]
            packed = gzip.compress(content, 9, mtime=0)
            media = mimetypes.types_map.get(path.suffix, _TYPES[path.suffix])
            file = StaticFile(content, media, packed if len(packed) < len(content) else None)
            found[name] = f"{path.stem}.{digest}{path.suffix}", file
    return found


@cache
def _by_address() -> dict[str, StaticFile]:
    return dict(_files().values())


def address(name: str) -> str:
    """Return the address of a file by its name below the folder."""
    return f"/static/{_files()[name][0]}"


@cache
def data_address(name: str) -> str:
    """Return a small picture as an address that holds it: it needs no request of its own."""
    file = _files()[name][1]
    return f"data:{file.media_type},{quote(file.content.decode())}"


def at(address: str) -> StaticFile | None:
    """Return the file of the last part of an address, or None."""
    return _by_address().get(address)
