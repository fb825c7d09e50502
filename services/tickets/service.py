"""Wires `tickets`: the one place that builds its parts from the platform."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from services.tickets.application.agent_calls import AGENT_CALLS
from services.tickets.application.applied_rules import AppliedRules
from services.tickets.application.awaited_contacts import AWAITED_CONTACTS
from services.tickets.application.desk_loads import DESK_LOADS
from services.tickets.application.dial_lines import DIAL_LINES
from services.tickets.application.dialler import Dialler
from services.tickets.application.field_access import PARTNER_MEMBERS
from services.tickets.application.field_orders import ORDER_PREFIX
from services.tickets.application.imports import BATCH
from services.tickets.application.reactions import NUMBER_PREFIX
from services.tickets.application.survey_invitations import INVITED_CUSTOMERS
from services.tickets.application.survey_links import SURVEY_LINKS
from services.tickets.application.tools import Answers, Tools
from services.tickets.application.use_cases import UseCases
from services.tickets.domain.bulk_change import BulkChange
from services.tickets.domain.call_record import CallRecord
from services.tickets.domain.callback import Callback
from services.tickets.domain.campaign import Campaign
from services.tickets.domain.canned_reply import CannedReply
from services.tickets.domain.certificate_loss import CertificateLoss
from services.tickets.domain.compliment import Compliment
from services.tickets.domain.contact import Contact
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.correspondence_errors import AttachmentNotFound
from services.tickets.domain.customer_survey import Survey
from services.tickets.domain.desk import AgentDesk
from services.tickets.domain.do_not_call import DoNotCall
from services.tickets.domain.escalation import Escalation
from services.tickets.domain.export import Export
from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.field_problems import FieldProblems
from services.tickets.domain.field_record import FieldRecord
from services.tickets.domain.first_contact import FirstContactResolution
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.forgotten_customer import ForgottenCustomer
from services.tickets.domain.links import TicketLinks
from services.tickets.domain.occasion import Occasion
from services.tickets.domain.open_question import OpenQuestion
from services.tickets.domain.outbound_task import OutboundTask
from services.tickets.domain.overload import QueueWatch
from services.tickets.domain.partner import Partner
from services.tickets.domain.referral import Referral
from services.tickets.domain.refused_request import RefusedRequest
from services.tickets.domain.rules import TicketRules
from services.tickets.domain.script import Script
from services.tickets.domain.script_test import ScriptOutcome, ScriptTest
from services.tickets.domain.sla_clock import SlaClock
from services.tickets.domain.survey import SurveyAnswer
from services.tickets.domain.survey_invitation import SurveyInvitation
from services.tickets.domain.ticket import Ticket
from services.tickets.entrypoints.reactions import TICKET_REQUESTED, Reacting
from services.tickets.messages.published import PUBLICATIONS
from services.tickets.read_models.tables import ReadModels
from shared.event_store import Aggregate, EventStore
from shared.numbers import Numbers
from shared.platform import Platform
from shared.rules import Rules, install_rules
from shared.sealed import Grant
from shared.sealed.files import SealedFiles
from shared.service import Service, Timer

if TYPE_CHECKING:
    from shared.web import Blueprint

AGGREGATES: Mapping[str, type[Aggregate]] = {
    "ticket": Ticket,
    "correspondence": Correspondence,
    "follow_up": FollowUps,
    "referral": Referral,
    "ticket_links": TicketLinks,
    "compliment": Compliment,
    "callback": Callback,
    "escalation": Escalation,
    "open_question": OpenQuestion,
    "canned_reply": CannedReply,
    "contact": Contact,
    "call_record": CallRecord,
    "script": Script,
    "script_test": ScriptTest,
    "script_outcome": ScriptOutcome,
    "campaign": Campaign,
    "outbound_task": OutboundTask,
    "do_not_call": DoNotCall,
    "occasion": Occasion,
    "bulk_change": BulkChange,
    "field_order": FieldOrder,
    "field_record": FieldRecord,
    "field_problem": FieldProblems,
    "partner": Partner,
    "sla_clock": SlaClock,
    "agent_desk": AgentDesk,
    "queue_watch": QueueWatch,
    "certificate_loss": CertificateLoss,
    "first_contact_resolution": FirstContactResolution,
    "refused_request": RefusedRequest,
    "survey": Survey,
    "survey_invitation": SurveyInvitation,
    "survey_answer": SurveyAnswer,
    "export": Export,
    "forgotten_customer": ForgottenCustomer,
    "rule_book": TicketRules,
}

SIDE_KINDS = frozenset(
    {
        AGENT_CALLS,
        AWAITED_CONTACTS,
        DESK_LOADS,
        DIAL_LINES,
        INVITED_CUSTOMERS,
        PARTNER_MEMBERS,
        SURVEY_LINKS,
    }
)
"""The side rows of the service's own."""

