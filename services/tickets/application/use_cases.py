"""All use cases of the service over one store: the log itself, or the batch of a reaction."""

from __future__ import annotations

from dataclasses import dataclass

from services.tickets.application import questions, survey_questions
from services.tickets.application.access import Access
from services.tickets.application.applied_rules import AppliedRules
from services.tickets.application.assignment import Assignment
from services.tickets.application.attachment_files import AttachmentFiles
from services.tickets.application.callbacks import Callbacks
from services.tickets.application.canned_replies import AgentIds, CannedReplies
from services.tickets.application.clocks import Clocks
from services.tickets.application.contacts import Contacts
from services.tickets.application.correspondences import Correspondences
from services.tickets.application.escalation_questions import LateEscalations
from services.tickets.application.escalations import Escalations
from services.tickets.application.first_contact import FirstContactWatch
from services.tickets.application.open_questions import OpenQuestions
from services.tickets.application.particulars import Particulars
from services.tickets.application.referrals import Referrals
from services.tickets.application.sla import SlaWatch
from services.tickets.application.solutions import Solutions
from services.tickets.application.survey_answers import SurveyAnswers
from services.tickets.application.survey_invitations import SurveyInvitations
from services.tickets.application.surveys import Surveys
from services.tickets.application.ticket_files import TicketFiles
from services.tickets.application.tickets import Tickets
from services.tickets.application.workbench import Workbench
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
    contacts: questions.ContactsOfTickets
    due_clocks: questions.DueClocks
    callbacks: questions.Callbacks
    agent_ids: AgentIds
    late_escalations: LateEscalations
    survey_prospects: survey_questions.SurveyProspects
    survey_invitations: survey_questions.OpenInvitations
    first_contacts: questions.FirstContacts


@dataclass(frozen=True)
class UseCases:
    """The application classes, ready to be called."""

    access: Access
    tickets: Tickets
    particulars: Particulars
    solutions: Solutions
    assignment: Assignment
    referrals: Referrals
    correspondences: Correspondences
    contacts: Contacts
    callbacks: Callbacks
    escalations: Escalations
    open_questions: OpenQuestions
    canned_replies: CannedReplies
    surveys: Surveys
    survey_invitations: SurveyInvitations
    survey_answers: SurveyAnswers
    sla: SlaWatch
    first_contacts: FirstContactWatch
    ticket_files: TicketFiles


def use_cases_over(
    store: Store,
    *,
    answers: Answers,
    keys: KeyStore,
    rules: AppliedRules,
    numbers: Numbers,
    files: AttachmentFiles,
) -> UseCases:
    """The use cases over a store.

    Args:
        store: the log, or a batch.
        answers: who answers their questions.
        keys: the keys of personal data.
        rules: the rules in force.
        numbers: hands out ticket numbers.
        files: keeps attachments.
    """
    access = Access(answers.staff)
    clocks = Clocks(store, rules=rules, calendars=answers.calendars)
    bench = Workbench(store, keys=keys, rules=rules, access=access, clocks=clocks)
    escalations = Escalations(bench, calendars=answers.calendars, late=answers.late_escalations)
    return UseCases(
        access=access,
        tickets=Tickets(bench, numbers=numbers, contacts=answers.contacts),
        particulars=Particulars(bench),
        solutions=Solutions(bench),
        assignment=Assignment(bench, queue=answers.queue, staff=answers.staff),
        referrals=Referrals(bench),
        correspondences=Correspondences(bench, files=files),
        contacts=Contacts(bench),
        callbacks=Callbacks(bench, booked=answers.callbacks),
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
        sla=SlaWatch(bench, due_clocks=answers.due_clocks),
        first_contacts=FirstContactWatch(
            bench, first_contacts=answers.first_contacts, customers=answers.customers
        ),
        ticket_files=TicketFiles(store, access=access),
    )
