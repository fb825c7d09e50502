"""Machine clients over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.people.application.permissions import MANAGE_CLIENTS
from services.people.domain.client import MachineClient
from services.people.entrypoints.schemas.authority import (
    ClientRegistrationSchema,
    ClientRowSchema,
    ClientSchema,
    SecretSchema,
)
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


def add_clients(blueprint: Blueprint, parts: PeopleService) -> None:
    """Adds machine clients."""

    def show(client_id: UUID) -> dict[str, Any]:
        return _shown_client(parts.clients.client(client_id))

    @blueprint.route("/clients", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, page_schema(ClientRowSchema))
    @query
    def list_clients(asked: dict[str, Any]) -> dict[str, Any]:
        """Lists machine clients."""
        current_context().require(MANAGE_CLIENTS)
        last = after(asked["cursor"], tuple[str])
        rows = parts.agent_ids.clients(
            after=None if last is None else last[0], limit=asked["limit"] + 1
        )
        return page_of(rows, asked["limit"], key=lambda one: (one.name,))

    @blueprint.route("/clients", methods=["POST"])
    @blueprint.arguments(ClientRegistrationSchema)
    @blueprint.response(201, ClientSchema)
    @command(shows=show)
    def register_client(data: dict[str, Any]) -> UUID:
        """Registers a machine client with roles made for machines."""
        return parts.clients.register_client(**data).id

    @blueprint.route("/clients/<uuid:client_id>", methods=["GET"])
    @blueprint.response(200, ClientSchema)
    @query
    def show_client(client_id: UUID) -> dict[str, Any]:
        """Shows a machine client."""
        return show(client_id)

    @blueprint.route("/clients/<uuid:client_id>/secret", methods=["PUT"])
    @blueprint.arguments(SecretSchema)
    @blueprint.response(200, ClientSchema)
    @command(shows=show)
    def replace_client_secret(data: dict[str, str], client_id: UUID) -> UUID:
        """Replaces a client's secret; what signed in with the old one is out."""
        parts.clients.replace_client_secret(client_id, **data, expected_version=if_match())
        return client_id

    @blueprint.route("/clients/<uuid:client_id>/closure", methods=["POST"])
    @blueprint.response(201, ClientSchema)
    @command(shows=show)
    def close_client(client_id: UUID) -> UUID:
        """Lets a client sign in no more."""
        parts.clients.close_client(client_id, expected_version=if_match())
        return client_id


def _shown_client(client: MachineClient) -> dict[str, Any]:
    return {**vars(client), "client_id": client.id, "version": client.version}
