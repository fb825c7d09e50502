"""To which ticket does a mail belong? Told by what only who was written to can know.

In this order: the Message-ID of a mail of ours, which carries a signature; a signed token in the
address; the Message-ID of the correspondent's own earlier mail; the ticket number in the subject.
The last two are no secret: they count only for the ticket's own correspondent. A subject alone,
or a guessed number, joins nothing.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.crm.application.finding import CustomerFinder
from services.crm.application.incoming import CustomerName
from services.crm.application.questions import FollowedTickets
from services.crm.application.read_mail import ReadMail
from services.crm.domain.customer import Customer
from services.crm.domain.followed_ticket import FollowedTicket
from services.crm.domain.letter import SOURCE
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.domain.ticket_request import TicketRequest, request_id_of
from shared.event_store import SideWrite
from shared.event_store.side_rows import insert_once
from shared.event_store.store import Store
from shared.numbers import NumberMistyped, read_number
from shared.sealed import KeyStore

MAIL_IDS = "mail_ids"
"""Kind of the side rows that lead from the keyed hash of a Message-ID to its request or ticket."""

PURPOSE = "compare-correspondent"
"""Why addresses are opened here: whether who writes is who was written to."""

NUMBER_PREFIX = "T"
"""Letters before the digits of ticket numbers."""

_SIGNATURE_LENGTH = 20
_OUR_KEY = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{20})")
_TOKEN = re.compile(r"\+t([0-9]{7,18})-([0-9a-f]{20})@")
_IN_SUBJECT = re.compile(r"\[(T-[0-9]{6,17}-[0-9])\]")


@dataclass(frozen=True, kw_only=True)
class Thread:
    """What a mail belongs to.

    Args:
        request_external_id: id of the request of ours that led to the ticket, if one did.
        ticket_number: else the number of the ticket.
        is_from_correspondent: whether it comes from the ticket's own customer.
    """

    request_external_id: str | None
    ticket_number: str | None
    is_from_correspondent: bool


class MailThreads:
    """Finds the ticket that a mail answers.

    Args:
        store: the log.
        keys: signs and compares.
        finder: finds customers by address.
        followed: finds followed tickets by number.
    """

    def __init__(
        self, store: Store, *, keys: KeyStore, finder: CustomerFinder, followed: FollowedTickets
    ) -> None:
        self._store = store
        self._keys = keys
        self._finder = finder
        self._followed = followed

    def mail_key(self, mail_id: UUID) -> str:
        """The local part of the Message-ID of a mail of ours: nobody can make another one up."""
        return f"{mail_id.hex}.{self._signature('mail-key', mail_id.hex)}"

    def mail_of_key(self, key: str) -> OutgoingMail | None:
        """The mail of ours whose Message-ID has this local part, if it is signed by us."""
        found = _OUR_KEY.fullmatch(key)
        if found is None or not self._is_signed("mail-key", found.group(1), found.group(2)):
            return None
        return self._store.find(OutgoingMail, UUID(hex=found.group(1)))

    def token_of(self, ticket_number: str) -> str:
        """What stands behind the plus in the address that answers to a ticket go to."""
        digits = re.sub(r"\D", "", ticket_number)
        return f"t{digits}-{self._signature('reply-token', digits)}"

    def rows_of(self, mail: ReadMail, *, request_external_id: str | None) -> list[SideWrite]:
        """The row by which the correspondent's next mail, which names this one, is recognised."""
        if mail.message_id is None or request_external_id is None:
            return []
        key = self._hash(mail.message_id)
        return [insert_once(MAIL_IDS, key, {"request": request_external_id})]

    def thread_of(self, mail: ReadMail) -> Thread | None:
        """What the mail belongs to; None if it begins something new."""
        return (
            self._by_our_mail(mail)
            or self._by_token(mail)
            or self._by_own_mail(mail)
            or self._by_subject(mail)
        )

    def _by_our_mail(self, mail: ReadMail) -> Thread | None:
        for one in mail.answers:
            ours = self.mail_of_key(one.partition("@")[0])
            number = None if ours is None else ours.facts.ticket_number
            if number is not None:
                return self._thread_of_number(number, mail)
        return None

    def _by_token(self, mail: ReadMail) -> Thread | None:
        for address in mail.recipients:
            found = _TOKEN.search(address)
            if found and self._is_signed("reply-token", found.group(1), found.group(2)):
                return self._thread_of_number(found.group(1), mail)
        return None

    def _by_own_mail(self, mail: ReadMail) -> Thread | None:
        for one in mail.answers:
            row = self._store.side_row(MAIL_IDS, self._hash(one))
            if row is None:
                continue
            request = self._request(row.content["request"])
            if request is not None and self._is_correspondent(mail, request, None):
                return Thread(
                    request_external_id=request.facts.external_id,
                    ticket_number=None,
                    is_from_correspondent=True,
                )
        return None

    def _by_subject(self, mail: ReadMail) -> Thread | None:
        for number in _IN_SUBJECT.findall(mail.subject):
            thread = self._thread_of_number(number, mail)
            if thread is not None and thread.is_from_correspondent:
                return thread
        return None

    def _thread_of_number(self, number: str, mail: ReadMail) -> Thread | None:
        ticket = self._ticket(number)
        if ticket is None:
            return None
        request = None
        if ticket.request_source == SOURCE:
            request = self._request(str(ticket.request_external_id))
        return Thread(
            request_external_id=None if request is None else request.facts.external_id,
            ticket_number=ticket.ticket_number if request is None else None,
            is_from_correspondent=self._is_correspondent(mail, request, ticket),
        )

    def _ticket(self, number: str) -> FollowedTicket | None:
        try:
            plain = read_number(number, prefix=NUMBER_PREFIX)
        except NumberMistyped:
            return None
        followed_id = self._followed.followed_as(plain)
        return None if followed_id is None else self._store.find(FollowedTicket, followed_id)

    def _request(self, external_id: str) -> TicketRequest | None:
        request_id = request_id_of(source=SOURCE, external_id=external_id)
        return self._store.find(TicketRequest, request_id)

    def _is_correspondent(
        self, mail: ReadMail, request: TicketRequest | None, ticket: FollowedTicket | None
    ) -> bool:
        """Whether the sender is who asked, or the ticket's customer by the address in the file."""
        if mail.sender is None:
            return False
        if request is not None:
            asked_from = self._keys.open_or_none(request.facts.reply_to, purpose=PURPOSE)
            if asked_from == mail.sender:
                return True
        customer = self._finder.known_customer(CustomerName(email=mail.sender), source=SOURCE)
        owners = (
            None if request is None else request.facts.customer_id,
            None if ticket is None else ticket.customer_id,
        )
        return customer is not None and customer.id in self._survivors(owners)

    def _survivors(self, customer_ids: Sequence[UUID | None]) -> set[UUID]:
        found: list[Customer | None] = [
            self._finder.surviving(one) for one in customer_ids if one is not None
        ]
        return {one.id for one in found if one is not None}

    def _signature(self, field: str, text: str) -> str:
        return self._keys.lookup_hash(field, text)[:_SIGNATURE_LENGTH]

    def _is_signed(self, field: str, text: str, signature: str) -> bool:
        return hmac.compare_digest(self._signature(field, text), signature)

    def _hash(self, message_id: str) -> str:
        return self._keys.lookup_hash("message-id", message_id)
