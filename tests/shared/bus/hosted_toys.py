"""The bus process of the toy services, and a call over RPC; each in a process of its own.

`host FOLDER URL` hosts shop and depot on the logs in FOLDER until it is told to stop.
While there is a file `hold` in FOLDER, the shop has been asked and does not answer.
`ask FOLDER URL KEYS...` reads the shop's log in the depot's name, with a token from each KEYS.
URL holds `{service}` where the user and its password stand.
"""

import os
import sys

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")

import eventlet
import eventsourcing.persistence  # noqa: F401

eventlet.monkey_patch()

from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from nameko.runners import ServiceRunner  # noqa: E402

from shared.bus.host import ServiceHost  # noqa: E402
from shared.bus.hosting import (  # noqa: E402
    HOSTS,
    HostedService,
    RabbitTransport,
    nameko_config,
    rpc,
    run_to_end,
)
from shared.bus.place import Place  # noqa: E402
from shared.bus.service_tokens import ServiceTokens  # noqa: E402
from shared.bus.transport import TransportFailed  # noqa: E402
from shared.platform import platform_of  # noqa: E402
from shared.settings import Settings, read_settings  # noqa: E402
from tests.shared.bus.toys import sqlite_pair, toy_services  # noqa: E402


class ShopBus:
    name = "shop"
    host = HostedService()

    @rpc
    def read_events(self, after: int, after_id: str, token: str) -> dict[str, Any]:
        reply = self.host.read_events(after, after_id, token=token)
        hold = Path(sys.argv[2]) / "hold"
        if hold.exists():
            say("asked")
        while hold.exists():
            eventlet.sleep(0.05)
        return reply


class DepotBus:
    name = "depot"
    host = HostedService()


def toy_settings(folder: str, url: str) -> Settings:
    names = {"DATA_DIR": folder, "AMQP_URL": url, "SECRETS_DIR": f"{folder}/secrets"}
    return read_settings({f"LOOPDESK_{name}": value for name, value in names.items()})


def host(folder: str, url: str) -> None:
    platform = platform_of(toy_settings(folder, url))
    transport = RabbitTransport(platform.settings.amqp_url_of, platform.service_tokens().sign)
    services = toy_services(sqlite_pair(Path(folder)))
    hosts = {one.name: ServiceHost(one, transport, platform) for one in services}
    runners = []
    for bus in (ShopBus, DepotBus):
        url_of_service = platform.settings.amqp_url_of(bus.name)
        runners.append(ServiceRunner({**nameko_config(url_of_service), HOSTS: hosts}))
        runners[-1].add_service(bus)
    run_to_end(runners, ready=lambda: say("ready"))


def ask(folder: str, url: str, *keys: str) -> None:
    for one in keys:
        tokens = ServiceTokens(Path(one))
        transport = RabbitTransport(toy_settings(folder, url).amqp_url_of, tokens.sign)
        try:
            excerpt = transport.log_of("depot", producer="shop").read_events(after=Place())
            say(f"{len(excerpt.messages)} messages")
        except TransportFailed as failure:
            say(str(failure))


def say(answer: str) -> None:
    sys.stdout.write(f"{answer}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"host": host, "ask": ask}[sys.argv[1]](*sys.argv[2:])
