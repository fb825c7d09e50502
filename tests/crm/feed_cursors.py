"""Cursors of the CRM's feed, real in form."""

from __future__ import annotations

import base64

import msgspec


def cursor(log: str, position: int, event_id: str) -> str:
    """A cursor in the form that the feed gives."""
    named = msgspec.json.encode([log, position, event_id])
    return base64.urlsafe_b64encode(named).decode().rstrip("=")
