"""The CRM catches up by the feed, and is told when the log is another one."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from services.crm.messages import feed as feed_module
from services.crm.messages.feed import START, CursorUnknown, FeedPage
from services.crm.service import CrmService
from shared.bus.envelope import Translator, place_after
from shared.bus.place import Place
from shared.context import Context, acting
from shared.errors import Invalid, NotAllowed
from shared.event_store import LogIdentity
from shared.event_store.recorder import Ancestor
from shared.event_store.sqlite import SQLiteRecorder
from tests.crm.conftest import MONDAY
from tests.crm.crm_messages import SENDER, body, customer_upserted
from tests.crm.feed_cursors import cursor


@pytest.fixture(autouse=True)
def as_the_crm() -> Iterator[None]:
    context = Context(
        occurred_at=MONDAY, actor="client:crm_client", permissions=frozenset({"crm.feed"})
    )
    with acting(context):
        yield


def send(crm: CrmService, *numbers: int) -> None:
    for number in numbers:
        message = customer_upserted(str(number), message_id=f"m-{number}")
        crm.inbox.take_message(message, sender=SENDER)


def shown(page: FeedPage) -> list[str]:
    return [one["data"]["message_id"] for one in page.messages]


def test_the_feed_is_what_the_relay_publishes(crm: CrmService) -> None:
    send(crm, 1, 2)
    crm.inbox.take_message(b"{", sender=SENDER)
    translator = Translator(crm.publications, crm.store.mapper, stream="loopdesk.crm")
    identity, before, published = crm.store.recorder.log(), Place(), []
    for record in crm.store.recorder.select_records(after=0, limit=100):
        message = translator.message_for(record, identity, before)
        if message is not None:
            published.append(message)
            before = place_after(message)
    pages = [crm.feed.page_after(START, limit=2)]
    pages.append(crm.feed.page_after(pages[0].following, limit=2))
    assert published == [one for page in pages for one in page.messages]


def test_an_empty_feed_can_be_asked_again(crm: CrmService) -> None:
    page = crm.feed.page_after(START, limit=5)
    assert ([], START, True) == (page.messages, page.following, page.is_last)


def test_a_large_page_is_cut_and_continued(
    crm: CrmService, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(crm, 1, 2, 3)
    monkeypatch.setattr(feed_module, "LARGEST_PAGE", 10)
    first = crm.feed.page_after(START, limit=500)
    second = crm.feed.page_after(first.following, limit=500)
    assert (["m-1"], ["m-2"], False) == (shown(first), shown(second), second.is_last)


def test_the_feed_is_for_the_crm_alone(crm: CrmService) -> None:
    with (
        acting(Context(occurred_at=MONDAY, actor="somebody")),
        pytest.raises(NotAllowed),
    ):
        crm.feed.page_after(START, limit=5)


@pytest.mark.parametrize(
    "unknown",
    [
        cursor(str(uuid4()), 1, str(uuid4())),
        cursor("", -1, ""),
        cursor("", 2**62, ""),
    ],
)
def test_a_cursor_that_this_log_never_gave_is_gone(crm: CrmService, unknown: str) -> None:
    send(crm, 1)
    with pytest.raises(CursorUnknown) as refusal:
        crm.feed.page_after(unknown, limit=5)
    assert START == refusal.value.last_common


@pytest.mark.parametrize("nonsense", ["nonsense", "====", "+\x04¥", "WzFd"])
def test_what_is_no_cursor_at_all_is_refused(crm: CrmService, nonsense: str) -> None:
    with pytest.raises(Invalid) as refusal:
        crm.feed.page_after(nonsense, limit=5)
    assert ["after"] == [one.field for one in refusal.value.fields]


def test_a_cursor_of_a_position_that_now_holds_another_event_is_gone(crm: CrmService) -> None:
    send(crm, 1)
    log = str(crm.store.recorder.log().log_id)
    position = crm.store.recorder.last_position()
    with pytest.raises(CursorUnknown):
        crm.feed.page_after(cursor(log, position, str(uuid4())), limit=5)


def restore_at(crm: CrmService, position: int) -> None:
    """The log goes on under a new identity, as if it had been restored with `position` records."""
    recorder = crm.store.recorder
    assert isinstance(recorder, SQLiteRecorder)
    old = recorder.log()
    ancestor = Ancestor(old.log_id, old.generation, position, "")
    lineage = (*old.lineage, ancestor)
    recorder.adopt_identity(LogIdentity(uuid4(), old.generation + 1, lineage))


def test_a_cursor_from_before_a_restore_goes_on(crm: CrmService) -> None:
    send(crm, 1, 2)
    following = crm.feed.page_after(START, limit=1).following
    restore_at(crm, crm.store.recorder.last_position())
    assert ["m-2"] == shown(crm.feed.page_after(following, limit=5))


def test_a_cursor_beyond_a_restore_is_gone_and_the_last_common_one_goes_on(
    crm: CrmService,
) -> None:
    send(crm, 1)
    kept = crm.store.recorder.last_position()
    send(crm, 2)
    lost = crm.feed.page_after(START, limit=5).following
    restore_at(crm, kept)
    with pytest.raises(CursorUnknown) as refusal:
        crm.feed.page_after(lost, limit=5)
    assert ["m-2"] == shown(crm.feed.page_after(refusal.value.last_common, limit=5))


def test_of_two_restores_the_earlier_place_counts(crm: CrmService) -> None:
    send(crm, 1)
    kept = crm.store.recorder.last_position()
    send(crm, 2)
    lost = crm.feed.page_after(START, limit=5).following
    restore_at(crm, crm.store.recorder.last_position())
    restore_at(crm, kept)
    with pytest.raises(CursorUnknown):
        crm.feed.page_after(lost, limit=5)


def test_rejections_are_in_the_feed_with_cause_and_field(crm: CrmService) -> None:
    crm.inbox.take_message(body("crm.contact.recorded.v1", {}), sender=SENDER)
    message = crm.feed.page_after(START, limit=5).messages[0]
    assert "loopdesk.crm.message_rejected.v1" == message["type"]
    assert {
        "cause": "missing",
        "field": "data.contact_id",
        "en": "This field is required; add it.",
        "zh": "缺少必填字段，请补充。",
    } == message["data"]["faults"][0]
