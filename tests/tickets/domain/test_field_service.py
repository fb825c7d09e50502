"""What the standard of field service says of arrivals, checklists and agreements."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from services.tickets.domain.field_errors import ChecklistIncomplete, UnknownChecklistItem
from services.tickets.domain.field_record import CheckedItem, FieldRecord
from services.tickets.domain.field_terms import (
    KINDS,
    AboutOrder,
    Appointment,
    ChecklistItem,
    Standard,
    Standards,
)
from services.tickets.domain.partner import Agreement
from tests.support.tickets import LI, MONDAY, at, sealed

MINUTE = timedelta(minutes=1)
WINDOW = Appointment(from_at=MONDAY, until_at=MONDAY + 60 * MINUTE, address=sealed())
ORDER = UUID(int=1)
ABOUT = AboutOrder(order_id=ORDER, number="F-000001-3", kind="repair", requester_id=LI)


def item(code: str, *, is_mandatory: bool = True, needs_evidence: bool = False) -> ChecklistItem:
    return ChecklistItem(
        code=code, zh=code, en=code, is_mandatory=is_mandatory, needs_evidence=needs_evidence
    )


STANDARD = Standard(
    early_seconds=600,
    late_seconds=300,
    evaluation_wait_seconds=1,
    lowest_good_score=3,
    problem_due_seconds=1,
    checklist=(item("greeted"), item("tested"), item("swept", is_mandatory=False)),
)


@pytest.mark.parametrize(
    ("minutes", "punctuality"),
    [(-11, "early"), (-10, "on_time"), (0, "on_time"), (65, "on_time"), (66, "late")],
)
def test_the_tolerance_is_part_of_the_window(minutes: int, punctuality: str) -> None:
    assert punctuality == STANDARD.punctuality(MONDAY + minutes * MINUTE, WINDOW)


def test_conformity_counts_the_mandatory_steps_alone() -> None:
    with at():
        record = FieldRecord.start(ORDER)
        for code, is_conform in (("greeted", True), ("tested", False), ("swept", False)):
            checked = CheckedItem(code=code, is_conform=is_conform, checked_at=MONDAY)
            record.check_item(checked, standard=STANDARD, about=ABOUT)
    found = record.conformity(STANDARD)

    assert (2, 2, 1, False) == (found.items, found.checked, found.conform, found.is_full)
    record.check_complete(STANDARD)


def test_what_is_missing_is_named_and_what_is_not_asked_for_is_not() -> None:
    with at():
        record = FieldRecord.start(ORDER)
        with pytest.raises(UnknownChecklistItem):
            record.check_item(
                CheckedItem(code="danced", is_conform=True, checked_at=MONDAY),
                standard=STANDARD,
                about=ABOUT,
            )
    with pytest.raises(ChecklistIncomplete) as refused:
        record.check_complete(STANDARD)

    assert ["greeted", "tested"] == [one.field for one in refused.value.fields]


def test_rules_name_the_standard_of_every_kind() -> None:
    content = msgspec.to_builtins(dict.fromkeys(KINDS, STANDARD))
    assert [STANDARD] * 4 == [msgspec.convert(content, Standards).of(kind) for kind in KINDS]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**content, "repair": None}, Standards)
    del content["repair"]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(content, Standards)


@pytest.mark.parametrize(
    ("area", "days", "is_covered"),
    [("pudong", 0, True), ("minhang", 0, False), (None, 0, False), ("pudong", 9, False)],
)
def test_an_agreement_covers_its_areas_while_it_is_in_force(
    area: str | None, days: int, is_covered: bool
) -> None:
    agreement = Agreement(
        kinds=("repair",),
        areas=("pudong",),
        effective_from=MONDAY,
        effective_until=MONDAY + timedelta(days=9),
    )
    assert is_covered == agreement.covers("repair", area, at=MONDAY + timedelta(days=days))
