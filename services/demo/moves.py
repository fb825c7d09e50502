"""What agents do with a case: one request to the API for each move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.demo import matters
from services.demo.client import Answer
from services.demo.draws import Draws
from services.demo.script import Arrival
from services.demo.seats import Seat
from shared.clock import iso

TICKETS = "/api/tickets/v1"
CALLBACK_AFTER = timedelta(minutes=15)
CALLBACK_WINDOW = timedelta(minutes=90)
PROMISED_WITHIN = timedelta(hours=4)


@dataclass
class Case:
    """A ticket as the demo knows it from the API's answers.

    Args:
        ticket_id: the ticket.
        version: the version last seen.
        arrival: the contact that it came from.
        skill_group: the skill group that has it.
        wants_reply: whether nobody has answered the customer yet.
        is_complicated: whether one contact was not enough.
        was_referred: whether a department has looked into it.
        callback_id: the booked callback, if any.
        rounds: how often it was begun again.
    """

    ticket_id: str
    version: int | None
    arrival: Arrival
    skill_group: str
    wants_reply: bool
    is_complicated: bool = False
    was_referred: bool = False
    callback_id: str = ""
    rounds: int = 0


class Moves:
    """Carries out moves in the name of whoever sits at a seat.

    Args:
        draws: the run's draws.
        named: what its commands' keys begin with.
    """

    def __init__(self, draws: Draws, *, named: str = "command") -> None:
        self._draws = draws
        self._named = named
        self._count = 0
        self._known: Mapping[str, Callable[[Seat, Case, datetime], None]] = {
            "accept": self._accept,
            "verify": self._verify,
            "fill-in": self._fill_in,
            "reply": self._reply,
            "propose": self._propose,
            "confirm": self._confirm,
            "resolve": self._resolve,
            "close": self._close,
            "ask": self._ask,
            "refer": self._refer,
            "book-callback": self._book_callback,
            "call-back": self._call_back,
            "promise": self._promise,
            "keep-promise": self._keep_promise,
            "transfer": self._transfer,
            "hear": self._hear,
            "result": self._result,
            "reopen": self._reopen,
            "look": self._look,
        }

    def carry_out(self, move: str, seat: Seat, case: Case, *, at: datetime) -> None:
        """Carries out one move at a time."""
        self._known[move](seat, case, at)

    def take_next(self, seat: Seat, arrivals: Mapping[str, Arrival]) -> Case:
        """The first waiting ticket that the agent has skill and room for."""
        answer = self.post(seat, f"{TICKETS}/queue/next")
        return self.case_of(answer, arrivals)

    def post(
        self, seat: Seat, path: str, body: Any = None, *, version: int | None = None
    ) -> Answer:
        """One command; its key follows from its place in the day."""
        self._count += 1
        return seat.send(
            "POST", path, body, key=f"{self._named}-{self._count:06d}", version=version
        )

    def case_of(self, answer: Answer, arrivals: Mapping[str, Arrival]) -> Case:
        """The case that the API has shown."""
        shown = answer.content
        arrival = arrivals[shown["request_id"]]
        return Case(
            ticket_id=shown["ticket_id"],
            version=answer.version,
            arrival=arrival,
            skill_group=shown["skill_group"],
            wants_reply=arrival.answered_at is None,
            is_complicated=shown["transfers"] > 0,
        )

    def _post(self, seat: Seat, case: Case, path: str, body: Any = None) -> None:
        """A command on the ticket itself, at the version last seen."""
        target = f"{TICKETS}/tickets/{case.ticket_id}/{path}"
        case.version = self.post(seat, target, body, version=case.version).version

    def _look(self, seat: Seat, case: Case, _at: datetime) -> None:
        case.version = seat.send("GET", f"{TICKETS}/tickets/{case.ticket_id}").version

    def _accept(self, seat: Seat, case: Case, _at: datetime) -> None:
        self._post(seat, case, "acceptance")

    def _verify(self, seat: Seat, case: Case, _at: datetime) -> None:
        method = self._draws.one_of(matters.VERIFICATION, "verification", case.arrival.ordinal)
        self._post(seat, case, "identity", {"method": method})

    def _fill_in(self, seat: Seat, case: Case, _at: datetime) -> None:
        information = matters.INFORMATION[case.arrival.kind]
        self._post(seat, case, "information", {"information": information})

    def _reply(self, seat: Seat, case: Case, _at: datetime) -> None:
        self._send_words(seat, case, matters.REPLY)

    def _ask(self, seat: Seat, case: Case, _at: datetime) -> None:
        self._send_words(seat, case, matters.QUESTION)
        waiting = {"state": "waiting_for_customer", "reason": "等待客户补充凭证"}
        self._post(seat, case, "waiting", waiting)

    def _send_words(self, seat: Seat, case: Case, text: str) -> None:
        self.post(seat, f"{TICKETS}/tickets/{case.ticket_id}/replies", {"text": text})
        case.wants_reply = False

    def _propose(self, seat: Seat, case: Case, _at: datetime) -> None:
        self._post(seat, case, "solution", {"text": matters.SOLUTIONS[case.arrival.kind]})

    def _confirm(self, seat: Seat, case: Case, _at: datetime) -> None:
        self._post(seat, case, "solution/answer", {"is_confirmed": True})

    def _resolve(self, seat: Seat, case: Case, _at: datetime) -> None:
        resolution = {"resolution": matters.RESOLUTION}
        if case.is_complicated:
            purpose = "reason-code", case.arrival.ordinal, case.rounds
            resolution["reason_code"] = self._draws.one_of(matters.REASON_CODES, *purpose)
        self._post(seat, case, "resolution", resolution)

    def _close(self, seat: Seat, case: Case, _at: datetime) -> None:
        self._post(seat, case, "closure")

    def _refer(self, seat: Seat, case: Case, _at: datetime) -> None:
        referral = {"department": matters.DEPARTMENT, "reason": "需核对清算记录"}
        self._post(seat, case, "referral", referral)
        case.was_referred = True

    def _hear(self, seat: Seat, case: Case, _at: datetime) -> None:
        heard = {"text": "清算记录已调取"}
        self.post(seat, f"{TICKETS}/tickets/{case.ticket_id}/referral/progress", heard)

    def _result(self, seat: Seat, case: Case, _at: datetime) -> None:
        self._post(seat, case, "referral/result", {"text": "账务已核对一致"})

    def _reopen(self, seat: Seat, case: Case, _at: datetime) -> None:
        self._post(seat, case, "reopening", {"reason": "客户对处理结果有异议"})

    def _transfer(self, seat: Seat, case: Case, _at: datetime) -> None:
        transfer = {"skill_group": self._other_group(case), "reason": "需专席处理"}
        self._post(seat, case, "transfer", transfer)

    def _other_group(self, case: Case) -> str:
        return "general" if case.skill_group != "general" else "cards"

    def _book_callback(self, seat: Seat, case: Case, at: datetime) -> None:
        window = {"from_at": iso(at + CALLBACK_AFTER), "until_at": iso(at + CALLBACK_WINDOW)}
        path = f"{TICKETS}/tickets/{case.ticket_id}/callbacks"
        case.callback_id = self.post(seat, path, window).content["callback_id"]

    def _call_back(self, seat: Seat, case: Case, _at: datetime) -> None:
        """The call is a contact of its own, begun by the centre; linked, it keeps the promise."""
        call = {"channel": "phone", "direction": "outbound"}
        contact_id = self.post(seat, f"{TICKETS}/contacts", call).content["contact_id"]
        contact = f"{TICKETS}/contacts/{contact_id}"
        self.post(seat, f"{contact}/answer")
        self.post(seat, f"{contact}/tickets", {"ticket_id": case.ticket_id})
        self.post(seat, f"{contact}/end")
        self.post(seat, f"{contact}/wrap-up", {"after_call_work_seconds": 20})
        case.wants_reply = False

    def _promise(self, seat: Seat, case: Case, at: datetime) -> None:
        promise = {"promise": "当日回访处理结果", "due_at": iso(at + PROMISED_WITHIN)}
        self.post(seat, f"{TICKETS}/tickets/{case.ticket_id}/follow-ups", promise)

    def _keep_promise(self, seat: Seat, case: Case, _at: datetime) -> None:
        kept = {"text": "客户表示满意"}
        self.post(seat, f"{TICKETS}/tickets/{case.ticket_id}/follow-ups/reply", kept)
