"""Wires `crm`: the one place that builds its parts from the platform."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from services.crm.application.customers import Customers
from services.crm.application.finding import CUSTOMER_NUMBERS, CustomerFinder
from services.crm.application.inbox import Inbox
from services.crm.application.letter_intake import LETTER_RATES, LetterIntake
from services.crm.application.letters import SHOWING, Letters
from services.crm.application.mail_addressing import MailAddressing
from services.crm.application.mail_fetching import MAIL_POSITIONS, MailFetching
from services.crm.application.mail_intake import MailIntake
from services.crm.application.mail_queueing import MailQueueing
from services.crm.application.mail_sending import MailSending
from services.crm.application.mail_threads import MAIL_IDS, MailThreads
from services.crm.application.reactions import TicketReactions
from services.crm.application.service_intake import ServiceIntake
from services.crm.application.survey_mailing import SurveyMailing
from services.crm.application.web_form import NUMBER_PREFIX, WEB_FORMS, WebForm
from services.crm.domain.contact import ReportedContact
from services.crm.domain.customer import Customer
from services.crm.domain.followed_ticket import FollowedTicket
from services.crm.domain.gateway_message import GatewayMessage
from services.crm.domain.letter import Letter
from services.crm.domain.letter_errors import LetterNotFound
from services.crm.domain.mail_rules import MAIL_RULES, MailRules
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.domain.reply import Reply
from services.crm.domain.rules import CrmRules
from services.crm.domain.survey_answer import SurveyAnswer
from services.crm.domain.survey_mail_rules import SURVEY_MAIL_RULES, SurveyMailRules
from services.crm.domain.ticket_request import TicketRequest
from services.crm.messages import received, survey_received
from services.crm.messages.asyncapi import INBOX_QUEUE
from services.crm.messages.crm_inbox import read_message
from services.crm.messages.feed import CrmFeed
from services.crm.messages.mail_reader import read_mail
from services.crm.messages.published import publications
from services.crm.read_models.customer_files import CustomerFiles
from services.crm.read_models.customer_lookup import CustomerLookupTable
from services.crm.read_models.followed_tickets import FollowedTicketNumbers
from services.crm.read_models.letter_list import LetterListTable
from services.crm.read_models.outgoing_mails import OutgoingMails
from shared.bus.message import Message
from shared.context import current_context
from shared.event_store import Aggregate, EventStore
from shared.event_store.batch import Batch
from shared.numbers import Numbers
from shared.platform import Platform
from shared.rules import Rules, deciding_by, install_rules
from shared.sealed import Grant
from shared.sealed.files import SealedFiles
from shared.service import Service

if TYPE_CHECKING:
    from shared.web import Blueprint

AGGREGATES: Mapping[str, type[Aggregate]] = {
    "customer": Customer,
    "message": GatewayMessage,
    "contact": ReportedContact,
    "ticket_request": TicketRequest,
    "reply": Reply,
    "survey_answer": SurveyAnswer,
    "followed_ticket": FollowedTicket,
    "letter": Letter,
    "outgoing_mail": OutgoingMail,
    "rule_book": CrmRules,
}

GRANTS = (
    Grant("crm", "customer", frozenset({"seal", "open", "erase"})),
    Grant("crm", "contact", frozenset({"seal", "open"})),
)
"""What `crm` may do with personal data."""


SIDE_KINDS = frozenset({CUSTOMER_NUMBERS, LETTER_RATES, MAIL_IDS, MAIL_POSITIONS, WEB_FORMS})
"""The side rows that `crm` writes beside the kernel's."""


