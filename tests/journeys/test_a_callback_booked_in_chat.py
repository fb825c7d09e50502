"""A callback is booked in a chat, comes due, goes to an agent and is kept by phone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from services.demo.client import Answer
from services.demo.seats import Seat
from shared.clock import iso
from tests.journeys.centre import GROUP, TICKETS, Centre
from tests.journeys.conftest import MONDAY
from tests.support.installation import Installation

BEGINS = MONDAY + timedelta(hours=1)
ENDS = MONDAY + timedelta(hours=2)
POINTS = {"product": "储蓄卡", "question": "如何挂失", "answer_source": "知识库"}


class Agent:
    """Sends the agent's commands, each with a key of its own.

    Args:
        seat: whose.
    """

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self._count = 0

    def post(self, path: str, body: Any = None, *, version: int | None = None) -> Answer:
        self._count += 1
        key = f"the-agent-{self._count}"
        return self.seat.send("POST", f"{TICKETS}{path}", body, key=key, version=version)

    def contact(self, channel: str, *, direction: str, ticket_id: str | None = None) -> str:
        """A contact that is answered at once, and linked where there is a ticket."""
        body = {"channel": channel, "direction": direction}
        contact_id: str = self.post("/contacts", body).content["contact_id"]
        self.post(f"/contacts/{contact_id}/answer")
        if ticket_id is not None:
            self.post(f"/contacts/{contact_id}/tickets", {"ticket_id": ticket_id})
        return contact_id


def callback_history(seat: Seat, callback_id: str) -> list[dict[str, Any]]:
    return list(seat.pages(f"{TICKETS}/callbacks/{callback_id}/history"))


def resolve(agent: Agent, ticket_id: str) -> dict[str, Any]:
    """What is left to do once the customer was spoken to."""
    path = f"/tickets/{ticket_id}"
    version = agent.seat.send("GET", f"{TICKETS}{path}").version
    steps: list[tuple[str, dict[str, Any]]] = [
        ("solution", {"text": "请到柜台办理"}),
        ("solution/answer", {"is_confirmed": True}),
        ("information", {"information": POINTS}),
        ("resolution", {"resolution": "已告知", "reason_code": "process_obstacle"}),
    ]
    for name, body in steps:
        answer = agent.post(f"{path}/{name}", body, version=version)
        version = answer.version
    return dict(answer.content)


def test_a_callback_booked_in_chat_is_kept_by_phone(
    installation: Installation, centre: Centre
) -> None:
    agent = Agent(centre.agent.seat)
    chat = agent.contact("chat", direction="inbound")
    opened = agent.post(
        "/tickets",
        {
            "kind": "inquiry",
            "channel": "chat",
            "subject": "银行卡丢失",
            "contact_id": chat,
            "skill_group": GROUP,
            "is_taken": True,
        },
    ).content
    ticket_id = opened["ticket_id"]
    window = {"from_at": iso(BEGINS), "until_at": iso(ENDS), "telephone": "13800138000"}
    booked = agent.post(f"/tickets/{ticket_id}/callbacks", window).content
    callback_id = booked["callback_id"]
    agent.post(f"/contacts/{chat}/end")

    installation.settle()
    installation.clock.move_to(BEGINS - timedelta(seconds=1))
    installation.run_timers()
    assert 1 == len(callback_history(agent.seat, callback_id))

    installation.clock.move_to(BEGINS + timedelta(minutes=1))
    installation.run_timers()
    installation.run_timers()
    installation.settle()
    [listed] = agent.seat.get(f"{TICKETS}/callbacks")["items"]
    assert (callback_id, centre.agent.employee_id) == (
        listed["callback_id"],
        listed["assignee_id"],
    )

    installation.clock.move_to(BEGINS + timedelta(minutes=5))
    call = agent.contact("phone", direction="outbound", ticket_id=ticket_id)
    installation.settle()
    installation.clock.move_to(ENDS + timedelta(minutes=5))
    installation.run_timers()
    resolved = resolve(agent, ticket_id)
    installation.settle()

    history = callback_history(agent.seat, callback_id)
    topics = [one["topic"].rpartition(".")[2] for one in history]
    assert ["booked", "given", "made"] == topics
    assert call == history[-1]["changes"]["contact_id"]["after"]
    made_at = datetime.fromisoformat(history[-1]["circumstances"]["occurred_at"])
    assert BEGINS <= made_at <= ENDS
    assert "resolved" == resolved["state"]
    contacts = agent.seat.get(f"{TICKETS}/tickets/{ticket_id}/contacts")["items"]
    assert [("chat", "inbound"), ("phone", "outbound")] == [
        (one["channel"], one["direction"]) for one in contacts
    ]
    assert [] == agent.seat.get(f"{TICKETS}/callbacks")["items"]
    installation.verify()
