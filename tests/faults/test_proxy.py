"""The proxy does what its weather says, and the same for the same seed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.faults.proxy import CLEAR, NARROW, PIECE, SLOW, STALLED, TORN, TcpProxy
from tests.support.eventually import eventually
from tests.support.server_process import free_ports

WITHIN = 30


class Echo:
    """A server that says everything back and keeps what it has heard."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._listener.getsockname()
        self.heard = bytearray()
        self.lost = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                while heard := connection.recv(65536):
                    self.heard += heard
                    connection.sendall(heard)
            except OSError:
                self.lost += 1

    def close(self) -> None:
        """Takes no more connections."""
        self._listener.close()


@pytest.fixture
def echo() -> Iterator[Echo]:
    with closing(Echo()) as made:
        yield made


@pytest.fixture
def proxy(echo: Echo) -> Iterator[TcpProxy]:
    with closing(TcpProxy(echo.address, seed=1)) as made:
        yield made


@pytest.fixture
def client(proxy: TcpProxy) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=WITHIN) as made:
        yield made


def said_back(client: socket.socket, words: bytes) -> bytes:
    client.sendall(words)
    return read(client, len(words))


def read(client: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        piece = client.recv(65536)
        if not piece:
            break
        found += piece
    return found


def talk_for_ever(client: socket.socket, back: bytearray) -> None:
    while True:
        client.sendall(b"x" * 999)
        back += client.recv(65536)


@pytest.mark.parametrize("weather", [CLEAR, SLOW, NARROW])
def test_everything_passes_in_order(
    proxy: TcpProxy, client: socket.socket, weather: object
) -> None:
    proxy.weather = weather  # type: ignore[assignment]
    words = bytes(range(256)) * 200
    assert words == said_back(client, words)


def test_what_was_stalled_comes_when_it_goes_on(
    echo: Echo, proxy: TcpProxy, client: socket.socket
) -> None:
    assert b"one" == said_back(client, b"one")
    proxy.weather = STALLED
    client.sendall(b"two")
    client.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.recv(1)
    assert b"one" == bytes(echo.heard)
    client.settimeout(WITHIN)
    proxy.weather = CLEAR
    assert b"two" == read(client, 3)


def test_a_reset_reaches_both_sides(echo: Echo, proxy: TcpProxy, client: socket.socket) -> None:
    assert b"one" == said_back(client, b"one")
    proxy.reset_all()
    with pytest.raises(ConnectionResetError):
        client.recv(1)
    assert eventually(lambda: echo.lost, within=WITHIN)
    assert 1 == proxy.resets


def test_a_torn_connection_ends_within_a_piece(
    echo: Echo, proxy: TcpProxy, client: socket.socket
) -> None:
    proxy.weather = TORN
    back = bytearray()
    with pytest.raises(ConnectionError):
        talk_for_ever(client, back)
    assert 1 == proxy.resets
    assert len(echo.heard) % 999 or len(back) % 999
    assert TORN.reset_after is not None
    assert len(echo.heard) + len(back) < TORN.reset_after[1] + PIECE


def test_a_half_open_connection_tells_its_client_nothing(
    echo: Echo, proxy: TcpProxy, client: socket.socket
) -> None:
    assert b"one" == said_back(client, b"one")
    proxy.half_open_all()
    assert eventually(lambda: echo.lost, within=WITHIN)
    client.sendall(b"two")
    client.settimeout(0.2)
    with pytest.raises(TimeoutError):
        client.recv(1)
    assert b"one" == bytes(echo.heard)


def test_a_client_is_cut_off_when_nobody_listens_behind() -> None:
    nobody = ("127.0.0.1", free_ports(1)[0])
    with (
        closing(TcpProxy(nobody, seed=1)) as proxy,
        socket.create_connection(("127.0.0.1", proxy.port), timeout=WITHIN) as client,
        pytest.raises(ConnectionResetError),
    ):
        client.recv(1)


def test_the_same_seed_draws_the_same_for_each_connection_and_another_one_other(
    echo: Echo, proxy: TcpProxy
) -> None:
    with (
        closing(TcpProxy(echo.address, seed=1)) as same,
        closing(TcpProxy(echo.address, seed=2)) as other,
    ):
        drawn = [
            [one.draws_of(connection, 0).uniform(*SLOW.delay) for connection in range(5)]
            for one in (proxy, same, other)
        ]
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]
    assert all(SLOW.delay[0] <= one <= SLOW.delay[1] for row in drawn for one in row)
