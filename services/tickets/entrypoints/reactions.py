"""Wires the reactions of `tickets`: which fact of another service leads to what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from services.tickets.application.access import PERMISSIONS
from services.tickets.application.field_reactions import FieldReactions
from services.tickets.application.reactions import Reactions
from services.tickets.application.reactions_to_people import AgentGone, ReactionsToPeople
from services.tickets.application.reactions_to_training import ReactionsToTraining
from services.tickets.application.use_cases import UseCases
from services.tickets.domain.certificate_loss import REVOKED, SUSPENDED
from services.tickets.messages import certificates_received, letters_received, received
from services.tickets.read_models.tables import ReadModels
from shared.bus.message import Message
from shared.context import acting, current_context
from shared.errors import DomainError
from shared.event_store.batch import Batch
from shared.numbers import Numbers
from shared.service import Reaction

TFact = TypeVar("TFact")

TICKET_REQUESTED = "loopdesk.crm.ticket_requested.v1"


class Reacting:
    """Carries out reactions, each within the batch of its message.

    Args:
        use_cases: the use cases.
        models: the read models.
        numbers: finds tickets by their numbers.
    """

    def __init__(self, use_cases: UseCases, *, models: ReadModels, numbers: Numbers) -> None:
        self._use_cases = use_cases
        self._models = models
        self._numbers = numbers

    def to_crm(self) -> dict[str, Reaction]:
        """By type, what is done about the facts of `crm`."""
        react = self._reaction
        return {
            "loopdesk.crm.contact_recorded.v1": react(
                received.contact_fact, Reactions.when_contact_was_recorded_log_contact
            ),
            TICKET_REQUESTED: react(
                received.request_fact, Reactions.when_ticket_was_requested_open_ticket
            ),
            "loopdesk.crm.reply_received.v1": react(
                received.reply_fact, Reactions.when_reply_was_received_record_it
            ),
            "loopdesk.crm.letter_received.v1": react(
                letters_received.letter_fact, Reactions.when_letter_was_received_take_files
            ),
            "loopdesk.crm.reply_not_delivered.v1": react(
                letters_received.not_delivered_fact,
                Reactions.when_reply_was_not_delivered_note_it,
            ),
            "loopdesk.crm.survey_answered.v1": react(
                received.survey_fact, Reactions.when_survey_was_answered_record_it
            ),
            "loopdesk.crm.customer_erased.v1": _in_turn(
                react(received.erased_customer, Reactions.when_customer_was_erased_forget_them),
                self._cancel_orders_of_erased,
                self._drop_outbound_tasks_of_erased,
            ),
        }

    def to_people(self) -> dict[str, Reaction]:
        """By type, what is done about the facts of `people`."""

        def when_gone(read: Callable[[Message], AgentGone | None]) -> Reaction:
            def carry_out(message: Message, batch: Batch) -> None:
                fact = read(message)
                if fact is not None:
                    taking_back = self._use_cases.over(batch).taking_back
                    ReactionsToPeople(taking_back).when_agent_was_gone_make_desk_unavailable(fact)

            return carry_out

        return {
            "loopdesk.people.session_ended.v1": when_gone(received.gone_by_session_end),
            "loopdesk.people.agent_locked_out.v1": when_gone(received.gone_by_lock_out),
            "loopdesk.people.agent_id_withdrawn.v1": when_gone(received.gone_for_good),
            "loopdesk.people.employee_left.v1": when_gone(received.gone_for_good),
        }

    def to_training(self) -> dict[str, Reaction]:
        """By type, what is done about the facts of `training`."""

        def when_lost(how: str) -> Reaction:
            def carry_out(message: Message, batch: Batch) -> None:
                fact = certificates_received.certificate_lost(message, how=how)
                losses = self._use_cases.over(batch).certificate_losses
                ReactionsToTraining(losses).when_certificate_was_lost_flag_work(fact)

            return carry_out

        return {
            "loopdesk.training.certificate_revoked.v1": when_lost(REVOKED),
            "loopdesk.training.certificate_suspended.v1": when_lost(SUSPENDED),
        }

    def _reaction(
        self,
        read: Callable[[Message], TFact],
        react: Callable[[Reactions, TFact], None],
    ) -> Reaction:
        """Carries out a reaction within a batch, with all permissions of the service itself."""

        def carry_out(message: Message, batch: Batch) -> None:
            with acting(replace(current_context(), permissions=PERMISSIONS)):
                react(self._reactions_over(batch), read(message))

        return carry_out

    def _drop_outbound_tasks_of_erased(self, message: Message, batch: Batch) -> None:
        reactions = self._use_cases.over(batch).outbound.reactions
        customer_id = received.erased_customer(message)
        reactions.when_customer_was_erased_drop_outbound_tasks(customer_id)

    def _cancel_orders_of_erased(self, message: Message, batch: Batch) -> None:
        reactions = FieldReactions(batch, open_orders=self._models.field_orders)
        reactions.when_customer_was_erased_cancel_orders(received.erased_customer(message))

    def _reactions_over(self, batch: Batch) -> Reactions:
        return Reactions(
            batch,
            use_cases=self._use_cases.over(batch),
            booked=self._models.booked_callbacks,
            staff=self._models.staff,
            numbers=self._numbers,
        )

    def tell_refused_request(self, message: Message, refusal: DomainError, batch: Batch) -> None:
        """Notes why a request of the gateway led to no ticket."""
        fact = received.request_fact(message)
        self._reactions_over(batch).when_ticket_request_was_refused_tell_why(fact, refusal)


def _in_turn(*reactions: Reaction) -> Reaction:
    """Several reactions to one fact, within one batch."""

    def carry_out(message: Message, batch: Batch) -> None:
        for one in reactions:
            one(message, batch)

    return carry_out
