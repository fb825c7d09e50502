"""Messages as the company's CRM would send them."""

from __future__ import annotations

import json
from typing import Any

SOURCE = "urn:company:crm"
SENDER = "crm_client"


def body(message_type: str, data: Any, *, message_id: str = "m-1", **attributes: Any) -> bytes:
    """One CloudEvent; an attribute of None is left out."""
    event = {
        "specversion": "1.0",
        "type": message_type,
        "source": SOURCE,
        "id": message_id,
        "time": "2020-01-06T08:59:30+08:00",
        "datacontenttype": "application/json",
        "data": data,
        **attributes,
    }
    given = {name: value for name, value in event.items() if value is not None}
    return json.dumps(given, ensure_ascii=False).encode()


def customer_upserted(number: str = "C-10086", *, message_id: str = "m-c1", **data: Any) -> bytes:
    return body(
        "crm.customer.upserted.v1",
        {
            "customer_number": number,
            "name": "王芳",
            "phones": ["+86 138 0013 8000"],
            "emails": ["Fang.Wang@example.com"],
            "level": "gold",
            **data,
        },
        message_id=message_id,
    )


def contact_recorded(contact_id: str = "call-1", *, message_id: str = "m-k1", **data: Any) -> bytes:
    return body(
        "crm.contact.recorded.v1",
        {
            "contact_id": contact_id,
            "customer": {"number": "C-10086"},
            "channel": "phone",
            "started_at": "2020-01-06T08:50:00+08:00",
            "queued_at": "2020-01-06T08:50:20+08:00",
            "answered_at": "2020-01-06T08:50:40+08:00",
            "ended_at": "2020-01-06T08:55:00+08:00",
            "agent_id": 8021,
            "note": "客户询问账单。",
            **data,
        },
        message_id=message_id,
    )


def ticket_requested(request_id: str = "req-1", *, message_id: str = "m-t1", **data: Any) -> bytes:
    return body(
        "crm.ticket.requested.v1",
        {
            "request_id": request_id,
            "contact_id": "call-1",
            "customer": {"number": "C-10086"},
            "channel": "phone",
            "kind": "query",
            "subject": "账单金额有误",
            "description": "十二月账单多收二十元。",
            "key_information": {"account_number": "6222-0001"},
            **data,
        },
        message_id=message_id,
    )


def reply_received(reply_id: str = "mail-1", *, message_id: str = "m-r1", **data: Any) -> bytes:
    return body(
        "crm.reply.received.v1",
        {
            "reply_id": reply_id,
            "request_id": "req-1",
            "channel": "email",
            "text": "谢谢，已收到。",
            **data,
        },
        message_id=message_id,
    )


def survey_answered(answer_id: str = "survey-1", *, message_id: str = "m-s1", **data: Any) -> bytes:
    return body(
        "crm.survey.answered.v1",
        {
            "answer_id": answer_id,
            "request_id": "req-1",
            "satisfaction": 4,
            "comment": "很满意",
            **data,
        },
        message_id=message_id,
    )
