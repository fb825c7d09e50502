"""Wires `tickets`: the one place that builds its parts from the platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from services.tickets.application.access import PERMISSIONS
from services.tickets.application.applied_rules import AppliedRules
from services.tickets.application.attachment_files import AttachmentFiles
from services.tickets.application.desk_loads import DESK_LOADS
from services.tickets.application.dial_lines import DIAL_LINES
from services.tickets.application.dialling import Dialler
from services.tickets.application.outbound_use_cases import OutboundAnswers
from services.tickets.application.reactions import NUMBER_PREFIX, Reactions
from services.tickets.application.use_cases import Answers, UseCases, use_cases_over
from services.tickets.domain.call_record import CallRecord
from services.tickets.domain.callback import Callback
from services.tickets.domain.campaign import Campaign
from services.tickets.domain.compliment import Compliment
from services.tickets.domain.contact import Contact
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.desk import AgentDesk
from services.tickets.domain.do_not_call import DoNotCall
from services.tickets.domain.first_contact import FirstContactResolution
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.occasion import Occasion
from services.tickets.domain.outbound_task import OutboundTask
from services.tickets.domain.referral import Referral
from services.tickets.domain.refused_request import RefusedRequest
from services.tickets.domain.rules import TicketRules
from services.tickets.domain.script import Script
from services.tickets.domain.script_test import ScriptOutcome, ScriptTest
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.survey import SurveyAnswer
from services.tickets.domain.ticket import Ticket
from services.tickets.messages import received
from services.tickets.messages.published import PUBLICATIONS
from services.tickets.read_models.tables import ReadModels
from shared.bus.message import Message
from shared.context import acting, current_context
from shared.errors import DomainError
from shared.event_store import Aggregate, EventStore
from shared.event_store.batch import Batch
from shared.event_store.store import Store
from shared.numbers import Numbers
from shared.platform import Platform
from shared.rules import Rules, install_rules
from shared.sealed import Grant
from shared.service import Reaction, Service, Timer

if TYPE_CHECKING:
    from shared.web import Blueprint

TFact = TypeVar("TFact")

TICKET_REQUESTED = "loopdesk.crm.ticket_requested.v1"

AGGREGATES: Mapping[str, type[Aggregate]] = {
    "ticket": Ticket,
    "correspondence": Correspondence,
    "follow_up": FollowUps,
    "referral": Referral,
    "compliment": Compliment,
    "callback": Callback,
    "contact": Contact,
    "call_record": CallRecord,
    "script": Script,
    "script_test": ScriptTest,
    "script_outcome": ScriptOutcome,
    "campaign": Campaign,
    "outbound_task": OutboundTask,
    "do_not_call": DoNotCall,
    "occasion": Occasion,
    "sla_clock": SlaClock,
    "agent_desk": AgentDesk,
    "first_contact_resolution": FirstContactResolution,
    "refused_request": RefusedRequest,
    "survey_answer": SurveyAnswer,
    "rule_book": TicketRules,
}

GRANTS = (Grant("tickets", "customer"), Grant("tickets", "contact"))
"""What `tickets` may do with personal data: seal and open."""


class TicketsService:
    """The parts of `tickets` on one platform.

    Args:
        platform: the process's infrastructure.
        dialler: what dials for predictive campaigns, if anything is connected.
    """

    def __init__(self, platform: Platform, *, dialler: Dialler | None = None) -> None:
        self.store: EventStore = platform.event_store(
            "tickets", aggregates=AGGREGATES.values(), side_kinds={DESK_LOADS, DIAL_LINES}
        )
        self.keys = platform.key_store("tickets")
        self.read_database = platform.read_database("tickets")
        self.models = ReadModels(self.read_database, keys=self.keys)
        self.rules = Rules(self.store, TicketRules)
        self._dialler = dialler
        self.numbers = Numbers(self.store, name="ticket", prefix=NUMBER_PREFIX)
        self._applied_rules = AppliedRules(self.rules)
        self._files = AttachmentFiles(platform.settings.attachments_dir, keys=self.keys)
        self.use_cases = self.use_cases_over(self.store)

    def use_cases_over(self, store: Store) -> UseCases:
        """The use cases over the log, or over the batch of a reaction."""
        models = self.models
        return use_cases_over(
            store,
            answers=Answers(
                staff=models.staff,
                customers=models.customers,
                calendars=models.calendars,
                queue=models.queue,
                contacts=models.contacts_of_ticket,
                due_clocks=models.due_clocks,
                callbacks=models.booked_callbacks,
                outbound=OutboundAnswers(
                    staff=models.staff,
                    people=models.customers,
                    consents=models.consents,
                    calendars=models.calendars,
                    campaigns=models.campaigns,
                    tasks=models.outbound_list,
                    occasions=models.occasions,
                    resolved=models.resolved_tickets,
                    script_outcomes=models.scripts,
                ),
                first_contacts=models.first_contacts,
            ),
            keys=self.keys,
            rules=self._applied_rules,
            numbers=self.numbers,
            files=self._files,
            dialler=self._dialler,
        )

    def service(self) -> Service:
        """What the processes host."""
        cases = self.use_cases
        return Service(
            name="tickets",
            store=self.store,
            read_database=self.read_database,
            read_models=self.models.all(),
            publications=PUBLICATIONS,
            reactions={"crm": self._reactions()},
            refusals={"crm": {TICKET_REQUESTED: self._tell_refused_request}},
            timers=(
                Timer("mark_due_clocks", 5, cases.sla.mark_due_clocks),
                Timer("expire_callbacks", 60, cases.callbacks.expire_callbacks),
                *self._outbound_timers(),
                Timer("assess_first_contacts", 3600, cases.first_contacts.assess_first_contacts),
            ),
            blueprint=self._blueprint,
            aggregates=AGGREGATES,
            grants=GRANTS,
            install=self._install,
        )

    def _outbound_timers(self) -> list[Timer]:
        outbound = self.use_cases.outbound
        timers = [
            Timer("release_held_tasks", 60, outbound.tasks.release_held_tasks),
            Timer("list_scheduled_targets", 300, outbound.scheduled.list_scheduled_targets),
        ]
        if outbound.dialling is not None:
            timers.append(Timer("dial_campaigns", 1, outbound.dialling.dial_campaigns))
        return timers

    def _reactions(self) -> dict[str, Reaction]:
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
            "loopdesk.crm.survey_answered.v1": react(
                received.survey_fact, Reactions.when_survey_was_answered_record_it
            ),
            "loopdesk.crm.customer_erased.v1": self._forget_customer,
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

    def _forget_customer(self, message: Message, batch: Batch) -> None:
        """Carries out all that an erasure asks for, in one transaction."""
        with acting(replace(current_context(), permissions=PERMISSIONS)):
            customer_id = received.erased_customer(message)
            reactions = self._reactions_over(batch)
            reactions.when_customer_was_erased_cancel_callbacks(customer_id)
            outbound = self.use_cases_over(batch).outbound.reactions
            outbound.when_customer_was_erased_drop_outbound_tasks(customer_id)

    def _reactions_over(self, batch: Batch) -> Reactions:
        return Reactions(
            batch,
            use_cases=self.use_cases_over(batch),
            booked=self.models.booked_callbacks,
            staff=self.models.staff,
            numbers=self.numbers,
        )

    def _tell_refused_request(self, message: Message, refusal: DomainError, batch: Batch) -> None:
        fact = received.request_fact(message)
        self._reactions_over(batch).when_ticket_request_was_refused_tell_why(fact, refusal)

    def _blueprint(self) -> Blueprint:
        # Flask is for web processes alone; the bus process builds services too.
        from services.tickets.entrypoints.http import make_blueprint  # noqa: PLC0415
        from services.tickets.entrypoints.http.door import Door  # noqa: PLC0415

        door = Door(
            self.store,
            cases=self.use_cases,
            models=self.models,
            rules=self._applied_rules,
            keys=self.keys,
        )
        return make_blueprint(door, self.service())

    def _install(self) -> None:
        install_rules(self.store, TicketRules, path=Path(__file__).with_name("rules.toml"))


def build(platform: Platform) -> Service:
    """The service `tickets` on `platform`."""
    return TicketsService(platform).service()
