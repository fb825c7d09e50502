"""The gate over HTTP: refusals in the reader's language, and what supervisors see."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from services.tickets.service import TicketsService
from shared.bus.message import Message
from tests.support.gate import CODE, demands, told
from tests.support.parts import tell
from tests.support.tickets import MONDAY, WANG
from tests.tickets.conftest import LEADER
from tests.tickets.entrypoints.conftest import Ask

Open = Callable[..., dict[str, Any]]
ENGLISH = {"Accept-Language": "en"}
CHINESE = {"Accept-Language": "zh-CN"}


def test_a_refusal_names_the_certification_in_the_readers_language(
    desk: TicketsService, ask: Ask, open_ticket: Open
) -> None:
    ticket = open_ticket()
    demands(desk, CODE)
    tell(desk.models.held_certificates, told("certificate_issued", ends_at=MONDAY))
    path = f"/tickets/{ticket['ticket_id']}/taking"
    english = ask("POST", path, if_match=ticket["version"], headers=ENGLISH).get_json()
    chinese = ask("POST", path, if_match=ticket["version"], headers=CHINESE).get_json()

    assert "certificate-lacking" == english["code"]
    assert (
        "Only certified agents may take this work: card_service expired with 2020-12-31."
        == english["detail"]
    )
    assert "仅限持证客服代表承接该工作：card_service 已于 2020-12-31 到期。" == chinese["detail"]


def test_the_queue_says_who_may_take_a_ticket(
    desk: TicketsService, ask: Ask, open_ticket: Open, project: Callable[[], None]
) -> None:
    ticket = open_ticket()
    demands(desk, CODE)
    project()
    path = f"/tickets/{ticket['ticket_id']}/place"
    english = ask("GET", path, headers=ENGLISH, expect=200).get_json()
    chinese = ask("GET", path, headers=CHINESE, expect=200).get_json()

    assert [CODE] == english["certifications"]
    assert "Only agents with a valid certificate of card_service may take it." in english["summary"]
    assert "仅限持有有效证书（card_service）的客服代表受理。" in chinese["summary"]


def test_supervisors_see_losses_with_their_lag_and_the_work_given_meanwhile(
    desk: TicketsService,
    ask: Ask,
    open_ticket: Open,
    project: Callable[[], None],
    wait: Callable[[int], None],
    react: Callable[[Message], None],
) -> None:
    ticket = open_ticket(is_taken=True)
    demands(desk, CODE)
    project()
    wait(3)
    react(told("certificate_revoked", at=MONDAY - timedelta(seconds=1)))
    project()
    losses = ask("GET", "/certificate-losses", by=WANG, permissions=LEADER, expect=200).get_json()
    work = ask("GET", "/uncertified-work", by=WANG, permissions=LEADER, expect=200).get_json()

    assert [4000] == [one["lag_milliseconds"] for one in losses["items"]]
    assert [ticket["number"]] == [one["number"] for one in work["items"]]
    assert 403 == ask("GET", "/uncertified-work").status_code
