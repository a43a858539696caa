"""An assistant: the official MCP client against the application, in process."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
from fastapi import FastAPI
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from support.organisation import TestOrganisation

BASE = "http://127.0.0.1:8000"


def speak(
    app: FastAPI, key: str, talk: Callable[[Client], Awaitable[Any]], mode: Any = "auto", **how: Any
) -> Any:
    """Return what comes of talking to the service with a key; ``mode``: how versions are agreed."""

    async def go() -> Any:
        transport = httpx2.ASGITransport(app=app)
        headers = {"Authorization": f"Bearer {key}"}
        async with (
            httpx2.AsyncClient(transport=transport, base_url=BASE, headers=headers) as http,
            Client(
                streamable_http_client(f"{BASE}/mcp", http_client=http), mode=mode, **how
            ) as client,
        ):
            return await talk(client)

    return asyncio.run(go())


def call(home: TestOrganisation, key: str, name: str, /, **arguments: Any) -> Any:
    """Return the data that a tool answers; AssertionError when it answers an error."""
    found = result(home, key, name, **arguments)
    assert not found.is_error, found.content
    return found.structured_content


def refused(home: TestOrganisation, key: str, name: str, /, **arguments: Any) -> str:
    """Return the text of the error that a tool answers."""
    found = result(home, key, name, **arguments)
    assert found.is_error, found.structured_content
    return " ".join(each.text for each in found.content if isinstance(each, TextContent))


def result(home: TestOrganisation, key: str, name: str, /, **arguments: Any) -> CallToolResult:
    """Return the result of a tool as the client sees it."""

    async def talk(client: Client) -> CallToolResult:
        return await client.call_tool(name, arguments)

    found: CallToolResult = speak(home.app, key, talk)
    return found


def size(found: CallToolResult) -> int:
    """Return the bytes of a result."""
    return len(json.dumps(found.model_dump(mode="json", exclude_none=True)).encode())
