"""What leaders and supervisors do at the end of each slot, and what agents hand over then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.demo.board import Board, Note
from services.demo.cast import SUPERVISOR
from services.demo.client import Refused
from services.demo.floor import NEW, Floor
from services.demo.moves import TICKETS, Case, Moves
from services.demo.office import Office
from services.demo.script import Arrival

PRESSING = ("urgent", "high")
"""Priorities that a supervisor does not leave to the queue."""

NOBODY_FREE = "no-agent-available"


class Supervision:
    """Moves what only moves between the slots.

    Args:
        office: seats and clock.
        board: what waits.
        moves: carries out moves.
        floor: the agents.
        arrivals: the contacts behind the requests, by request id.
    """

    def __init__(
        self,
        office: Office,
        *,
        board: Board,
        moves: Moves,
        floor: Floor,
        arrivals: Mapping[str, Arrival],
    ) -> None:
        self._office = office
        self._board = board
        self._moves = moves
        self._floor = floor
        self._arrivals = arrivals
        self._supervisor = SUPERVISOR.agent_id

    def end_slot(self, until: datetime, *, queue: Sequence[Mapping[str, Any]]) -> None:
        """The last half minute of a slot.

        Args:
            until: the slot's end.
            queue: the waiting tickets as they were shown at its beginning.
        """
        for note in self._board.referred.due(until):
            self._give_result(note)
        for note in self._board.unhappy.due(until):
            self._reopen(note)
        for note in self._board.own.orphans(until, is_present=self._floor.is_present):
            self._hand_on(note, until)
        self._assign_pressing(queue)
        for note in self._board.transfers.due(until):
            self._tick()
            seat = self._office.seat(note.agent_id)
            self._moves.carry_out("transfer", seat, note.case, at=self._office.now)

    def _give_result(self, note: Note) -> None:
        """The leader passes on what the department has found."""
        seat, case = self._office.leader_of(note.agent_id), note.case
        self._tick()
        self._moves.carry_out("hear", seat, case, at=self._office.now)
        self._moves.carry_out("result", seat, case, at=self._office.now)
        self._board.own.pin(self._office.now, case, agent_id=note.agent_id, first=("look",))

    def _reopen(self, note: Note) -> None:
        """The customer has complained: the ticket goes back to its agent."""
        seat, case = self._office.seat(self._supervisor), note.case
        self._tick()
        self._moves.carry_out("reopen", seat, case, at=self._office.now)
        case.is_complicated = True
        self._board.own.pin(self._office.now, case, agent_id=note.agent_id, first=("accept",))

    def _hand_on(self, note: Note, until: datetime) -> None:
        """What an agent who has gone home has promised, somebody else keeps."""
        holder = self._holder_of(note)
        seat = self._office.leader_of(holder)
        if "keep-promise" in note.first:
            for move in (*note.first, "close"):
                self._tick()
                self._moves.carry_out(move, seat, note.case, at=self._office.now)
            return
        rest = tuple(one for one in note.first if one not in ("accept", "look"))
        first = NEW if note.first == NEW else ("accept", *rest)
        if holder != note.agent_id:
            self._moves.carry_out("look", seat, note.case, at=self._office.now)
            self._board.own.pin(self._office.now, note.case, agent_id=holder, first=first)
        elif not self._assign(seat, note.case, first=first):
            self._board.own.pin(until, note.case, agent_id=note.agent_id, first=note.first)

    def _holder_of(self, note: Note) -> str:
        """The agent who has the ticket: a callback that fell due may have brought it to another."""
        seat = self._office.seat(self._supervisor)
        shown = seat.send("GET", f"{TICKETS}/tickets/{note.case.ticket_id}").content
        assignee_id = shown["assignee_id"]
        return note.agent_id if assignee_id is None else self._office.agent_of(assignee_id)

    def _assign_pressing(self, queue: Sequence[Mapping[str, Any]]) -> None:
        """The first pressing ticket that is left goes to whoever has the most room."""
        for one in queue:
            is_left = one["ticket_id"] not in self._floor.begun
            if one["priority"] in PRESSING and is_left:
                seat = self._office.seat(self._supervisor)
                shown = seat.send("GET", f"{TICKETS}/tickets/{one['ticket_id']}")
                case = self._moves.case_of(shown, self._arrivals)
                if self._assign(seat, case, first=NEW, is_seen=True):
                    self._floor.begun[case.ticket_id] = case
                return

    def _assign(
        self, seat: Any, case: Case, *, first: tuple[str, ...], is_seen: bool = False
    ) -> bool:
        self._tick()
        if not is_seen:
            self._moves.carry_out("look", seat, case, at=self._office.now)
        path = f"{TICKETS}/tickets/{case.ticket_id}/assignment"
        try:
            answer = self._moves.post(seat, path, {}, version=case.version)
        except Refused as refusal:
            if refusal.code != NOBODY_FREE:
                raise
            return False
        case.version = answer.version
        agent_id = self._office.agent_of(answer.content["assignee_id"])
        self._board.own.pin(self._office.now, case, agent_id=agent_id, first=first)
        return True

    def _tick(self) -> None:
        """Commands at the end of a slot follow each other by a second."""
        self._office.move_clock(self._office.now + timedelta(seconds=1))
