"""A broker loses everything in the middle of the day: nothing of ours is lost, no hand is moved."""

from __future__ import annotations

from tests.journeys.broker import ProductBroker
from tests.journeys.centre import TICKETS, Centre
from tests.journeys.conftest import MONDAY
from tests.journeys.crm_side import CrmSide, customer, ticket_request
from tests.journeys.logs import forks_seen, published_for_crm, tickets_by_request, troubles
from tests.support.eventually import eventually
from tests.support.installation import Installation

WITHIN = 240.0


def requests(first: int, last: int) -> list[dict[str, object]]:
    return [ticket_request(f"R-{one}", of="C-1", at=MONDAY) for one in range(first, last + 1)]


def assign_the_oldest_ticket(centre: Centre) -> str:
    """Its id, after the manager has given it to the agent."""
    seat = centre.manager.seat
    ticket_id = list(seat.pages(f"{TICKETS}/tickets"))[-1]["ticket_id"]
    path = f"{TICKETS}/tickets/{ticket_id}"
    version = seat.send("GET", path).version
    to_agent = {"employee_id": centre.agent.employee_id}
    seat.send("POST", f"{path}/assignment", to_agent, key="assigned-in-outage", version=version)
    return str(ticket_id)


def test_what_the_crm_takes_live_and_by_the_feed_is_all_that_was_published_and_nothing_twice(
    installation: Installation, centre: Centre, crm_side: CrmSide, broker: ProductBroker
) -> None:
    before = [customer("C-1"), *requests(1, 3)]
    crm_side.send(*before)
    crm_side.listen_until(lambda: len(crm_side.news("opened")) == 3)

    lost_in_the_queue = requests(4, 6)
    crm_side.send(*lost_in_the_queue)
    eventually(lambda: len(tickets_by_request(installation)) == 6, within=WITHIN)
    installation.settle()
    broker.node.stop()

    ticket_id = assign_the_oldest_ticket(centre)
    by_http = ticket_request("R-7", of="C-1", at=MONDAY)
    assert "accepted" == crm_side.api.send(by_http)["status"]
    broker.lose_all_data()
    broker.node.start()

    # The CRM cannot know what the broker had passed on, so it sends everything again.
    after = requests(8, 9)
    crm_side.send(*before, *lost_in_the_queue, by_http, *after)
    crm_side.listen_until(lambda: len(crm_side.news("opened")) == 9)
    installation.settle()
    crm_side.catch_up()

    taken = [one["id"] for one in crm_side.taken]
    assert published_for_crm(installation) == taken
    live = set(taken) & crm_side.delivered
    assert live
    assert live < set(taken)
    assert {f"R-{one}" for one in range(1, 10)} == {
        one["data"]["request_id"] for one in crm_side.news("opened")
    }
    assert [ticket_id] == [one["data"]["ticket_id"] for one in crm_side.news("assigned")]
    assert {1} == set(tickets_by_request(installation).values())
    assert ([], {}) == (troubles(installation), forks_seen(installation))
    installation.verify()
