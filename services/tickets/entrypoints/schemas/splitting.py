"""What the API takes to split a ticket."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length

from services.tickets.entrypoints.schemas import words
from shared.web import Schema

MOST_ENTRIES = 50
"""Texts that go into the new ticket at most."""


class SplitSchema(Schema):
    """The ticket that part of this one becomes; kind and channel are this one's by default."""

    subject = words.text("What it is about, in a line.", longest=200, required=True)
    description = words.text("The customer's words.")
    entry_ids = fields.List(
        fields.UUID(),
        load_default=list,
        validate=Length(max=MOST_ENTRIES),
        metadata={"description": "Texts of the correspondence that belong to it."},
    )
    kind = words.kind()
    channel = words.channel()
    priority = words.priority(load_default="normal")
    skill_group = words.code("Skill group that gets it; left out, the rules decide.")
    business_line = words.code("Business line that it concerns.")
    topic = words.code("Topic in the centre's own list.")
    is_taken = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "Whether you take it at once."},
    )
