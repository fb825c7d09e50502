"""A closed loop of HTTP requests over a few connections that stay open."""

import selectors
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Request = Callable[[int], bytes]
"""The whole request of a number, head and body."""


class RequestRefused(RuntimeError):
    """The server did not answer as it should; what it said is the message."""


@dataclass(frozen=True)
class Answers:
    """What a load came to.

    Args:
        seconds: from the first request to the last answer.
        latencies: seconds from each request to its answer.
    """

    seconds: float
    latencies: list[float] = field(repr=False)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


class Load:
    """Sends the next request on a connection as soon as the one before is answered.

    Args:
        port: of the server, on the loopback address.
        request: makes the request of a number.
        expected: status that every answer must have.
        connections: how many run beside each other.
    """

    def __init__(self, port: int, request: Request, *, expected: int, connections: int) -> None:
        self._port = port
        self._request = request
        self._expected = f"HTTP/1.1 {expected} ".encode()
        self._connections = connections
        self._next = 0

    def run(self, *, seconds: float) -> Answers:
        """Loads the server for that long; what is under way is answered, too.

        Raises:
            RequestRefused: an answer had another status.
        """
        lines = [Line(self._port) for _ in range(self._connections)]
        latencies: list[float] = []
        with selectors.DefaultSelector() as selector:
            started_at = time.perf_counter()
            for line in lines:
                selector.register(line.socket, selectors.EVENT_READ, line)
                self._send_on(line)
            busy = len(lines)
            while busy:
                for key, _ in selector.select():
                    line = key.data
                    answer = line.receive()
                    if answer is None:
                        continue
                    now = time.perf_counter()
                    latencies.append(now - line.sent_at)
                    self._check(answer)
                    if now - started_at < seconds:
                        self._send_on(line)
                    else:
                        busy -= 1
        for line in lines:
            line.socket.close()
        return Answers(time.perf_counter() - started_at, latencies)

    def _send_on(self, line: "Line") -> None:
        self._next += 1
        line.send(self._request(self._next))

    def _check(self, answer: bytes) -> None:
        if not answer.startswith(self._expected):
            raise RequestRefused(answer.decode(errors="replace"))


class Line:
    """One connection with at most one request under way.

    Args:
        port: of the server, on the loopback address.
    """

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._received = b""

    def send(self, request: bytes) -> None:
        """Sends a whole request."""
        self._received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The answer, once it is complete."""
        part = self.socket.recv(65536)
        if not part:
            raise RequestRefused(f"The server closed the connection after {self._received!r}.")
        self._received += part
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < _length_in(head):
            return None
        return self._received


def post(path: str, body: bytes, **headers: str) -> bytes:
    """A whole POST request of JSON; `_` in names of headers stands for `-`."""
    return _with_body("POST", path, body, headers)


def put(path: str, body: bytes, **headers: str) -> bytes:
    """A whole PUT request of JSON; `_` in names of headers stands for `-`."""
    return _with_body("PUT", path, body, headers)


def _with_body(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    named = {"Host": "127.0.0.1", "Content-Type": "application/json", **headers}
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items()]
    head = f"{method} {path} HTTP/1.1\r\n{''.join(lines)}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def get(path: str, **headers: str) -> bytes:
    """A whole GET request; `_` in names of headers stands for `-`."""
    named = {"Host": "127.0.0.1", **headers}
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items()]
    return f"GET {path} HTTP/1.1\r\n{''.join(lines)}\r\n".encode()


def _length_in(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0
