"""All read models of the service, over one database."""

from __future__ import annotations

from services.tickets.read_models.agent_workload import AgentWorkload
from services.tickets.read_models.booked_callbacks import BookedCallbacks
from services.tickets.read_models.calendars import Calendars
from services.tickets.read_models.call_stages import CallStages
from services.tickets.read_models.campaigns import Campaigns
from services.tickets.read_models.consents import Consents
from services.tickets.read_models.contact_measures import ContactMeasures
from services.tickets.read_models.contacts_of_ticket import ContactsOfTicket
from services.tickets.read_models.customers import Customers
from services.tickets.read_models.due_clocks import DueClocks
from services.tickets.read_models.first_contacts import FirstContacts
from services.tickets.read_models.occasions import Occasions
from services.tickets.read_models.outbound_list import OutboundList
from services.tickets.read_models.resolved_tickets import ResolvedTickets
from services.tickets.read_models.scripts import Scripts
from services.tickets.read_models.sla_results import SlaResults
from services.tickets.read_models.staff import Staff
from services.tickets.read_models.ticket_list import TicketList
from services.tickets.read_models.ticket_queue import TicketQueue
from shared.read_models import ReadDatabase, ReadModel
from shared.sealed import KeyStore


class ReadModels:
    """One of each.

    Args:
        database: the service's read database.
        keys: opens what look-up models hash.
    """

    def __init__(self, database: ReadDatabase, *, keys: KeyStore) -> None:
        self.ticket_list = TicketList(database)
        self.queue = TicketQueue(database)
        self.workload = AgentWorkload(database)
        self.due_clocks = DueClocks(database)
        self.sla_results = SlaResults(database)
        self.contacts_of_ticket = ContactsOfTicket(database)
        self.contact_measures = ContactMeasures(database)
        self.first_contacts = FirstContacts(database)
        self.booked_callbacks = BookedCallbacks(database)
        self.campaigns = Campaigns(database)
        self.outbound_list = OutboundList(database)
        self.occasions = Occasions(database, keys=keys)
        self.resolved_tickets = ResolvedTickets(database)
        self.scripts = Scripts(database)
        self.call_stages = CallStages(database)
        self.customers = Customers(database)
        self.consents = Consents(database)
        self.staff = Staff(database)
        self.calendars = Calendars(database)

    def all(self) -> list[ReadModel]:
        """Every one of them, in the order in which they are listed."""
        return list(vars(self).values())
