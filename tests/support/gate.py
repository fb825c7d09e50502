"""Certificates of agents as `training` tells of them, for tests of `tickets`."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from services.tickets.service import TicketsService
from shared.bus.message import Message
from shared.clock import iso
from tests.support.tickets import LI, MONDAY
from tests.tickets.application.queue_rules import enter

EXAMPLES = Path(__file__).parents[1] / "contracts" / "training"
CODE = "card_service"


def demands(desk: TicketsService, *codes: str, **facts: Any) -> None:
    """The work of `cards` asks for these certifications."""
    given = {"skill_group": "cards", "skill": "any", "certifications": list(codes), **facts}
    enter(desk, "gate", demands=[given])


def told(
    name: str, *, employee_id: UUID = LI, at: datetime = MONDAY, code: str = CODE, **data: Any
) -> Message:
    """An event about an agent's certificate, as the example of its type tells it."""
    example = json.loads((EXAMPLES / f"{name}.v1.json").read_text("utf-8"))
    facts = {
        "certificate_id": str(uuid5(employee_id, code)),
        "employee_id": str(employee_id),
        "certification_code": code,
        "begins_at": "2020-01-01T00:00:00.000000Z",
        "valid_until": "2020-12-31",
        "ends_at": "2020-12-31T16:00:00.000000Z",
        **{key: iso(one) if isinstance(one, datetime) else one for key, one in data.items()},
    }
    return Message(
        type=example["type"],
        source="training",
        id=f"{name}/{employee_id}/{code}",
        time=at,
        subject=example["subject"],
        subjects=tuple(example["subjects"].split(",")),
        data={**example["data"], **facts},
        correlation_id=None,
        causation_id=None,
        log="log",
        generation=1,
        partition=0,
        position=1,
        previous=0,
        previous_id="",
    )
