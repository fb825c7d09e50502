"""What the bus does with public events of other services, by their type."""

from __future__ import annotations

from collections.abc import Mapping

from services.training.application.reactions_to_leaving import ReactionsToLeaving
from services.training.application.use_cases import UseCases
from services.training.messages import needs_received
from services.training.messages.learning_received import new_hire
from services.training.messages.people_received import employee_gone
from shared.bus.message import Message
from shared.event_store.batch import Batch
from shared.service import Reaction


def people_reactions(use_cases: UseCases) -> Mapping[str, Reaction]:
    """What is done about facts of `people`.

    Args:
        use_cases: the use cases, which are made over each batch anew.
    """

    def employee_left(message: Message, batch: Batch) -> None:
        cases = use_cases.over(batch)
        reacting = ReactionsToLeaving(cases.session_places, cases.mentorships)
        reacting.when_employee_left_free_places_and_mentor(employee_gone(message))

    def employee_hired(message: Message, batch: Batch) -> None:
        assignments = use_cases.over(batch).curriculum_assignments
        assignments.when_employee_was_hired_assign_onboarding(new_hire(message))

    return {
        "loopdesk.people.employee_left.v1": employee_left,
        "loopdesk.people.employee_hired.v1": employee_hired,
    }


def tickets_reactions(use_cases: UseCases) -> Mapping[str, Reaction]:
    """What is done about facts of `tickets`.

    Args:
        use_cases: the use cases, which are made over each batch anew.
    """

    def question_asked(message: Message, batch: Batch) -> None:
        reacting = use_cases.over(batch).need_reactions
        reacting.when_question_was_asked_raise_need(needs_received.question_fact(message))

    return {needs_received.QUESTION_ASKED: question_asked}
