"""Signing in and out over HTTP, and what is one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask import request

from services.people.application.sign_in import SignedIn
from services.people.entrypoints.http.accounts import shown_account
from services.people.entrypoints.http.employees import shown_employee
from services.people.entrypoints.schemas.authority import (
    AccountSchema,
    ClientCredentialsSchema,
    CredentialsSchema,
    PasswordChangeSchema,
    SessionSchema,
    TokenSchema,
)
from services.people.entrypoints.schemas.employees import EmployeeSchema
from shared.web import Blueprint, Limit, NotSignedIn, caller, command, count_against, query
from shared.web.tokens import LIFETIME

if TYPE_CHECKING:
    from services.people.service import PeopleService

BY_ACCOUNT = Limit("sign-in-by-account", burst=10, per_minute=10)
"""Sign-ins of one agent ID or client."""

BY_ADDRESS = Limit("sign-in-by-address", burst=300, per_minute=120)
"""Sign-ins from one address; a whole shift may come through one."""


def add_sessions(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds sign-in, renewal and sign-out."""

    @blueprint.route("/sessions", methods=["POST"])
    @blueprint.arguments(CredentialsSchema)
    @blueprint.response(201, SessionSchema)
    @blueprint.alt_response(401, "UNAUTHORIZED")
    @command(signed_in=False, idempotent=False)
    def sign_in(data: dict[str, str]) -> dict[str, Any]:
        """Signs in; an older session of the same agent ID ends (SE-6)."""
        _count(data["agent_id"])
        return _shown_session(parts.sign_in.sign_in(**data))

    @blueprint.route("/sessions/renewals", methods=["POST"])
    @blueprint.response(201, SessionSchema)
    @command(idempotent=False)
    def renew_token() -> dict[str, Any]:
        """Gives a fresh token with the roles as they are now."""
        return _shown_session(parts.sign_in.renew_token(caller().sid))

    @blueprint.route("/sessions/current", methods=["DELETE"])
    @blueprint.response(204)
    @command(idempotent=False)
    def sign_out() -> None:
        """Ends the caller's session at once."""
        parts.sign_in.sign_out(caller().sid)

    @blueprint.route("/client-sessions", methods=["POST"])
    @blueprint.arguments(ClientCredentialsSchema)
    @blueprint.response(201, TokenSchema)
    @blueprint.alt_response(401, "UNAUTHORIZED")
    @command(signed_in=False, idempotent=False)
    def sign_in_client(data: dict[str, str]) -> dict[str, Any]:
        """Gives a machine client a token for its name and secret."""
        _count(data["client"])
        token = parts.clients.sign_in_client(name=data["client"], secret=data["secret"])
        return {"token": token, "expires_in": LIFETIME}


def add_own(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds what is the caller's own."""

    @blueprint.route("/me", methods=["GET"])
    @blueprint.response(200, EmployeeSchema)
    @query
    def show_me() -> dict[str, Any]:
        """Shows the caller's own file."""
        return shown_employee(parts, parts.people.employee(_own_id()))

    @blueprint.route("/password-changes", methods=["POST"])
    @blueprint.arguments(PasswordChangeSchema)
    @blueprint.response(201, AccountSchema)
    @command(idempotent=False)
    def change_password(data: dict[str, str]) -> dict[str, Any]:
        """Replaces the caller's own password; the initial one must be replaced so (SE-6)."""
        return shown_account(parts.sign_in.change_password(**data))


def _own_id() -> UUID:
    try:
        return UUID(caller().sub)
    except ValueError as refusal:
        raise NotSignedIn from refusal


def _count(name: str) -> None:
    count_against(BY_ADDRESS, key=request.remote_addr or "")
    count_against(BY_ACCOUNT, key=name)


def _shown_session(signed_in: SignedIn) -> dict[str, Any]:
    return {
        "employee_id": signed_in.employee_id,
        "token": signed_in.token,
        "expires_in": LIFETIME,
        "must_change_password": signed_in.must_change_password,
    }
