"""The HTTP server: uvicorn, which sleeps while nobody asks anything."""

import asyncio
from types import FrameType

import uvicorn

_TICK_SECONDS = 1.0
"""How often the date that answers carry is renewed: its unit."""


class WebServer(uvicorn.Server):
    """Looks ten times less often than uvicorn's own whether it is to end, and is told so at once.

    An idle service spends most of what it spends on that loop.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        """Serve by a configuration."""
        super().__init__(config)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end = asyncio.Event()

    async def main_loop(self) -> None:
        """Tick once a second until it is to end."""
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(0):
            try:
                await asyncio.wait_for(self._end.wait(), _TICK_SECONDS)
            except TimeoutError:
                continue

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Note that it is to end, and wake the loop, which sleeps through signals."""
        super().handle_exit(sig, frame)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._end.set)
