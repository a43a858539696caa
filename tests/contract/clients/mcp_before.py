"""The Python client of the protocol one version back: lists the tools and calls some."""

import asyncio
import os

from mcp import ClientSession
from mcp.client.streamable_http import streamablehttp_client


async def main() -> None:
    headers = {"Authorization": f"Bearer {os.environ['KEY']}"}
    async with (
        streamablehttp_client(f"{os.environ['BASE']}/mcp", headers=headers) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        listed = await session.list_tools()
        print("tools", len(listed.tools))
        teams = await session.call_tool("list_teams", {})
        print("teams", *(each["slug"] for each in teams.structuredContent["teams"]))
        wrong = await session.call_tool("week", {"team": "nord", "week": "soon"})
        print("error", wrong.isError, wrong.content[0].text.split(":")[0])
        print("prompts", *(each.name for each in (await session.list_prompts()).prompts))


asyncio.run(main())
