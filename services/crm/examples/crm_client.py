"""A complete client of Loopdesk's CRM gateway: sends, listens, and catches up without loss.

Needs Python 3.11 and pika 1.4 (`pip install pika`), and nothing else of Loopdesk. Settings come
from the environment:

    CRM_AMQP_URL      amqps://crm_client:<password>@<host>:5671/loopdesk
    CRM_API_URL       https://<host>/api
    CRM_CLIENT        name of the machine client, crm_client
    CRM_SECRET        its secret
    CRM_SOURCE        the CloudEvents source that it may use, urn:company:crm
    CRM_STATE_FILE    a SQLite file that remembers what was taken, crm_client.sqlite

Usage:

    python crm_client.py send <type> < data.json    sends one message
    python crm_client.py listen                     takes answers and news, for ever
    python crm_client.py catch-up                   takes what was missed, by the feed
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

import pika

EXCHANGE = "crm.events"
QUEUE = "loopdesk.crm.outbox"
LARGEST_MESSAGE = 1024 * 1024

Event = dict[str, Any]
Handler = Callable[[Event], None]


class State:
    """Remembers which events were taken and where the feed goes on.

    Args:
        path: a SQLite file.
    """

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("CREATE TABLE IF NOT EXISTS taken (id TEXT PRIMARY KEY)")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS feed (one INTEGER PRIMARY KEY, cursor TEXT NOT NULL)"
        )

    def knows(self, event_id: str) -> bool:
        """Whether the event was taken before."""
        query = "SELECT 1 FROM taken WHERE id = ?"
        return self._connection.execute(query, (event_id,)).fetchone() is not None

    def take(self, event: Event, handle: Handler) -> None:
        """Hands an event to `handle`, once; a handler that fails gets it again.

        Let the handler write to this same database, and effect and memory are one transaction.
        """
        if self.knows(event["id"]):
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            handle(event)
            self._connection.execute("INSERT INTO taken VALUES (?)", (event["id"],))
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @property
    def cursor(self) -> str:
        """The feed's cursor; empty at first."""
        row = self._connection.execute("SELECT cursor FROM feed").fetchone()
        return str(row[0]) if row else ""

    def move_to(self, cursor: str) -> None:
        """Keeps the feed's cursor; only after everything before it was taken."""
        self._connection.execute("INSERT OR REPLACE INTO feed VALUES (1, ?)", (cursor,))


def cloud_event(
    message_type: str, data: dict[str, Any], *, source: str, message_id: str | None = None
) -> Event:
    """One message as CloudEvents 1.0 asks for.

    Args:
        message_type: such as `crm.customer.upserted.v1`.
        data: its content.
        source: the source that you may use.
        message_id: your id; keep it and send the same one again when in doubt.
    """
    return {
        "specversion": "1.0",
        "type": message_type,
        "source": source,
        "id": message_id or str(uuid.uuid4()),
        "time": datetime.now(tz=UTC).isoformat(),
        "datacontenttype": "application/json",
        "data": data,
    }


class Broker:
    """Sends and receives through RabbitMQ.

    Args:
        url: AMQP address with your own user.
    """

    def __init__(self, url: str) -> None:
        parameters = pika.URLParameters(url)
        self._user = parameters.credentials.username
        self._connection = pika.BlockingConnection(parameters)
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()
        self._channel.basic_qos(prefetch_count=100)

    def send(self, event: Event) -> None:
        """Returns when the broker has the message; on any exception send it again, same id."""
        body = json.dumps(event, ensure_ascii=False).encode()
        if len(body) > LARGEST_MESSAGE:
            raise ValueError("The broker refuses messages of more than 1 MiB.")
        properties = pika.BasicProperties(
            content_type="application/cloudevents+json",
            delivery_mode=2,
            message_id=event["id"],
            # The broker proves this name to Loopdesk; without it the message is rejected.
            user_id=self._user,
        )
        self._channel.basic_publish(
            EXCHANGE, event["type"], body, properties=properties, mandatory=True
        )

    def listen(self, take: Handler, *, idle_seconds: float | None = None) -> None:
        """Takes events one by one; acknowledges each when `take` has returned.

        Args:
            take: gets each event.
            idle_seconds: returns when nothing has come for so long; None listens for ever.
        """
        for method, _, body in self._channel.consume(QUEUE, inactivity_timeout=idle_seconds):
            if method is None:
                break
            take(json.loads(body))
            self._channel.basic_ack(method.delivery_tag)
        self._channel.cancel()

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


