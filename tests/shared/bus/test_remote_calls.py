"""Services hosted by nameko ask each other over RabbitMQ, and prove themselves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.bus.requests import ask, state_of_request
from shared.bus.service_tokens import create_service_keys
from tests.shared.bus.broker import LoopdeskBroker
from tests.shared.bus.toys import Pair, sqlite_pair
from tests.support.eventually import eventually
from tests.support.run_folder import PROJECT

pytestmark = pytest.mark.needs_rabbitmq

TOYS = [sys.executable, "-m", "tests.shared.bus.hosted_toys"]


class HostedToys:
    """The bus process of shop and depot.

    Args:
        pair: their logs.
        url: the broker's address.
    """

    def __init__(self, pair: Pair, url: str) -> None:
        self.pair = pair
        self.url = url
        self.keys = pair.folder / "service-keys"
        create_service_keys(self.keys, ["shop", "depot"])
        self._output = pair.folder / "output"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process, without waiting until it is ready."""
        command = [*TOYS, "host", str(self.pair.folder), self.url]
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(command, cwd=PROJECT, stdout=output, stderr=output)

    def wait_until_ready(self) -> None:
        """Return when it can be called."""
        eventually(lambda: self.has_said("ready\n"), within=60)

    def stop(self) -> int:
        """Tell it to stop; return how it ended."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait()

    def has_said(self, words: str) -> bool:
        """Whether the process has said so since its start."""
        return words in self._output.read_text()

    def is_running(self) -> bool:
        """Whether the process has not ended."""
        assert self._process is not None
        return self._process.poll() is None

    def ask_shop(self, *keys: Path) -> list[str]:
        """What the shop answers to a depot that proves itself with each of `keys`."""
        command = [*TOYS, "ask", str(self.pair.folder), self.url, *map(str, keys)]
        asked = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
        return asked.stdout.splitlines()


@pytest.fixture(scope="module")
def toys(broker: LoopdeskBroker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostedToys]:
    """Hosted toys whose shop has relayed three sales before there was a broker."""
    pair = sqlite_pair(tmp_path_factory.mktemp("toys"))
    for _ in range(3):
        pair.sell("tea")
    pair.relay_all()
    secrets = pair.folder / "secrets"
    secrets.mkdir()
    for service in ("shop", "depot"):
        (secrets / service).write_text(broker.password(service))
    toys = HostedToys(pair, broker.node.url("loopdesk", user="{service}", password="{password}"))
    toys.start()
    toys.wait_until_ready()
    yield toys
    toys.stop()


def test_a_follower_pulls_over_rpc_what_was_published_before_it_had_a_queue(
    toys: HostedToys,
) -> None:
    assert eventually(lambda: toys.pair.effects() == 3, within=30)
    assert eventually(lambda: toys.pair.model.totals() == {"tea": 3}, within=30)


def test_a_service_is_answered_for_its_own_key_and_refused_for_a_forged_one(
    toys: HostedToys, tmp_path: Path
) -> None:
    create_service_keys(tmp_path, ["depot"])
    answered, refused = toys.ask_shop(toys.keys, tmp_path)
    assert "3 messages" == answered
    assert "ServiceRefused" in refused


def test_a_new_sale_has_its_effect_by_message(toys: HostedToys) -> None:
    toys.pair.sell("milk")
    assert eventually(lambda: toys.pair.gone("milk") == 1, within=30)


def test_a_process_outlives_a_broker_that_loses_all_its_data(
    broker: LoopdeskBroker, toys: HostedToys
) -> None:
    broker.node.wipe()
    toys.pair.sell("rice")
    assert eventually(lambda: toys.pair.gone("rice") == 1, within=60)


def test_a_process_outlives_a_broker_that_goes_before_it_has_answered_a_call(
    broker: LoopdeskBroker, toys: HostedToys
) -> None:
    hold = toys.pair.folder / "hold"
    hold.touch()
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(toys.ask_shop, toys.keys)
        eventually(lambda: toys.has_said("asked\n"), within=60)
        broker.node.stop()
        hold.unlink()
        [answer] = asked.result()
    assert "does not answer" in answer
    eventually(lambda: toys.has_said("answer-not-sent") or not toys.is_running(), within=60)
    broker.node.start()
    toys.pair.sell("oil")
    assert eventually(lambda: toys.pair.gone("oil") == 1, within=60)
    assert toys.is_running()


def test_a_process_starts_works_and_stops_without_a_broker(
    broker: LoopdeskBroker, toys: HostedToys
) -> None:
    assert 0 == toys.stop()
    toys.pair.sell("salt")
    broker.node.stop()
    toys.start()
    key = ask(toys.pair.depot, "run-timers")
    assert eventually(lambda: state_of_request(toys.pair.depot, key).is_over, within=60)
    assert 0 == toys.stop()
    broker.node.start()
    toys.start()
    assert eventually(lambda: toys.pair.gone("salt") == 1, within=60)
