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
from services.tickets.application.due_callbacks import DueCallbacks
from services.tickets.application.first_contact import FirstContactWatch
from services.tickets.application.matching import Matching
from services.tickets.application.overload import OverloadWatch
from services.tickets.application.particulars import Particulars
from services.tickets.application.pushing import Pushing
from services.tickets.application.queues import Queues
from services.tickets.application.referrals import Referrals
from services.tickets.application.sla import SlaWatch
from services.tickets.application.solutions import Solutions
from services.tickets.application.taking_back import TakingBack
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
    queue_flow: questions.QueueFlow
    available: questions.AvailableAgents
    skills: questions.AgentSkills
    contacts: questions.ContactsOfTickets
    due_clocks: questions.DueClocks
    callbacks: questions.Callbacks
    first_contacts: questions.FirstContacts


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
    correspondences: Correspondences
    contacts: Contacts
    callbacks: Callbacks
    due_callbacks: DueCallbacks
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
        tickets=Tickets(bench, numbers=numbers, contacts=answers.contacts),
        particulars=Particulars(bench),
        solutions=Solutions(bench),
        assignment=Assignment(bench, queue=answers.queue, matching=matching),
        queues=Queues(bench, queue=answers.queue, matching=matching, watch=overload),
        pushing=pushing,
        taking_back=TakingBack(bench, available=answers.available, matching=matching),
        overload=overload,
        referrals=Referrals(bench),
        correspondences=Correspondences(bench, files=files),
        contacts=Contacts(bench, booked=answers.callbacks),
        callbacks=Callbacks(bench, booked=answers.callbacks),
        due_callbacks=DueCallbacks(
            bench, booked=answers.callbacks, pushing=pushing, matching=matching
        ),
        sla=SlaWatch(bench, due_clocks=answers.due_clocks),
        first_contacts=FirstContactWatch(
            bench, first_contacts=answers.first_contacts, customers=answers.customers
        ),
        ticket_files=TicketFiles(store, access=access),
    )
