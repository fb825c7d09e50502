"""One field-service order of the day, carried out by a partner, from request to judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from services.demo import cast
from services.demo.floor import Floor
from services.demo.moves import TICKETS, Moves
from services.demo.office import Office
from services.demo.seats import Seat
from shared.clock import iso

PARTNER = {"code": "swift", "name": "迅达上门服务公司", "kinds": ["repair"]}
TASK = "自助终端吞卡，请上门检修"
ADDRESS = "人民路 18 号网点"
REPORT = "已更换读卡模块并试机"
ITEMS = ("identified", "fault_found", "price_agreed", "tested", "cleaned_up")
PHOTOGRAPH = ("tested.jpg", "image/jpeg", b"a photograph of the running terminal")
SCORE = 5

WINDOW = timedelta(minutes=30), timedelta(minutes=60)
"""When the window that the customer agrees to begins and ends, after the request."""

Step = tuple[timedelta, Callable[[datetime], None]]


class FieldVisit:
    """Plays the steps of the order at their times, each by whoever does it.

    Args:
        office: seats and clock.
        moves: sends commands.
        floor: where an agent has a ticket that somebody has to go out for.
    """

    def __init__(self, office: Office, moves: Moves, floor: Floor) -> None:
        self._office = office
        self._moves = moves
        self._floor = floor
        self._began_at: datetime | None = None
        self._requester = ""
        self._version: int | None = None
        self._steps: Iterator[Step] = iter(self._plan())
        self._next: Step | None = None
        self.order_id: str | None = None

    def end_slot(self, at: datetime) -> None:
        """Does what is due by the end of a slot; begins with the first ticket at hand."""
        if self._began_at is None:
            self._begin(at)
        while self._began_at is not None and self._is_due(by=at):
            self._carry_out(at)

    def finish(self, *, settle: Callable[[], None]) -> None:
        """Does what is left after the last slot, each step at its time."""
        while self._began_at is not None and self._next is not None:
            at = max(self._began_at + self._next[0], self._office.now)
            self._office.move_clock(at)
            self._carry_out(at)
            settle()

    def _plan(self) -> list[Step]:
        return [
            (timedelta(minutes=minutes), do)
            for minutes, do in (
                (5, self._accept),
                (20, self._depart),
                (40, self._arrive),
                (60, self._work),
                (75, self._evaluate),
            )
        ]

    def _begin(self, at: datetime) -> None:
        found = self._floor.at_hand()
        if found is None:
            return
        self._requester, ticket_id = found
        self._began_at = at
        self._next = next(self._steps, None)
        partner_id = self._register_partner(at)
        agent, supervisor = self._agent(), self._supervisor()
        new = {"kind": "repair", "task": TASK, "ticket_id": ticket_id}
        order = self._moves.post(agent, f"{TICKETS}/field-orders", new)
        self.order_id, self._version = order.content["order_id"], order.version
        begins, ends = WINDOW
        window = {"from_at": iso(at + begins), "until_at": iso(at + ends), "address": ADDRESS}
        self._decide(agent, "appointment", window)
        self._decide(supervisor, "assignment", {"partner_id": partner_id})

    def _register_partner(self, at: datetime) -> str:
        supervisor = self._supervisor()
        agreement = {**PARTNER, "effective_from": iso(at)}
        made = self._moves.post(supervisor, f"{TICKETS}/partners", agreement)
        partner_id: str = made.content["partner_id"]
        member = {"employee_id": self._office.employee_of(cast.TECHNICIAN.agent_id)}
        path = f"{TICKETS}/partners/{partner_id}/members"
        self._moves.post(supervisor, path, member, version=made.version)
        return partner_id

    def _is_due(self, *, by: datetime) -> bool:
        return (
            self._next is not None
            and self._began_at is not None
            and self._began_at + self._next[0] <= by
        )

    def _carry_out(self, at: datetime) -> None:
        if self._next is not None:
            self._next[1](at)
        self._next = next(self._steps, None)

    def _accept(self, _at: datetime) -> None:
        """The partner's technician finds the order in the work list, and nothing else there."""
        technician = self._technician()
        [row] = technician.pages(f"{TICKETS}/field-work")
        path = f"{TICKETS}/field-work/{row['order_id']}"
        self._version = technician.send("GET", path).version
        self._report("acceptance")

    def _depart(self, _at: datetime) -> None:
        self._report("departure")

    def _arrive(self, _at: datetime) -> None:
        self._report("arrival")

    def _work(self, _at: datetime) -> None:
        technician = self._technician()
        path = f"{TICKETS}/field-work/{self.order_id}/checklist"
        for item in ITEMS:
            self._moves.post(technician, f"{path}/{item}", {"is_conform": True})
        technician.send_file(f"{path}/tested/evidence", PHOTOGRAPH, key="command-evidence")
        self._report("result", {"outcome": "completed", "report": REPORT})

    def _evaluate(self, _at: datetime) -> None:
        """The requester calls the customer and closes the order."""
        agent = self._agent()
        self._decide(agent, "evaluation", {"score": SCORE, "comment": "准时，讲解清楚"})
        self._decide(agent, "closure")

    def _decide(self, seat: Seat, step: str, body: Any = None) -> None:
        path = f"{TICKETS}/field-orders/{self.order_id}/{step}"
        self._version = self._moves.post(seat, path, body, version=self._version).version

    def _report(self, step: str, body: Any = None) -> None:
        path = f"{TICKETS}/field-work/{self.order_id}/{step}"
        answer = self._moves.post(self._technician(), path, body, version=self._version)
        self._version = answer.version

    def _agent(self) -> Seat:
        return self._office.seat(self._requester)

    def _supervisor(self) -> Seat:
        return self._office.seat(cast.SUPERVISOR.agent_id)

    def _technician(self) -> Seat:
        return self._office.seat(cast.TECHNICIAN.agent_id)
