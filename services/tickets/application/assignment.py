"""Who gets which ticket: the queue, taking, assigning, returning, moving to another group."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from services.tickets.application.access import ASSIGN, WORK
from services.tickets.application.matching import RULES, Matching
from services.tickets.application.questions import Member, Queue
from services.tickets.application.workbench import Effects, Workbench
from services.tickets.domain import terms
from services.tickets.domain.assignment import CapacityRules, Standing, Waiting, standing_of
from services.tickets.domain.assignment_errors import NothingWaiting
from services.tickets.domain.desk import AgentDesk
from services.tickets.domain.errors import TicketAlreadyAssigned
from services.tickets.domain.ticket import Ticket
from shared.context import current_context
from shared.errors import Conflict
from shared.event_store import SideRowConflict
from shared.event_store.receipt import RECEIPTS

AT_A_TIME = 50
"""Waiting tickets that are read at a time."""


class Assignment:
    """Brings tickets and agents together by skill group, capacity and availability (TX-2).

    Args:
        bench: what all use cases stand on.
        queue: the tickets that nobody has.
        matching: who may get them.
    """

    def __init__(self, bench: Workbench, *, queue: Queue, matching: Matching) -> None:
        self._bench = bench
        self._queue = queue
        self._matching = matching

    def take_next_ticket(self) -> Ticket:
        """Gives the actor the first ticket of the queue that they have the skill and room for.

        What another agent has taken since the queue was read is passed over.

        Raises:
            NothingWaiting: there is none.
            CertificateLacking: the first that waits is for certified agents, and nothing else is.
        """
        current_context().require(WORK)
        member = self._bench.access.member()
        with self._bench.rules.noted("queue", *RULES):
            for one in self._suitable(member):
                ticket = self._taken(one.ticket_id, member)
                if ticket is not None:
                    return ticket
            self._check_certified_for_the_first(member)
        raise NothingWaiting

    def take_ticket(self, ticket_id: UUID, *, expected_version: int | None = None) -> Ticket:
        """Gives the actor a certain ticket of the queue of their skill groups."""
        current_context().require(WORK)
        member = self._bench.access.member()

        def decide(ticket: Ticket) -> Effects:
            ticket.check_not_merged()
            if ticket.assignee_id is not None:
                raise TicketAlreadyAssigned(number=ticket.number)
            return self._take(ticket, member)

        with self._bench.rules.noted(*RULES):
            return self._bench.change_ticket(
                ticket_id,
                decide,
                check=self._bench.access.check_sees,
                expected_version=expected_version,
            )

    def assign_ticket(
        self,
        ticket_id: UUID,
        *,
        employee_id: UUID | None = None,
        expected_version: int | None = None,
    ) -> Ticket:
        """Gives a ticket to an agent, or to the best one.

        Args:
            ticket_id: the ticket.
            employee_id: the agent; None for the available one with the most room.
            expected_version: version that the caller saw.

        Raises:
            AgentLacksSkill: the agent does not work in the ticket's skill group.
            SkillLevelTooLow: the agent lacks the level that it asks for now.
            CertificateLacking: the agent lacks a certificate that it asks for.
            AgentNotAvailable: the agent takes no work of the channel now.
            AgentAtCapacity: the agent has as much as the rules allow.
            NoAgentAvailable: nobody is left where the best one was asked for.
        """
        current_context().require(ASSIGN)

        def decide(ticket: Ticket) -> Effects:
            chosen = employee_id or self._matching.best_agent(ticket)
            self._matching.check_may_get(ticket, chosen)
            beside = self._bench.loads.taken(ticket, by=chosen)
            ticket.assign(chosen, why="assigned" if employee_id else "best_agent")
            return Effects(beside=beside)

        with self._bench.rules.noted(*RULES):
            return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def accept_ticket(self, ticket_id: UUID, *, expected_version: int | None = None) -> Ticket:
        """The agent begins to work on a ticket that was assigned to them."""

        def decide(ticket: Ticket) -> None:
            ticket.accept()

        return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def return_ticket(
        self, ticket_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> Ticket:
        """Puts a ticket back into the queue of its skill group."""

        def decide(ticket: Ticket) -> Effects:
            beside = self._bench.loads.left(ticket)
            ticket.return_to_queue(reason=self._bench.seal(ticket.data_subject, reason))
            return Effects(beside=beside)

        return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def transfer_ticket(
        self,
        ticket_id: UUID,
        *,
        skill_group: str,
        reason: str,
        expected_version: int | None = None,
    ) -> Ticket:
        """Moves a ticket to the queue of another skill group (TK-9, TK-10)."""

        def decide(ticket: Ticket) -> Effects:
            beside = self._bench.loads.left(ticket)
            form = self._bench.rules.form_of(ticket.kind)
            sealed = self._bench.seal(ticket.data_subject, reason)
            ticket.transfer(skill_group, form=form, reason=sealed)
            return Effects(beside=beside)

        with self._bench.rules.noted("forms"):
            return self._bench.change_ticket(ticket_id, decide, expected_version=expected_version)

    def go_available(self, channels: tuple[str, ...]) -> AgentDesk:
        """The actor takes work of these channels from now on."""
        current_context().require(WORK)
        for channel in channels:
            terms.known_word(channel, among=terms.CHANNELS, field="channels")
        desk = self._matching.desk(self._bench.access.employee_id())
        desk.go_available(tuple(sorted(set(channels))))
        self._bench.store.save(desk)
        return desk

    def my_desk(self) -> AgentDesk:
        """The actor's own desk; a new one if they never used it."""
        current_context().require(WORK)
        return self._matching.desk(self._bench.access.employee_id())

    def my_room(self) -> list[tuple[str, int, int]]:
        """By channel, how many open tickets the actor has and how many they may have."""
        member = self._bench.access.member()
        load = self._bench.loads.load_of(member.employee_id)
        capacity = self._matching.capacity_of(member.employee_id, level=member.level)
        return [(one, load.count(one), capacity.by_channel.get(one, 0)) for one in terms.CHANNELS]

    def go_unavailable(self, *, reason: str, channels: tuple[str, ...] = ()) -> AgentDesk:
        """The actor takes no work [置忙], or none of some channels.

        Args:
            reason: code of a reason of the rule set `availability`.
            channels: channels that are left; all by default.

        Raises:
            Invalid: there is no such reason.
            NotAvailableAnyway: of these channels the actor takes no work.
        """
        current_context().require(WORK)
        with self._bench.rules.noted("availability"):
            chosen = self._bench.rules.availability.chosen(reason).code
            desk = self._matching.desk(self._bench.access.employee_id())
            if channels:
                desk.leave_channels(channels, reason=chosen)
            else:
                desk.go_unavailable(reason=chosen)
            self._bench.store.save(desk)
        return desk

    def _suitable(self, member: Member) -> Iterator[Waiting]:
        """What waits and an agent has room, skill and certificates for, read as far as is asked."""
        load, capacity = self._bench.loads.load_of(member.employee_id), self._capacity_of(member)
        channels = [one for one in terms.CHANNELS if load.has_room_for(one, rules=capacity)]
        groups = self._bench.gate.open_groups(member.skill_groups, employee_id=member.employee_id)
        rules = self._bench.rules.queue
        after: Standing | None = None
        while channels and groups:
            portion = self._queue.first(
                groups, channels=channels, rules=rules, limit=AT_A_TIME, after=after
            )
            yield from self._matching.easy_enough(portion, member)
            if len(portion) < AT_A_TIME:
                return
            after = standing_of(portion[-1], rules=rules)

    def _check_certified_for_the_first(self, member: Member) -> None:
        if self._bench.gate.is_open_to_all:
            return
        rules = self._bench.rules.queue
        for one in self._queue.first(member.skill_groups, rules=rules, limit=1):
            ticket = self._bench.ticket(one.ticket_id)
            self._bench.gate.check_certified(ticket, member.employee_id)

    def _taken(self, ticket_id: UUID, member: Member) -> Ticket | None:
        """The ticket, taken; None if it is gone, or there is no room for its channel."""
        while True:
            ticket = self._bench.ticket(ticket_id)
            load = self._bench.loads.load_of(member.employee_id)
            has_room = load.has_room_for(ticket.channel, rules=self._capacity_of(member))
            is_waiting = ticket.is_open and ticket.assignee_id is None
            if not is_waiting or not has_room or not self._matching.is_skilled(ticket, member):
                return None
            effects = self._take(ticket, member)
            try:
                self._bench.store.save(ticket, beside=effects.beside)
            except SideRowConflict as lost:
                if lost.kind == RECEIPTS:
                    raise
            except Conflict:
                continue
            else:
                return ticket

    def _take(self, ticket: Ticket, member: Member) -> Effects:
        self._matching.check_skilled(ticket, member)
        load = self._bench.loads.load_of(member.employee_id)
        load.check_room_for(ticket.channel, rules=self._capacity_of(member))
        beside = self._bench.loads.taken(ticket, by=member.employee_id)
        ticket.assign(member.employee_id, why="taken")
        ticket.accept()
        return Effects(beside=beside)

    def _capacity_of(self, member: Member) -> CapacityRules:
        return self._matching.capacity_of(member.employee_id, level=member.level)
