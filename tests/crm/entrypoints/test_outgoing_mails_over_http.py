"""Outgoing mails over HTTP: what each brings, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.crm.domain.mail_facts import REPLY, SURVEY, MailFacts
from services.crm.domain.outgoing_mail import OutgoingMail
from services.crm.service import CrmService
from shared.clock import SetClock
from shared.context import Context, acting
from tests.crm.conftest import MONDAY

Headers = Callable[..., dict[str, str]]
MAILS = "/api/crm/v1/outgoing-mails"
HANDLE = "crm.handle_letters"
SURVEY_MAIL, REPLY_MAIL, ENTITY = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.fixture(autouse=True)
def _mails(crm: CrmService, project: Callable[[], None]) -> None:
    """The link to a survey that was not taken, and a reply that waits."""
    text = crm.keys.seal(f"contact:{UUID(int=9)}", "您好")
    expires_at = MONDAY + timedelta(days=1)
    survey = MailFacts(
        kind=SURVEY, invitation_id=ENTITY, text=text, due_at=MONDAY, expires_at=expires_at
    )
    reply = MailFacts(
        kind=REPLY,
        reply_id=ENTITY,
        ticket_id=ENTITY,
        ticket_number="T-000012-5",
        text=text,
        due_at=MONDAY,
    )
    with acting(Context(occurred_at=MONDAY, actor="service:crm", kind="service")):
        failed = OutgoingMail.queue(SURVEY_MAIL, facts=survey)
        failed.note_refusal("smtp-550")
        crm.store.save(failed, OutgoingMail.queue(REPLY_MAIL, facts=reply))
    project()


def test_the_list_tells_links_of_surveys_from_replies(
    client: FlaskClient, headers: Headers
) -> None:
    items = client.get(MAILS, headers=headers(HANDLE)).get_json()["items"]
    assert [
        ("reply", "queued", str(ENTITY), "T-000012-5"),
        ("survey", "failed", None, None),
    ] == [(one["kind"], one["state"], one["ticket_id"], one["ticket_number"]) for one in items]


def test_the_link_of_a_survey_is_shown_with_its_invitation_and_its_last_moment(
    client: FlaskClient, headers: Headers
) -> None:
    shown = client.get(f"{MAILS}/{SURVEY_MAIL}", headers=headers(HANDLE)).get_json()
    assert {
        "kind": "survey",
        "invitation_id": str(ENTITY),
        "reply_id": None,
        "cause": "smtp-550",
        "expires_at": "2020-01-07T01:00:00.000000Z",
    }.items() <= shown.items()


@pytest.mark.parametrize(("days", "told"), [(0, (201, None)), (2, (409, "link-leads-nowhere"))])
def test_only_a_link_that_is_still_good_is_sent_again(
    client: FlaskClient, headers: Headers, clock: SetClock, days: int, told: tuple[int, str | None]
) -> None:
    clock.move_to(MONDAY + timedelta(days=days))
    asked = headers(HANDLE, If_Match='"2"')
    answer = client.post(f"{MAILS}/{SURVEY_MAIL}/another-sending", headers=asked)
    assert told == (answer.status_code, answer.get_json().get("code"))


def test_nobody_sees_them_without_permission(client: FlaskClient, headers: Headers) -> None:
    assert 403 == client.get(f"{MAILS}/{SURVEY_MAIL}", headers=headers()).status_code
