"""A message of the CRM becomes a ticket; its broken promise comes back to the CRM."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from services.demo.client import Answer
from services.demo.seats import Seat
from tests.journeys.centre import TICKETS, Centre
from tests.journeys.conftest import MONDAY
from tests.journeys.crm_side import CrmSide, customer, ticket_request
from tests.support.installation import Installation

RESOLUTION_OF_HIGH_PRIORITY = timedelta(hours=4)
PAST_ALL_DEADLINES = timedelta(hours=5)


def the_only_ticket(seat: Seat) -> Answer:
    rows = list(seat.pages(f"{TICKETS}/tickets"))
    assert 1 == len(rows)
    return seat.send("GET", f"{TICKETS}/tickets/{rows[0]['ticket_id']}")


def work_on(ticket: Answer, centre: Centre) -> Answer:
    """The manager assigns, the agent accepts."""
    path = f"{TICKETS}/tickets/{ticket.content['ticket_id']}"
    to_agent = {"employee_id": centre.agent.employee_id}
    assigned = centre.manager.seat.send(
        "POST", f"{path}/assignment", to_agent, key="assignment-1", version=ticket.version
    )
    return centre.agent.seat.send(
        "POST", f"{path}/acceptance", key="acceptance-1", version=assigned.version
    )


def correlations(seat: Seat, path: str) -> dict[str, Any]:
    """The correlation id of each event by its topic."""
    entries = seat.pages(f"{TICKETS}/{path}/history")
    return {one["topic"]: one["circumstances"].get("correlation_id") for one in entries}


def test_a_request_becomes_a_ticket_and_its_breach_comes_back_with_the_requests_correlation_id(
    installation: Installation, centre: Centre, crm_side: CrmSide
) -> None:
    crm_side.send(customer("C-1"), ticket_request("R-1", of="C-1", at=MONDAY))
    crm_side.listen_until(lambda: bool(crm_side.news("opened")))
    accepted = crm_side.answers()["request-R-1"]
    assert "loopdesk.crm.message_accepted.v1" == accepted["type"]
    correlation = accepted["correlationid"]

    installation.settle()
    ticket = work_on(the_only_ticket(centre.manager.seat), centre)
    assert ("in_progress", centre.agent.employee_id) == (
        ticket.content["state"],
        ticket.content["assignee_id"],
    )

    installation.settle()
    installation.clock.move_to(MONDAY + PAST_ALL_DEADLINES)
    installation.run_timers()
    crm_side.listen_until(lambda: len(crm_side.news("sla_breached")) == 2)
    installation.run_timers()
    installation.settle()
    crm_side.catch_up()

    breaches = {one["data"]["clock"]: one for one in crm_side.news("sla_breached")}
    assert 2 == len(crm_side.news("sla_breached"))
    assert {"first_response", "resolution"} == set(breaches)
    broken = breaches["resolution"]["data"]
    due_at = MONDAY + RESOLUTION_OF_HIGH_PRIORITY
    assert ("R-1", "C-1") == (broken["request_id"], broken["customer_number"])
    assert due_at == datetime.fromisoformat(broken["due_at"])

    events = correlations(centre.agent.seat, f"tickets/{ticket.content['ticket_id']}")
    assert correlation == events["tickets.ticket.opened"]
    assert ("assignment-1", "acceptance-1") == (
        events["tickets.ticket.assigned"],
        events["tickets.ticket.accepted"],
    )
    assert [correlation] == [one["correlationid"] for one in crm_side.news("opened")]
    assert ["assignment-1"] == [one["correlationid"] for one in crm_side.news("assigned")]
    assert {correlation} == {one["correlationid"] for one in crm_side.news("sla_breached")}
    installation.verify()
