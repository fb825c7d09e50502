"""All read models of the service, over one database."""

from __future__ import annotations

from services.tickets.application.outbound_use_cases import OutboundAnswers
from services.tickets.read_models.agent_skills import AgentSkills
from services.tickets.read_models.agent_workload import AgentWorkload
from services.tickets.read_models.available_agents import AvailableAgents
from services.tickets.read_models.backlog import Backlog
from services.tickets.read_models.booked_callbacks import BookedCallbacks
from services.tickets.read_models.calendars import Calendars
from services.tickets.read_models.call_stages import CallStages
from services.tickets.read_models.campaigns import Campaigns
from services.tickets.read_models.canned_reply_list import CannedReplyList
from services.tickets.read_models.certificate_losses import CertificateLosses
from services.tickets.read_models.consents import Consents
from services.tickets.read_models.contact_measures import ContactMeasures
from services.tickets.read_models.contacts_of_ticket import ContactsOfTicket
from services.tickets.read_models.customers import Customers
from services.tickets.read_models.due_clocks import DueClocks
from services.tickets.read_models.due_windows import DueWindows
from services.tickets.read_models.escalation_list import EscalationList
from services.tickets.read_models.escalation_rate import EscalationRate
from services.tickets.read_models.exported_lists import ExportedLists
from services.tickets.read_models.field_order_list import FieldOrderList
from services.tickets.read_models.field_problem_list import FieldProblemList
from services.tickets.read_models.field_results import FieldResults
from services.tickets.read_models.field_work_list import FieldWorkList
from services.tickets.read_models.figure_queries import Figures
from services.tickets.read_models.figures import FigureCounts
from services.tickets.read_models.first_contacts import FirstContacts
from services.tickets.read_models.given_work import GivenWorks
from services.tickets.read_models.held_certificates import HeldCertificates
from services.tickets.read_models.known_exports import KnownExports
from services.tickets.read_models.occasions import Occasions
from services.tickets.read_models.outbound_list import OutboundList
from services.tickets.read_models.partner_list import PartnerList
from services.tickets.read_models.question_queue import QuestionQueue
from services.tickets.read_models.queue_flow import QueueFlow
from services.tickets.read_models.resolved_tickets import ResolvedTickets
from services.tickets.read_models.scripts import Scripts
from services.tickets.read_models.search_queries import SearchQueries
from services.tickets.read_models.sla_results import SlaResults
from services.tickets.read_models.staff import Staff
from services.tickets.read_models.survey_invitations import SurveyInvitations
from services.tickets.read_models.survey_list import SurveyList
from services.tickets.read_models.survey_prospects import SurveyProspects
from services.tickets.read_models.survey_results import SurveyResults
from services.tickets.read_models.ticket_list import TicketList
from services.tickets.read_models.ticket_queue import TicketQueue
from services.tickets.read_models.ticket_search import TicketSearch
from shared.read_models import ReadDatabase, ReadModel
from shared.sealed import KeyStore


class ReadModels:
    """One of each.

    Args:
        database: the service's read database.
        keys: opens the texts that are searched, and what look-up models hash.
    """

    def __init__(self, database: ReadDatabase, *, keys: KeyStore) -> None:
        self.ticket_list = TicketList(database)
        self.queue = TicketQueue(database)
        self.queue_flow = QueueFlow(database)
        self.workload = AgentWorkload(database)
        self.available_agents = AvailableAgents(database)
        self.due_clocks = DueClocks(database)
        self.sla_results = SlaResults(database)
        self.contacts_of_ticket = ContactsOfTicket(database)
        self.contact_measures = ContactMeasures(database)
        self.first_contacts = FirstContacts(database)
        self.figure_counts = FigureCounts(database)
        self.backlog = Backlog(database)
        self.known_exports = KnownExports(database)
        self.booked_callbacks = BookedCallbacks(database)
        self._add_calls(database, keys=keys)
        self.field_orders = FieldOrderList(database)
        self.field_work = FieldWorkList(database)
        self.due_windows = DueWindows(database)
        self.field_results = FieldResults(database)
        self.field_problems = FieldProblemList(database)
        self.partners = PartnerList(database)
        self.escalations = EscalationList(database)
        self.escalation_rate = EscalationRate(database)
        self.questions = QuestionQueue(database)
        self.canned_replies = CannedReplyList(database)
        self.surveys = SurveyList(database)
        self.survey_prospects = SurveyProspects(database)
        self.survey_invitations = SurveyInvitations(database)
        self.survey_results = SurveyResults(database)
        self.customers = Customers(database)
        self.staff = Staff(database)
        self.ticket_search = TicketSearch(database, keys=keys)
        self.agent_skills = AgentSkills(database)
        self.held_certificates = HeldCertificates(database)
        self.given_works = GivenWorks(database)
        self.certificate_losses = CertificateLosses(database)
        self.calendars = Calendars(database)
        self.figures = Figures(database)
        self.exported_lists = ExportedLists(
            self.ticket_list, figures=self.figures, open_tickets=self.backlog, keys=keys
        )
        self.search = SearchQueries(database, self.ticket_search)

    def _add_calls(self, database: ReadDatabase, *, keys: KeyStore) -> None:
        """Adds those of calls, scripts and campaigns."""
        self.campaigns = Campaigns(database)
        self.outbound_list = OutboundList(database)
        self.occasions = Occasions(database, keys=keys)
        self.resolved_tickets = ResolvedTickets(database)
        self.scripts = Scripts(database)
        self.call_stages = CallStages(database)
        self.consents = Consents(database)

    def outbound_answers(self) -> OutboundAnswers:
        """Who answers the questions of outbound calls."""
        return OutboundAnswers(
            staff=self.staff,
            people=self.customers,
            consents=self.consents,
            calendars=self.calendars,
            campaigns=self.campaigns,
            tasks=self.outbound_list,
            occasions=self.occasions,
            resolved=self.resolved_tickets,
            script_outcomes=self.scripts,
        )

    def all(self) -> list[ReadModel]:
        """Every one of them, in the order in which they are listed."""
        return [one for one in vars(self).values() if isinstance(one, ReadModel)]
