"""Health and readiness are answered while every thread is taken."""

import threading

import anyio.lowlevel
import anyio.to_thread
import httpx
import pytest

from support.organisation import TestOrganisation


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_while_every_thread_is_taken(home: TestOrganisation, path: str) -> None:
    app = home.app
    done = threading.Event()

    async def ask() -> int:
        limiter = anyio.to_thread.current_default_thread_limiter()
        async with anyio.create_task_group() as group:
            for _ in range(int(limiter.total_tokens)):
                group.start_soon(anyio.to_thread.run_sync, done.wait, 60)
            while limiter.available_tokens:
                await anyio.lowlevel.checkpoint()
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
                with anyio.fail_after(30):
                    status = (await client.get(path)).status_code
            done.set()
        return status

    assert anyio.run(ask) == 200
