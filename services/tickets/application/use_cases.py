"""All use cases of the service over one store: the log itself, or the batch of a reaction."""

from __future__ import annotations

from functools import cached_property

from services.tickets.application.access import Access
from services.tickets.application.assignment import Assignment
from services.tickets.application.bulk_changes import BulkChanges
from services.tickets.application.callbacks import Callbacks
from services.tickets.application.canned_replies import CannedReplies
from services.tickets.application.certificate_losses import CertificateLosses
from services.tickets.application.clocks import Clocks
from services.tickets.application.contacts import Contacts
from services.tickets.application.correspondences import Correspondences
from services.tickets.application.due_callbacks import DueCallbacks
from services.tickets.application.duplicates import Duplicates
from services.tickets.application.escalations import Escalations
from services.tickets.application.exports import Exports
from services.tickets.application.field_access import FieldAccess
from services.tickets.application.field_arrangements import FieldArrangements
from services.tickets.application.field_bench import FieldBench
from services.tickets.application.field_orders import FieldOrders
from services.tickets.application.field_work import FieldWork
from services.tickets.application.figures import FigureScope
from services.tickets.application.first_contact import FirstContactWatch
from services.tickets.application.gate import Gate
from services.tickets.application.imports import Imports
from services.tickets.application.letters import Letters
from services.tickets.application.links import Links
from services.tickets.application.low_scores import LowScores
from services.tickets.application.matching import Matching
from services.tickets.application.merging import Merging
from services.tickets.application.open_questions import OpenQuestions
from services.tickets.application.order_problems import OrderProblems
from services.tickets.application.outbound_use_cases import (
    OutboundUseCases,
    outbound_over,
)
from services.tickets.application.overload import OverloadWatch
from services.tickets.application.particulars import Particulars
from services.tickets.application.partners import Partners
from services.tickets.application.pushing import Pushing
from services.tickets.application.queues import Queues
from services.tickets.application.referrals import Referrals
from services.tickets.application.sla import SlaWatch
from services.tickets.application.solutions import Solutions
from services.tickets.application.splitting import Splitting
from services.tickets.application.survey_answers import SurveyAnswers
from services.tickets.application.survey_invitations import SurveyInvitations
from services.tickets.application.surveys import Surveys
from services.tickets.application.taking_back import TakingBack
from services.tickets.application.ticket_files import TicketFiles
from services.tickets.application.tickets import Tickets
from services.tickets.application.tools import Tools
from services.tickets.application.whole_tickets import WholeTickets
from services.tickets.application.workbench import Workbench
from services.tickets.domain.ticket import Ticket
from shared.event_store.store import Store


