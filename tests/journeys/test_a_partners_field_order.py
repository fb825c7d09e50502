"""A request of the CRM leads to a field-service order that a partner carries out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.demo.client import Refused
from services.demo.seats import Seat
from shared.clock import iso
from tests.journeys.centre import TICKETS, Centre
from tests.journeys.conftest import MONDAY
from tests.journeys.crm_side import CrmSide, customer, ticket_request
from tests.journeys.logs import troubles
from tests.support.installation import Installation

HOUR = timedelta(hours=1)
NAME, TELEPHONE, ADDRESS = "李四", "13800138000", "人民路 18 号 502"
SPAN = {"since": iso(MONDAY - HOUR), "until": iso(MONDAY + 24 * HOUR)}
ITEMS = ("identified", "fault_found", "price_agreed", "tested", "cleaned_up")


class Story:
    """Sends commands in the name of whoever does them."""

    def __init__(self, centre: Centre) -> None:
        self.agent = centre.agent.seat
        self.manager = centre.manager.seat
        self.technician = centre.technician.seat
        self._count = 0

    def do(
        self, seat: Seat, path: str, body: Any = None, *, version: int | None = None
    ) -> dict[str, Any]:
        """One command; its answer with the version."""
        self._count += 1
        key = f"field-story-{self._count}"
        answer = seat.send("POST", f"{TICKETS}{path}", body, key=key, version=version)
        return {**answer.content, "version": answer.version}

    def partner(self, member: str) -> str:
        """A partner with one of its people."""
        made = self.do(
            self.manager,
            "/partners",
            {
                "code": "quick-fix",
                "name": "快修服务公司",
                "kinds": ["repair"],
                "effective_from": iso(MONDAY - HOUR),
            },
        )
        path = f"/partners/{made['partner_id']}"
        self.do(self.manager, f"{path}/members", {"employee_id": member}, version=made["version"])
        return str(made["partner_id"])


def test_a_partner_carries_out_a_request_of_the_crm_and_sees_nothing_but_the_order(
    installation: Installation, centre: Centre, crm_side: CrmSide
) -> None:
    story = Story(centre)
    crm_side.send(
        customer("C-1", name=NAME, phone=TELEPHONE), ticket_request("R-1", of="C-1", at=MONDAY)
    )
    crm_side.listen_until(lambda: bool(crm_side.news("opened")))
    installation.settle()
    partner_id = story.partner(centre.technician.employee_id)
    ticket = story.do(story.agent, "/queue/next")
    order = story.do(
        story.agent,
        "/field-orders",
        {"kind": "repair", "task": "取款机吞卡", "ticket_id": ticket["ticket_id"]},
    )
    path, work = f"/field-orders/{order['order_id']}", f"/field-work/{order['order_id']}"
    window = {
        "from_at": iso(MONDAY + HOUR),
        "until_at": iso(MONDAY + 2 * HOUR),
        "address": ADDRESS,
        "telephone": TELEPHONE,
    }
    order = story.do(story.agent, f"{path}/appointment", window, version=order["version"])
    performer = {"partner_id": partner_id}
    order = story.do(story.manager, f"{path}/assignment", performer, version=order["version"])
    installation.settle()

    secrets = (ticket["ticket_id"], ticket["number"], ticket["customer_id"], ticket["subject"])
    check_that_the_partner_sees_nothing_else(story.technician, order, secrets)
    shown = story.do(story.technician, f"{work}/acceptance", version=order["version"])
    assert ADDRESS == shown["address"]
    shown = story.do(story.technician, f"{work}/departure", version=shown["version"])
    installation.clock.move_to(MONDAY + HOUR + HOUR / 2)
    shown = story.do(story.technician, f"{work}/arrival", version=shown["version"])
    for item in ITEMS:
        checked = {"is_conform": True}
        story.do(story.technician, f"{work}/checklist/{item}", checked)
    story.technician.send_file(
        f"{TICKETS}{work}/checklist/tested/evidence",
        ("试机.jpg", "image/jpeg", b"photo"),
        key="field-story-evidence",
    )
    result = {"outcome": "completed", "report": "已更换读卡器"}
    shown = story.do(story.technician, f"{work}/result", result, version=shown["version"])
    assert ("performed", "on_time", None) == (
        shown["state"],
        shown["punctuality"],
        shown["address"],
    )

    version = story.agent.send("GET", f"{TICKETS}{path}").version
    judged = {"score": 5, "comment": "来得很准时"}
    order = story.do(story.agent, f"{path}/evaluation", judged, version=version)
    order = story.do(story.agent, f"{path}/closure", version=order["version"])
    assert "closed" == order["state"]
    installation.settle()
    check_figures(story.manager, order, performer=f"partner:{partner_id}")
    assert [] == troubles(installation)
    installation.verify()


def check_that_the_partner_sees_nothing_else(
    technician: Seat, order: dict[str, Any], secrets: tuple[str, ...]
) -> None:
    listed = list(technician.pages(f"{TICKETS}/field-work"))
    shown = technician.get(f"{TICKETS}/field-work/{order['order_id']}")
    assert [order["order_id"]] == [one["order_id"] for one in listed]
    told = str([listed, shown])
    hidden = (*secrets, NAME, TELEPHONE, ADDRESS)
    assert [] == [one for one in hidden if one and one in told]
    for path in (
        f"/field-orders/{order['order_id']}",
        f"/field-orders/{order['order_id']}/history",
        "/field-orders",
        "/tickets",
        f"/tickets/{secrets[0]}",
        f"/tickets/{secrets[0]}/correspondence",
        "/partners",
    ):
        with pytest.raises(Refused) as refused:
            technician.get(f"{TICKETS}{path}")
        assert refused.value.status in {403, 404}, path
    with pytest.raises(Refused):
        technician.get(f"/api/crm/v1/customers/{secrets[2]}")


def check_figures(manager: Seat, order: dict[str, Any], *, performer: str) -> None:
    [result] = manager.get(f"{TICKETS}/field-results", **SPAN)["items"]
    assert (performer, "1.0000", "1.0000", "5.0000") == (
        result["performer"],
        result["on_time_rate"],
        result["conform_rate"],
        result["mean_score"],
    )
    for figure in ("on_time", "conform", "evaluated"):
        query = {**SPAN, "performer": performer, "figure": figure}
        behind = manager.pages(f"{TICKETS}/field-results/orders", **query)
        assert [order["order_id"]] == [one["order_id"] for one in behind]
