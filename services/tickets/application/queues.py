"""Why a ticket stands where it stands in the queue, and what customers may be promised (TX-2)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.tickets.application.access import SEE_ALL, SEE_TEAM, WORK
from services.tickets.application.matching import Matching
from services.tickets.application.overload import MeasuredQueue, OverloadWatch
from services.tickets.application.questions import Queue
from services.tickets.application.workbench import Workbench
from services.tickets.domain.assignment import Ranked, Standing, queue_in_order, ranked
from services.tickets.domain.assignment_errors import TicketDoesNotWait
from services.tickets.domain.skill_demands import Demanded
from services.tickets.domain.terms import STATES_ZH
from services.tickets.domain.ticket import Ticket
from shared.context import current_context
from shared.errors import NotAllowed


@dataclass(frozen=True)
class Place:
    """Where a ticket stands in the queue of its skill group, and why.

    Args:
        place: the how-many-eth it is, from 1.
        own: the ticket with its points.
        ahead: the first of those before it, in their order; none that the asker may not see.
        hidden: how many stand before it that are not shown.
        demanded: which skill it asks for; None if anybody of the group may take it.
        certifications: which certificates it asks for.
        queue: how the queue stands.
        rules_version: version of the rule set `queue` that orders it.
    """

    place: int
    own: Ranked
    ahead: tuple[Ranked, ...]
    hidden: int
    demanded: Demanded | None
    certifications: tuple[str, ...]
    queue: MeasuredQueue
    rules_version: int


class Queues:
    """Explains queues.

    Args:
        bench: what all use cases stand on.
        queue: the tickets that nobody has.
        matching: who may get them.
        watch: how the queues stand.
    """

    def __init__(
        self, bench: Workbench, *, queue: Queue, matching: Matching, watch: OverloadWatch
    ) -> None:
        self._bench = bench
        self._queue = queue
        self._matching = matching
        self._watch = watch

    def list_waiting(
        self, skill_group: str | None = None, *, after: Standing | None = None, limit: int
    ) -> tuple[int, list[Ranked]]:
        """The waiting tickets that the actor may see, in their order, with the reasons for it.

        Args:
            skill_group: only this skill group's; all that the actor may see by default.
            after: only what stands behind this; from the first by default.
            limit: how many at most.

        Returns:
            How many stand before the first of them, and they.
        """
        groups = self._visible(skill_group)
        rules = self._bench.rules.queue
        found = self._queue.first(groups, rules=rules, limit=limit, after=after)
        before = 0
        if after is not None:
            before = self._queue.count_up_to(after, skill_groups=groups, rules=rules)
        return before, queue_in_order(found, rules=rules, at=self._bench.now)

    def explain_place(self, ticket_id: UUID, *, limit: int) -> Place:
        """Why a waiting ticket stands where it stands.

        Args:
            ticket_id: the ticket.
            limit: how many of those before it are shown at most.

        Raises:
            TicketNotFound: there is none, or it is not for the actor.
            TicketDoesNotWait: somebody has it, or it is done.
        """
        ticket = self._bench.ticket(ticket_id)
        self._bench.access.check_sees(ticket)
        waiting = self._queue.one(ticket_id)
        if waiting is None or ticket.assignee_id is not None:
            raise TicketDoesNotWait(
                number=ticket.number, state=ticket.state, state_zh=STATES_ZH[ticket.state]
            )
        now = self._bench.now
        with self._bench.rules.noted("queue", "skills", "gate"):
            rules = self._bench.rules.queue
            before, first = self._queue.ahead_of(waiting, rules=rules, limit=limit)
            shown = first if self._sees_queue_of(ticket) else ()
            [measured] = self._watch.measured(at=now, skill_groups=[waiting.skill_group])
            return Place(
                place=before + 1,
                own=ranked(waiting, rules=rules, at=now),
                ahead=tuple(ranked(one, rules=rules, at=now) for one in shown),
                hidden=before - len(shown),
                demanded=self._matching.demanded(ticket),
                certifications=self._bench.gate.demanded_by(ticket),
                queue=measured,
                rules_version=self._bench.rules.version("queue").version,
            )

    def list_queues(self) -> list[MeasuredQueue]:
        """How the queues stand that the actor may see."""
        context = current_context()
        if context.may(SEE_ALL):
            return self._watch.measured(at=self._bench.now)
        groups = self._bench.access.visible_groups()
        return self._watch.measured(at=self._bench.now, skill_groups=groups)

    def promise(self, skill_group: str) -> MeasuredQueue:
        """How a queue stands for a customer who asks now: whether it is open, and the wait.

        Raises:
            NotAllowed: the actor has nothing to do with tickets.
        """
        context = current_context()
        if not any(context.may(one) for one in (WORK, SEE_TEAM, SEE_ALL)):
            raise NotAllowed(permission=WORK)
        [measured] = self._watch.measured(at=self._bench.now, skill_groups=[skill_group])
        return measured

    def _visible(self, skill_group: str | None) -> frozenset[str] | None:
        """Whose queues are asked for, as far as the actor may see them; None for all."""
        asked = None if skill_group is None else frozenset({skill_group})
        if current_context().may(SEE_ALL):
            return asked
        own = self._bench.access.visible_groups()
        return own if asked is None else own & asked

    def _sees_queue_of(self, ticket: Ticket) -> bool:
        if current_context().may(SEE_ALL):
            return True
        return ticket.skill_group in self._bench.access.visible_groups()
