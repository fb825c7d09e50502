"""A network of its own: reachable, parted and joined again; or a reason why there is none."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.faults.namespaces import OUTSIDE, SECOND_OUTSIDE, Namespace, NoNamespaces, namespace
from tests.support.eventually import eventually

CONNECT = (
    "import socket, sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=0.5)"
)

WITHIN = 30


@pytest.fixture
def network() -> Iterator[Namespace]:
    try:
        with namespace() as made:
            yield made
    except NoNamespaces as reason:
        pytest.skip(f"no network namespaces here: {reason}")


@pytest.fixture
def port(network: Namespace) -> Iterator[int]:
    """Where this machine listens, on all its addresses."""
    with socket.create_server(("0.0.0.0", 0)) as listener:
        yield listener.getsockname()[1]


def can_reach(network: Namespace, address: str, port: int) -> bool:
    command = [*network.program, sys.executable, "-c", CONNECT, address, str(port)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def reaches(network: Namespace, port: int) -> list[bool]:
    return [can_reach(network, one, port) for one in (OUTSIDE, SECOND_OUTSIDE)]


def test_both_addresses_are_reached_until_the_line_is_cut(network: Namespace, port: int) -> None:
    assert [True, True] == reaches(network, port)
    network.cut()
    assert [False, False] == reaches(network, port)
    network.mend()
    assert eventually(lambda: [True, True] == reaches(network, port), within=WITHIN)


def test_one_address_can_be_parted_alone(network: Namespace, port: int) -> None:
    network.part_from(OUTSIDE)
    assert [False, True] == reaches(network, port)
    network.rejoin(OUTSIDE)
    assert [True, True] == reaches(network, port)


def test_lost_answers_part_both(network: Namespace, port: int) -> None:
    network.lose_answers()
    assert [False, False] == reaches(network, port)
    network.find_answers()
    assert [True, True] == reaches(network, port)
