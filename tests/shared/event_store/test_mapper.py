"""Events to canonical bytes and back."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from shared.context import Context, acting
from shared.errors import Invalid
from shared.event_store import Aggregate, Mapper, UnknownTopic, canonical_bytes, event
from shared.event_store.mapper import LARGEST_STATE
from shared.sealed.envelope import Sealed
from tests.shared.event_store.samples import NOON, Parcel, at_work

PARCEL_ID = UUID(int=1)
RECEIVER = Sealed(subject="customer:1", key_id="k", algorithm="A256GCM", nonce="bg", text="dA")


class Invoice(Aggregate):
    """Every type that an event may carry; its first event has had another shape before."""

    TOPIC = "depot.invoice"

    class Created(Aggregate.Created):
        """The invoice exists."""

        TOPIC = "depot.invoice.drawn"
        class_version = 2
        amount: int
        share: Decimal
        due_on: date
        due_at: datetime | None
        lines: list[dict[str, str]]
        receiver: Sealed | None

        @staticmethod
        def upcast_v1_v2(state: dict[str, object]) -> None:
            state["amount"] = int(str(state.pop("yuan"))) * 100

    def __init__(
        self,
        amount: int,
        share: Decimal,
        due_on: date,
        due_at: datetime | None,
        lines: list[dict[str, str]],
        receiver: Sealed | None,
    ) -> None:
        self.amount = amount

    @event("Noted", topic="depot.invoice.noted")
    def note(self, *, anything: object) -> None:
        self.anything = anything


class OneId:
    """Gives the same id again and again."""

    def new_id(self) -> UUID:
        return UUID(int=7)


def drawn() -> Invoice:
    local = timezone(timedelta(hours=8))
    with acting(Context(occurred_at=NOON, actor="clerk", ids=OneId(), rules={"sla": "3"})):
        return Invoice._create(
            Invoice.Created,
            id=PARCEL_ID,
            amount=1250,
            share=Decimal("0.50"),
            due_on=date(2026, 3, 4),
            due_at=datetime(2026, 3, 4, 9, 0, tzinfo=local),
            lines=[{"text": "e\u0301 退款"}],
            receiver=RECEIVER,
        )


GOLDEN = (
    '{"amount":1250,"due_at":"2026-03-04T01:00:00.000000Z","due_on":"2026-03-04",'
    '"lines":[{"text":"é 退款"}],'
    '"meta":{"actor":"clerk","channel":"api","class_version":2,'
    '"event_id":"00000000-0000-0000-0000-000000000007","kind":"person",'
    '"occurred_at":"2026-03-02T12:00:00.000000Z","rules":{"sla":"3"}},'
    '"receiver":{"algorithm":"A256GCM","key_id":"k","nonce":"bg","subject":"customer:1",'
    '"text":"dA"},"share":"0.50"}'
)


def test_an_event_has_the_same_bytes_for_ever() -> None:
    (created,) = drawn().collect_events()
    stored = Mapper([Invoice]).to_stored_event(created)
    assert (PARCEL_ID, 1, "depot.invoice.drawn") == (
        stored.originator_id,
        stored.originator_version,
        stored.topic,
    )
    assert GOLDEN == stored.state.decode()


def test_an_event_comes_back_as_it_was() -> None:
    mapper = Mapper([Invoice])
    (created,) = drawn().collect_events()
    back = mapper.to_domain_event(mapper.to_stored_event(created))
    assert (created.meta, 1250, Decimal("0.50")) == (back.meta, back.amount, back.share)
    assert [{"text": "é 退款"}] == back.lines
    assert RECEIVER == back.receiver
    assert datetime(2026, 3, 4, 1, 0, tzinfo=UTC) == back.due_at
    assert drawn().amount == back.mutate(None).amount


def test_text_is_stored_in_one_normal_form() -> None:
    assert '"é"'.encode() == canonical_bytes("e\u0301")


@pytest.mark.parametrize("value", [1.5, [1.5], {"score": 0.1}, b"bytes", {1, 2}])
def test_a_value_without_a_canonical_form_is_refused(value: object) -> None:
    with at_work():
        invoice = drawn()
        invoice.note(anything=value)
    with pytest.raises(TypeError, match="canonical form"):
        Mapper([Invoice]).to_stored_event(invoice.collect_events()[-1])


def test_a_time_without_an_offset_is_refused() -> None:
    naive = datetime(2026, 3, 2, 12, 0)
    with pytest.raises(ValueError, match="offset"):
        canonical_bytes({"due_at": naive})


def test_an_event_made_at_a_time_without_an_offset_is_refused() -> None:
    naive = datetime(2026, 3, 2, 12, 0)
    with at_work(at=naive), pytest.raises(ValueError, match="offset"):
        Parcel.pack("books")


def test_an_event_of_a_topic_that_is_not_registered_is_refused() -> None:
    stored = StoredEvent(PARCEL_ID, 1, "os:system", b"{}")
    with pytest.raises(UnknownTopic, match="os:system"):
        Mapper([Parcel]).to_domain_event(stored)


def test_a_topic_cannot_be_registered_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        Mapper([Parcel, Parcel])


def test_an_event_of_an_older_shape_is_lifted_to_the_present_one() -> None:
    old = (
        b'{"due_at":null,"due_on":"2026-03-04","lines":[],"meta":{"event_id":'
        b'"00000000-0000-0000-0000-000000000007","occurred_at":"2026-03-02T12:00:00.000000Z"},'
        b'"receiver":null,"share":"0.50","yuan":"12"}'
    )
    stored = StoredEvent(PARCEL_ID, 1, "depot.invoice.drawn", old)
    lifted = Mapper([Invoice]).to_domain_event(stored)
    assert (1200, Decimal("0.50"), date(2026, 3, 4)) == (
        lifted.amount,
        lifted.share,
        lifted.due_on,
    )


def test_a_state_that_is_too_large_is_refused_with_the_field_that_makes_it_so() -> None:
    with at_work():
        parcel = Parcel.pack("x" * LARGEST_STATE)
    with pytest.raises(Invalid) as refusal:
        Mapper([Parcel]).to_stored_event(parcel.collect_events()[0])
    assert ["label"] == [one.field for one in refusal.value.fields]


def test_a_context_is_needed_to_make_an_event() -> None:
    with pytest.raises(RuntimeError, match="context"):
        Parcel.pack("books")
