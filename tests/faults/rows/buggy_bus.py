"""The bus process of a release with bugs; each shows with the customers that a file names.

Run as `python -m tests.faults.rows.buggy_bus FOLDER`, never imported: it changes the process. The
folder holds the files:

- `failing`: the reaction to a request of these customers raises.
- `deadly`: it kills the process.
- `cursed`: the read model of customers cannot take them.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from services import bus_process
from services.catalog import NAMES as ALL
from services.catalog import build_services
from shared.bus.message import Message
from shared.platform import Platform
from shared.service import Service
from shared.settings import read_settings

REQUESTED = "loopdesk.crm.ticket_requested.v1"
UPSERTED = "loopdesk.crm.customer_upserted.v1"


class Bug(RuntimeError):
    """What a bug of the release raises."""


def customers_of(bug: str) -> Collection[str]:
    """The customers with whom a bug shows now."""
    file = Path(sys.argv[1]) / bug
    return file.read_text().split() if file.exists() else ()


def with_bugs(service: Service) -> Service:
    """The service `tickets` as the release has it; any other as it is."""
    if service.name != "tickets":
        return service
    reactions = dict(service.reactions["crm"])
    reactions[REQUESTED] = _buggy(reactions[REQUESTED])
    for model in service.read_models:
        if model.name == "customers":
            model.projections[UPSERTED] = _cursed(model.projections[UPSERTED])
    return replace(service, reactions={**service.reactions, "crm": reactions})


def _buggy(react: Callable[[Message, Any], None]) -> Callable[[Message, Any], None]:
    def carry_out(message: Message, batch: Any) -> None:
        customer_id = message.data["customer_id"]
        if customer_id in customers_of("deadly"):
            os.kill(os.getpid(), signal.SIGKILL)
        if customer_id in customers_of("failing"):
            raise Bug(customer_id)
        react(message, batch)

    return carry_out


def _cursed(project: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    def apply(rows: Any, message: Message) -> None:
        if message.data["customer_id"] in customers_of("cursed"):
            raise Bug(message.data["customer_id"])
        project(rows, message)

    return apply


def main() -> None:
    """Hosts all services, one of them with its bugs."""

    def build_with_bugs(platform: Platform, names: Sequence[str] = ALL) -> list[Service]:
        return [with_bugs(one) for one in build_services(platform, names)]

    bus_process.build_services = build_with_bugs
    bus_process.run(read_settings())


if __name__ == "__main__":
    main()
