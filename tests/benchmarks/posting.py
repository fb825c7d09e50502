"""A durable POST of a ticket, beside the least that such a POST can be and beside django-helpdesk.

All three run under gunicorn with the same settings on the same PostgreSQL. Ours checks a token and
permissions, keeps an idempotency key, seals the texts and starts the clocks.
"""

import json
from uuid import uuid4

from tests.benchmarks.bare_app import open_store
from tests.benchmarks.http_load import Load, post
from tests.benchmarks.installation import Installation
from tests.benchmarks.results import Figure, Target
from tests.benchmarks.stored_tickets import project, store_whole_lives
from tests.benchmarks.ticket_lives import CUSTOMERS
from tests.benchmarks.web_servers import bare_server, helpdesk_server, loopdesk_server
from tests.benchmarks.workbench import Workbench

CONNECTIONS = 8
WORDS = "The card was left in a taxi this morning and must be blocked before anybody uses it."


def measure(bench: Workbench) -> list[Figure]:
    """Posts tickets to ours, to the bare app and to django-helpdesk in turns."""
    tickets = bench.size(10_000, quick=500)
    loads = {
        "ours": _our_load(bench, tickets=tickets),
        "bare": _bare_load(bench),
        "helpdesk": _helpdesk_load(bench, tickets=tickets),
    }
    rates: dict[str, list[float]] = {name: [] for name in loads}
    with bench.preparing("warm servers"):
        for load in loads.values():
            load.run(seconds=2)
    for _ in range(bench.size(5, quick=2)):
        for name, load in loads.items():
            rates[name].append(load.run(seconds=bench.size(8, quick=3)).per_second)
    return [
        Figure(
            name="durable POST of a ticket, beside the least",
            unit="requests/s",
            rounds=rates["ours"],
            peer="Flask, JSON and save() of one event, no authentication",
            peer_rounds=rates["bare"],
            target=Target("ratio at least", 0.4),
        ),
        Figure(
            name="durable POST of a ticket",
            unit="requests/s",
            rounds=rates["ours"],
            peer="django-helpdesk's POST /api/tickets/",
            peer_rounds=rates["helpdesk"],
            target=Target("ratio at least", 8),
        ),
    ]


def _our_load(bench: Workbench, *, tickets: int) -> Load:
    installation = Installation(bench, has_broker=False)
    with bench.preparing(f"{tickets:,} tickets and their read models"):
        store_whole_lives(installation.environment, tickets=tickets)
        project(installation.services["tickets"])
    server = loopdesk_server(bench, installation.environment)
    server.start()
    token = installation.token("tickets.work")

    def request(number: int) -> bytes:
        body = {
            "kind": "inquiry",
            "channel": "phone",
            "subject": f"Lost card {number}",
            "description": WORDS,
            "priority": "normal",
            "skill_group": "cards",
            "business_line": "retail",
            "topic": "card_lost",
            "customer_id": str(CUSTOMERS[number % 500]),
        }
        return post(
            "/api/tickets/v1/tickets",
            json.dumps(body).encode(),
            Authorization=f"Bearer {token()}",
            Idempotency_Key=str(uuid4()),
        )

    return Load(server.port, request, expected=201, connections=CONNECTIONS)


def _bare_load(bench: Workbench) -> Load:
    url = bench.new_database()
    open_store(url).recorder.create_tables(log_id=uuid4())
    server = bare_server(bench, url)
    server.start()

    def request(number: int) -> bytes:
        body = {"subject": f"Lost card {number}", "description": WORDS, "priority": "normal"}
        return post("/slips", json.dumps(body).encode())

    return Load(server.port, request, expected=201, connections=CONNECTIONS)


def _helpdesk_load(bench: Workbench, *, tickets: int) -> Load:
    with bench.preparing(f"django-helpdesk with {tickets:,} tickets"):
        server, token = helpdesk_server(bench, tickets=tickets)
        server.start()

    def request(number: int) -> bytes:
        body = {
            "queue": 1,
            "title": f"Lost card {number}",
            "description": WORDS,
            "submitter_email": f"customer{number % 500}@example.test",
            "priority": 3,
        }
        return post("/api/tickets/", json.dumps(body).encode(), Authorization=f"Token {token}")

    return Load(server.port, request, expected=201, connections=CONNECTIONS)
