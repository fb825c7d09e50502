"""Customer files over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.crm.application.customers import CustomerFile, CustomerRow, Customers
from services.crm.entrypoints.schemas.customers import (
    ConsentSchema,
    CustomerRowSchema,
    CustomerSchema,
    CustomersQuery,
    ErasureSchema,
    FoundCustomersSchema,
    LevelSchema,
    MergeSchema,
    SearchSchema,
)
from shared.clock import iso
from shared.errors import FieldError, Invalid
from shared.web import (
    Blueprint,
    after,
    as_of,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)


def add_customers(blueprint: Blueprint, customers: Customers) -> None:
    """Adds what asks for customer files."""

    @blueprint.route("/customers", methods=["GET"])
    @blueprint.arguments(CustomersQuery, location="query")
    @blueprint.response(200, page_schema(CustomerRowSchema))
    @query
    def list_customers(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists customer files, the newest first."""
        last = after(asked["cursor"], tuple[UUID])
        rows = customers.list_customers(
            level=asked.get("level"),
            after=None if last is None else last[0],
            limit=asked["limit"] + 1,
        )
        page = page_of(rows, asked["limit"], key=lambda one: (one.file.customer_id,))
        return {**page, "items": [_shown_row(one) for one in page["items"]]}

    @blueprint.route("/customers/search", methods=["POST"])
    @blueprint.arguments(SearchSchema)
    @blueprint.response(200, FoundCustomersSchema)
    @query
    def search_customers(asked: dict[str, str]) -> dict[str, Any]:
        """Finds customer files by telephone number, e-mail address or customer number."""
        if len(asked) != 1:
            raise Invalid(
                fields=(
                    FieldError(
                        "body",
                        en="give one of phone, email, number.",
                        zh="请在 phone、email、number 中给出一项。",
                    ),
                )
            )
        found = (
            customers.find_by_number(asked["number"])
            if "number" in asked
            else customers.find_customers(**asked)
        )
        return {"items": [_shown_file(customers.open_file(one)) for one in found]}

    @blueprint.route("/customers/<uuid:customer_id>", methods=["GET"])
    @blueprint.response(200, CustomerSchema)
    @query
    def show_customer(customer_id: UUID) -> dict[str, Any]:
        """Shows a customer file, as it stands or stood."""
        return _shown_file(customers.open_file(customer_id, as_of=as_of()))


def add_changes(blueprint: Blueprint, customers: Customers) -> None:
    """Adds what changes customer files."""

    def show(customer_id: UUID) -> dict[str, Any]:
        return _shown_file(customers.open_file(customer_id))

    @blueprint.route("/customers/<uuid:customer_id>/level", methods=["PUT"])
    @blueprint.arguments(LevelSchema)
    @blueprint.response(200, CustomerSchema)
    @command(shows=show)
    def change_level(data: dict[str, str], customer_id: UUID) -> UUID:
        """Gives a customer another level."""
        customers.change_level(customer_id, level=data["level"], expected_version=if_match())
        return customer_id

    @blueprint.route("/customers/<uuid:customer_id>/consents", methods=["POST"])
    @blueprint.arguments(ConsentSchema)
    @blueprint.response(200, CustomerSchema)
    @command(shows=show)
    def record_consent(data: dict[str, Any], customer_id: UUID) -> UUID:
        """Notes what a customer agreed to or refused."""
        customers.record_consent(
            customer_id,
            purpose=data["purpose"],
            is_granted=data["is_granted"],
            expected_version=if_match(),
        )
        return customer_id

    @blueprint.route("/customers/<uuid:customer_id>/merger", methods=["POST"])
    @blueprint.arguments(MergeSchema)
    @blueprint.response(200, CustomerSchema)
    @command(shows=show)
    def merge_customers(data: dict[str, UUID], customer_id: UUID) -> UUID:
        """Ends a duplicate file in favour of another one."""
        customers.merge_customers(
            customer_id, survivor_id=data["survivor_id"], expected_version=if_match()
        )
        return customer_id

    @blueprint.route("/customers/<uuid:customer_id>/erasure", methods=["POST"])
    @blueprint.arguments(ErasureSchema)
    @blueprint.response(200, CustomerSchema)
    @command(shows=show)
    def erase_customer(data: dict[str, str], customer_id: UUID) -> UUID:
        """Destroys for ever what is personal of a customer, in all merged files too."""
        customers.erase_customer(customer_id, reason=data["reason"], expected_version=if_match())
        return customer_id


def _shown_row(row: CustomerRow) -> dict[str, Any]:
    return {
        **vars(row.file),
        "name": row.name,
        "registered_at": iso(row.file.registered_at),
    }


def _shown_file(file: CustomerFile) -> dict[str, Any]:
    customer = file.customer
    return {
        "customer_id": customer.id,
        "version": customer.version,
        "source": customer.source,
        "number": file.number,
        "name": file.name,
        "phones": file.phones,
        "emails": file.emails,
        "level": customer.level,
        "language": customer.language,
        "consents": customer.consents,
        "duplicate_ids": customer.duplicate_ids,
        "survivor_id": customer.survivor_id,
        "is_erased": customer.is_erased,
    }
