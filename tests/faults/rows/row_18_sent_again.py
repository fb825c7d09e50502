"""A command sent again after a timeout, twice at once, and with another body: one effect."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from uuid import UUID

from services.demo.client import Refused
from services.demo.seats import Seat
from tests.faults.evidence import Attempt, Finding
from tests.faults.office import GROUP, PEOPLE, TICKETS
from tests.faults.results import RowContext, RowResult
from tests.faults.rows.ground import Ground, ground_of
from tests.faults.rows.shift import Shift

ROW = "18 sent again"
KEYS = {False: 8, True: 40}
"""Commands of each kind of repeat."""

PATH = f"{TICKETS}/tickets"


def run(context: RowContext) -> RowResult:
    """Three kinds of repeats, each with as many keys."""
    ground = ground_of(context)
    with ground.shift(ROW, seed=context.seeds[0]) as shift:
        row = _Repeats(ground, shift)
        keys = KEYS[context.is_long]
        for number in range(keys):
            row.send_twice_at_once(f"{shift.name}-twin-{number}")
            row.hang_up_and_send_again(f"{shift.name}-again-{number}")
            row.send_another_body(f"{shift.name}-other-{number}")
        shift.result.injections = 3 * keys
        shift.result.notes = (
            f"{keys} keys twice at once, {keys} after a hang-up, {keys} with another body;"
            f" {row.refused} of those were refused as reused"
        )
    return shift.result


class _Repeats:
    def __init__(self, ground: Ground, shift: Shift) -> None:
        self._shift = shift
        self._port = ground.installation.port
        self._seat = ground.office.agents[0]
        self._twins = ground.seats_like(self._seat, 2)
        self._token = self._seat.send("POST", f"{PEOPLE}/sessions/renewals").content["token"]
        self._customer_id = shift.new_customer()
        self.refused = 0

    def send_twice_at_once(self, key: str) -> None:
        """Both get the same answer."""
        body = self._body(key)
        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(lambda seat: _open_ticket(seat, body, key), self._twins))
        self._note(key, answers, sent=2)

    def hang_up_and_send_again(self, key: str) -> None:
        """The first answer is never read."""
        body = self._body(key)
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "X-Correlation-Id": key,
        }
        text = json.dumps(body, ensure_ascii=False)
        connection.request("POST", PATH, text.encode(), headers)
        connection.close()
        self._note(key, [_open_ticket(self._seat, body, key) for _ in range(2)], sent=3)

    def send_another_body(self, key: str) -> None:
        """The second is refused, and says why."""
        answer = _open_ticket(self._seat, self._body(key), key)
        self._note(key, [answer], sent=1)
        try:
            self._seat.send("POST", PATH, self._body("another"), key=key)
        except Refused as refusal:
            self.refused += (refusal.status, refusal.code) == (422, "idempotency-key-reused")
        else:
            self._find(f"{key} was accepted with another body.")

    def _note(self, key: str, answers: list[Any], *, sent: int) -> None:
        ids = {one["ticket_id"] for one in answers}
        if len(ids) != 1:
            self._find(f"{key} led to {len(ids)} tickets.")
        attempt = Attempt(
            key,
            "tickets",
            "open_ticket",
            key,
            "acknowledged",
            entity_id=UUID(answers[0]["ticket_id"]),
            version=1,
            sent=sent,
        )
        self._shift.extra.append(attempt)

    def _find(self, what: str) -> None:
        self._shift.result.findings.append(Finding("I3", "duplicated", what))

    def _body(self, words: str) -> dict[str, Any]:
        return {
            "kind": "suggestion",
            "channel": "web",
            "subject": f"建议 {words}",
            "skill_group": GROUP,
            "customer_id": self._customer_id,
        }


def _open_ticket(seat: Seat, body: dict[str, Any], key: str) -> Any:
    return seat.send("POST", PATH, body, key=key).content
