"""Queues that give their tickets to agents by themselves, fairly and each ticket once (TX-2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.tickets.application.matching import RULES, Matching
from services.tickets.application.questions import (
    AgentSkills,
    AvailableAgent,
    AvailableAgents,
    Queue,
)
from services.tickets.application.workbench import Workbench, following_from
from services.tickets.domain.assignment import CapacityRules, DeskLoad, Standing, standing_of
from services.tickets.domain.gate import HeldCertificate
from services.tickets.domain.ticket import Ticket
from shared.errors import Conflict
from shared.event_store import SideRowConflict

AT_A_TIME = 100
"""Waiting tickets that are read at a time."""

MOST_READ = 1000
"""Waiting tickets of one queue that are looked at in one run, where nobody may take the first."""


@dataclass
class Seat:
    """An agent who takes work, with what they have now and may have.

    Args:
        agent: the agent.
        load: what they have.
        capacity: what they may have.
        levels: their skills.
        idle_since: since when they have waited for work.
        certificates: what they hold or held of what the queue may ask for.
    """

    agent: AvailableAgent
    load: DeskLoad
    capacity: CapacityRules
    levels: Mapping[str, int]
    idle_since: datetime
    certificates: Sequence[HeldCertificate] = field(default=())

    def has_room_for(self, channel: str, *, through: str | None = None) -> bool:
        """Whether one more of the channel may be given.

        Args:
            channel: the ticket's channel.
            through: channel by which the agent has to be reached, where it is another.
        """
        room = self.load.has_room_for(channel, rules=self.capacity)
        return (through or channel) in self.agent.channels and room

    @property
    def turn(self) -> tuple[int, datetime, UUID]:
        """Whose turn it is: least loaded, then longest idle, then by id."""
        return len(self.load.tickets), self.idle_since, self.agent.employee_id


class Pushing:
    """Gives waiting tickets to available agents where the rules say so.

    A queue is read only when something waits in it and somebody is free for it, and then only its
    first tickets by the channels that are free.

    Args:
        bench: what all use cases stand on.
        queue: the tickets that nobody has.
        available: who takes work.
        skills: what agents can do.
        matching: who may get a ticket.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        queue: Queue,
        available: AvailableAgents,
        skills: AgentSkills,
        matching: Matching,
    ) -> None:
        self._bench = bench
        self._queue = queue
        self._available = available
        self._skills = skills
        self._matching = matching

    def push_tickets(self, now: datetime) -> int:
        """Gives tickets of the queues that push and are open; returns how many were given."""
        rules = self._bench.rules
        opening = rules.opening
        with rules.noted("queue", "push", "opening", *RULES):
            waiting = {one.skill_group for one in self._queue.lengths(rules.push.skill_groups)}
            groups = [one for one in sorted(waiting) if opening.is_open(one, at=now)]
            return sum(self._push(one) for one in groups)

    def seats_of(self, skill_group: str) -> list[Seat]:
        """The agents of a skill group who take work, as they stand now."""
        agents = self._available.of_group(skill_group)
        employee_ids = [one.employee_id for one in agents]
        levels = self._skills.levels_of(employee_ids)
        held = self._bench.gate.held_for(employee_ids, skill_group=skill_group)
        return [
            Seat(
                agent=one,
                load=self._bench.loads.load_of(one.employee_id),
                capacity=self._matching.capacity_of(one.employee_id, level=one.level),
                levels=levels[one.employee_id],
                idle_since=one.idle_since,
                certificates=held.get(one.employee_id, ()),
            )
            for one in agents
        ]

    def give(self, ticket: Ticket, seat: Seat, *, why: str) -> bool:
        """Gives a ticket to an agent who still is available; false if another was first."""
        employee_id = seat.agent.employee_id
        desk = self._matching.desk(employee_id)
        if not desk.is_available_for(ticket.channel):
            return False
        beside = self._bench.loads.taken(ticket, by=employee_id)
        with following_from(ticket):
            ticket.assign(employee_id, why=why)
        try:
            self._bench.store.save(ticket, beside=beside, unchanged=[desk])
        except (Conflict, SideRowConflict):
            # Another timer, or an agent, was first: what still waits is given in the next round.
            return False
        seat.load = self._bench.loads.load_of(employee_id)
        seat.idle_since = self._bench.now
        return True

    def _push(self, skill_group: str) -> int:
        seats = self.seats_of(skill_group)
        rules = self._bench.rules.queue
        given = 0
        after: Standing | None = None
        for _ in range(0, MOST_READ, AT_A_TIME):
            channels = _free_channels(seats)
            if not channels:
                break
            first = self._queue.first(
                [skill_group], channels=channels, rules=rules, limit=AT_A_TIME, after=after
            )
            given += sum(self._give_next(one.ticket_id, skill_group, seats) for one in first)
            if len(first) < AT_A_TIME:
                break
            after = standing_of(first[-1], rules=rules)
        return given

    def _give_next(self, ticket_id: UUID, skill_group: str, seats: Sequence[Seat]) -> bool:
        ticket = self._bench.ticket(ticket_id)
        still_waits = ticket.is_open and ticket.assignee_id is None
        if not still_waits or ticket.skill_group != skill_group:
            return False
        seat = self.next_for(ticket, seats)
        return seat is not None and self.give(ticket, seat, why="pushed")

    def next_for(
        self, ticket: Ticket, seats: Sequence[Seat], *, through: str | None = None
    ) -> Seat | None:
        """Whose turn it is among those who may get a ticket; None if nobody may."""
        demanded = self._matching.demanded(ticket)
        gate = self._bench.gate
        certifications = gate.demanded_by(ticket)
        fitting = [
            one
            for one in seats
            if one.has_room_for(ticket.channel, through=through)
            and (demanded is None or demanded.is_met_by(one.levels))
            and gate.is_certified(one.certificates, certifications)
        ]
        return min(fitting, key=lambda one: one.turn, default=None)


def _free_channels(seats: Sequence[Seat]) -> set[str]:
    return {channel for one in seats for channel in one.agent.channels if one.has_room_for(channel)}
