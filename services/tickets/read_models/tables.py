"""All read models of the service, over one database."""

from __future__ import annotations

from services.tickets.read_models.agent_skills import AgentSkills
from services.tickets.read_models.agent_workload import AgentWorkload
from services.tickets.read_models.available_agents import AvailableAgents
from services.tickets.read_models.booked_callbacks import BookedCallbacks
from services.tickets.read_models.calendars import Calendars
from services.tickets.read_models.contact_measures import ContactMeasures
from services.tickets.read_models.contacts_of_ticket import ContactsOfTicket
from services.tickets.read_models.customers import Customers
from services.tickets.read_models.due_clocks import DueClocks
from services.tickets.read_models.first_contacts import FirstContacts
from services.tickets.read_models.queue_flow import QueueFlow
from services.tickets.read_models.sla_results import SlaResults
from services.tickets.read_models.staff import Staff
from services.tickets.read_models.ticket_list import TicketList
from services.tickets.read_models.ticket_queue import TicketQueue
from shared.read_models import ReadDatabase, ReadModel


class ReadModels:
    """One of each.

    Args:
        database: the service's read database.
    """

    def __init__(self, database: ReadDatabase) -> None:
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
        self.booked_callbacks = BookedCallbacks(database)
        self.customers = Customers(database)
        self.staff = Staff(database)
        self.agent_skills = AgentSkills(database)
        self.calendars = Calendars(database)

    def all(self) -> list[ReadModel]:
        """Every one of them, in the order in which they are listed."""
        return list(vars(self).values())
