"""A post office that ends each attempt as it is told, and time to wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from services.crm.application.mail_sending import Delivery, WrittenMail
from shared.clock import SetClock

SENT = Delivery(end="sent")
REFUSED = Delivery(end="refused", cause="smtp-550")
DELAYED = Delivery(end="delayed", cause="smtp-451")
UNCERTAIN = Delivery(end="uncertain", cause="connection-lost")


class Post:
    """A post office that ends each attempt as it is told, and keeps what it was handed."""

    def __init__(self, *ends: Delivery) -> None:
        self._ends = list(ends)
        self.handed: list[WrittenMail] = []
        self.before: Callable[[], None] = lambda: None

    def send(self, mail: WrittenMail) -> Delivery:
        self.before()
        self.handed.append(mail)
        return self._ends.pop(0)


def wait(clock: SetClock, **time: int) -> None:
    """Lets time pass."""
    clock.move_to(clock.now() + timedelta(**time))
