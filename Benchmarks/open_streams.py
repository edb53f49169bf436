"""Many streams held open at once, and what the gateway weighs meanwhile."""

import asyncio
import time
from dataclasses import dataclass

from load import request_bytes
from processes import resident_bytes

MARK = b"slow "
"""The word that each piece of a slow stream says."""


@dataclass(frozen=True)
class OpenStreams:
    """Memory in bytes before and at most during; how many streams were still being fed at the end."""

    before: int
    during: int
    alive: int


class Stream:
    def __init__(self):
        self.pieces = 0
        self.ended = False

    async def run(self, gateway, gate):
        writer = None
        try:
            async with gate:
                reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
                writer.write(request_bytes(gateway, "slow", stream=True))
                await self.read(reader)
            while not self.ended:
                await self.read(reader)
        except OSError:
            self.ended = True
        finally:
            if writer:
                writer.close()

    async def read(self, reader):
        data = await reader.read(65536)
        self.pieces += data.count(MARK)
        self.ended = self.ended or not data


async def hold(gateway, count, seconds):
    before = resident_bytes(gateway.pid)
    gate = asyncio.Semaphore(100)
    streams = [Stream() for _ in range(count)]
    tasks = [asyncio.create_task(stream.run(gateway, gate)) for stream in streams]
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end and not all(stream.pieces or stream.ended for stream in streams):
            await asyncio.sleep(0.2)
        during, at_start = 0, [stream.pieces for stream in streams]
        for _ in range(seconds * 2):
            await asyncio.sleep(0.5)
            during = max(during, resident_bytes(gateway.pid))
        alive = sum(
            not stream.ended and stream.pieces > pieces for stream, pieces in zip(streams, at_start, strict=True))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return OpenStreams(before, during, alive)


def open_streams(gateway, count, seconds=8):
    """Opens `count` streams of one event a second and watches them for `seconds`."""
    return asyncio.run(hold(gateway, count, seconds))