class UseCases:
    """The application classes over one store, each made when it is first asked for.

    A reaction needs one or two of them, and there is a new batch for each.

    Args:
        store: the log, or a batch.
        tools: what they work with.
    """

    def __init__(self, store: Store, tools: Tools) -> None:
        self._store = store
        self._tools = tools
        self._answers = tools.answers

    def over(self, store: Store) -> UseCases:
        """The same over another store."""
        return UseCases(store, self._tools)

    @cached_property
    def _bench(self) -> Workbench:
        tools = self._tools
        clocks = Clocks(self._store, rules=tools.rules, calendars=self._answers.calendars)
        return Workbench(
            self._store,
            keys=tools.keys,
            rules=tools.rules,
            access=self.access,
            clocks=clocks,
            gate=Gate(tools.rules, certificates=self._answers.certificates),
        )

    @cached_property
    def certificate_losses(self) -> CertificateLosses:
        return CertificateLosses(
            self._bench,
            works=self._answers.given_works,
            losses=self._answers.watched_losses,
        )

    @cached_property
    def _field_bench(self) -> FieldBench:
        return FieldBench(self._bench, access=self.field_access)

    @cached_property
    def _matching(self) -> Matching:
        return Matching(self._bench, staff=self._answers.staff, skills=self._answers.skills)

    @cached_property
    def access(self) -> Access:
        return Access(
            self._answers.staff, find=lambda ticket_id: self._store.get(Ticket, ticket_id)
        )

    @cached_property
    def tickets(self) -> Tickets:
        return Tickets(
            self._bench,
            numbers=self._tools.numbers,
            contacts=self._answers.contacts,
            links=self.links,
        )

    @cached_property
    def particulars(self) -> Particulars:
        return Particulars(self._bench)

    @cached_property
    def solutions(self) -> Solutions:
        return Solutions(self._bench)

    @cached_property
    def assignment(self) -> Assignment:
        return Assignment(self._bench, queue=self._answers.queue, matching=self._matching)

    @cached_property
    def queues(self) -> Queues:
        return Queues(
            self._bench, queue=self._answers.queue, matching=self._matching, watch=self.overload
        )

    @cached_property
    def pushing(self) -> Pushing:
        return Pushing(
            self._bench,
            queue=self._answers.queue,
            available=self._answers.available,
            skills=self._answers.skills,
            matching=self._matching,
        )

    @cached_property
    def taking_back(self) -> TakingBack:
        return TakingBack(self._bench, available=self._answers.available, matching=self._matching)

    @cached_property
    def overload(self) -> OverloadWatch:
        return OverloadWatch(self._bench, queue=self._answers.queue, flow=self._answers.queue_flow)

    @cached_property
    def referrals(self) -> Referrals:
        return Referrals(self._bench)

    @cached_property
    def links(self) -> Links:
        return Links(self._bench)

    @cached_property
    def bulk_changes(self) -> BulkChanges:
        return BulkChanges(self._bench, over=self.over)

    @cached_property
    def splitting(self) -> Splitting:
        return Splitting(self._bench, tickets=self.tickets, links=self.links)

    @cached_property
    def duplicates(self) -> Duplicates:
        return Duplicates(
            self._bench,
            customers=self._answers.customers,
            opened=self._answers.opened,
            links=self.links,
        )

    @cached_property
    def merging(self) -> Merging:
        return Merging(self._bench, customers=self._answers.customers)

    @cached_property
    def whole_tickets(self) -> WholeTickets:
        return WholeTickets(
            self._bench,
            contacts=self._answers.contacts,
            callbacks=self._answers.callbacks,
            files=self.ticket_files,
        )

    @cached_property
    def correspondences(self) -> Correspondences:
        return Correspondences(self._bench, files=self._tools.files)

    @cached_property
    def letters(self) -> Letters:
        return Letters(self._bench)

    @cached_property
    def contacts(self) -> Contacts:
        return Contacts(self._bench, booked=self._answers.callbacks)

    @cached_property
    def callbacks(self) -> Callbacks:
        return Callbacks(self._bench, booked=self._answers.callbacks)

    @cached_property
    def field_access(self) -> FieldAccess:
        return FieldAccess(self._store, access=self.access, staff=self._answers.staff)

    @cached_property
    def field_orders(self) -> FieldOrders:
        return FieldOrders(
            self._field_bench,
            numbers=self._tools.order_numbers,
            staff=self._answers.staff,
            due_windows=self._answers.due_windows,
        )

    @cached_property
    def field_arrangements(self) -> FieldArrangements:
        return FieldArrangements(self._field_bench)

    @cached_property
    def field_work(self) -> FieldWork:
        return FieldWork(self._field_bench, files=self._tools.files)

    @cached_property
    def order_problems(self) -> OrderProblems:
        return OrderProblems(self._field_bench, staff=self._answers.staff)

    @cached_property
    def partners(self) -> Partners:
        return Partners(self._bench, access=self.field_access, staff=self._answers.staff)

    @cached_property
    def escalations(self) -> Escalations:
        return Escalations(
            self._bench, calendars=self._answers.calendars, late=self._answers.late_escalations
        )

    @cached_property
    def open_questions(self) -> OpenQuestions:
        return OpenQuestions(self._bench, escalations=self.escalations)

    @cached_property
    def canned_replies(self) -> CannedReplies:
        return CannedReplies(self._bench, agent_ids=self._answers.agent_ids)

    @cached_property
    def surveys(self) -> Surveys:
        return Surveys(self._bench)

    @cached_property
    def survey_invitations(self) -> SurveyInvitations:
        return SurveyInvitations(
            self._bench,
            prospects=self._answers.survey_prospects,
            invitations=self._answers.survey_invitations,
            customers=self._answers.customers,
        )

    @cached_property
    def survey_answers(self) -> SurveyAnswers:
        low_scores = LowScores(self._bench, numbers=self._tools.numbers)
        return SurveyAnswers(self._bench, low_scores=low_scores)

    @cached_property
    def due_callbacks(self) -> DueCallbacks:
        return DueCallbacks(
            self._bench,
            booked=self._answers.callbacks,
            pushing=self.pushing,
            matching=self._matching,
        )

    @cached_property
    def sla(self) -> SlaWatch:
        return SlaWatch(self._bench, due_clocks=self._answers.due_clocks)

    @cached_property
    def first_contacts(self) -> FirstContactWatch:
        return FirstContactWatch(
            self._bench,
            first_contacts=self._answers.first_contacts,
            customers=self._answers.customers,
        )

    @cached_property
    def ticket_files(self) -> TicketFiles:
        return TicketFiles(self._store, access=self.access)

    @cached_property
    def figure_scope(self) -> FigureScope:
        return FigureScope(
            self.access, agents=self._answers.agents, calendars=self._answers.calendars
        )

    @cached_property
    def exports(self) -> Exports:
        return Exports(
            self._bench,
            files=self._tools.export_files,
            lists=self._answers.lists,
            known=self._answers.known_exports,
        )

    @cached_property
    def imports(self) -> Imports:
        return Imports(self._bench, numbers=self._tools.import_numbers)

    @cached_property
    def outbound(self) -> OutboundUseCases:
        return outbound_over(
            self._bench, answers=self._answers.outbound, dialler=self._tools.dialler
        )
