"""The company's CRM, as this platform sees it: a client that sends messages, one after another."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.demo.cast import BUSINESS_LINE, CARDS, COMPLAINTS, GENERAL
from services.demo.matters import CARD, CUSTOMER_WORDS
from services.demo.script import Arrival
from services.demo.seats import Seat
from shared.clock import iso

SOURCE = "urn:company:crm"
MESSAGES = "/api/crm/v1/messages"

AnswererOf = Callable[[Arrival], str | None]
"""Agent ID of whoever answers a contact."""


@dataclass(order=True)
class _Due:
    """A message that the CRM sends as soon as something has happened."""

    at: datetime
    ordinal: int
    message_type: str = field(compare=False)
    key: str = field(compare=False)
    data: dict[str, Any] = field(compare=False)
    arrival: Arrival | None = field(compare=False, default=None)


class CrmSide:
    """Sends customers, contacts, requests and replies when they have happened.

    Args:
        seat: the CRM's seat.
        answerer_of: who answers a contact.
    """

    def __init__(self, seat: Seat, *, answerer_of: AnswererOf) -> None:
        self._seat = seat
        self._answerer_of = answerer_of
        self._due: list[_Due] = []
        self._ordinal = 0
        self.arrivals: dict[str, Arrival] = {}
        self.customer_ids: list[str] = []

    def expect(self, arrivals: Sequence[Arrival]) -> None:
        """Will report these contacts when they are over, with what comes of them."""
        for one in arrivals:
            if one.is_new_caller:
                self._add(one.started_at, "customer.upserted", f"{one.caller.number}-1", _file(one))
            contact = _contact(one, answerer=self._answerer_of(one))
            self._add(one.reported_at, "contact.recorded", f"K{one.ordinal:06d}-1", contact)
            if one.needs_ticket:
                request = _request(one)
                key = f"R{one.ordinal:06d}-1"
                self._add(one.reported_at, "ticket.requested", key, request, arrival=one)

    def expect_reply(self, arrival: Arrival, *, at: datetime, ordinal: int) -> None:
        """Will report that the customer of a request has answered."""
        reply_id = f"A{arrival.ordinal:06d}-{ordinal}"
        reply = {
            "reply_id": reply_id,
            "request_id": _request_id(arrival),
            "channel": arrival.channel,
            "text": CUSTOMER_WORDS,
            "received_at": iso(at),
        }
        self._add(at, "reply.received", reply_id, reply)

    def send_due(self, now: datetime) -> int:
        """Sends what has happened by now, in order; returns how many messages that were."""
        sent = 0
        while self._due and self._due[0].at <= now:
            one = heapq.heappop(self._due)
            answer = self._seat.send("POST", MESSAGES, _event(one)).content
            if one.message_type == "crm.customer.upserted.v1":
                self.customer_ids.append(answer["entities"]["customer_id"])
            if one.arrival is not None:
                self.arrivals[answer["entities"]["request_id"]] = one.arrival
            sent += 1
        return sent

    def _add(
        self,
        at: datetime,
        what: str,
        key: str,
        data: dict[str, Any],
        *,
        arrival: Arrival | None = None,
    ) -> None:
        self._ordinal += 1
        due = _Due(at, self._ordinal, f"crm.{what}.v1", key, data, arrival)
        heapq.heappush(self._due, due)


def _event(one: _Due) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "type": one.message_type,
        "source": SOURCE,
        "id": one.key,
        "time": iso(one.at),
        "datacontenttype": "application/json",
        "data": one.data,
    }


def _file(one: Arrival) -> dict[str, Any]:
    caller = one.caller
    return {
        "customer_number": caller.number,
        "name": caller.name,
        "phones": [caller.phone],
        "level": caller.level,
        "language": "zh-CN",
        "consents": {"recording": True},
    }


def _contact(one: Arrival, *, answerer: str | None) -> dict[str, Any]:
    return {
        "contact_id": f"K{one.ordinal:06d}",
        "customer": {"number": one.caller.number},
        "channel": one.channel,
        "agent_id": answerer if one.answered_at else None,
        "business_type": BUSINESS_LINE,
        "started_at": iso(one.started_at),
        "queued_at": iso(one.started_at),
        "answered_at": iso(one.answered_at) if one.answered_at else None,
        "ended_at": iso(one.ended_at),
        "wrapped_up_at": iso(one.reported_at),
        "is_abandoned": one.is_abandoned,
    }


def _request(one: Arrival) -> dict[str, Any]:
    information = {"product": one.product}
    if one.kind == "inquiry":
        information["question"] = one.matter
    return {
        "request_id": _request_id(one),
        "contact_id": f"K{one.ordinal:06d}",
        "customer": {"number": one.caller.number},
        "channel": one.channel,
        "kind": one.kind,
        "priority": one.priority,
        "business_type": BUSINESS_LINE,
        "skill_group": skill_group_of(one),
        "subject": one.matter,
        "description": f"{one.matter}（{one.product}）",
        "key_information": information,
        "requested_at": iso(one.started_at),
    }


def skill_group_of(one: Arrival) -> str:
    """The skill group that the CRM asks for."""
    if one.kind == "complaint":
        return COMPLAINTS
    return CARDS if one.product == CARD else GENERAL


def _request_id(one: Arrival) -> str:
    return f"R{one.ordinal:06d}"
