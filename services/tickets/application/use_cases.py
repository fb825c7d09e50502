"""All use cases of the service over one store: the log itself, or the batch of a reaction."""

from __future__ import annotations

from dataclasses import dataclass

from services.tickets.application import questions
from services.tickets.application.access import Access
from services.tickets.application.applied_rules import AppliedRules
from services.tickets.application.assignment import Assignment
from services.tickets.application.attachment_files import AttachmentFiles
from services.tickets.application.callbacks import Callbacks
from services.tickets.application.clocks import Clocks
from services.tickets.application.contacts import Contacts
from services.tickets.application.correspondences import Correspondences
from services.tickets.application.dialling import Dialler
from services.tickets.application.first_contact import FirstContactWatch
from services.tickets.application.outbound_use_cases import (
    OutboundAnswers,
    OutboundUseCases,
    outbound_over,
)
from services.tickets.application.particulars import Particulars
from services.tickets.application.referrals import Referrals
from services.tickets.application.sla import SlaWatch
from services.tickets.application.solutions import Solutions
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
    outbound: OutboundAnswers
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
    outbound: OutboundUseCases
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
    dialler: Dialler | None = None,
) -> UseCases:
    """The use cases over a store.

    Args:
        store: the log, or a batch.
        answers: who answers their questions.
        keys: the keys of personal data.
        rules: the rules in force.
        numbers: hands out ticket numbers.
        files: keeps attachments.
        dialler: what dials for predictive campaigns, if anything does.
    """
    access = Access(answers.staff)
    clocks = Clocks(store, rules=rules, calendars=answers.calendars)
    bench = Workbench(store, keys=keys, rules=rules, access=access, clocks=clocks)
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
        outbound=outbound_over(bench, answers=answers.outbound, dialler=dialler),
        sla=SlaWatch(bench, due_clocks=answers.due_clocks),
        first_contacts=FirstContactWatch(
            bench, first_contacts=answers.first_contacts, customers=answers.customers
        ),
        ticket_files=TicketFiles(store, access=access),
    )
