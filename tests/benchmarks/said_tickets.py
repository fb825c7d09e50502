"""Tickets in which customers say different things, so that a search has something to find."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID, uuid5

from services.tickets.domain.ticket import Ticket
from shared.ids import LOOPDESK
from shared.sealed import Sealed
from tests.benchmarks.ticket_lives import WHOLE_LIFE, Desk

_SIGNS = [chr(0x4E00 + 7 * number) for number in range(900)]
_DRAWS = random.Random(5)
SAID = ["".join(_DRAWS.choices(_SIGNS, k=2)) for _ in range(3_000)]
"""What customers speak of: words of two characters, the first ones much more often."""

_WEIGHTS = list(accumulate(1 / (rank + 2) for rank in range(len(SAID))))

TICKETS_OF_ONE = 20


class TalkingDesk(Desk):
    """A desk whose customers say what comes to their minds."""

    def words(self, count: int) -> str:
        """So many words, as they are drawn."""
        return "，".join(self._draws.choices(SAID, cum_weights=_WEIGHTS, k=count))

    def sealed(self, customer_id: UUID | None, *, letters: int) -> Sealed:
        """A text of about so many letters."""
        assert self._seal is not None
        return self._seal(f"customer:{customer_id}", self.words(max(2, letters // 3)))

    def opened_in_turn(self, *, customer_id: UUID, share: float) -> Ticket:
        """A new ticket from this share of the last thirty days, as they went by."""
        self._now = self._start + share * timedelta(days=29)
        return self.opened(customer_id=customer_id, is_brief=True)


def said_lives(desk: TalkingDesk, *, writer: int, tickets: int) -> Iterator[Sequence[Any]]:
    """The events of brief tickets of the last thirty days; one in ten was worked on."""
    for number in range(tickets):
        name = f"benchmarks/customer/{writer}/{number // TICKETS_OF_ONE}"
        customer_id = uuid5(LOOPDESK, name)
        ticket = desk.opened_in_turn(customer_id=customer_id, share=number / tickets)
        if number % 10 == 0:
            desk.worked(ticket, steps=1 + number // 10 % WHOLE_LIFE)
        yield ticket.collect_events()
