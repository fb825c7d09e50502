"""One merge at the end of the day: a customer has asked three times, one ticket goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from services.demo.moves import TICKETS
from services.demo.office import Office
from services.demo.seats import Seat
from shared.clock import iso

APART = timedelta(minutes=12)
"""Time between two of the customer's questions, and until they are found to be one."""

SUBJECT = "同一笔扣款重复咨询"
REASON = "同一客户同一诉求，合并处理"


@dataclass(frozen=True)
class Merged:
    """The ticket that goes on, with what it is made of.

    Args:
        whole: as it stands.
        before: each of its parts as it stood before the merge.
        at: the moment before the merge, as text.
    """

    whole: dict[str, Any]
    before: Sequence[dict[str, Any]]
    at: str


class Merge:
    """Lets the supervisor open three tickets of one customer and merge them.

    Args:
        office: seats and clock.
        agent_id: who does it.
    """

    def __init__(self, office: Office, *, agent_id: str) -> None:
        self._office = office
        self._agent_id = agent_id
        self._tickets: list[str] = []
        self._before = ""

    def carry_out(self, customer_id: str) -> None:
        """Opens the tickets, one after another, and merges the first two into the last."""
        seat = self._office.seat(self._agent_id)
        for number in (1, 2, 3):
            self._tickets.append(self._opened(seat, customer_id, number))
            self._office.move_clock(self._office.now + APART)
        self._before = iso(self._office.now)
        self._office.move_clock(self._office.now + APART)
        *others, survivor = self._tickets
        path = f"{TICKETS}/tickets/{survivor}"
        body = {"ticket_ids": others, "reason": REASON}
        version = seat.send("GET", path).version
        seat.send("POST", f"{path}/merge", body, key="merge-the-three", version=version)
        self._office.move_clock(self._office.now + APART)

    def shown(self) -> Merged:
        """What the API says of the ticket that goes on, now and before the merge."""
        seat = self._office.seat(self._agent_id)
        paths = [f"{TICKETS}/tickets/{one}/whole" for one in self._tickets]
        before = [seat.get(one, as_of=self._before)["parts"][0] for one in paths]
        return Merged(seat.get(paths[-1]), before, self._before)

    def _opened(self, seat: Seat, customer_id: str, number: int) -> str:
        ticket = {
            "kind": "inquiry",
            "channel": "web",
            "subject": SUBJECT,
            "customer_id": customer_id,
            "skill_group": "general",
            "is_taken": True,
        }
        answer = seat.send("POST", f"{TICKETS}/tickets", ticket, key=f"merge-ticket-{number}")
        found: str = answer.content["ticket_id"]
        return found
