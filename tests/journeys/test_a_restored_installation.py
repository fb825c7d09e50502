"""A backup under load is restored elsewhere: it goes on by itself, and nobody erased comes back."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from services.crm.domain.ticket_request import TicketRequest
from services.crm.examples.crm_client import Event
from services.demo.client import Refused
from services.operations.backup import back_up
from shared.event_store import Recorder
from tests.journeys.broker import ProductBroker
from tests.journeys.centre import CRM, PEOPLE, Centre, seat_with
from tests.journeys.conftest import MONDAY
from tests.journeys.crm_side import CrmSide, customer, ticket_request
from tests.journeys.logs import (
    events_of,
    forks_seen,
    published_for_crm,
    tickets_by_request,
    troubles,
)
from tests.support.eventually import eventually
from tests.support.installation import Installation

WITHIN = 240.0
ERASED_PHONE = "13900139000"
MORE = 5
"""Tickets opened while a backup is between the log of `crm` and that of `tickets`."""


@contextmanager
def requests_under_way(crm_side: CrmSide) -> Iterator[list[Event]]:
    """The CRM asks for one ticket after another over HTTP, while it lasts; all that it asked."""
    is_over = threading.Event()
    asked: list[Event] = []

    def ask() -> None:
        for number in count(100):
            if is_over.is_set():
                return
            asked.append(ticket_request(f"R-{number}", of="C-1", at=MONDAY))
            crm_side.api.send(asked[-1])

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield asked
    finally:
        is_over.set()
        thread.join()


def recorders_one_by_one(installation: Installation) -> Iterator[Recorder]:
    """The logs in the order of a backup; work goes on between the last two."""
    for name, service in installation.services.items():
        if name == "tickets":
            await_more_tickets(installation)
        yield service.store.recorder


def await_more_tickets(installation: Installation) -> None:
    so_far = len(tickets_by_request(installation))
    eventually(lambda: len(tickets_by_request(installation)) >= so_far + MORE, within=WITHIN)


def erase(centre: Centre, number: str) -> None:
    seat = centre.manager.seat
    found = seat.send("POST", f"{CRM}/customers/search", {"number": number}).content["items"][0]
    path = f"{CRM}/customers/{found['customer_id']}"
    seat.send(
        "POST", f"{path}/erasure", {"reason": "asked"}, key="erasure-1", version=found["version"]
    )


def requests_in(installation: Installation) -> set[str]:
    """Our ids of the requests that the log of `crm` holds."""
    made = events_of(installation, "crm", TicketRequest.Created.TOPIC)
    return {str(one.originator_id) for one in made}


def restored(
    old: Installation, new: Installation, *, backup: Path, newer_keys: Path
) -> Installation:
    """The new installation with the keys that an operator keeps apart, running."""
    for name in ("master.key", "token-keys.json"):
        shutil.copy(old.data / name, new.data / name)
    new.run("restore", str(backup), "--newer-keys", str(newer_keys / "keys.jsonl"))
    new.start()
    new.settle()
    return new


def test_a_backup_under_load_is_restored_and_goes_on_without_an_operators_step(
    installation: Installation,
    centre: Centre,
    crm_side: CrmSide,
    broker: ProductBroker,
    new_installation: Callable[[], Installation],
    tmp_path: Path,
) -> None:
    crm_side.send(customer("C-1"), customer("C-2", name="赵六", phone=ERASED_PHONE))
    crm_side.send(ticket_request("R-1", of="C-1", at=MONDAY))
    crm_side.listen_until(lambda: len(crm_side.news("opened")) == 1)
    with requests_under_way(crm_side) as asked:
        logs = recorders_one_by_one(installation)
        back_up(installation.settings, recorders=logs, target=tmp_path / "backup")
    installation.settle()
    erase(centre, "C-2")
    installation.run("backup", str(tmp_path / "later"))
    crm_side.catch_up()
    numbers = [one["data"]["ticket_number"] for one in crm_side.news("opened")]
    token = centre.manager.new_token(installation.client())
    installation.stop()

    new = restored(
        installation,
        new_installation(),
        backup=tmp_path / "backup",
        newer_keys=tmp_path / "later",
    )
    with pytest.raises(Refused, match="401"):
        seat_with(new.client(), token).get(f"{PEOPLE}/me")
    manager = centre.manager.sign_in(new.client())
    found = manager.send("POST", f"{CRM}/customers/search", {"phone": ERASED_PHONE})
    assert [] == found.content["items"]
    assert {"李四", None} == {one["name"] for one in manager.pages(f"{CRM}/customers")}

    vanished = set(tickets_by_request(new)) - requests_in(new)
    [fork] = forks_seen(new).pop("tickets")
    assert ("crm", True) == (fork["producer"], MORE <= len(vanished) <= len(fork["effects"]))
    assert {"tickets"} == set(forks_seen(new))
    assert [] == troubles(new)

    # What the CRM has sent since the backup is gone with the old log: it sends all of it again.
    again = CrmSide(new, secret=centre.crm_secret, folder=tmp_path, url=broker.crm_url)
    again.send(*asked, ticket_request("R-2", of="C-1", at=MONDAY))
    again.listen_until(lambda: "R-2" in again.numbers_of_tickets())
    new.settle()
    again.catch_up()
    assert max(numbers) < again.numbers_of_tickets()["R-2"]
    assert requests_in(new) == set(tickets_by_request(new))
    assert {1} == set(tickets_by_request(new).values())
    assert len(vanished) == len(troubles(new))
    assert all("was opened for this already" in one for one in troubles(new))
    taken = [one["id"] for one in (*crm_side.taken, *again.taken)]
    assert len(taken) == len(set(taken))
    assert set(published_for_crm(new)) <= set(taken)
    new.verify()
