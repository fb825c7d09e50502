"""A bus process that is killed again and again under a stream of messages: each has one effect."""

from __future__ import annotations

from collections import Counter

from services.crm.domain.gateway_message import GatewayMessage
from tests.journeys.centre import Centre
from tests.journeys.conftest import MONDAY
from tests.journeys.crm_side import CrmSide, customer, ticket_request
from tests.journeys.logs import (
    events_of,
    forks_seen,
    published_for_crm,
    tickets_by_request,
    troubles,
)
from tests.support.eventually import eventually
from tests.support.installation import Installation

REQUESTS = 80
KILLED_AFTER = (5, 25, 45)
"""So many messages answered, the process is killed; others are under way at that moment."""

WITHIN = 240.0


def answered(installation: Installation) -> Counter[str]:
    """How many answers each of the CRM's messages had."""
    return Counter(
        one.message_id for one in events_of(installation, "crm", GatewayMessage.Created.TOPIC)
    )


def test_each_message_has_one_effect_however_often_the_bus_process_is_killed(
    installation: Installation, centre: Centre, crm_side: CrmSide
) -> None:
    crm_side.send(customer("C-1"))
    requests = [ticket_request(f"R-{one}", of="C-1", at=MONDAY) for one in range(REQUESTS)]
    crm_side.send(*requests)
    for count in KILLED_AFTER:
        eventually(lambda count=count: len(answered(installation)) > count, within=WITHIN)
        installation.bus.kill()
        assert len(tickets_by_request(installation)) < REQUESTS
        installation.bus.start()
    crm_side.listen_until(lambda: len(crm_side.news("opened")) == REQUESTS)
    installation.settle()
    crm_side.catch_up()

    assert dict.fromkeys([one["id"] for one in requests] + ["customer-C-1"], 1) == answered(
        installation
    )
    assert [1] * REQUESTS == list(tickets_by_request(installation).values())
    assert published_for_crm(installation) == [one["id"] for one in crm_side.taken]
    assert ([], {}) == (troubles(installation), forks_seen(installation))
    installation.verify()
