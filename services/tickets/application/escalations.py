"""The escalation channel: raising, answering, handing up by hand and by time (TK-12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from services.tickets.application.access import ASSIGN, WORK, acting_employee
from services.tickets.application.escalation_questions import LateEscalations, Reader
from services.tickets.application.questions import Calendars
from services.tickets.application.workbench import Workbench, following_from
from services.tickets.domain.correspondence import NOTE, Correspondence, Entry
from services.tickets.domain.escalation import (
    BY_HAND,
    LIMIT_PASSED,
    SKILL_GROUP,
    SUPERVISOR,
    Escalation,
    Level,
)
from services.tickets.domain.escalation_errors import EscalationNotFound, NotYoursToAnswer
from shared.context import current_context
from shared.errors import Conflict
from shared.event_store import AsOf
from shared.event_store.store import expect_version

AT_A_TIME = 500
"""Escalations handed up in one run of the timer at most."""


class Escalations:
    """Lets agents ask, and those who know answer in time.

    Args:
        bench: what all use cases stand on.
        calendars: the sites' calendars.
        late: which escalations wait too long.
    """

    def __init__(self, bench: Workbench, *, calendars: Calendars, late: LateEscalations) -> None:
        self._bench = bench
        self._calendars = calendars
        self._late = late

    def raise_escalation(self, ticket_id: UUID, *, question: str) -> Escalation:
        """Asks the first level about a ticket that one works on."""
        ticket = self._bench.ticket(ticket_id)
        self._bench.access.check_works_on(ticket)
        ticket.check_open()
        with self._bench.rules.noted("escalation"):
            level = self._bench.rules.escalation.first
            escalation = Escalation.raise_question(
                ticket.about,
                escalation_id=self._bench.new_id(),
                raiser_id=self._bench.access.employee_id(),
                question=self._bench.seal(ticket.data_subject, question),
                level=level,
                due_at=self._due_at(level, ticket.site_id, self._bench.now),
            )
            self._bench.store.save(escalation, unchanged=[ticket])
        return escalation

    def answer_escalation(
        self, escalation_id: UUID, *, answer: str, expected_version: int | None = None
    ) -> Escalation:
        """Answers the agent; the ticket gets the answer as a note."""

        def attempt() -> Escalation:
            escalation = self._answerable(escalation_id, expected_version)
            ticket = self._bench.going_on(escalation.ticket_id)
            sealed = self._bench.seal(ticket.data_subject, answer)
            answerer_id = self._bench.access.employee_id()
            escalation.give_answer(sealed, answerer_id=answerer_id, about=ticket.about)
            found = self._bench.store.find(Correspondence, Correspondence.id_for(ticket.id))
            correspondence = found or Correspondence.start(ticket.id)
            correspondence.keep_note(
                Entry(
                    entry_id=self._bench.new_id(),
                    sort=NOTE,
                    written_at=self._bench.now,
                    text=sealed,
                    author_id=answerer_id,
                )
            )
            self._bench.store.save(escalation, correspondence)
            return escalation

        return self._retried(attempt, escalation_id, expected_version)

    def hand_up_escalation(
        self, escalation_id: UUID, *, expected_version: int | None = None
    ) -> Escalation:
        """Asks the next higher level, since one has no answer."""
        escalation = self._answerable(escalation_id, expected_version)
        with self._bench.rules.noted("escalation"):
            self._hand_up(escalation, self._bench.now, cause=BY_HAND)
            self._bench.store.save(escalation)
        return escalation

    def withdraw_escalation(
        self, escalation_id: UUID, *, expected_version: int | None = None
    ) -> Escalation:
        """One needs no answer any more."""
        escalation = self.see_escalation(escalation_id)
        if escalation.raiser_id != acting_employee():
            self._bench.access.check_works_on(self._bench.going_on(escalation.ticket_id))
        expect_version(escalation, expected_version)
        escalation.withdraw()
        self._bench.store.save(escalation)
        return escalation

    def hand_up_late_escalations(self, now: datetime) -> int:
        """Asks the next level where one has let its time pass; the highest is noted as late.

        Returns:
            How many went up or were noted.
        """
        with self._bench.rules.noted("escalation"):
            return sum(self._move_on(one, now) for one in self._late.late(at=now, limit=AT_A_TIME))

    def see_escalation(self, escalation_id: UUID, *, as_of: AsOf | None = None) -> Escalation:
        """An escalation, for who asked, who answers, and who may see the ticket.

        Raises:
            EscalationNotFound: there is none, or not for the actor.
        """
        present = self._bench.store.find(Escalation, escalation_id)
        if present is None or not self._sees(present):
            raise EscalationNotFound(key=escalation_id)
        found = self._bench.store.find(Escalation, escalation_id, as_of=as_of)
        if found is None:
            raise EscalationNotFound(key=escalation_id)
        return found

    def reader(self) -> Reader:
        """Who asks for a list: whom they lead, and in which skill groups they work."""
        access = self._bench.access
        employee_id = access.employee_id()
        led = access.visible_employees()
        return Reader(
            employee_id=employee_id,
            led=(led or frozenset()) if current_context().may(ASSIGN) else frozenset(),
            skill_groups=access.visible_groups() if current_context().may(WORK) else frozenset(),
            leads_all=access.leads_all(),
        )

    def answers(self, escalation: Escalation) -> bool:
        """Whether the actor answers at the level where an escalation stands; never one's own."""
        access, level = self._bench.access, escalation.level
        employee_id = acting_employee()
        if employee_id is None or employee_id == escalation.raiser_id:
            return False
        if level.answered_by == SUPERVISOR and access.leads_employee(escalation.raiser_id):
            return True
        if level.answered_by == SKILL_GROUP and current_context().may(WORK):
            return level.skill_group in access.member().skill_groups or access.leads_all()
        return access.leads_all()

    def _sees(self, escalation: Escalation) -> bool:
        context, employee_id = current_context(), acting_employee()
        is_party = employee_id in (escalation.raiser_id, escalation.answerer_id)
        if is_party and employee_id is not None and (context.may(WORK) or context.may(ASSIGN)):
            return True
        ticket = self._bench.going_on(escalation.ticket_id)
        return self.answers(escalation) or self._bench.access.may_see(ticket)

    def _answerable(self, escalation_id: UUID, expected_version: int | None) -> Escalation:
        escalation = self.see_escalation(escalation_id)
        if not self.answers(escalation):
            raise NotYoursToAnswer
        expect_version(escalation, expected_version)
        return escalation

    def _retried(
        self,
        attempt: Callable[[], Escalation],
        escalation_id: UUID,
        expected_version: int | None,
    ) -> Escalation:
        """A note that was kept at the same time is no reason to refuse; a moved escalation is."""
        if expected_version is None:
            return self._bench.retried(attempt)
        return self._bench.retried(
            attempt,
            moved=lambda: (
                self._bench.store.get(Escalation, escalation_id).version != expected_version
            ),
        )

    def _move_on(self, escalation_id: UUID, now: datetime) -> bool:
        escalation = self._bench.store.get(Escalation, escalation_id)
        with following_from(escalation):
            if not escalation.is_late(at=now):
                return False
            if self._bench.rules.escalation.above(escalation.level) is None:
                escalation.note_overdue(at=now)
            else:
                self._hand_up(escalation, now, cause=LIMIT_PASSED)
        if not escalation.pending_events:
            return False
        try:
            self._bench.store.save(escalation)
        except Conflict:
            # Answered, withdrawn or handed up by somebody else meanwhile: theirs stands.
            return False
        return True

    def _hand_up(self, escalation: Escalation, now: datetime, *, cause: str) -> None:
        level = self._bench.rules.escalation.above(escalation.level)
        due_at = now if level is None else self._due_at(level, escalation.about.site_id, now)
        escalation.hand_up(level, due_at=due_at, cause=cause)

    def _due_at(self, level: Level, site_id: UUID | None, now: datetime) -> datetime:
        if not level.business_time:
            return now + timedelta(seconds=level.limit_seconds)
        version = self._calendars.in_force(site_id, at=now)
        return self._calendars.calendar(site_id, version).add(now, level.limit_seconds)
