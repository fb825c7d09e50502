"""The company's CRM in a story: the integrator's example client, with what it has taken."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import datetime
from pathlib import Path
from typing import Any

from services.crm.examples.crm_client import (
    Api,
    Broker,
    Event,
    State,
    catch_up,
    cloud_event,
    take_live,
)
from tests.support.eventually import eventually
from tests.support.installation import Installation

SOURCE = "urn:company:crm"
IDLE_SECONDS = 0.2
"""Silence after which one look into the queue ends; the wait for a fact looks again."""

TAKEN_WITHIN = 240.0


class CrmSide:
    """Sends, listens and catches up as a real client does.

    Args:
        installation: whose gateway it speaks to.
        secret: of the machine client.
        folder: where its memory lies.
        url: the broker's address for the CRM; without one it can but catch up.
    """

    def __init__(
        self, installation: Installation, *, secret: str, folder: Path, url: str | None = None
    ) -> None:
        address = f"http://127.0.0.1:{installation.port}/api"
        self.api = Api(address, client="crm_client", secret=secret)
        self._state = State(str(folder / "crm_client.sqlite"))
        self._url = url
        self.taken: list[Event] = []
        """Everything that it was told, in the order in which it took it."""
        self.delivered: set[str] = set()
        """Ids of what came by its queue, whether or not it was new."""

    def send(self, *events: Event) -> None:
        """Sends messages; returns when the broker has them."""
        with self._broker() as broker:
            for one in events:
                broker.send(one)

    def listen_until(self, is_enough: Callable[[], bool]) -> None:
        """Takes what comes until it is enough."""

        with self._broker() as broker:

            def listen() -> bool:
                broker.listen(self._take, idle_seconds=IDLE_SECONDS)
                return is_enough()

            eventually(listen, within=TAKEN_WITHIN)

    def catch_up(self) -> None:
        """Takes what it has missed, by the feed."""
        catch_up(self.api, self._state, self.taken.append)

    def answers(self) -> dict[str, Event]:
        """The answers that it took, by the id of its own message."""
        names = ("message_accepted", "message_rejected")
        found = [one for name in names for one in self.told(name)]
        return {one["data"]["message_id"]: one for one in found}

    def told(self, name: str) -> list[Event]:
        """What it took of one type."""
        return [one for one in self.taken if one["type"] == f"loopdesk.crm.{name}.v1"]

    def news(self, change: str) -> list[Event]:
        """The news of one kind of change that it took."""
        return [one for one in self.told("ticket_changed") if one["data"]["change"] == change]

    def numbers_of_tickets(self) -> dict[str, str]:
        """The number of each ticket that it was told of, by the number of its own request."""
        opened = [one["data"] for one in self.news("opened")]
        return {one["request_id"]: one["ticket_number"] for one in opened}

    def _broker(self) -> AbstractContextManager[Broker]:
        """A connection for one use: a client that does nothing else for long loses its own."""
        assert self._url is not None
        return closing(Broker(self._url))

    def _take(self, event: Event) -> None:
        self.delivered.add(event["id"])
        take_live(event, api=self.api, state=self._state, handle=self.taken.append)


def customer(
    number: str,
    *,
    name: str = "李四",
    phone: str = "13800138000",
    message_id: str | None = None,
) -> Event:
    """A message of a customer."""
    data = {"customer_number": number, "name": name, "phones": [phone], "level": "gold"}
    return _message("crm.customer.upserted.v1", message_id or f"customer-{number}", data)


def ticket_request(number: str, *, of: str, at: datetime, **facts: Any) -> Event:
    """A message of a request that leads to a ticket.

    Args:
        number: its number in the CRM.
        of: number of the customer.
        at: when the customer asked.
        facts: fields of the message's data.
    """
    data = {
        "request_id": number,
        "customer": {"number": of},
        "channel": "phone",
        "kind": "inquiry",
        "priority": "high",
        "skill_group": "general",
        "subject": "信用卡年费如何减免",
        "requested_at": at.isoformat(),
        **facts,
    }
    return _message("crm.ticket.requested.v1", f"request-{number}", data)


def reply(number: str, *, to: str) -> Event:
    """A message of a customer's reply.

    Args:
        number: its number in the CRM.
        to: number of the ticket that it answers.
    """
    data = {
        "reply_id": number,
        "ticket_number": to,
        "channel": "email",
        "text": "还没有收到答复",
    }
    return _message("crm.reply.received.v1", f"reply-{number}", data)


def _message(message_type: str, message_id: str, data: dict[str, Any]) -> Event:
    return cloud_event(message_type, data, source=SOURCE, message_id=message_id)
