"""How commands go out: again and again with the same key, until somebody has answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from uuid import UUID

from pika.exceptions import AMQPError

from services.crm.examples.crm_client import Broker, Event
from services.demo.client import Answer, Refused
from services.demo.seats import Seat
from tests.faults.evidence import Attempt, Outcome
from tests.faults.office import CRM

ANSWERED_WITHIN = 120.0
"""Seconds after which a client gives up a command of which nobody has told it anything."""

BETWEEN_TRIES = 0.1


class Courier:
    """Sends the commands of one worker and notes what came of each.

    Args:
        seat: where they are sent.
        has_ended: set when nobody waits for answers any more.
    """

    def __init__(self, seat: Seat, *, has_ended: threading.Event) -> None:
        self.seat = seat
        self._has_ended = has_ended
        self.attempts: list[Attempt] = []

    def send(
        self,
        path: str,
        body: Any = None,
        *,
        key: str,
        service: str,
        kind: str,
        version: int | None = None,
        entity: str | None = None,
    ) -> Answer | None:
        """One command under an Idempotency-Key, which is its correlation id too.

        Args:
            path: the operation.
            body: sent as JSON.
            key: the key.
            service: whose log it goes to.
            kind: name of the operation.
            version: version that was seen (If-Match).
            entity: name of the answer's field with the id of the entity that it is about.

        Returns:
            The answer; None if it was refused or nobody knows.
        """

        def post() -> Answer:
            return self.seat.send("POST", path, body, key=key, version=version)

        outcome, answer, sent = self.see_through(post)
        is_known = answer is not None and entity is not None
        entity_id = UUID(answer.content[entity]) if is_known else None
        seen = answer.version if is_known else None
        self.attempts.append(
            Attempt(key, service, kind, key, outcome, entity_id=entity_id, version=seen, sent=sent)
        )
        return answer

    def tell(self, event: Event) -> Answer | None:
        """One message of the CRM, whose source and id are its key."""

        def post() -> Answer:
            return self.seat.send("POST", f"{CRM}/messages", event)

        outcome, answer, sent = self.see_through(post)
        self.attempts.append(told(event, outcome, sent=sent))
        return answer

    def look(self, path: str, **query: Any) -> Answer | None:
        """What a resource shows; None if it cannot be seen."""
        return self.see_through(lambda: self.seat.send("GET", path, query=query or None))[1]

    def see_through(self, ask: Callable[[], Answer]) -> tuple[Outcome, Answer | None, int]:
        """Asks until there is an answer; what became of it and how often it was asked."""
        deadline = time.monotonic() + ANSWERED_WITHIN
        is_doubtful = False
        sent = 0
        while True:
            sent += 1
            try:
                return "acknowledged", ask(), sent
            except Refused as refusal:
                if refusal.status < 500 and refusal.status != 429:
                    # An earlier try may have had its effect after this one was refused.
                    return "unknown" if is_doubtful else "refused", None, sent
                is_doubtful |= refusal.status != 429
            except (OSError, HTTPException):
                is_doubtful = True
            if time.monotonic() > deadline or self._has_ended.wait(BETWEEN_TRIES):
                return "unknown", None, sent


class BrokerLine:
    """Sends messages through the broker until it has confirmed them.

    Args:
        url: the broker's address for the CRM.
        has_ended: set when nobody waits for confirms any more.
    """

    def __init__(self, url: str, *, has_ended: threading.Event) -> None:
        self._url = url
        self._has_ended = has_ended
        self._broker: Broker | None = None
        self.attempts: list[Attempt] = []

    def tell(self, event: Event) -> None:
        """One message; confirmed, the broker keeps it until it is taken."""
        deadline = time.monotonic() + ANSWERED_WITHIN
        sent = 0
        outcome: Outcome = "unknown"
        while outcome == "unknown":
            sent += 1
            try:
                self._broker = self._broker or Broker(self._url)
                self._broker.send(event)
                outcome = "acknowledged"
            except (AMQPError, OSError):
                self._broker = None
                if time.monotonic() > deadline or self._has_ended.wait(BETWEEN_TRIES):
                    break
        self.attempts.append(told(event, outcome, sent=sent))


def told(event: Event, outcome: Outcome, *, sent: int) -> Attempt:
    """The attempt of a message of the CRM."""
    key = f"{event['source']}/{event['id']}"
    return Attempt(key, "crm", event["type"], event["correlationid"], outcome, sent=sent)