class CrmService:
    """The parts of `crm` on one platform.

    Args:
        platform: the process's infrastructure.
    """

    def __init__(self, platform: Platform) -> None:
        self.store: EventStore = platform.event_store(
            "crm", aggregates=AGGREGATES.values(), side_kinds=SIDE_KINDS
        )
        self.keys = platform.key_store("crm")
        self.read_database = platform.read_database("crm")
        self.rules = Rules(self.store, CrmRules)
        self._zone = ZoneInfo(platform.settings.time_zone)
        self.lookup = CustomerLookupTable(self.read_database, keys=self.keys)
        self.files = CustomerFiles(self.read_database)
        self.publications = publications(self.keys)
        self.feed = CrmFeed(self.store, self.publications)
        self.inbox = Inbox(
            self.store,
            keys=self.keys,
            rules=self.rules,
            lookup=self.lookup,
            read=read_message,
            ids=platform.ids,
        )
        self.customers = Customers(
            self.store,
            keys=self.keys,
            rules=self.rules,
            lookup=self.lookup,
            directory=self.files,
        )

        self._build_letters(platform)

    def _build_letters(self, platform: Platform) -> None:
        """What customers write directly, and what goes back to them."""
        store, keys = self.store, self.keys
        self.followed = FollowedTicketNumbers(self.read_database)
        self.letter_list = LetterListTable(self.read_database)
        self.outgoing = OutgoingMails(self.read_database)
        files = SealedFiles(
            platform.settings.attachments_dir,
            keys=keys,
            purpose=SHOWING,
            missing=lambda name: LetterNotFound(letter_id=name),
        )
        finder = CustomerFinder(store, keys=keys, lookup=self.lookup)
        self.threads = threads = MailThreads(
            store, keys=keys, finder=finder, followed=self.followed
        )
        services = ServiceIntake(store, finder=finder, keys=keys)
        intake = LetterIntake(store, keys=keys, finder=finder, services=services, files=files)
        mails = MailIntake(
            store, keys=keys, letters=intake, threads=threads, files=files, read=read_mail
        )
        self.mail_intake = mails
        self.mail_fetching = MailFetching(store, intake=mails)
        self.mail_sending = MailSending(store, keys=keys, threads=threads, mails=self.outgoing)
        self.letters = Letters(
            store,
            keys=keys,
            rules=self.rules,
            directory=self.letter_list,
            files=files,
            letters=intake,
            read=read_mail,
        )
        self.web_form = WebForm(
            store,
            keys=keys,
            rules=self.rules,
            letters=intake,
            files=files,
            numbers=Numbers(store, name="web_letter", prefix=NUMBER_PREFIX),
        )

    def service(self) -> Service:
        """What the processes host."""
        return Service(
            name="crm",
            store=self.store,
            read_database=self.read_database,
            read_models=[
                self.lookup,
                self.files,
                self.followed,
                self.letter_list,
                self.outgoing,
            ],
            publications=self.publications,
            reactions={
                "tickets": {
                    **dict.fromkeys(received.CHANGE_TYPES, _note_ticket_news),
                    received.REPLY_SENT: self._note_and_queue_reply,
                    received.REFUSED: _note_refused_request,
                    received.MERGED: _note_merge,
                    **dict.fromkeys(survey_received.SURVEY_LINK_TYPES, self._queue_survey_mail),
                }
            },
            inboxes={INBOX_QUEUE: self._take_from_broker},
            blueprint=self._blueprint,
            aggregates=AGGREGATES,
            grants=GRANTS,
            install=self._install,
        )

    def _blueprint(self) -> Blueprint:
        # Flask is for web processes alone; the bus process builds services too.
        from services.crm.entrypoints.http import make_blueprint  # noqa: PLC0415

        return make_blueprint(self)

    def _take_from_broker(self, body: bytes, sender: str | None) -> None:
        self.inbox.take_message(body, sender=sender, channel="bus")

    def _note_and_queue_reply(self, message: Message, batch: Batch) -> None:
        _note_ticket_news(message, batch)
        fact = received.reply_sent(message)
        if fact is not None:
            queueing = MailQueueing(batch, addressing=self._addressing(batch))
            queueing.when_reply_was_sent_queue_mail(fact)

    def _queue_survey_mail(self, message: Message, batch: Batch) -> None:
        rules = self.rules.in_force(SURVEY_MAIL_RULES, at=current_context().occurred_at)
        mailing = SurveyMailing(
            batch,
            keys=self.keys,
            addressing=self._addressing(batch),
            rules=rules.read_as(SurveyMailRules),
            zone=self._zone,
        )
        with deciding_by(rules):
            fact = survey_received.survey_link_sent(message)
            mailing.when_survey_link_was_sent_queue_mail(fact)

    def _addressing(self, batch: Batch) -> MailAddressing:
        rules = self.rules.read(MAIL_RULES, MailRules, at=current_context().occurred_at)
        return MailAddressing(batch, keys=self.keys, rules=rules.sending)

    def _install(self) -> None:
        install_rules(self.store, CrmRules, path=Path(__file__).with_name("rules.toml"))


def build(platform: Platform) -> Service:
    """The service `crm` on `platform`."""
    return CrmService(platform).service()


def _note_ticket_news(message: Message, batch: Batch) -> None:
    TicketReactions(batch).when_ticket_changed_note_news(received.ticket_change(message))


def _note_merge(message: Message, batch: Batch) -> None:
    TicketReactions(batch).when_ticket_was_merged_note_it(received.ticket_merged(message))


def _note_refused_request(message: Message, batch: Batch) -> None:
    fact = received.request_refused(message)
    TicketReactions(batch).when_ticket_request_was_refused_note_it(fact)
