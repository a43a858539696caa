"""A receiver of webhooks that takes 20 ms for each and writes down what came, for the benchmark.

``python -m benchmarks.reminders_receiver FILE DELAY_MS`` prints its port, then writes one JSON
line a message: when it came (Unix seconds), its webhook-id, slot, member and when it was due.
"""

import asyncio
import json
import sys
import time
from datetime import datetime
from typing import TextIO

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"


class Receives(asyncio.Protocol):
    """One connection: a request, a delay, an answer."""

    def __init__(self, file: TextIO, delay: float) -> None:
        self.file, self.delay, self.heard = file, delay, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard += data
        head, end, body = self.heard.partition(b"\r\n\r\n")
        if not end:
            return
        lines = (line.partition(b":") for line in head.lower().split(b"\r\n")[1:])
        fields = {name.decode(): value.strip().decode() for name, _, value in lines}
        if len(body) < int(fields["content-length"]):
            return
        self.write_down(fields["webhook-id"], json.loads(body)["data"])
        asyncio.get_running_loop().call_later(self.delay, self.answer)

    def write_down(self, name: str, said: dict[str, object]) -> None:
        start = datetime.fromisoformat(str(said["starts_at"])).timestamp()
        shift, member = said["shift"], said["member"]
        assert isinstance(shift, dict)
        assert isinstance(member, dict)
        due = start - 60 * float(str(said["lead_minutes"]))
        line = {"at": time.time(), "id": name, "slot": shift["slot"], "member": member["id"]}  # noqa: TID251 - measured
        self.file.write(json.dumps({**line, "due": due}) + "\n")

    def answer(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(ANSWER)
            self.transport.close()


async def serve(path: str, delay: float) -> None:
    with open(path, "a", buffering=1) as file:  # noqa: ASYNC230, PTH123 - before anything is served
        loop = asyncio.get_running_loop()
        made = await loop.create_server(lambda: Receives(file, delay), "127.0.0.1", 0, backlog=512)
        print(made.sockets[0].getsockname()[1], flush=True)
        await made.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], float(sys.argv[2]) / 1000))
