"""Those who work: agents with their tickets, clients of the CRM."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.crm.examples.crm_client import Event, cloud_event
from services.demo.client import Answer
from tests.faults.couriers import BrokerLine, Courier
from tests.faults.evidence import Attempt
from tests.faults.office import GROUP, TICKETS

SOURCE = "urn:company:crm"

INFORMATION = {"department": "产品管理部", "expected_effect": "减少客户往返"}
"""All that a suggestion must hold before it is closed."""

NEXT: dict[str, tuple[str, Any]] = {
    "queued": ("taking", None),
    "in_progress": ("resolution", {"resolution": "已转达"}),
    "resolved": ("closure", None),
}
"""By a ticket's state, the command that brings it on."""


class Agent:
    """Opens tickets and takes, notes, resolves and closes them.

    Args:
        courier: sends the commands.
        name: prefix of all keys.
        customers: ids of customers, as others come to know them.
    """

    def __init__(self, courier: Courier, *, name: str, customers: Sequence[str]) -> None:
        self._courier = courier
        self._name = name
        self._random = random.Random(name)
        self._customers = customers
        self._tickets: dict[str, tuple[str, int | None]] = {}
        self._has_begun = False
        self._count = 0

    @property
    def attempts(self) -> list[Attempt]:
        """What it has sent."""
        return self._courier.attempts

    def step(self) -> None:
        """One command, mostly on a ticket that it knows."""
        if not self._has_begun:
            self._take_over()
        drawn = self._random.random()
        if drawn < 0.3 and self._customers:
            self._open_ticket()
        elif drawn < 0.5 or not self._tickets:
            self._see(self._post("queue/next", kind="take_next_ticket"))
        elif drawn < 0.55:
            self._note()
        else:
            self._advance()

    def _take_over(self) -> None:
        """Tickets of former days would else use up all its room."""
        own = self._courier.look(f"{TICKETS}/my-tickets", limit=200, state="in_progress")
        self._tickets = (
            {one["ticket_id"]: ("", None) for one in own.content["items"]} if own else {}
        )
        self._has_begun = own is not None

    def _open_ticket(self) -> None:
        new = {
            "kind": "suggestion",
            "channel": self._random.choice(["email", "web", "app"]),
            "subject": f"建议 {self._count}",
            "description": "建议简化挂失流程",
            "information": INFORMATION,
            "skill_group": GROUP,
            "customer_id": self._random.choice(list(self._customers)),
            "is_taken": self._random.random() < 0.5,
        }
        self._see(self._post("tickets", new, kind="open_ticket"))

    def _note(self) -> None:
        ticket_id = self._random.choice(list(self._tickets))
        # The answer shows the ticket, but what was written is an entity of its own.
        body = {"text": f"记录 {self._count}"}
        self._post(f"tickets/{ticket_id}/notes", body, kind="keep_note", entity=None)

    def _advance(self) -> None:
        ticket_id = self._random.choice(list(self._tickets))
        state, version = self._tickets[ticket_id]
        if version is None:
            self._see(self._courier.look(f"{TICKETS}/tickets/{ticket_id}"))
            return
        if state not in NEXT:
            del self._tickets[ticket_id]
            return
        path, body = NEXT[state]
        answer = self._post(f"tickets/{ticket_id}/{path}", body, kind=path, version=version)
        self._see(answer or self._courier.look(f"{TICKETS}/tickets/{ticket_id}"))

    def _post(
        self,
        path: str,
        body: Any = None,
        *,
        kind: str,
        version: int | None = None,
        entity: str | None = "ticket_id",
    ) -> Answer | None:
        self._count += 1
        return self._courier.send(
            f"{TICKETS}/{path}",
            body,
            key=f"{self._name}-{self._count:05d}",
            service="tickets",
            kind=kind,
            version=version,
            entity=entity,
        )

    def _see(self, answer: Answer | None) -> None:
        if answer is not None:
            shown = answer.content
            self._tickets[shown["ticket_id"]] = (shown["state"], answer.version)


class CrmClient:
    """Sends customers and requests for tickets, by the API or through the broker.

    Args:
        courier: sends what goes by the API.
        name: prefix of all ids.
        customers: where it tells the others of the customers that were taken.
        line: sends what goes through the broker; None where there is none.
    """

    def __init__(
        self, courier: Courier, *, name: str, customers: list[str], line: BrokerLine | None
    ) -> None:
        self._courier = courier
        self._line = line
        self._name = name
        self._random = random.Random(name)
        self._customers = customers
        self._numbers: list[str] = []
        self._count = 0

    @property
    def attempts(self) -> list[Attempt]:
        """What it has sent, by either way."""
        return [*self._courier.attempts, *(self._line.attempts if self._line else [])]

    def step(self) -> None:
        """One message: a new or changed customer, or a request."""
        self._count += 1
        drawn = self._random.random()
        if drawn < 0.2 or not self._numbers:
            self._introduce()
        elif drawn < 0.7:
            self._send(self._customer(self._random.choice(self._numbers)))
        else:
            self._send(self._request(self._random.choice(self._numbers)))

    def _introduce(self) -> None:
        """A new customer, by the API: its answer tells the id."""
        number = f"{self._name}-{self._count}"
        answer = self._courier.tell(self._customer(number))
        if answer is not None:
            self._numbers.append(number)
            self._customers.append(answer.content["entities"]["customer_id"])

    def _send(self, event: Event) -> None:
        if self._line is not None and self._random.random() < 0.7:
            self._line.tell(event)
        else:
            self._courier.tell(event)

    def _customer(self, number: str) -> Event:
        data = customer_data(number, phone=f"139{self._random.randrange(10**8):08d}")
        return self._event("crm.customer.upserted.v1", data)

    def _request(self, number: str) -> Event:
        data = {
            "request_id": f"{self._name}-{self._count}",
            "customer": {"number": number},
            "channel": "web",
            "kind": "suggestion",
            "priority": "normal",
            "skill_group": GROUP,
            "subject": "建议增加周末网点",
            "description": "建议增加周末网点",
            "key_information": INFORMATION,
            "requested_at": datetime.now(tz=UTC).isoformat(),
        }
        return self._event("crm.ticket.requested.v1", data)

    def _event(self, message_type: str, data: dict[str, Any]) -> Event:
        return correlated(message_type, data, key=f"{self._name}-{self._count:05d}")


def customer_data(number: str, *, phone: str) -> dict[str, Any]:
    """What the CRM tells of a customer."""
    return {"customer_number": number, "name": "李四", "phones": [phone], "level": "gold"}


def correlated(message_type: str, data: dict[str, Any], *, key: str) -> Event:
    """A message of the CRM whose id is its correlation id too."""
    event = cloud_event(message_type, data, source=SOURCE, message_id=key)
    return {**event, "correlationid": key}
