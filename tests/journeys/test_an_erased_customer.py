"""Somebody asks to be erased: no file of an embedded installation knows them any more."""

from __future__ import annotations

import http.client
from pathlib import Path
from typing import Any

import pytest

from services.demo.client import Answer
from shared.sealed.key_database import key_database
from shared.sealed.vault import Vault
from tests.journeys.centre import CRM, TICKETS, Centre, found_centre
from tests.journeys.conftest import MONDAY
from tests.journeys.crm_side import CrmSide, customer, ticket_request
from tests.journeys.scanning import files_with
from tests.support.installation import Installation, Installations

NUMBER, NAME, PHONE = "KH-7755310", "欧阳若兰", "13977553100"
WORDS = f"{NAME}来电，请回拨 {PHONE}。"
PERSONAL = (NUMBER, NAME, PHONE)
BOUNDARY = "--------line"


@pytest.fixture
def installation(installations: Installations) -> Installation:
    """An embedded installation, running."""
    made = installations.new(starts_at=MONDAY)
    made.start()
    return made


def the_customers_matter(installation: Installation, crm_side: CrmSide) -> None:
    """The customer and a request full of personal words, sent over HTTP."""
    request = ticket_request(
        "R-1", of=NUMBER, at=MONDAY, description=WORDS, key_information={"question": WORDS}
    )
    for event in (customer(NUMBER, name=NAME, phone=PHONE, message_id="M-1"), request):
        assert "accepted" == crm_side.api.send(event)["status"]
    installation.settle()


def work_on_it(installation: Installation, centre: Centre) -> dict[str, Any]:
    """The ticket, after everybody has written about the customer."""
    seat = centre.agent.seat
    ticket = next(seat.pages(f"{TICKETS}/queue"))
    path = f"{TICKETS}/tickets/{ticket['ticket_id']}"
    version = seat.send("GET", path).version
    seat.send("POST", f"{path}/taking", key="taking-1", version=version)
    for what in ("notes", "replies"):
        seat.send("POST", f"{path}/{what}", {"text": WORDS}, key=f"first-{what}")
    attach(installation, path, token=centre.agent.new_token(installation.client()))
    shown: dict[str, Any] = centre.manager.seat.get(path)
    return shown


def attach(installation: Installation, path: str, *, token: str) -> None:
    """Attaches a file with the customer's words."""
    part = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{NAME}.txt"\r\n'
        f"Content-Type: text/plain\r\n\r\n{WORDS}\r\n--{BOUNDARY}--\r\n"
    )
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": "attachment-1",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=30)
    connection.request("POST", f"{path}/attachments", part.encode(), headers)
    assert 201 == connection.getresponse().status
    connection.close()


def found_by_phone(centre: Centre) -> list[dict[str, Any]]:
    answer = centre.manager.seat.send("POST", f"{CRM}/customers/search", {"phone": PHONE})
    found: list[dict[str, Any]] = answer.content["items"]
    return found


def erase(centre: Centre, file: dict[str, Any]) -> Answer:
    path = f"{CRM}/customers/{file['customer_id']}/erasure"
    return centre.manager.seat.send(
        "POST", path, {"reason": "asked"}, key="erasure-1", version=file["version"]
    )


def keys_of(installation: Installation, file: dict[str, Any]) -> list[bytes]:
    """The customer's keys as the key store holds them: wrapped."""
    vault = Vault(key_database(installation.settings))
    subject = f"customer:{file['customer_id']}"
    stored = vault.keys()
    vault.close()
    return [one.wrapped for one in stored if one.subject == subject]


def test_no_file_holds_anything_of_an_erased_customer_and_no_key_can_bring_it_back(
    installation: Installation, tmp_path: Path
) -> None:
    centre = found_centre(installation)
    crm_side = CrmSide(installation, secret=centre.crm_secret, folder=tmp_path)
    the_customers_matter(installation, crm_side)
    ticket = work_on_it(installation, centre)
    [file] = found_by_phone(centre)
    assert (NUMBER, NAME, WORDS) == (file["number"], file["name"], ticket["description"])
    [key] = keys_of(installation, file)
    installation.run("backup", str(tmp_path / "before"))

    assert erase(centre, file).content["is_erased"]
    installation.settle()
    installation.rebuild()
    installation.settle()
    installation.run("backup", str(tmp_path / "after"))

    assert [] == keys_of(installation, file)
    everywhere = (installation.folder, tmp_path / "before", tmp_path / "after")
    for end in (installation.ring, installation.stop):
        end()
        assert set() == files_with(PERSONAL, *everywhere)
        number_in = files_with([ticket["number"]], *everywhere)
        assert "tickets.log.jsonl" in number_in
        assert number_in & {"tickets.sqlite", "tickets.sqlite-wal"}
        assert {"keys.jsonl"} == files_with([key], *everywhere)
        assert set() == files_with([key], installation.folder, tmp_path / "after")
