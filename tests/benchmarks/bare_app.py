"""The least that a durable POST can be: Flask, JSON parsed, one event saved; nobody is asked who.

Served by gunicorn as `tests.benchmarks.bare_app:make_app()`.
"""

import os
from datetime import UTC, datetime
from typing import Any

import msgspec
from flask import Flask, Response, request

from shared.clock import SystemClock
from shared.context import Context, acting
from shared.event_store import Aggregate, EventStore
from shared.event_store.postgres import PostgresRecorder


class Slip(Aggregate):
    """What was posted, as one event."""

    TOPIC = "bare.slip"

    class Created(Aggregate.Created):
        TOPIC = "bare.slip.written"
        content: dict[str, str]

    def __init__(self, content: dict[str, str]) -> None:
        self.content = content

    @classmethod
    def write(cls, content: dict[str, str]) -> "Slip":
        """A new slip."""
        return cls._create(cls.Created, content=content)


def open_store(database_url: str) -> EventStore:
    """The log of slips."""
    recorder = PostgresRecorder(database_url, service="bare", side_kinds=())
    return EventStore(service="bare", recorder=recorder, aggregates=[Slip], clock=SystemClock())


def make_app() -> Flask:
    """The app on the database that the environment names."""
    app = Flask(__name__)
    store = open_store(os.environ["BARE_DATABASE_URL"])

    @app.post("/slips")
    def write_slip() -> Response:
        content: dict[str, Any] = msgspec.json.decode(request.get_data())
        with acting(Context(occurred_at=datetime.now(tz=UTC), actor="bare")):
            slip = Slip.write(content)
        store.save(slip)
        answer = msgspec.json.encode({"slip_id": slip.id})
        return Response(answer, status=201, content_type="application/json")

    return app