class Api:
    """Asks Loopdesk over HTTPS.

    Args:
        url: address up to `/api`.
        client: name of the machine client.
        secret: its secret.
    """

    def __init__(self, url: str, *, client: str, secret: str) -> None:
        if urlsplit(url).scheme not in ("https", "http"):
            raise ValueError("CRM_API_URL must begin with https:// (http:// on one machine).")
        self._url = url.rstrip("/")
        self._credentials = {"client": client, "secret": secret}
        self._token = ""

    def send(self, event: Event) -> Event:
        """Sends a message over HTTP instead of the broker; the answer is given at once.

        Raises:
            urllib.error.HTTPError: 422 with the faults if it was rejected.
        """
        return self._ask("/crm/v1/messages", event)

    def feed_after(self, cursor: str) -> Event:
        """A page of the feed: `items`, `next`, `is_last`."""
        try:
            return self._ask(f"/crm/v1/feed?after={quote(cursor)}")
        except urllib.error.HTTPError as refusal:
            if refusal.code != 410:
                raise
            # Loopdesk was restored from a backup: go on from the last event that both know.
            return self.feed_after(json.load(refusal)["last_common"])

    def _ask(self, path: str, content: Event | None = None) -> Event:
        try:
            return self._request(path, content)
        except urllib.error.HTTPError as refusal:
            if refusal.code != 401:
                raise
        # A token is good for ten minutes; with a new one the request is made again.
        self._token = self._request("/people/v1/client-sessions", self._credentials)["token"]
        return self._request(path, content)

    def _request(self, path: str, content: Event | None) -> Event:
        body = None if content is None else json.dumps(content).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
        request = urllib.request.Request(self._url + path, body, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            answer: Event = json.load(response)
        return answer


def catch_up(api: Api, state: State, handle: Handler) -> None:
    """Takes everything that was published since the last time; what was taken live is skipped."""
    while True:
        page = api.feed_after(state.cursor)
        for event in page["items"]:
            state.take(event, handle)
        state.move_to(page["next"])
        if page["is_last"]:
            return


def take_live(event: Event, *, api: Api, state: State, handle: Handler) -> None:
    """Takes an event from the queue, after what the queue has lost before it, if anything."""
    if not event["type"].startswith("loopdesk.crm."):
        return
    if event["previousid"] and not state.knows(event["previousid"]):
        catch_up(api, state, handle)
    state.take(event, handle)


def show(event: Event) -> None:
    """Stands for your own work: prints the event."""
    data = json.dumps(event["data"], ensure_ascii=False)
    sys.stdout.write(f"{event['id']} {event['type']} {data}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> None:
    """The command line."""
    settings = os.environ
    state = State(settings.get("CRM_STATE_FILE", "crm_client.sqlite"))
    client = settings.get("CRM_CLIENT", "crm_client")
    api = Api(settings["CRM_API_URL"], client=client, secret=settings["CRM_SECRET"])
    match arguments:
        case ["send", message_type]:
            source = settings.get("CRM_SOURCE", "urn:company:crm")
            event = cloud_event(message_type, json.load(sys.stdin), source=source)
            broker = Broker(settings["CRM_AMQP_URL"])
            broker.send(event)
            broker.close()
            sys.stdout.write(f"{event['id']}\n")
        case ["listen"]:
            catch_up(api, state, show)
            broker = Broker(settings["CRM_AMQP_URL"])
            broker.listen(lambda one: take_live(one, api=api, state=state, handle=show))
        case ["catch-up"]:
            catch_up(api, state, show)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