GRANTS = (
    Grant("tickets", "customer"),
    Grant("tickets", "contact"),
    Grant("tickets", "question"),
    Grant("tickets", "export", frozenset({"seal", "open", "erase"})),
)
"""What `tickets` may do with personal data: seal and open."""


class TicketsService:
    """The parts of `tickets` on one platform.

    Args:
        platform: the process's infrastructure.
        dialler: what dials for predictive campaigns, if anything is connected.
    """

    def __init__(self, platform: Platform, *, dialler: Dialler | None = None) -> None:
        self.store: EventStore = platform.event_store(
            "tickets", aggregates=AGGREGATES.values(), side_kinds=SIDE_KINDS
        )
        self.keys = platform.key_store("tickets")
        self.read_database = platform.read_database("tickets")
        self.models = ReadModels(self.read_database, keys=self.keys)
        self.rules = Rules(self.store, TicketRules)
        self._dialler = dialler
        self.numbers = Numbers(self.store, name="ticket", prefix=NUMBER_PREFIX)
        self._import_numbers = Numbers(self.store, name="ticket", prefix=NUMBER_PREFIX, block=BATCH)
        self.order_numbers = Numbers(self.store, name="field_order", prefix=ORDER_PREFIX)
        self._applied_rules = AppliedRules(self.rules)
        self._files = self._files_in(platform.settings.attachments_dir)
        # Beside the attachments, which all processes share, and left out of backups.
        self._export_files = self._files_in(platform.settings.attachments_dir / "exports")
        self.use_cases = UseCases(self.store, self._tools())

    def _files_in(self, folder: Path) -> SealedFiles:
        return SealedFiles(
            folder,
            keys=self.keys,
            purpose="show-attachment",
            missing=lambda name: AttachmentNotFound(key=name),
        )

    def _tools(self) -> Tools:
        models = self.models
        return Tools(
            answers=Answers(
                staff=models.staff,
                customers=models.customers,
                calendars=models.calendars,
                queue=models.queue,
                queue_flow=models.queue_flow,
                available=models.available_agents,
                skills=models.agent_skills,
                certificates=models.held_certificates,
                given_works=models.given_works,
                watched_losses=models.certificate_losses,
                contacts=models.contacts_of_ticket,
                due_clocks=models.due_clocks,
                callbacks=models.booked_callbacks,
                outbound=models.outbound_answers(),
                due_windows=models.due_windows,
                agent_ids=models.staff,
                late_escalations=models.escalations,
                survey_prospects=models.survey_prospects,
                survey_invitations=models.survey_invitations,
                first_contacts=models.first_contacts,
                agents=models.figures,
                lists=models.exported_lists,
                known_exports=models.known_exports,
                opened=models.ticket_list,
            ),
            keys=self.keys,
            rules=self._applied_rules,
            numbers=self.numbers,
            import_numbers=self._import_numbers,
            order_numbers=self.order_numbers,
            files=self._files,
            dialler=self._dialler,
            export_files=self._export_files,
        )

    def service(self) -> Service:
        """What the processes host."""
        cases = self.use_cases
        reacting = Reacting(cases, models=self.models, numbers=self.numbers)
        return Service(
            name="tickets",
            store=self.store,
            read_database=self.read_database,
            read_models=self.models.all(),
            publications=PUBLICATIONS,
            reactions={
                "crm": reacting.to_crm(),
                "people": reacting.to_people(),
                "training": reacting.to_training(),
            },
            refusals={"crm": {TICKET_REQUESTED: reacting.tell_refused_request}},
            timers=(
                Timer("mark_due_clocks", 5, cases.sla.mark_due_clocks),
                Timer("push_tickets", 5, cases.pushing.push_tickets),
                Timer("take_back_work", 15, cases.taking_back.take_back_work),
                Timer("push_callbacks", 15, cases.due_callbacks.push_callbacks),
                Timer("expire_callbacks", 60, cases.callbacks.expire_callbacks),
                *self._outbound_timers(),
                Timer("watch_certificate_losses", 15, cases.certificate_losses.watch_losses),
                Timer("make_exports", 5, cases.exports.make_exports),
                Timer("expire_exports", 3600, cases.exports.expire_exports),
                Timer("mark_missed_windows", 60, cases.field_orders.mark_missed_windows),
                Timer("hand_up_late_escalations", 30, cases.escalations.hand_up_late_escalations),
                Timer("invite_to_surveys", 60, cases.survey_invitations.invite_to_surveys),
                Timer("remind_of_surveys", 600, cases.survey_invitations.remind_of_surveys),
                Timer("expire_survey_links", 600, cases.survey_invitations.expire_survey_links),
                Timer("watch_queues", 30, cases.overload.watch_queues),
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
