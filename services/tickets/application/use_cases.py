"""All use cases of the service over one store: the log itself, or the batch of a reaction."""

from __future__ import annotations

from dataclasses import dataclass

from services.tickets.application import questions, survey_questions
from services.tickets.application.access import Access
from services.tickets.application.applied_rules import AppliedRules
from services.tickets.application.assignment import Assignment
from services.tickets.application.attachment_files import AttachmentFiles
from services.tickets.application.bulk_changes import BulkChanges
from services.tickets.application.callbacks import Callbacks
from services.tickets.application.canned_replies import AgentIds, CannedReplies
from services.tickets.application.clocks import Clocks
from services.tickets.application.contacts import Contacts
from services.tickets.application.correspondences import Correspondences
from services.tickets.application.dialling import Dialler
from services.tickets.application.due_callbacks import DueCallbacks
from services.tickets.application.duplicates import Duplicates, OpenedTickets
from services.tickets.application.escalation_questions import LateEscalations
from services.tickets.application.escalations import Escalations
from services.tickets.application.exports import Exports, KnownExports, Lists
from services.tickets.application.field_access import FieldAccess
from services.tickets.application.field_arrangements import FieldArrangements
from services.tickets.application.field_bench import FieldBench
from services.tickets.application.field_orders import FieldOrders
from services.tickets.application.field_work import FieldWork
from services.tickets.application.figures import Agents, FigureScope
from services.tickets.application.first_contact import FirstContactWatch
from services.tickets.application.imports import Imports
from services.tickets.application.links import Links
from services.tickets.application.matching import Matching
from services.tickets.application.merging import Merging
from services.tickets.application.open_questions import OpenQuestions
from services.tickets.application.order_problems import OrderProblems
from services.tickets.application.outbound_use_cases import (
    OutboundAnswers,
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
from services.tickets.application.whole_tickets import WholeTickets
from services.tickets.application.workbench import Workbench
from services.tickets.domain.ticket import Ticket
from shared.event_store.store import Store
from shared.numbers import Numbers
from shared.sealed import KeyStore


@dataclass(frozen=True)
class Answers:
    """Who answers the questions of the use cases."""

    staff: questions.Staff
    customers: questions.Customers
    calendars: questions.Calendars
    queue: questions.Queue
    queue_flow: questions.QueueFlow
    available: questions.AvailableAgents
    skills: questions.AgentSkills
    contacts: questions.ContactsOfTickets
    due_clocks: questions.DueClocks
    callbacks: questions.Callbacks
    outbound: OutboundAnswers
    due_windows: questions.DueWindows
    agent_ids: AgentIds
    late_escalations: LateEscalations
    survey_prospects: survey_questions.SurveyProspects
    survey_invitations: survey_questions.OpenInvitations
    first_contacts: questions.FirstContacts
    agents: Agents
    lists: Lists
    known_exports: KnownExports
    opened: OpenedTickets


@dataclass(frozen=True)
class UseCases:
    """The application classes, ready to be called."""

    access: Access
    tickets: Tickets
    particulars: Particulars
    solutions: Solutions
    assignment: Assignment
    queues: Queues
    pushing: Pushing
    taking_back: TakingBack
    overload: OverloadWatch
    referrals: Referrals
    links: Links
    bulk_changes: BulkChanges
    splitting: Splitting
    duplicates: Duplicates
    merging: Merging
    whole_tickets: WholeTickets
    correspondences: Correspondences
    contacts: Contacts
    callbacks: Callbacks
    outbound: OutboundUseCases
    field_access: FieldAccess
    field_orders: FieldOrders
    field_arrangements: FieldArrangements
    field_work: FieldWork
    order_problems: OrderProblems
    partners: Partners
    escalations: Escalations
    open_questions: OpenQuestions
    canned_replies: CannedReplies
    surveys: Surveys
    survey_invitations: SurveyInvitations
    survey_answers: SurveyAnswers
    due_callbacks: DueCallbacks
    sla: SlaWatch
    first_contacts: FirstContactWatch
    ticket_files: TicketFiles
    figure_scope: FigureScope
    exports: Exports
    imports: Imports


def use_cases_over(
    store: Store,
    *,
    answers: Answers,
    keys: KeyStore,
    rules: AppliedRules,
    numbers: Numbers,
    import_numbers: Numbers,
    order_numbers: Numbers,
    files: AttachmentFiles,
    dialler: Dialler | None = None,
    export_files: AttachmentFiles,
) -> UseCases:
    """The use cases over a store.

    Args:
        store: the log, or a batch.
        answers: who answers their questions.
        keys: the keys of personal data.
        rules: the rules in force.
        numbers: hands out ticket numbers.
        import_numbers: the same, many at a time.
        order_numbers: hands out those of field-service orders.
        files: keeps attachments.
        dialler: what dials for predictive campaigns, if anything does.
        export_files: keeps exports.
    """
    access = Access(answers.staff, find=lambda ticket_id: store.get(Ticket, ticket_id))
    clocks = Clocks(store, rules=rules, calendars=answers.calendars)
    bench = Workbench(store, keys=keys, rules=rules, access=access, clocks=clocks)
    links = Links(bench)
    tickets = Tickets(bench, numbers=numbers, contacts=answers.contacts, links=links)

    def over(other: Store) -> UseCases:
        return use_cases_over(
            other,
            answers=answers,
            keys=keys,
            rules=rules,
            numbers=numbers,
            import_numbers=import_numbers,
            order_numbers=order_numbers,
            files=files,
            export_files=export_files,
        )

    ticket_files = TicketFiles(store, access=access)
    field_access = FieldAccess(store, access=access, staff=answers.staff)
    field = FieldBench(bench, access=field_access)
    escalations = Escalations(bench, calendars=answers.calendars, late=answers.late_escalations)
    matching = Matching(bench, staff=answers.staff, skills=answers.skills)
    overload = OverloadWatch(bench, queue=answers.queue, flow=answers.queue_flow)
    pushing = Pushing(
        bench,
        queue=answers.queue,
        available=answers.available,
        skills=answers.skills,
        matching=matching,
    )
    return UseCases(
        access=access,
        tickets=tickets,
        particulars=Particulars(bench),
        solutions=Solutions(bench),
        assignment=Assignment(bench, queue=answers.queue, matching=matching),
        queues=Queues(bench, queue=answers.queue, matching=matching, watch=overload),
        pushing=pushing,
        taking_back=TakingBack(bench, available=answers.available, matching=matching),
        overload=overload,
        referrals=Referrals(bench),
        links=links,
        bulk_changes=BulkChanges(bench, over=over),
        splitting=Splitting(bench, tickets=tickets, links=links),
        duplicates=Duplicates(
            bench, customers=answers.customers, opened=answers.opened, links=links
        ),
        merging=Merging(bench, customers=answers.customers),
        whole_tickets=WholeTickets(
            bench, contacts=answers.contacts, callbacks=answers.callbacks, files=ticket_files
        ),
        correspondences=Correspondences(bench, files=files),
        contacts=Contacts(bench, booked=answers.callbacks),
        callbacks=Callbacks(bench, booked=answers.callbacks),
        outbound=outbound_over(bench, answers=answers.outbound, dialler=dialler),
        field_access=field_access,
        field_orders=FieldOrders(
            field, numbers=order_numbers, staff=answers.staff, due_windows=answers.due_windows
        ),
        field_arrangements=FieldArrangements(field),
        field_work=FieldWork(field, files=files),
        order_problems=OrderProblems(field, staff=answers.staff),
        partners=Partners(bench, access=field_access, staff=answers.staff),
        escalations=escalations,
        open_questions=OpenQuestions(bench, escalations=escalations),
        canned_replies=CannedReplies(bench, agent_ids=answers.agent_ids),
        surveys=Surveys(bench),
        survey_invitations=SurveyInvitations(
            bench,
            prospects=answers.survey_prospects,
            invitations=answers.survey_invitations,
            customers=answers.customers,
        ),
        survey_answers=SurveyAnswers(bench),
        due_callbacks=DueCallbacks(
            bench, booked=answers.callbacks, pushing=pushing, matching=matching
        ),
        sla=SlaWatch(bench, due_clocks=answers.due_clocks),
        first_contacts=FirstContactWatch(
            bench, first_contacts=answers.first_contacts, customers=answers.customers
        ),
        figure_scope=FigureScope(access, agents=answers.agents, calendars=answers.calendars),
        imports=Imports(bench, numbers=import_numbers),
        exports=Exports(
            bench, files=export_files, lists=answers.lists, known=answers.known_exports
        ),
        ticket_files=ticket_files,
    )
