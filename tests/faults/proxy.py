"""A small TCP proxy with bad manners: slow, narrow, stalled, half-open, or cut within a frame.

What it does to each piece is drawn from its seed, so that the same traffic meets the same trouble.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.support.server_process import free_ports

Answer = TypeVar("Answer")

PIECE = 16 * 1024
"""Bytes that are passed on at once."""

ONE_MBIT_A_SECOND = 125_000
"""A narrow line, in bytes a second."""

_READ_WITHIN = 0.05

_ABORT = struct.pack("ii", 1, 0)
"""SO_LINGER: closing sends a reset, whatever is still on its way."""


@dataclass(frozen=True)
class Weather:
    """How the proxy treats what passes.

    Args:
        delay: shortest and longest time in seconds that a piece takes.
        bytes_a_second: what passes in each direction, all connections together; None: all.
        is_stalled: nothing passes, and every connection stays open.
        reset_after: fewest and most bytes after which a connection is cut within a piece.
    """

    delay: tuple[float, float] = (0.0, 0.0)
    bytes_a_second: int | None = None
    is_stalled: bool = False
    reset_after: tuple[int, int] | None = None


CLEAR = Weather()
SLOW = Weather(delay=(0.05, 0.5))
NARROW = Weather(bytes_a_second=ONE_MBIT_A_SECOND)
STALLED = Weather(is_stalled=True)
TORN = Weather(reset_after=(2_000, 60_000))


class TcpProxy:
    """Listens on a port of its own and passes everything on, as its weather is.

    Args:
        target: host and port to which it connects.
        seed: of all that it draws.
        listens_on: address on which it listens.
    """

    def __init__(
        self, target: tuple[str, int], *, seed: int, listens_on: str = "127.0.0.1"
    ) -> None:
        self._target = target
        self._seed = seed
        self._address = listens_on
        self.port = free_ports(1)[0]
        self.weather = CLEAR
        self.connections = 0
        """Taken so far."""
        self.resets = 0
        """Connections that it has cut."""
        self.pieces = 0
        """Passed on so far."""
        self._open: set[_Connection] = set()
        self._free_at = [0.0, 0.0]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._wait_for(
            asyncio.start_server(self._take, host=listens_on, port=self.port)
        )

    def reset_all(self) -> None:
        """Cuts every open connection, both sides told by a reset."""
        self._call(lambda: [one.reset() for one in set(self._open)])

    def half_open_all(self) -> None:
        """Takes the target away from every open connection without a word to its client."""
        self._call(lambda: [one.lose_target() for one in set(self._open)])

    def close(self) -> None:
        """Ends everything."""
        self.reset_all()
        self._call(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def draws_of(self, connection: int, direction: int) -> random.Random:
        """What a connection draws from: 0 to the target, 1 from it, 2 for its end."""
        return random.Random(f"{self._seed}/{connection}/{direction}")

    async def wait_for_turn(self, size: int, *, direction: int) -> None:
        """Returns when the line is free for so many bytes and nothing is stalled."""
        while self.weather.is_stalled:
            await asyncio.sleep(0.02)
        rate = self.weather.bytes_a_second
        if rate is None:
            return
        begins_at = max(self._loop.time(), self._free_at[direction])
        self._free_at[direction] = begins_at + size / rate
        await asyncio.sleep(self._free_at[direction] - self._loop.time())

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            target = await asyncio.open_connection(*self._target)
        except OSError:
            _abort(writer)
            return
        connection = _Connection(self, number, (reader, writer), target)
        self._open.add(connection)
        try:
            await connection.run()
        finally:
            self._open.discard(connection)

    def _call(self, what: Callable[[], object]) -> None:
        async def done() -> None:
            what()

        self._wait_for(done())

    def _wait_for(self, what: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(timeout=30)


Side = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Connection:
    """One client with its own connection to the target."""

    def __init__(self, proxy: TcpProxy, number: int, client: Side, target: Side) -> None:
        self._proxy = proxy
        self._client = client
        self._target = target
        self._number = number
        self._passed = 0
        self._lot = proxy.draws_of(number, 2).random()
        self._is_cut = False
        self._is_half_open = False

    async def run(self) -> None:
        """Passes on in both directions until both have ended."""
        there = self._carry(self._client[0], self._target[1], direction=0)
        back = self._carry(self._target[0], self._client[1], direction=1)
        await asyncio.gather(there, back)

    def reset(self) -> None:
        """Cuts both sides."""
        self._proxy.resets += not self._is_cut
        self._is_cut = True
        for _, writer in (self._client, self._target):
            _abort(writer)

    def lose_target(self) -> None:
        """Cuts the target's side only."""
        self._is_half_open = True
        _abort(self._target[1])

    async def _carry(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, direction: int
    ) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1000)
        reading = asyncio.ensure_future(self._read(source, under_way, direction=direction))
        try:
            with suppress(OSError):
                await self._write(sink, under_way, direction=direction)
        finally:
            reading.cancel()
            if not (self._is_half_open and sink is self._client[1]):
                sink.close()

    async def _read(
        self,
        source: asyncio.StreamReader,
        under_way: asyncio.Queue[tuple[float, bytes]],
        *,
        direction: int,
    ) -> None:
        """Notes when each piece is due; an empty one says that no more will come."""
        draws = self._proxy.draws_of(self._number, direction)
        due_at, piece = 0.0, b"first"
        while piece:
            try:
                piece = await source.read(PIECE)
            except OSError:
                piece = b""
            now = asyncio.get_running_loop().time()
            # A line is slow, but never lets a later piece overtake.
            due_at = max(due_at, now + draws.uniform(*self._proxy.weather.delay))
            await under_way.put((due_at, piece))

    async def _write(
        self,
        sink: asyncio.StreamWriter,
        under_way: asyncio.Queue[tuple[float, bytes]],
        *,
        direction: int,
    ) -> None:
        while True:
            due_at, piece = await under_way.get()
            if not piece:
                return
            await asyncio.sleep(due_at - asyncio.get_running_loop().time())
            await self._proxy.wait_for_turn(len(piece), direction=direction)
            if self._is_torn(len(piece)):
                sink.write(piece[: len(piece) // 2])
                await sink.drain()
                # A reset throws away what has not been read yet.
                await asyncio.sleep(_READ_WITHIN)
                self.reset()
                return
            sink.write(piece)
            await sink.drain()
            self._proxy.pieces += 1

    def _is_torn(self, size: int) -> bool:
        limits = self._proxy.weather.reset_after
        if limits is None:
            return False
        self._passed += size
        fewest, most = limits
        return self._passed > fewest + self._lot * (most - fewest)


def _abort(writer: asyncio.StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    if connection is not None and connection.fileno() >= 0:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
    writer.transport.abort()
