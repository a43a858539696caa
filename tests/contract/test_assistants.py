"""Clients of the Model Context Protocol that others wrote, over real sockets."""

import asyncio
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from contract.test_generated_clients import run
from support.live_server import Server

pytestmark = pytest.mark.contract
HERE = Path(__file__).parent / "clients"
BEFORE, NODE = "mcp==1.30.0", "@modelcontextprotocol/sdk@1.32"
SAID = "tools 11\nteams nord\nerror True week\nprompts handover\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server.fresh(f"sqlite:///{tmp_path}/rotation.db", tmp_path)
    made.start()
    made.post("/v1/teams", slug="nord", name="Nord", timezone="Europe/Paris", country="FR")
    yield made
    made.stop()


def where(server: Server) -> dict[str, str]:
    return {"BASE": f"http://127.0.0.1:{server.port}", "KEY": server.key}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_python_client_of_today(server: Server, mode: Any) -> None:
    async def go() -> list[str]:
        url, headers = (
            f"http://127.0.0.1:{server.port}/mcp",
            {"Authorization": f"Bearer {server.key}"},
        )
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(url, http_client=http), mode=mode) as client,
        ):
            teams = await client.call_tool("list_teams", {})
            found: dict[str, Any] = teams.structured_content or {}
            return [each["slug"] for each in found["teams"]]

    assert asyncio.run(go()) == ["nord"]


def test_the_python_client_one_version_back(server: Server, tmp_path: Path) -> None:
    run([sys.executable, "-m", "venv", "before"], tmp_path)
    run(["before/bin/python", "-m", "pip", "install", "--quiet", BEFORE], tmp_path)
    shutil.copy(HERE / "mcp_before.py", tmp_path)
    assert run(["before/bin/python", "mcp_before.py"], tmp_path, **where(server)).endswith(SAID)


@pytest.mark.skipif(not shutil.which("npm"), reason="needs Node.js")
def test_the_npm_client(server: Server, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"type": "module", "private": true}')
    run(["npm", "install", "--silent", "--no-audit", "--no-fund", NODE], tmp_path)
    shutil.copy(HERE / "mcp_node.mjs", tmp_path)
    assert run(["node", "mcp_node.mjs"], tmp_path, **where(server)) == SAID
