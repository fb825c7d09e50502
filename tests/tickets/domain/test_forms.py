from pathlib import Path

import msgspec
import pytest

import services.tickets
from services.tickets.domain import terms
from services.tickets.domain.errors import RequiredInformationMissing
from services.tickets.domain.forms import CLOSING, CREATION, TRANSFER, FieldRule, Form, Forms
from services.tickets.domain.rules import TicketRules
from services.tickets.domain.sla import CLOCKS, SlaRules
from shared.event_store.mapper import canonical
from shared.rules.shipped import shipped_rules

SHIPPED = shipped_rules(Path(services.tickets.__file__).with_name("rules.toml"))


def shipped(name: str) -> object:
    return msgspec.convert(SHIPPED[name], TicketRules.SHAPES[name])


def test_each_missing_field_is_named_with_its_remedy() -> None:
    form = Form(
        "query",
        needs_identity=False,
        needs_confirmed_solution=False,
        fields=(
            FieldRule("product", "产品", "the product", (CLOSING,), is_key_point=True),
            FieldRule("demand", "诉求", "the demand", (CLOSING,), is_key_point=True),
            FieldRule("subject", "主题", "the subject", (CREATION,), is_key_point=False),
        ),
    )
    form.check_complete(TRANSFER, filled=set())
    with pytest.raises(RequiredInformationMissing) as refusal:
        form.check_complete(CLOSING, filled={"subject"})

    assert [
        ("product", "fill in the product.", "请填写产品。"),
        ("demand", "fill in the demand.", "请填写诉求。"),
    ] == [(one.field, one.en, one.zh) for one in refusal.value.fields]


def test_a_kind_without_form_must_hold_nothing() -> None:
    Forms(()).form_of("query").check_complete(CLOSING, filled=set())


@pytest.mark.parametrize("name", sorted(TicketRules.SHAPES))
def test_each_shipped_rule_set_fills_its_shape_and_no_more(name: str) -> None:
    assert canonical(SHIPPED[name]) == canonical(msgspec.to_builtins(shipped(name)))


def test_a_default_is_shipped_for_every_rule_set() -> None:
    assert set(TicketRules.SHAPES) == set(SHIPPED)


@pytest.mark.parametrize("kind", terms.KINDS)
def test_each_kind_has_three_key_information_points_at_closing(kind: str) -> None:
    forms = shipped("forms")
    assert isinstance(forms, Forms)
    points = [one for one in forms.form_of(kind).fields if one.is_key_point]

    assert 3 == len(points)
    assert all(CLOSING in one.at for one in points)


@pytest.mark.parametrize("clock", CLOCKS)
def test_each_clock_has_a_policy_for_every_ticket(clock: str) -> None:
    rules = shipped("sla")
    assert isinstance(rules, SlaRules)
    for channel in terms.CHANNELS:
        for kind in terms.KINDS:
            for priority in terms.PRIORITIES:
                assert rules.policy_for(clock, channel=channel, kind=kind, priority=priority)
