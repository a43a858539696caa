"""Clients that others generate from the OpenAPI document: no warning, and the tour works."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from rotation.clock import system_clock
from support.live_server import Server

pytestmark = pytest.mark.contract
HERE = Path(__file__).parent / "clients"
CONFIG = Path(__file__).parents[2] / "docs" / "clients" / "openapi-python-client.yaml"
PYTHON = ("openapi-python-client==0.29.1", "httpx", "attrs", "python-dateutil")
# TypeScript 7 has another interface: openapi-typescript 7 ends with a TypeError on it.
NODE = ("openapi-typescript@7.13.0", "openapi-fetch@0.17.0", "typescript@5.9.3", "@types/node@20")
# Else a field with a default has to be given in every body.
TYPES = ("npx", "openapi-typescript", "--default-non-nullable", "false")
FOUND = (
    r"location /v1/teams/[0-9a-f-]{36}\nmembers Amélie Bruno Chloé David Emma\n"
    r"edit North 412 /problems/stale\nrun succeeded\nlocked [Tt]rue [Tt]rue\nversion 1\n"
    r"on duty \w+ [Tt]rue\n"
)


def run(words: list[str], folder: Path, **more: str) -> str:
    """Run a program; return all that it says, and fail with it when it fails."""
    done = subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server.fresh(f"sqlite:///{tmp_path}/rotation.db", tmp_path)
    made.start()
    (tmp_path / "openapi.json").write_bytes(made.ask("GET", "/openapi.json").content)
    yield made
    made.stop()


def where(server: Server) -> dict[str, str]:
    """Return what a tour has to know of its server."""
    monday = system_clock().date() + timedelta(7)
    monday -= timedelta(monday.weekday())
    return {
        "BASE": f"http://127.0.0.1:{server.port}",
        "KEY": server.key,
        "WEEK": monday.strftime("%G-W%V"),
        "AT": f"{monday}T19:00:00+01:00",
    }


def test_the_generated_python_client_does_the_tour(server: Server, tmp_path: Path) -> None:
    run([sys.executable, "-m", "venv", "tool"], tmp_path)
    run(["tool/bin/python", "-m", "pip", "install", "--quiet", *PYTHON], tmp_path)
    words = ["tool/bin/openapi-python-client", "generate", "--path", "openapi.json"]
    said = run([*words, "--config", str(CONFIG), "--output-path", "client"], tmp_path)
    assert not re.search(r"warning|error|unable", said, re.IGNORECASE), said
    shutil.copy(HERE / "tour.py", tmp_path / "client")
    assert re.fullmatch(
        FOUND,
        run([str(tmp_path / "tool/bin/python"), "tour.py"], tmp_path / "client", **where(server)),
    )


@pytest.mark.skipif(not shutil.which("npm"), reason="needs Node.js")
def test_the_generated_typescript_client_does_the_tour(server: Server, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"type": "module", "private": true}')
    run(["npm", "install", "--silent", "--no-audit", "--no-fund", *NODE], tmp_path)
    said = run([*TYPES, "openapi.json", "-o", "api.d.ts"], tmp_path)
    assert not re.search(r"warn|error", said, re.IGNORECASE), said
    shutil.copy(HERE / "tour.ts", tmp_path)
    options = "--strict --target es2022 --module nodenext --skipLibCheck --types node"
    run(["npx", "tsc", *options.split(), "tour.ts"], tmp_path)
    assert re.fullmatch(FOUND, run(["node", "tour.js"], tmp_path, **where(server)))
