"""A customer asks three times: one ticket goes on, and clocks, times and history add up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from services.demo.seats import Seat
from tests.journeys.centre import TICKETS, Centre
from tests.journeys.conftest import MONDAY
from tests.journeys.crm_side import CrmSide, customer, reply, ticket_request
from tests.support.installation import Installation

MINUTE = timedelta(minutes=1)
ASIDE = timedelta(minutes=15)


class Story:
    """What the agent does, minute by minute."""

    def __init__(self, installation: Installation, centre: Centre) -> None:
        self.installation = installation
        self.seat = centre.agent.seat
        self.clock = installation.clock
        self._count = 0

    def at(self, minutes: int) -> None:
        """Moves the clock."""
        self.clock.move_to(MONDAY + minutes * MINUTE)

    def step(self, ticket_id: str, name: str, body: Any = None) -> dict[str, Any]:
        """One command on a ticket, on its present version."""
        self._count += 1
        path = f"{TICKETS}/tickets/{ticket_id}"
        version = self.seat.send("GET", path).version
        content: dict[str, Any] = self.seat.send(
            "POST", f"{path}/{name}", body, key=f"story-step-{self._count}", version=version
        ).content
        return content

    def call(self, ticket_id: str, *, minutes: int) -> None:
        """A call about a ticket that lasts until a minute of the story, and its wrap-up."""
        self._count += 1
        contacts = f"{TICKETS}/contacts"
        begun = self.seat.send(
            "POST",
            contacts,
            {"channel": "phone", "direction": "outbound"},
            key=f"story-call-{self._count}",
        )
        path = f"{contacts}/{begun.content['contact_id']}"
        linked = {"ticket_id": ticket_id}
        self.seat.send("POST", f"{path}/tickets", linked, key=f"story-link-{self._count}")
        self.seat.send("POST", f"{path}/answer", key=f"story-answer-{self._count}")
        self.at(minutes)
        self.seat.send("POST", f"{path}/end", key=f"story-end-{self._count}")
        wrap_up = {"after_call_work_seconds": 20}
        self.seat.send("POST", f"{path}/wrap-up", wrap_up, key=f"story-wrap-up-{self._count}")

    def whole(self, ticket_id: str, *, then: datetime | None = None) -> dict[str, Any]:
        """A ticket with what was merged into it, now or as of a moment."""
        query = {} if then is None else {"as_of": then.isoformat()}
        found: dict[str, Any] = self.seat.get(f"{TICKETS}/tickets/{ticket_id}/whole", **query)
        return found


def clocks_of(part: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The clocks of a part by name."""
    return {one["clock"]: one for one in part["clocks"]}


def topics_of(seat: Seat, ticket_id: str) -> list[str]:
    entries = seat.pages(f"{TICKETS}/tickets/{ticket_id}/history")
    return [one["topic"].removeprefix("tickets.ticket.") for one in entries]


def ask_three_times(story: Story, crm_side: CrmSide) -> dict[str, str]:
    """The CRM sends the same matter three times; the agent takes each ticket."""
    taken: dict[str, str] = {}
    for number, minutes in (("R-1", 0), ("R-2", 10), ("R-3", 30)):
        story.at(minutes)
        crm_side.send(
            *((customer("C-1"),) if number == "R-1" else ()),
            ticket_request(number, of="C-1", at=MONDAY + minutes * MINUTE),
        )
        crm_side.listen_until(lambda asked=number: asked in crm_side.numbers_of_tickets())
        story.installation.settle()
        [row] = story.seat.pages(f"{TICKETS}/queue")
        taken[number] = row["ticket_id"]
        story.step(row["ticket_id"], "taking")
        if number == "R-1":
            waiting = {"state": "waiting_for_customer", "reason": "等待客户补充凭证"}
            story.step(row["ticket_id"], "waiting", waiting)
            story.at(15)
            story.step(row["ticket_id"], "resumption")
    return taken


def test_three_tickets_become_one_whose_clocks_times_and_history_add_up(
    installation: Installation, centre: Centre, crm_side: CrmSide
) -> None:
    story = Story(installation, centre)
    tickets = ask_three_times(story, crm_side)
    first, second, survivor = (tickets[one] for one in ("R-1", "R-2", "R-3"))
    story.call(second, minutes=33)
    story.call(survivor, minutes=35)
    installation.settle()
    before = MONDAY + 36 * MINUTE
    story.at(40)
    merge = {"ticket_ids": [first, second], "reason": "同一诉求，合并处理"}
    merged = story.step(survivor, "merge", merge)
    story.at(50)
    installation.settle()

    numbers = crm_side.numbers_of_tickets()
    assert [numbers["R-1"], numbers["R-2"]] == [one["number"] for one in merged["absorbed"]]
    whole = story.whole(survivor)
    assert [survivor, first, second] == [one["ticket"]["ticket_id"] for one in whole["parts"]]
    assert ["in_progress", "merged", "merged"] == [one["ticket"]["state"] for one in whole["parts"]]

    # The customer has waited since the first request, but for the fifteen minutes of their own.
    going_on, ended, _ = (clocks_of(one)["resolution"] for one in whole["parts"])
    assert (35 * 60, 15 * 60, "running") == (
        going_on["counted_seconds"],
        going_on["paused_seconds"],
        going_on["state"],
    )
    assert (25 * 60, 15 * 60, "superseded") == (
        ended["counted_seconds"],
        ended["paused_seconds"],
        ended["state"],
    )
    parts = [one["worked"] for one in whole["parts"]]
    assert [(20 * 60, 120, 20), (25 * 60, 0, 0), (30 * 60, 180, 20)] == [
        (one["in_progress_seconds"], one["talk_seconds"], one["after_call_work_seconds"])
        for one in parts
    ]
    for name, total in whole["worked"].items():
        assert total == sum(one[name] for one in parts)

    then = [story.whole(one, then=before) for one in (first, second, survivor)]
    assert [1, 1, 1] == [len(one["parts"]) for one in then]
    assert ["in_progress"] * 3 == [one["parts"][0]["ticket"]["state"] for one in then]
    assert [21 * 60, 26 * 60, 6 * 60] == [
        clocks_of(one["parts"][0])["resolution"]["counted_seconds"] for one in then
    ]
    assert ["merged", "absorbed"] == [topics_of(story.seat, one)[-1] for one in (second, survivor)]

    crm_side.send(reply("A-1", to=numbers["R-2"]))
    crm_side.listen_until(lambda: "reply-A-1" in crm_side.answers())
    installation.settle()
    story.at(55)
    answer = {"text": "三件事一并答复"}
    story.seat.send("POST", f"{TICKETS}/tickets/{survivor}/replies", answer, key="story-reply")
    entries = story.whole(survivor)["parts"][0]["correspondence"]["entries"]
    assert ["customer_reply", "reply"] == [one["sort"] for one in entries]
    assert {"met"} == {
        one["state"]
        for one in story.whole(survivor)["parts"][0]["clocks"]
        if one["clock"] == "reply"
    }
    installation.run_timers()
    installation.settle()
    installation.verify()
