"""Another process that sells one piece of tea: `python -m tests.shared.bus.one_sale SHOP`.

SHOP is the shop's SQLite file, or the URL of a PostgreSQL database.
"""

import sys

from shared.clock import SetClock
from shared.context import Context, acting
from shared.databases.sqlite_file import SQLiteFile
from shared.event_store import EventStore
from shared.event_store.postgres import PostgresRecorder
from shared.event_store.recorder import Recorder
from shared.event_store.sqlite import SQLiteRecorder
from tests.shared.bus.toys import NOON, SIDE_ROWS, Sale


def shop_at(address: str) -> Recorder:
    if address.startswith("postgresql://"):
        return PostgresRecorder(address, service="shop", side_kinds=SIDE_ROWS)
    return SQLiteRecorder(SQLiteFile(address), service="shop", side_kinds=SIDE_ROWS)


def main(address: str) -> None:
    recorder = shop_at(address)
    shop = EventStore(service="shop", recorder=recorder, aggregates=[Sale], clock=SetClock(NOON))
    with acting(Context(occurred_at=NOON, actor="till")):
        shop.save(Sale(article="tea", pieces=1))
    recorder.close()


if __name__ == "__main__":
    main(sys.argv[1])
