"""A network of its own for one process, that can be parted from this machine: root only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

NETWORK = f"10.213.{os.getpid() % 250 + 1}"
"""Where nothing else is, and no other run: three addresses of it are used."""

OUTSIDE = f"{NETWORK}.1"
"""This machine's address for the process within."""

SECOND_OUTSIDE = f"{NETWORK}.3"
"""Another one, so that what stands behind the two can be parted one by one."""

INSIDE = f"{NETWORK}.2"


class NoNamespaces(RuntimeError):
    """This machine makes no network namespaces; the message says why."""


@dataclass(frozen=True)
class Namespace:
    """A network namespace with one line to this machine.

    Args:
        name: its name.
        line: this machine's end of the line.
    """

    name: str
    line: str

    @property
    def program(self) -> tuple[str, ...]:
        """What runs a command within."""
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        """Nothing passes in either direction, and nobody is told."""
        _run("ip", "link", "set", self.line, "down")

    def mend(self) -> None:
        """Everything passes again."""
        _run("ip", "link", "set", self.line, "up")

    def lose_answers(self) -> None:
        """What comes out passes; what should go in is lost."""
        _run("ip", "route", "replace", "blackhole", f"{INSIDE}/32")

    def find_answers(self) -> None:
        """Ends `lose_answers`."""
        _run("ip", "route", "del", "blackhole", f"{INSIDE}/32")

    def part_from(self, address: str) -> None:
        """What is sent from within to one address is lost."""
        _run(*self.program, "ip", "route", "replace", "blackhole", f"{address}/32")

    def rejoin(self, address: str) -> None:
        """Ends `part_from`."""
        _run(*self.program, "ip", "route", "del", "blackhole", f"{address}/32")


@contextmanager
def namespace() -> Iterator[Namespace]:
    """A namespace, which goes with the block.

    Raises:
        NoNamespaces: this machine does not permit it.
    """
    made = Namespace(f"loopdesk-{os.getpid()}", f"ld{os.getpid() % 100_000}")
    try:
        _make(made)
    except (OSError, subprocess.CalledProcessError) as refusal:
        _remove(made)
        raise NoNamespaces(_reason(refusal)) from refusal
    try:
        yield made
    finally:
        _remove(made)


def _make(made: Namespace) -> None:
    within = f"{made.line}n"
    _run("ip", "netns", "add", made.name)
    _run("ip", "link", "add", made.line, "type", "veth", "peer", "name", within)
    _run("ip", "link", "set", within, "netns", made.name)
    for address in (OUTSIDE, SECOND_OUTSIDE):
        _run("ip", "address", "add", f"{address}/24", "dev", made.line)
    _run("ip", "link", "set", made.line, "up")
    _run(*made.program, "ip", "address", "add", f"{INSIDE}/24", "dev", within)
    for device in (within, "lo"):
        _run(*made.program, "ip", "link", "set", device, "up")


def _remove(made: Namespace) -> None:
    # The line goes with either of its ends.
    subprocess.run(["ip", "link", "del", made.line], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "del", made.name], capture_output=True, check=False)


def _reason(refusal: Exception) -> str:
    if isinstance(refusal, subprocess.CalledProcessError):
        said: str = refusal.stderr.strip()
        return said or str(refusal)
    return "the program ip is missing"


def _run(*command: str) -> None:
    subprocess.run(command, capture_output=True, text=True, check=True)
