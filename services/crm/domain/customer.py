"""The customer file: who a customer is to the centre, until merged or erased."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from services.crm.domain.errors import CustomerErased, CustomerMerged, CustomerMergedIntoItself
from shared.event_store.aggregate import Aggregate, event
from shared.sealed.envelope import Sealed


class Customer(Aggregate):
    """A customer file; all that is personal in it is sealed under `customer:<id>` (TX-3, SE-2)."""

    TOPIC = "crm.customer"

    class Created(Aggregate.Created):
        TOPIC = "crm.customer.registered"
        source: str
        number: Sealed
        name: Sealed | None
        phones: list[Sealed]
        emails: list[Sealed]
        level: str
        language: str | None

    class Renamed(Aggregate.Event):
        TOPIC = "crm.customer.renamed"
        name: Sealed | None

    class ContactDetailsChanged(Aggregate.Event):
        TOPIC = "crm.customer.contact_details_changed"
        phones: list[Sealed]
        emails: list[Sealed]

    class LevelChanged(Aggregate.Event):
        TOPIC = "crm.customer.level_changed"
        level: str

    class LanguageChanged(Aggregate.Event):
        TOPIC = "crm.customer.language_changed"
        language: str | None

    class ConsentRecorded(Aggregate.Event):
        TOPIC = "crm.customer.consent_recorded"
        purpose: str
        is_granted: bool

    class Merged(Aggregate.Event):
        TOPIC = "crm.customer.merged"
        survivor_id: UUID

    class DuplicateAbsorbed(Aggregate.Event):
        TOPIC = "crm.customer.duplicate_absorbed"
        duplicate_id: UUID

    class Erased(Aggregate.Event):
        TOPIC = "crm.customer.erased"

    def __init__(
        self,
        *,
        source: str,
        number: Sealed,
        name: Sealed | None,
        phones: list[Sealed],
        emails: list[Sealed],
        level: str,
        language: str | None,
    ) -> None:
        self.source = source
        self.number: Sealed | None = number
        self.name = name
        self.phones = phones
        self.emails = emails
        self.level = level
        self.language = language
        self.consents: dict[str, bool] = {}
        self.duplicate_ids: list[UUID] = []
        self.survivor_id: UUID | None = None
        self.is_erased = False

    @classmethod
    def register(
        cls,
        *,
        customer_id: UUID,
        source: str,
        number: Sealed,
        name: Sealed | None,
        phones: list[Sealed],
        emails: list[Sealed],
        level: str,
        language: str | None,
    ) -> Self:
        """Opens a file.

        Args:
            customer_id: id of the file, under which the sealed values were sealed.
            source: the CRM system that knows the customer under `number`.
            number: the customer's number in that system.
            name: how the customer is called.
            phones: telephone numbers, the preferred one first.
            emails: e-mail addresses, the preferred one first.
            level: customer level, one of the rules' names.
            language: BCP 47 tag of the language that the customer prefers.
        """
        return cls._create(
            cls.Created,
            id=customer_id,
            source=source,
            number=number,
            name=name,
            phones=phones,
            emails=emails,
            level=level,
            language=language,
        )

    @property
    def subject(self) -> str:
        """Under which name the person's data is sealed."""
        return f"customer:{self.id}"

    def rename(self, name: Sealed | None) -> None:
        """Notes another name."""
        self.check_open()
        self._rename(name=name)

    def change_contact_details(self, *, phones: list[Sealed], emails: list[Sealed]) -> None:
        """Notes other telephone numbers and e-mail addresses, all of them."""
        self.check_open()
        self._change_contact_details(phones=phones, emails=emails)

    def change_level(self, level: str) -> None:
        """Gives the customer another level; the present one again changes nothing (TX-2)."""
        self.check_open()
        if level != self.level:
            self._change_level(level=level)

    def change_language(self, language: str | None) -> None:
        """Notes another preferred language; the present one again changes nothing."""
        self.check_open()
        if language != self.language:
            self._change_language(language=language)

    def record_consent(self, purpose: str, *, is_granted: bool) -> None:
        """Notes what the customer has agreed to or refused; the same again changes nothing."""
        self.check_open()
        if self.consents.get(purpose) != is_granted:
            self._record_consent(purpose=purpose, is_granted=is_granted)

    def has_refused(self, purpose: str) -> bool:
        """Whether the customer has said no to a purpose; who has said nothing has not."""
        return self.consents.get(purpose) is False

    def merge_into(self, survivor: Customer) -> None:
        """Ends this file as a duplicate of `survivor`, which notes it.

        Raises:
            CustomerMergedIntoItself: both are the same file.
            CustomerMerged: one of them is a duplicate already.
            CustomerErased: one of them was erased.
        """
        if survivor.id == self.id:
            raise CustomerMergedIntoItself(customer_id=self.id)
        self.check_open()
        survivor.check_open()
        self._merge(survivor_id=survivor.id)
        survivor._absorb(duplicate_id=self.id)

    def erase(self) -> None:
        """Ends the file for good; once erased, nothing changes (SE-2)."""
        if not self.is_erased:
            self._erase()

    def check_open(self) -> None:
        """Refuses unless the file takes entries.

        Raises:
            CustomerErased: the person's data was erased.
            CustomerMerged: another file has taken over.
        """
        if self.is_erased:
            raise CustomerErased(customer_id=self.id)
        if self.survivor_id is not None:
            raise CustomerMerged(customer_id=self.id, survivor_id=self.survivor_id)

    @event(Renamed)
    def _rename(self, name: Sealed | None) -> None:
        self.name = name

    @event(ContactDetailsChanged)
    def _change_contact_details(self, phones: list[Sealed], emails: list[Sealed]) -> None:
        self.phones = phones
        self.emails = emails

    @event(LevelChanged)
    def _change_level(self, level: str) -> None:
        self.level = level

    @event(LanguageChanged)
    def _change_language(self, language: str | None) -> None:
        self.language = language

    @event(ConsentRecorded)
    def _record_consent(self, purpose: str, is_granted: bool) -> None:  # noqa: FBT001 (event field)
        self.consents = {**self.consents, purpose: is_granted}

    @event(Merged)
    def _merge(self, survivor_id: UUID) -> None:
        self.survivor_id = survivor_id

    @event(DuplicateAbsorbed)
    def _absorb(self, duplicate_id: UUID) -> None:
        self.duplicate_ids = [*self.duplicate_ids, duplicate_id]

    @event(Erased)
    def _erase(self) -> None:
        self.is_erased = True
        self.number = None
        self.name = None
        self.phones = []
        self.emails = []
        self.language = None
        self.consents = {}
