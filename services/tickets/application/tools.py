"""What the use cases work with: rules, keys, numbers, files, and who answers their questions."""

from __future__ import annotations

from dataclasses import dataclass

from services.tickets.application import questions, survey_questions
from services.tickets.application.applied_rules import AppliedRules
from services.tickets.application.canned_replies import AgentIds
from services.tickets.application.certificate_losses import GivenWorks, WatchedLosses
from services.tickets.application.dialler import Dialler
from services.tickets.application.duplicates import OpenedTickets
from services.tickets.application.escalation_questions import LateEscalations
from services.tickets.application.exports import KnownExports, Lists
from services.tickets.application.figures import Agents
from services.tickets.application.gate import Certificates
from services.tickets.application.outbound_use_cases import (
    OutboundAnswers,
)
from shared.numbers import Numbers
from shared.sealed import KeyStore
from shared.sealed.files import SealedFiles


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
    certificates: Certificates
    given_works: GivenWorks
    watched_losses: WatchedLosses
    contacts: questions.ContactsOfTickets
    due_clocks: questions.DueClocks
    callbacks: questions.Callbacks
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
    outbound: OutboundAnswers


@dataclass(frozen=True)
class Tools:
    """What the use cases work with, whatever store they stand over.

    Args:
        answers: who answers their questions.
        keys: the keys of personal data.
        rules: the rules in force.
        numbers: hands out ticket numbers.
        import_numbers: the same, many at a time.
        order_numbers: hands out those of field-service orders.
        files: keeps attachments.
        export_files: keeps exports.
        dialler: what dials for predictive campaigns, if anything does.
    """

    answers: Answers
    keys: KeyStore
    rules: AppliedRules
    numbers: Numbers
    import_numbers: Numbers
    order_numbers: Numbers
    files: SealedFiles
    export_files: SealedFiles
    dialler: Dialler | None = None
