"""From letters to requests and replies: what both doors, mail and web form, have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.crm.application.effects import Effects
from services.crm.application.finding import CustomerFinder
from services.crm.application.incoming import CustomerName, ReplyReceived, TicketRequested
from services.crm.application.read_mail import ReadFile
from services.crm.application.service_intake import ServiceIntake
from services.crm.domain.letter import SOURCE, LetterFile
from services.crm.domain.reply import Reply
from services.crm.domain.ticket_request import TicketRequest
from shared.context import current_context
from shared.event_store import SideWrite, compare_and_set
from shared.event_store.store import Store
from shared.sealed import KeyStore, Sealed
from shared.sealed.files import SealedFiles

LETTER_RATES = "letter_rates"
"""Kind of the side rows that count the letters of a correspondent by hour."""

NO_TEXT = "（无正文 / no text）"


@dataclass(frozen=True, kw_only=True)
class LetterWords:
    """What a letter asks for, in clear.

    Args:
        channel: `email` or `web`.
        kind: kind of the ticket.
        skill_group: code of the skill group; empty for the usual routing.
        email: the sender's e-mail address.
        phone: the sender's telephone number.
        subject: the matter in one line.
        text: the matter in full.
        files: what came with it.
    """

    channel: str
    kind: str
    skill_group: str
    email: str | None
    phone: str | None
    subject: str
    text: str
    files: Sequence[ReadFile] = ()

    @property
    def sender(self) -> str:
        """Where the sender can be reached; a letter names an address at least."""
        return str(self.email or self.phone)

    @property
    def customer(self) -> CustomerName:
        """Who writes, by the addresses given."""
        return CustomerName(email=self.email, phone=self.phone)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a letter leads to, not yet saved.

    Args:
        effects: the request or reply.
        person: under whose name all of the letter is sealed.
        customer_id: whose letter it is, if known.
        files: its files, written.
        sender: the address to answer to.
        subject: the matter in one line.
    """

    effects: Effects
    person: str
    customer_id: UUID | None
    files: tuple[LetterFile, ...]
    sender: Sealed
    subject: Sealed


class LetterIntake:
    """Makes requests and replies of letters by the same way as those of the CRM (TK-6).

    Args:
        store: the log.
        keys: seals what is personal.
        finder: finds customers by their addresses.
        services: makes the requests and replies.
        files: keeps files.
    """

    def __init__(
        self,
        store: Store,
        *,
        keys: KeyStore,
        finder: CustomerFinder,
        services: ServiceIntake,
        files: SealedFiles,
    ) -> None:
        self._store = store
        self._keys = keys
        self._finder = finder
        self._services = services
        self._files = files

    def request(self, letter_id: UUID, words: LetterWords, *, said_at: datetime) -> Outcome:
        """The request that a letter makes.

        Raises:
            Unacceptable: it was made before.
        """
        fact = TicketRequested(
            request_id=str(letter_id),
            contact_id=None,
            customer=words.customer,
            channel=words.channel,
            kind=words.kind,
            priority=None,
            business_type=None,
            skill_group=words.skill_group or None,
            language=None,
            subject=words.subject,
            description=words.text or NO_TEXT,
            key_information={},
            reply_to=words.sender,
            praised_agent_id=None,
            requested_at=said_at,
        )
        effects = self._services.request_ticket(fact, source=SOURCE, said_at=said_at)
        request = next(one for one in effects.aggregates if isinstance(one, TicketRequest))
        person = request.facts.subject.subject
        return self._outcome(effects, words, person=person, customer_id=request.facts.customer_id)

    def reply(
        self,
        letter_id: UUID,
        words: LetterWords,
        *,
        request_external_id: str | None,
        ticket_number: str | None,
        said_at: datetime,
    ) -> Outcome:
        """The reply that a letter is.

        Raises:
            Unacceptable: it was taken before.
        """
        fact = ReplyReceived(
            reply_id=str(letter_id),
            request_id=request_external_id,
            ticket_number=ticket_number,
            contact_id=None,
            customer=words.customer,
            channel=words.channel,
            text=words.text or NO_TEXT,
            received_at=said_at,
        )
        effects = self._services.receive_reply(fact, source=SOURCE, said_at=said_at)
        reply = next(one for one in effects.aggregates if isinstance(one, Reply))
        person = reply.facts.text.subject
        return self._outcome(effects, words, person=person, customer_id=reply.facts.customer_id)

    def person_of(self, name: CustomerName, *, letter_id: UUID) -> tuple[str, UUID | None]:
        """Under whose name a letter is sealed that leads to nothing, and the customer if known."""
        customer = self._finder.known_customer(name, source=SOURCE)
        if customer is None:
            return f"contact:{letter_id}", None
        return customer.subject, customer.id

    def counted(self, sender: str, *, most: int, at: datetime) -> SideWrite | None:
        """The row that counts one more letter of a correspondent; None if they are too many.

        Args:
            sender: address of the correspondent.
            most: letters of an hour at most.
            at: now.
        """
        hashed = self._keys.lookup_hash("letter-rate", sender)
        key = f"{hashed}/{at:%Y%m%d%H}"
        row = self._store.side_row(LETTER_RATES, key)
        before = None if row is None else row.content
        count = 0 if before is None else before["count"]
        if count >= most:
            return None
        ends_at = at + timedelta(hours=2)
        return compare_and_set(
            LETTER_RATES, key, {"count": count + 1}, expected=before, expires_at=ends_at
        )

    def _outcome(
        self, effects: Effects, words: LetterWords, *, person: str, customer_id: UUID | None
    ) -> Outcome:
        return Outcome(
            effects=effects,
            person=person,
            customer_id=customer_id,
            files=tuple(self._kept(one, person) for one in words.files),
            sender=self._keys.seal(person, words.sender),
            subject=self._keys.seal(person, words.subject),
        )

    def _kept(self, file: ReadFile, person: str) -> LetterFile:
        return LetterFile(
            file_id=current_context().ids.new_id(),
            file_name=self._keys.seal(person, file.file_name),
            media_type=file.media_type,
            size=len(file.content),
            ciphertext_hash=self._files.keep(person, file.content),
        )
