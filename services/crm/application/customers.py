"""The customer files as the centre's own people work with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.crm.application.finding import CustomerFinder
from services.crm.application.questions import CustomerDirectory, CustomerLookup, ListedFile
from services.crm.domain.addresses import normal_email, normal_phone
from services.crm.domain.customer import Customer
from services.crm.domain.errors import CustomerNotFound
from services.crm.domain.rules import CUSTOMERS, GATEWAY, CustomerRules, GatewayRules
from shared.context import acting, current_context
from shared.errors import FieldError, Invalid
from shared.event_store.store import AsOf, Store, expect_version
from shared.rules import Rules, deciding_by
from shared.sealed import KeyStore, Sealed

SEE = "crm.see_customers"
EDIT = "crm.edit_customers"
ERASE = "crm.erase_customers"

PURPOSE = "show-customer"
"""Why sealed values are opened here."""


@dataclass(frozen=True, kw_only=True)
class CustomerFile:
    """A customer file in clear, for those allowed.

    Args:
        customer: the file.
        number: the customer's number in the CRM; None once erased.
        name: the customer's name.
        phones: telephone numbers, the preferred one first.
        emails: e-mail addresses, the preferred one first.
    """

    customer: Customer
    number: str | None
    name: str | None
    phones: Sequence[str]
    emails: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class CustomerRow:
    """A customer file in a list, in clear for those allowed.

    Args:
        file: the file.
        name: the customer's name.
    """

    file: ListedFile
    name: str | None


class Customers:
    """The use cases of customer files (TX-3).

    Args:
        store: the log.
        keys: opens, hashes and destroys what is personal.
        rules: says what customer levels and purposes of consent there are.
        lookup: finds files by their addresses.
        directory: lists files.
    """

    def __init__(
        self,
        store: Store,
        *,
        keys: KeyStore,
        rules: Rules,
        lookup: CustomerLookup,
        directory: CustomerDirectory,
    ) -> None:
        self._store = store
        self._keys = keys
        self._rules = rules
        self._lookup = lookup
        self._directory = directory
        self._finder = CustomerFinder(store, keys=keys, lookup=lookup)

    def open_file(self, customer_id: UUID, *, as_of: AsOf | None = None) -> CustomerFile:
        """The file in clear, as it stands or stood; what was erased stays unreadable.

        Raises:
            CustomerNotFound: there is none.
        """
        current_context().require(SEE)
        customer = self._customer(customer_id, as_of=as_of)
        return CustomerFile(
            customer=customer,
            number=self._open(customer.number),
            name=self._open(customer.name),
            phones=self._open_all(customer.phones),
            emails=self._open_all(customer.emails),
        )

    def find_customers(
        self, *, phone: str | None = None, email: str | None = None
    ) -> Sequence[UUID]:
        """The files that hold an address; of merged ones the survivor.

        Raises:
            Invalid: the address is none.
        """
        current_context().require(SEE)
        kind, address = _normal_address(phone=phone, email=email)
        return self._lookup.customers_with(kind, hashed=self._keys.lookup_hash(kind, address))

    def find_by_number(self, number: str) -> Sequence[UUID]:
        """The files that stand for a customer number, at any source of the rules."""
        context = current_context()
        context.require(SEE)
        rules = self._rules.read(GATEWAY, GatewayRules, at=context.occurred_at)
        sources = sorted({source for names in rules.sources.values() for source in names})
        found = [self._finder.file_of(source=one, number=number) for one in sources]
        files = [self._survivor_of(one) for one in found if one is not None]
        return list(dict.fromkeys(one.id for one in files if not one.is_erased))

    def list_customers(
        self, *, level: str | None, after: UUID | None, limit: int
    ) -> Sequence[CustomerRow]:
        """Files in brief, the newest first; `CustomerDirectory.page` describes the arguments."""
        current_context().require(SEE)
        rows = self._directory.page(level=level, after=after, limit=limit)
        return [CustomerRow(file=one, name=self._open(one.sealed_name)) for one in rows]

    def change_level(
        self, customer_id: UUID, *, level: str, expected_version: int | None = None
    ) -> Customer:
        """Gives the customer another level (TX-2).

        Raises:
            LevelUnknown: the rules know no such level.
        """
        context = current_context()
        context.require(EDIT)
        rules = self._rules.in_force(CUSTOMERS, at=context.occurred_at)
        rules.read_as(CustomerRules).check_level(level)
        customer = self._customer(customer_id)
        expect_version(customer, expected_version)
        with deciding_by(rules):
            customer.change_level(level)
        self._store.save(customer)
        return customer

    def record_consent(
        self,
        customer_id: UUID,
        *,
        purpose: str,
        is_granted: bool,
        expected_version: int | None = None,
    ) -> Customer:
        """Notes what the customer has agreed to or refused (SE-2).

        Raises:
            ConsentPurposeUnknown: the rules know no such purpose.
        """
        context = current_context()
        context.require(EDIT)
        rules = self._rules.in_force(CUSTOMERS, at=context.occurred_at)
        rules.read_as(CustomerRules).check_purpose(purpose)
        customer = self._customer(customer_id)
        expect_version(customer, expected_version)
        with deciding_by(rules):
            customer.record_consent(purpose, is_granted=is_granted)
        self._store.save(customer)
        return customer

    def merge_customers(
        self, duplicate_id: UUID, *, survivor_id: UUID, expected_version: int | None = None
    ) -> Customer:
        """Ends a duplicate in favour of another file; both keep their keys.

        Raises:
            CustomerMergedIntoItself: both are the same.
            CustomerMerged: one of them is a duplicate already.
            CustomerErased: one of them was erased.
        """
        current_context().require(EDIT)
        duplicate = self._customer(duplicate_id)
        expect_version(duplicate, expected_version)
        survivor = duplicate if survivor_id == duplicate_id else self._customer(survivor_id)
        duplicate.merge_into(survivor)
        self._store.save(duplicate, survivor)
        return duplicate

    def erase_customer(
        self, customer_id: UUID, *, reason: str, expected_version: int | None = None
    ) -> Customer:
        """Destroys what is personal of a customer and of all merged files (SE-2, PIPL).

        The keys go first: a crash in between leaves nothing readable, and the repeated command
        records the fact. Repeating it changes nothing.

        Args:
            customer_id: any of the person's files.
            reason: why, without personal data.
            expected_version: version of that file that was seen.
        """
        context = current_context()
        context.require(ERASE)
        customer = self._customer(customer_id)
        expect_version(customer, expected_version)
        files = {one.id: one for one in self._files_of(self._survivor_of(customer))}
        customer = files.pop(customer_id)
        self._keys.erase_together([customer.subject, *(one.subject for one in files.values())])
        with acting(context.because(reason)):
            for one in (customer, *files.values()):
                one.erase()
        self._store.save(customer, *files.values())
        return customer

    def _customer(self, customer_id: UUID, *, as_of: AsOf | None = None) -> Customer:
        found = self._store.find(Customer, customer_id, as_of=as_of)
        if found is None:
            raise CustomerNotFound(customer_id=customer_id)
        return found

    def _survivor_of(self, customer: Customer) -> Customer:
        while customer.survivor_id is not None:
            customer = self._customer(customer.survivor_id)
        return customer

    def _files_of(self, survivor: Customer) -> Iterator[Customer]:
        """The file and all that were merged into it, however many steps ago."""
        yield survivor
        for duplicate_id in survivor.duplicate_ids:
            yield from self._files_of(self._customer(duplicate_id))

    def _open(self, sealed: Sealed | None) -> str | None:
        return self._keys.open_or_none(sealed, purpose=PURPOSE)

    def _open_all(self, sealed: Sequence[Sealed]) -> list[str]:
        opened = (self._open(one) for one in sealed)
        return [one for one in opened if one is not None]


def _normal_address(*, phone: str | None, email: str | None) -> tuple[str, str]:
    normal = normal_phone(phone) if phone is not None else normal_email(email or "")
    kind = "phone" if phone is not None else "email"
    if normal is None:
        fault = FieldError(kind, "is no address of this kind.", "不是有效的号码或地址。")
        raise Invalid(fields=(fault,))
    return kind, normal
