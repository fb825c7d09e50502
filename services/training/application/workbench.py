"""What all use cases of training stand on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.training.application.access import Access
from services.training.application.applied_rules import AppliedRules
from services.training.domain.course import Course
from shared.context import current_context
from shared.event_store.store import Store
from shared.sealed import KeyStore, Sealed


class Workbench:
    """Shared by the application classes of the service.

    Args:
        store: the log, or the batch of a reaction.
        keys: the keys of personal data.
        rules: the rules in force.
        access: who may do what.
    """

    def __init__(
        self, store: Store, *, keys: KeyStore, rules: AppliedRules, access: Access
    ) -> None:
        self.store = store
        self.keys = keys
        self.rules = rules
        self.access = access

    @property
    def now(self) -> datetime:
        """The time given to the command."""
        return current_context().occurred_at

    def new_id(self) -> UUID:
        """An id for something new."""
        return current_context().ids.new_id()

    def is_offered(self, course_id: UUID) -> bool:
        """Whether there is such a course, with a version, and it was not retired."""
        course = self.store.find(Course, course_id)
        return course is not None and bool(course.versions) and not course.is_retired

    def seal_about(self, employee_id: UUID, text: str) -> Sealed:
        """A text about an employee, under that employee's key (SE-2)."""
        return self.keys.seal(f"employee:{employee_id}", text)
