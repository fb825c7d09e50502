"""Appointing mentors for new hires, working through the tasks, and the final sign-off (TR-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from services.training.application.access import SCHEDULE, SELF
from services.training.application.mentor_rows import MentorRows
from services.training.application.questions import Staff
from services.training.application.retrying import retried
from services.training.application.session_questions import Sites
from services.training.application.workbench import Workbench
from services.training.domain.mentoring_errors import MentorshipNotFound, SupervisorIsNoMentor
from services.training.domain.mentoring_rules import MentoringRules
from services.training.domain.mentorship import Mentorship, Note
from shared.context import current_context
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class Mentorships:
    """Brings mentors and mentees together.

    Args:
        bench: what all use cases stand on.
        staff: who works here, and who supervises whom.
        sites: the zones of the sites, for the day on which it begins.
    """

    def __init__(self, bench: Workbench, *, staff: Staff, sites: Sites) -> None:
        self._bench = bench
        self._staff = staff
        self._sites = sites
        self._rows = MentorRows(bench.store)

    def start_mentorship(self, *, employee_id: UUID, mentor_id: UUID, template: str) -> Mentorship:
        """Appoints a mentor for an employee.

        Args:
            employee_id: the mentee.
            mentor_id: who is to mentor them.
            template: code of the tasks.

        Raises:
            MentoredAlready: the employee has a mentor.
            MentorHasTooMany: the mentor has as many mentees as the rules allow.
            SupervisorIsNoMentor: the mentor supervises the mentee.
        """
        current_context().require(SCHEDULE)

        def attempt() -> Mentorship:
            chosen, today = self._rules.template(template), self._today(employee_id)
            mentorship = Mentorship.start(
                mentorship_id=self._bench.new_id(),
                employee_id=employee_id,
                mentor_id=mentor_id,
                template=chosen.code,
                tasks=chosen.tasks_from(today),
                begins_on=today,
                due_on=chosen.ends_on(today),
            )
            self._check_suits(mentor_id, employee_id)
            rows = [
                self._rows.begin(employee_id, mentorship_id=mentorship.id),
                self._rows.add(mentor_id, employee_id, most=self._rules.most_mentees),
            ]
            self._bench.store.save(mentorship, beside=rows)
            return mentorship

        with self._bench.rules.noted("mentoring"):
            return retried(attempt)

    def replace_mentor(
        self,
        mentorship_id: UUID,
        *,
        mentor_id: UUID,
        reason: str,
        expected_version: int | None = None,
    ) -> Mentorship:
        """Appoints another mentor; all that was before stays in the history."""
        current_context().require(SCHEDULE)

        def attempt() -> Mentorship:
            mentorship = self._seen(mentorship_id, expected_version)
            former = mentorship.mentor_id
            sealed = self._bench.seal_about(mentorship.employee_id, reason)
            mentorship.replace_mentor(mentor_id, reason=sealed)
            self._check_suits(mentor_id, mentorship.employee_id)
            rows = [
                self._rows.remove(former, mentorship.employee_id),
                self._rows.add(mentor_id, mentorship.employee_id, most=self._rules.most_mentees),
            ]
            self._bench.store.save(mentorship, beside=rows)
            return mentorship

        with self._bench.rules.noted("mentoring"):
            return retried(attempt)

    def keep_note(
        self, mentorship_id: UUID, *, text: str, expected_version: int | None = None
    ) -> Mentorship:
        """Writes something down, as mentor or mentee; both read it."""

        def change(mentorship: Mentorship, employee_id: UUID) -> None:
            mentorship.keep_note(
                Note(
                    note_id=self._bench.new_id(),
                    author_id=employee_id,
                    written_at=self._bench.now,
                    text=self._bench.seal_about(mentorship.employee_id, text),
                )
            )

        return self._changed(mentorship_id, expected_version, change)

    def sign_off_task(
        self, mentorship_id: UUID, *, task: str, expected_version: int | None = None
    ) -> Mentorship:
        """Confirms, as the mentor, that the mentee can do something."""
        return self._changed(
            mentorship_id, expected_version, lambda one, who: one.sign_off_task(task, by=who)
        )

    def acknowledge_task(
        self, mentorship_id: UUID, *, task: str, expected_version: int | None = None
    ) -> Mentorship:
        """Confirms, as the mentee, what the mentor has signed off."""
        return self._changed(
            mentorship_id, expected_version, lambda one, who: one.acknowledge_task(task, by=who)
        )

    def end_mentorship(
        self,
        mentorship_id: UUID,
        *,
        is_ready: bool,
        reason: str,
        expected_version: int | None = None,
    ) -> Mentorship:
        """Says, as the mentor, whether the mentee is ready to work independently, and why.

        Raises:
            TasksOutstanding: tasks are open, so nobody can be ready.
        """

        def attempt() -> Mentorship:
            mentorship = self._seen(mentorship_id, expected_version)
            sealed = self._bench.seal_about(mentorship.employee_id, reason)
            mentorship.end(is_ready=is_ready, reason=sealed, by=self._bench.access.employee_id())
            self._bench.store.save(mentorship, beside=self._rows.end(mentorship))
            return mentorship

        return retried(attempt)

    def break_off_mentorship(
        self, mentorship_id: UUID, *, expected_version: int | None = None
    ) -> Mentorship:
        """Ends a mentorship without a judgement, such as one that was started by mistake."""
        current_context().require(SCHEDULE)

        def attempt() -> Mentorship:
            mentorship = self._seen(mentorship_id, expected_version)
            mentorship.break_off()
            self._bench.store.save(mentorship, beside=self._rows.end(mentorship))
            return mentorship

        return retried(attempt)

    def break_off_of_leaver(self, employee_id: UUID) -> None:
        """A mentee has left: nobody mentors them any more."""
        mentorship_id = self._rows.mentorship_of(employee_id)
        if mentorship_id is not None:
            mentorship = self._bench.store.get(Mentorship, mentorship_id)
            mentorship.break_off()
            self._bench.store.save(mentorship, beside=self._rows.end(mentorship))

    def see_mentorship(self, mentorship_id: UUID, *, as_of: AsOf | None = None) -> Mentorship:
        """A mentorship: for mentor, mentee, and who may see the mentee's training.

        Raises:
            MentorshipNotFound: there is none, or not for the actor.
        """
        current_context().require(SELF)
        present = self._bench.store.find(Mentorship, mentorship_id)
        if present is None or not self._sees(present):
            raise MentorshipNotFound(key=mentorship_id)
        found = self._bench.store.find(Mentorship, mentorship_id, as_of=as_of)
        if found is None:
            raise MentorshipNotFound(key=mentorship_id)
        return found

    def _sees(self, mentorship: Mentorship) -> bool:
        access = self._bench.access
        is_mentor = access.is_self(mentorship.mentor_id)
        may_schedule = current_context().may(SCHEDULE)
        return is_mentor or may_schedule or access.may_see(mentorship.employee_id)

    def _changed(
        self,
        mentorship_id: UUID,
        expected_version: int | None,
        change: Callable[[Mentorship, UUID], None],
    ) -> Mentorship:
        mentorship = self._seen(mentorship_id, expected_version)
        change(mentorship, self._bench.access.employee_id())
        self._bench.store.save(mentorship)
        return mentorship

    def _seen(self, mentorship_id: UUID, expected_version: int | None) -> Mentorship:
        mentorship = self.see_mentorship(mentorship_id)
        expect_version(mentorship, expected_version)
        return mentorship

    def _check_suits(self, mentor_id: UUID, employee_id: UUID) -> None:
        self._bench.access.member(mentor_id)
        is_supervisor = employee_id in self._staff.team_of(mentor_id)
        if is_supervisor and not self._rules.supervisor_may_mentor:
            raise SupervisorIsNoMentor(mentor_id=mentor_id)

    def _today(self, employee_id: UUID) -> date:
        """The day at the employee's site."""
        site_id = self._bench.access.member(employee_id).site_id
        zone = None if site_id is None else self._sites.zone_of(site_id)
        return self._bench.now.astimezone(ZoneInfo(zone or "UTC")).date()

    @property
    def _rules(self) -> MentoringRules:
        return self._bench.rules.mentoring
