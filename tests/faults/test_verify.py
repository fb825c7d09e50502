"""`loopdesk verify` on an installation at work: silent while all is well, and else it says what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete as delete_rows
from sqlalchemy import select

from services.crm.examples.crm_client import cloud_event
from shared.bus.envelope import encoded
from shared.bus.trail import TRAIL
from shared.event_store import delete
from shared.read_models import ReadModel
from tests.faults.live import LiveInstallation
from tests.faults.office import CLIENT
from tests.faults.workers import SOURCE, customer_data
from tests.support.eventually import eventually
from tests.support.installation import READY_WITHIN
from tests.support.run_folder import ensure_keeper, make_run_folder

INBOX = "loopdesk.crm.inbox"


@pytest.fixture
def installation(run_folder: Path) -> Iterator[LiveInstallation]:
    """An embedded installation with its bus process alone, which one message has reached."""
    ensure_keeper(run_folder)
    installation = LiveInstallation(make_run_folder(run_folder), environment={})
    installation.bus.start("--migrate")
    installation.await_bus()
    eventually(installation.settings.token_keys_file.exists, within=READY_WITHIN)
    take = installation.services["crm"].inboxes[INBOX]
    for event in messages():
        take(encoded(event), CLIENT)
    installation.settle()
    yield installation
    installation.kill()


def messages() -> list[dict[str, object]]:
    request = {
        "request_id": "r-1",
        "customer": {"number": "c-1"},
        "channel": "web",
        "kind": "suggestion",
        "subject": "建议增加周末网点",
        "requested_at": datetime.now(tz=UTC).isoformat(),
    }
    return [
        cloud_event(kind, data, source=SOURCE, message_id=kind)
        for kind, data in (
            ("crm.customer.upserted.v1", customer_data("c-1", phone="13900000001")),
            ("crm.ticket.requested.v1", request),
        )
    ]


def model_with_rows(installation: LiveInstallation, service: str) -> ReadModel:
    """A read model of the service that holds something."""
    for model in installation.services[service].read_models:
        with model.database.reading() as connection:
            if connection.execute(select(model.tables[0])).first() is not None:
                return model
    raise AssertionError(f"No read model of {service} holds anything.")


def test_verify_proves_every_service_and_names_what_is_broken(
    installation: LiveInstallation,
) -> None:
    proven = installation.run("verify")
    assert ["people", "crm", "training", "tickets"] == [
        one.split(":")[0] for one in proven.splitlines()
    ]
    assert 3 == proven.count("messages had their effects once and in order")

    broken = model_with_rows(installation, "crm")
    with broken.database.writing() as connection:
        connection.execute(delete_rows(broken.tables[0]))
    tickets = installation.services["tickets"].store
    rows = tickets.recorder.side_rows(TRAIL)
    tickets.save(beside=[delete(TRAIL, one.key) for one in rows])
    with pytest.raises(RuntimeError) as refusal:
        installation.run("verify")
    said = str(refusal.value)
    assert f"I5 unexpected: {broken.name} does not equal a fresh replay" in said
    assert "I3 lost: Message" in said
    assert "people: " in said


def test_verify_of_one_service_asks_no_other(installation: LiveInstallation) -> None:
    assert installation.run("verify", "people").startswith("people: ")
