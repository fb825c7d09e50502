"""Customer files follow what the CRM says, and make no event where nothing is new."""

from __future__ import annotations

import pytest

from services.crm.domain.customer import Customer
from services.crm.domain.gateway_message import Fault, GatewayMessage
from services.crm.service import CrmService
from shared.sealed import Sealed
from tests.crm.crm_messages import SENDER, body, customer_upserted


def take(crm: CrmService, *bodies: bytes) -> GatewayMessage:
    return [crm.inbox.take_message(one, sender=SENDER) for one in bodies][-1]


def file_of(crm: CrmService, answer: GatewayMessage) -> Customer:
    return crm.store.get(Customer, answer.entities["customer_id"])


def opened(crm: CrmService, sealed: list[Sealed]) -> list[str]:
    return [crm.keys.open(one, purpose="test") for one in sealed]


def test_a_new_file_holds_addresses_in_their_normal_form(crm: CrmService) -> None:
    phones = ["+86 138-0013-8000", "021 5555 0000", "+86 21 5555 0000", "0044 20 7946 0000"]
    customer = file_of(crm, take(crm, customer_upserted(phones=phones, emails=["A@Example.COM"])))
    assert ["13800138000", "02155550000", "+442079460000"] == opened(crm, customer.phones)
    assert ["a@example.com"] == opened(crm, customer.emails)


def test_everything_personal_is_sealed_under_the_customer(crm: CrmService) -> None:
    answer = take(crm, customer_upserted())
    customer = file_of(crm, answer)
    sealed = [customer.number, customer.name, *customer.phones, *customer.emails]
    assert {f"customer:{customer.id}"} == {one.subject for one in sealed if one is not None}
    stored = b"".join(one.state for one in crm.store.recorder.select_records(after=0, limit=99))
    for text in ("王芳", "13800138000", "fang.wang@example.com", "C-10086"):
        assert text.encode() not in stored


def test_a_customer_without_level_gets_the_default_of_the_rules(crm: CrmService) -> None:
    message = body("crm.customer.upserted.v1", {"customer_number": 10010})
    assert "standard" == file_of(crm, take(crm, message)).level


def test_the_same_data_again_makes_no_event(crm: CrmService) -> None:
    before = file_of(crm, take(crm, customer_upserted())).version
    answer = take(crm, customer_upserted(message_id="m-2"))
    assert (True, before) == (answer.is_accepted, file_of(crm, answer).version)


def test_what_a_message_leaves_out_stays_as_it_is(crm: CrmService) -> None:
    take(crm, customer_upserted())
    only_level = {"customer_number": "C-10086", "level": "vip"}
    customer = file_of(crm, take(crm, body("crm.customer.upserted.v1", only_level)))
    assert customer.name is not None
    assert ("vip", ["13800138000"]) == (customer.level, opened(crm, customer.phones))


def test_null_removes_a_name_and_an_empty_list_all_addresses(crm: CrmService) -> None:
    take(crm, customer_upserted())
    customer = file_of(
        crm, take(crm, customer_upserted(message_id="m-2", name=None, phones=[], emails=[]))
    )
    assert (None, [], []) == (customer.name, customer.phones, customer.emails)


def test_consents_are_recorded_by_purpose(crm: CrmService) -> None:
    take(crm, customer_upserted(consents={"survey": True, "marketing": True}))
    customer = file_of(
        crm, take(crm, customer_upserted(message_id="m-2", consents={"marketing": False}))
    )
    assert {"survey": True, "marketing": False} == customer.consents


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"level": "platinum"}, Fault(cause="unknown-level", field="data.level")),
        (
            {"consents": {"palmistry": True}},
            Fault(cause="unknown-consent-purpose", field="data.consents"),
        ),
        ({"phones": ["call me"]}, Fault(cause="not-a-phone-number", field="data.phones.0")),
        ({"emails": ["nobody"]}, Fault(cause="not-an-email", field="data.emails.0")),
        ({"language": "中文"}, Fault(cause="not-a-language-tag", field="data.language")),
        ({"name": "x" * 201}, Fault(cause="too-short-or-long", field="data.name")),
        ({"name": "a\u0000b"}, Fault(cause="not-text", field="data.name")),
        ({"customer_number": ""}, Fault(cause="too-short-or-long", field="data.customer_number")),
    ],
)
def test_what_the_rules_do_not_know_is_rejected(
    crm: CrmService, data: dict[str, object], fault: Fault
) -> None:
    assert (fault,) == take(crm, customer_upserted(**data)).faults


def test_the_same_number_at_another_source_is_another_customer(crm: CrmService) -> None:
    message = customer_upserted()
    other = message.replace(b"urn:company:crm", b"urn:company:crm2")
    assert (Fault(cause="source-not-allowed", field="source"),) == take(crm, other).faults
