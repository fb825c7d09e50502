"""Customer files as the CRM reports them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.crm.application.effects import Effects
from services.crm.application.finding import CustomerFinder
from services.crm.application.incoming import CustomerUpserted
from services.crm.application.refusal import Unacceptable
from services.crm.domain.customer import Customer
from services.crm.domain.errors import (
    ConsentPurposeUnknown,
    CustomerErased,
    CustomerMerged,
    LevelUnknown,
)
from services.crm.domain.rules import CustomerRules
from shared.context import current_context
from shared.sealed import KeyStore, Sealed

PURPOSE = "compare-with-crm"
"""Why sealed values are opened here: an unchanged value shall make no event."""


class CustomerIntake:
    """Opens and changes customer files by the CRM's word.

    Args:
        finder: finds files by number.
        keys: seals and opens what is personal.
    """

    def __init__(self, finder: CustomerFinder, *, keys: KeyStore) -> None:
        self._finder = finder
        self._keys = keys

    def upsert_customer(
        self, fact: CustomerUpserted, *, source: str, rules: CustomerRules
    ) -> Effects:
        """Opens the file of a new number, or notes what is new of a known one.

        Raises:
            Unacceptable: level or purpose unknown, or the file takes no more entries.
        """
        _check_terms(fact, rules)
        customer = self._finder.file_of(source=source, number=fact.customer_number)
        if customer is None:
            return self._register(fact, source=source, rules=rules)
        try:
            self._note_changes(customer, fact)
        except (CustomerErased, CustomerMerged) as refusal:
            raise Unacceptable(refusal.code, field="data.customer_number") from refusal
        return Effects(aggregates=[customer], entities={"customer_id": customer.id})

    def _register(self, fact: CustomerUpserted, *, source: str, rules: CustomerRules) -> Effects:
        customer_id = current_context().ids.new_id()
        customer = Customer.register(
            customer_id=customer_id,
            source=source,
            number=self._seal(customer_id, fact.customer_number),
            name=None if fact.name is None else self._seal(customer_id, fact.name),
            phones=self._seal_all(customer_id, fact.phones),
            emails=self._seal_all(customer_id, fact.emails),
            level=fact.level or rules.default_level,
            language=fact.language,
        )
        _record_consents(customer, fact)
        row = self._finder.number_taken(
            source=source, number=fact.customer_number, customer_id=customer_id
        )
        return Effects(aggregates=[customer], rows=[row], entities={"customer_id": customer_id})

    def _note_changes(self, customer: Customer, fact: CustomerUpserted) -> None:
        customer.check_open()
        if "name" in fact.given and fact.name != self._open(customer.name):
            customer.rename(None if fact.name is None else self._seal(customer.id, fact.name))
        self._note_addresses(customer, fact)
        if fact.level is not None:
            customer.change_level(fact.level)
        if "language" in fact.given:
            customer.change_language(fact.language)
        _record_consents(customer, fact)

    def _note_addresses(self, customer: Customer, fact: CustomerUpserted) -> None:
        known = (self._open_all(customer.phones), self._open_all(customer.emails))
        phones = list(fact.phones) if "phones" in fact.given else known[0]
        emails = list(fact.emails) if "emails" in fact.given else known[1]
        if (phones, emails) != known:
            customer.change_contact_details(
                phones=self._seal_all(customer.id, phones),
                emails=self._seal_all(customer.id, emails),
            )

    def _seal(self, customer_id: UUID, text: str) -> Sealed:
        return self._keys.seal(f"customer:{customer_id}", text)

    def _seal_all(self, customer_id: UUID, texts: Sequence[str]) -> list[Sealed]:
        return [self._seal(customer_id, one) for one in texts]

    def _open(self, sealed: Sealed | None) -> str | None:
        return self._keys.open_or_none(sealed, purpose=PURPOSE)

    def _open_all(self, sealed: Sequence[Sealed]) -> list[str]:
        return [self._keys.open(one, purpose=PURPOSE) for one in sealed]


def _check_terms(fact: CustomerUpserted, rules: CustomerRules) -> None:
    try:
        if fact.level is not None:
            rules.check_level(fact.level)
    except LevelUnknown as refusal:
        raise Unacceptable(refusal.code, field="data.level") from refusal
    for purpose in fact.consents or {}:
        try:
            rules.check_purpose(purpose)
        except ConsentPurposeUnknown as refusal:
            raise Unacceptable(refusal.code, field="data.consents") from refusal


def _record_consents(customer: Customer, fact: CustomerUpserted) -> None:
    for purpose, is_granted in sorted((fact.consents or {}).items()):
        customer.record_consent(purpose, is_granted=is_granted)
