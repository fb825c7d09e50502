"""The description of the CRM's interface on the bus, generated from the schemas."""

from __future__ import annotations

from typing import Any

from services.crm.messages.crm_schemas import SCHEMAS
from services.crm.messages.published import CRM_STREAM
from shared.bus.asyncapi import RECEIVED_EVENT, Inbound, asyncapi_document
from shared.bus.publication import Publications

CRM_EXCHANGE = "crm.events"
"""The exchange that the CRM publishes to."""

INBOX_QUEUE = "loopdesk.crm.inbox"
"""The queue behind it."""


EXAMPLE: dict[str, Any] = {
    "specversion": "1.0",
    "type": "crm.customer.upserted.v1",
    "source": "urn:company:crm",
    "id": "m-20261120-000001",
    "time": "2026-11-20T09:30:00+08:00",
    "datacontenttype": "application/json",
    "data": {"customer_number": "C-10086", "name": "王芳", "level": "gold"},
}
"""A message that is accepted under the rules as shipped."""


def crm_interface(publications: Publications) -> dict[str, Any]:
    """The AsyncAPI document for the CRM's integrator: the inbox and the CRM's own stream."""
    inbox = Inbound(
        exchange=CRM_EXCHANGE,
        queue=INBOX_QUEUE,
        description="What the CRM tells Loopdesk. Messages of at most 1 MiB, with `user_id` set.",
        types=SCHEMAS,
    )
    return asyncapi_document(
        title="Loopdesk CRM gateway",
        version="1.0.0",
        description="For the integrator of the company's CRM; see services/crm/INTEGRATION.md.",
        published=[publications],
        streams=[CRM_STREAM],
        received=[inbox],
    )


def envelope_schema() -> dict[str, Any]:
    """The JSON schema of one message of the CRM; the data's shape stands in `crm_interface`."""
    kinds = {"type": "string", "enum": list(SCHEMAS)}
    return {**RECEIVED_EVENT, "properties": {**RECEIVED_EVENT["properties"], "type": kinds}}
