"""From the commit in one service to the row in another, at 100 a second, through the bus.

PostgreSQL notes when each transaction was committed, so that nothing has to look for the rows
while they are awaited.
"""

from uuid import uuid5

import psycopg

from services.crm.domain.customer import Customer
from services.tickets.read_models.customers import CUSTOMERS
from shared.context import Context, acting
from shared.ids import LOOPDESK
from tests.benchmarks.installation import Installation
from tests.benchmarks.pace import paced
from tests.benchmarks.raw_messages import raw_messages
from tests.benchmarks.results import Figure, Target
from tests.benchmarks.sampling import in_turns, percentile
from tests.benchmarks.ticket_lives import Desk
from tests.benchmarks.workbench import Workbench
from tests.support.eventually import eventually

RATE = 100
BODY = b"x" * 700
"""As long as the messages that are published here."""

LATENCIES = f"""
    SELECT extract(epoch FROM pg_xact_commit_timestamp(seen.xmin)
                            - pg_xact_commit_timestamp(saved.xmin))::float8
    FROM crm.events AS saved
    JOIN tickets_read."{CUSTOMERS.name}" AS seen ON seen.customer_id = saved.originator_id::text
    WHERE saved.position > %s AND saved.topic = 'crm.customer.registered'
"""


def measure(bench: Workbench) -> list[Figure]:
    """Registers customers in `crm` at an even pace; `tickets` keeps a row of each."""
    installation = Installation(bench, has_broker=True)
    seconds = bench.size(12, quick=3)
    ours: dict[float, list[float]] = {0.5: [], 0.99: []}
    raw: dict[float, list[float]] = {0.5: [], 0.99: []}
    with (
        raw_messages(bench.broker.url) as messages,
        installation.bus(("people", "crm"), ("tickets",)),
    ):
        flow = Flow(installation)
        with bench.preparing("warm processes"):
            flow.latencies(seconds=3)
            messages.round_trips(BODY, rate=RATE, seconds=3)

        def our_round() -> float:
            return _noted(flow.latencies(seconds=seconds), ours)

        def raw_round() -> float:
            return _noted(messages.round_trips(BODY, rate=RATE, seconds=seconds), raw)

        in_turns(bench.size(5, quick=2), ours=our_round, peer=raw_round)
    return [
        Figure(
            name=f"commit to visible in another service at {RATE}/s, {words}",
            unit="ms",
            rounds=ours[share],
            peer="raw publish to consume",
            peer_rounds=raw[share],
            target=Target("value at most", 25) if share == 0.99 else None,
        )
        for share, words in ((0.5, "p50"), (0.99, "p99"))
    ]


class Flow:
    """Customers that are registered here and wanted there.

    Args:
        installation: with a running bus.
    """

    def __init__(self, installation: Installation) -> None:
        self._crm = installation.services["crm"].store
        self._database_url = installation.database_url
        self._desk = Desk(seed=7)
        self._count = 0

    def latencies(self, *, seconds: float) -> list[float]:
        """Seconds from commit to commit of each customer registered in so many seconds."""
        before = self._crm.recorder.last_position()
        count = int(RATE * seconds)
        for _ in paced(count, rate=RATE):
            self._crm.save(self._new_customer())
        with psycopg.connect(self._database_url, autocommit=True) as connection:

            def all_seen() -> list[float]:
                found = connection.execute(LATENCIES.encode(), [before]).fetchall()
                return [row[0] for row in found] if len(found) == count else []

            return eventually(all_seen, within=60)

    def _new_customer(self) -> Customer:
        self._count += 1
        customer_id = uuid5(LOOPDESK, f"benchmarks/seen/{self._count}")
        now = self._crm.clock.now()
        with acting(Context(occurred_at=now, actor="client:crm", kind="client")):
            return Customer.register(
                customer_id=customer_id,
                source="bank",
                number=self._desk.sealed(customer_id, letters=4),
                name=self._desk.sealed(customer_id, letters=3),
                phones=[],
                emails=[],
                level="gold",
                language="zh-CN",
            )


def _noted(latencies: list[float], shares: dict[float, list[float]]) -> float:
    for share, found in shares.items():
        found.append(percentile(latencies, share) * 1000)
    return shares[0.99][-1]
