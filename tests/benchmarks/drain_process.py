"""A bus process of the drain: `python -m tests.benchmarks.drain_process crm` or `... tickets`.

It is launched as `services.bus_process` is, but hosts services that are in no catalogue.
"""

import os
import sys

os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")

# The persistence module keeps its own queue only if it is imported before the patching.
import eventlet
import eventsourcing.persistence  # noqa: F401

eventlet.monkey_patch()

from nameko.runners import ServiceRunner  # noqa: E402

from services.catalog import bus_class  # noqa: E402
from shared.bus.host import ServiceHost  # noqa: E402
from shared.bus.hosting import HOSTS, RabbitTransport, nameko_config, run_to_end  # noqa: E402
from shared.bus.notify_listener import NotifyListener  # noqa: E402
from shared.platform import platform_of  # noqa: E402
from shared.settings import read_settings  # noqa: E402
from tests.benchmarks.drain_services import build_consumer, build_producer  # noqa: E402

BUILDERS = {"crm": build_producer, "tickets": build_consumer}


def main(name: str) -> None:
    """Hosts the service of that name until SIGTERM."""
    settings = read_settings()
    platform = platform_of(settings)
    transport = RabbitTransport(settings.amqp_url_of, platform.service_tokens().sign)
    host = ServiceHost(BUILDERS[name](platform), transport, platform)
    runner = ServiceRunner({**nameko_config(settings.amqp_url_of(name)), HOSTS: {name: host}})
    runner.add_service(bus_class(name))
    listener = NotifyListener(settings.database_url_of(name), {name: host.wake})
    listening = eventlet.spawn(listener.run)
    run_to_end([runner], ready=lambda: print("bus ready", flush=True))
    listener.stop()
    listening.wait()


if __name__ == "__main__":
    main(sys.argv[1])
