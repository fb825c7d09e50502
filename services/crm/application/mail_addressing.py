"""Who is written to by mail, and where: those who wrote to us directly."""

from __future__ import annotations

from uuid import UUID

from services.crm.domain.addresses import normal_email
from services.crm.domain.customer import Customer
from services.crm.domain.letter import SOURCE, Letter
from services.crm.domain.mail_rules import SendingRules
from services.crm.domain.ticket_request import TicketRequest
from shared.event_store.store import Store
from shared.sealed import KeyStore, Sealed

PURPOSE = "send-mail"
"""Why sealed values are opened on the way of a mail."""

EMAIL = "email"
WEB = "web"


class MailAddressing:
    """Finds out whether a customer is written to by mail, and where.

    Args:
        store: the log.
        keys: opens addresses.
        rules: how mails are sent.
    """

    def __init__(self, store: Store, *, keys: KeyStore, rules: SendingRules) -> None:
        self._store = store
        self._keys = keys
        self._rules = rules

    def goes_by_mail(self, channel: str, request: TicketRequest | None) -> bool:
        """Whether it is ours to write: whom the CRM serves by its own channels is left to it.

        Args:
            channel: channel of the ticket, reply or contact.
            request: what led to the ticket, if a request did.
        """
        if request is not None:
            return request.facts.source == SOURCE and channel in (EMAIL, WEB)
        return self._rules.answers_without_request and channel == EMAIL

    def recipient(
        self, channel: str, request: TicketRequest | None, *, customer_id: UUID | None
    ) -> Sealed | None:
        """Where it goes: to the address that the request came from, else to that in the file.

        Args:
            channel: as at `goes_by_mail`.
            request: as at `goes_by_mail`.
            customer_id: whose ticket it is, if known.
        """
        asked_from = None if request is None else request.facts.reply_to
        address = self._keys.open_or_none(asked_from, purpose=PURPOSE)
        if address is not None and normal_email(address) is not None:
            return asked_from
        if customer_id is None or (request is not None and channel != EMAIL):
            return None
        customer = self._store.find(Customer, customer_id)
        return next(iter(customer.emails), None) if customer is not None else None

    def answered_id(self, request: TicketRequest | None) -> Sealed | None:
        """Message-ID of the customer's mail that a request came by, if it came by one."""
        if request is None or request.facts.source != SOURCE:
            return None
        letter = self._store.find(Letter, UUID(request.facts.external_id))
        return None if letter is None else letter.facts.message_id


def surviving_customer(store: Store, customer_id: UUID | None) -> Customer | None:
    """The file that stands for a customer now; None if unknown or erased."""
    found = None if customer_id is None else store.find(Customer, customer_id)
    while found is not None and found.survivor_id is not None:
        found = store.find(Customer, found.survivor_id)
    return None if found is None or found.is_erased else found
