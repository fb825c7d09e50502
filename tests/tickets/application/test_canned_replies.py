from uuid import UUID

import pytest

from services.tickets.domain.canned_reply import CannedReply
from services.tickets.domain.canned_reply_errors import (
    CannedReplyAlreadyCreated,
    CannedReplyNotFound,
    CannedReplyRetired,
    PlaceholderUnknown,
)
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.errors import TicketNotFound
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.errors import NotAllowed, Stale
from tests.support.parts import message, tell
from tests.support.tickets import LI, SUN
from tests.tickets.conftest import ActAs

WRITER = frozenset({"tickets.manage_canned_replies"})
TEXT = {
    "title": "问候",
    "zh": "{customer_name}您好，工号{agent_id}为您服务：{ticket_number}，{subject}，{product}。",
    "en": "",
    "skill_groups": ["cards"],
}


@pytest.fixture
def reply_id(desk: TicketsService, as_employee: ActAs) -> UUID:
    """A canned reply for the skill group `cards`."""
    with as_employee(LI, WRITER):
        return desk.use_cases.canned_replies.create_canned_reply(code="greeting", **TEXT).id


def test_a_canned_reply_is_written_once_by_those_who_may(
    desk: TicketsService, reply_id: UUID, as_employee: ActAs
) -> None:
    canned = desk.use_cases.canned_replies
    with as_employee(LI, WRITER):
        with pytest.raises(CannedReplyAlreadyCreated):
            canned.create_canned_reply(code="greeting", **TEXT)
        with pytest.raises(PlaceholderUnknown):
            canned.publish_canned_reply_version(reply_id, **{**TEXT, "zh": "{salary}"})
        with pytest.raises(Stale):
            canned.publish_canned_reply_version(reply_id, **TEXT, expected_version=1)
        with pytest.raises(CannedReplyNotFound):
            canned.retire_canned_reply(UUID(int=1))
        assert 2 == len(canned.publish_canned_reply_version(reply_id, **TEXT).versions)
    with as_employee(), pytest.raises(NotAllowed):
        canned.retire_canned_reply(reply_id)


def test_it_is_rendered_for_who_works_on_the_ticket(
    desk: TicketsService, reply_id: UUID, ticket_id: UUID, as_employee: ActAs
) -> None:
    told = {"employee_id": str(LI), "agent_id": "8021"}
    tell(desk.models.staff, message("people.agent_id_issued", told))
    with as_employee():
        rendered = desk.use_cases.canned_replies.render_canned_reply(
            reply_id, ticket_id=ticket_id, language="zh", customer_name="王芳"
        )
    number = desk.store.get(Ticket, ticket_id).number

    assert f"王芳您好，工号8021为您服务：{number}，银行卡丢失，[产品]。" == rendered.text
    assert ("product",) == rendered.missing


def test_another_group_is_neither_offered_it_nor_may_render_it(
    desk: TicketsService, reply_id: UUID, ticket_id: UUID, as_employee: ActAs
) -> None:
    canned = desk.use_cases.canned_replies
    with as_employee(SUN), pytest.raises(CannedReplyNotFound):
        canned.see_canned_reply(reply_id)
    with as_employee(LI, WRITER):
        canned.publish_canned_reply_version(reply_id, **{**TEXT, "skill_groups": []})
    with as_employee(SUN):
        assert reply_id == canned.see_canned_reply(reply_id).id
        with pytest.raises(TicketNotFound):
            canned.render_canned_reply(reply_id, ticket_id=ticket_id, language="zh")


def test_a_retired_one_is_rendered_no_more(
    desk: TicketsService, reply_id: UUID, ticket_id: UUID, as_employee: ActAs
) -> None:
    with as_employee(LI, WRITER):
        desk.use_cases.canned_replies.retire_canned_reply(reply_id)
    with as_employee(), pytest.raises(CannedReplyRetired):
        desk.use_cases.canned_replies.render_canned_reply(
            reply_id, ticket_id=ticket_id, language="zh"
        )


def test_a_reply_says_with_which_canned_one_it_was_made(
    desk: TicketsService, reply_id: UUID, ticket_id: UUID, as_employee: ActAs
) -> None:
    with as_employee():
        desk.use_cases.correspondences.send_reply(ticket_id, text="您好", canned_reply_id=reply_id)
        with pytest.raises(CannedReplyNotFound):
            desk.use_cases.correspondences.send_reply(
                ticket_id, text="您好", canned_reply_id=UUID(int=1)
            )
    [entry] = desk.store.get(Correspondence, Correspondence.id_for(ticket_id)).entries

    assert reply_id == entry.canned_reply_id


def test_no_text_of_a_customer_lies_in_a_canned_reply(
    desk: TicketsService, reply_id: UUID, ticket_id: UUID, as_employee: ActAs
) -> None:
    with as_employee():
        desk.use_cases.canned_replies.render_canned_reply(
            reply_id, ticket_id=ticket_id, language="zh", customer_name="王芳"
        )
    log = b"".join(one.state for one in desk.store.recorder.select_records(after=0, limit=1000))

    assert "王芳".encode() not in log
    assert desk.store.find(CannedReply, reply_id) is not None
