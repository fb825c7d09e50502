"""Accounts over HTTP, kept by the agent-ID administrator (SE-6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.people.application.permissions import MANAGE_ACCOUNTS
from services.people.domain.account import Account
from services.people.entrypoints.schemas.authority import (
    AccountOpeningSchema,
    AccountRowSchema,
    AccountSchema,
    PasswordResetSchema,
)
from services.people.entrypoints.schemas.forms import ReasonSchema
from shared.context import current_context
from shared.web import (
    Blueprint,
    PageQuery,
    after,
    command,
    if_match,
    page_of,
    page_schema,
    query,
)

if TYPE_CHECKING:
    from services.people.service import PeopleService


def add_accounts(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds the list of agent IDs and the opening of accounts."""

    @blueprint.route("/accounts", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(AccountRowSchema))
    @query
    def list_accounts(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists agent IDs with their state."""
        current_context().require(MANAGE_ACCOUNTS)
        last = after(asked["cursor"], tuple[str])
        rows = parts.agent_ids.accounts(
            after=None if last is None else last[0], limit=asked["limit"] + 1
        )
        return page_of(rows, asked["limit"], key=lambda one: (one.agent_id,))

    @blueprint.route("/employees/<uuid:employee_id>/account", methods=["GET"])
    @blueprint.response(200, AccountSchema)
    @query
    def show_account(employee_id: UUID) -> dict[str, Any]:
        """Shows an employee's account to its holder and to the agent-ID administrator."""
        return shown_account(parts.accounts.account_of(employee_id))

    @blueprint.route("/employees/<uuid:employee_id>/account", methods=["POST"])
    @blueprint.arguments(AccountOpeningSchema)
    @blueprint.response(201, AccountSchema)
    @command(shows=lambda account_id: shown_account(parts.store.get(Account, account_id)))
    def open_account(data: dict[str, Any], employee_id: UUID) -> UUID:
        """Issues an agent ID with an initial password, which must be changed at once."""
        return parts.accounts.open_account(employee_id, **data).id


def add_resets(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds what becomes of an account later."""

    def show(account_id: UUID) -> dict[str, Any]:
        return shown_account(parts.store.get(Account, account_id))

    @blueprint.route("/employees/<uuid:employee_id>/account/password-resets", methods=["POST"])
    @blueprint.arguments(PasswordResetSchema)
    @blueprint.response(201, AccountSchema)
    @command(shows=show)
    def reset_password(data: dict[str, str], employee_id: UUID) -> UUID:
        """Sets a new initial password; ends lock-out and session, and is recorded."""
        account = parts.accounts.reset_password(employee_id, **data, expected_version=if_match())
        return account.id

    @blueprint.route("/employees/<uuid:employee_id>/account/closure", methods=["POST"])
    @blueprint.arguments(ReasonSchema)
    @blueprint.response(201, AccountSchema)
    @command(shows=show)
    def close_account(data: dict[str, str], employee_id: UUID) -> UUID:
        """Withdraws the agent ID for ever."""
        account = parts.accounts.close_account(employee_id, **data, expected_version=if_match())
        return account.id


def shown_account(account: Account) -> dict[str, Any]:
    """An account; nothing of its password."""
    return {**vars(account), "account_id": account.id, "version": account.version}
