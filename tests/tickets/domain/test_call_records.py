from uuid import UUID

import pytest

from services.tickets.domain.call_guide import (
    CallGuideRules,
    GuideStage,
    KindGuide,
    LeftOut,
    Named,
    RecordedStage,
    recorded_stage,
    reference_of,
)
from services.tickets.domain.call_record import CallRecord
from services.tickets.domain.script_errors import (
    CallRecordComplete,
    StageIncomplete,
    StagesMissing,
    StageUnknown,
)
from tests.support.tickets import LI, at

CONTACT = UUID(int=5)


def stage(code: str, *actions: str, seconds: int = 30) -> GuideStage:
    return GuideStage(code, code, code, seconds, tuple(Named(one, one, one) for one in actions))


GUIDE = CallGuideRules(
    guides=(
        KindGuide("any", (stage("greeting", "greeted"), stage("closing", "asked", "closed"))),
        KindGuide("complaint", (stage("closing", "asked", "apologised", seconds=60),)),
    ),
    reasons=(Named("not_applicable", "不适用", "Does not apply"),),
)
REFERENCE = reference_of(GUIDE.stages_of("inquiry"))


def recorded(name: str = "closing", **facts: object) -> RecordedStage:
    given = {
        "seconds": 45,
        "done": ("closed", "asked"),
        "left_out": (),
        "reasons": ["not_applicable"],
        **facts,
    }
    return recorded_stage(REFERENCE, stage=name, **given)  # type: ignore[arg-type]


def begun() -> CallRecord:
    return CallRecord.begin(CONTACT, employee_id=LI, kind="inquiry", reference=REFERENCE)


def test_a_kind_changes_the_stages_that_it_names_and_no_others() -> None:
    names = [
        (one.code, one.reference_seconds, len(one.key_actions))
        for one in GUIDE.stages_of("complaint")
    ]
    assert [("greeting", 30, 1), ("closing", 60, 2)] == names
    assert ["greeting", "closing"] == [one.code for one in GUIDE.stages_of("query")]


def test_a_stage_is_compared_with_its_reference() -> None:
    found = recorded()

    assert (("asked", "closed"), 15) == (found.done, found.over_seconds)


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"done": ("asked",)}, ["done.closed"]),
        ({"done": ("asked", "asked", "closed")}, ["done.asked"]),
        ({"done": ("asked", "closed", "danced")}, ["done.danced"]),
        (
            {"done": ("asked",), "left_out": (LeftOut(action="closed", reason="lazy"),)},
            ["left_out.closed"],
        ),
        (
            {"left_out": (LeftOut(action="asked", reason="not_applicable"),)},
            ["done.asked"],
        ),
    ],
)
def test_each_key_action_is_done_or_left_out_for_a_reason(
    facts: dict[str, object], fields: list[str]
) -> None:
    with pytest.raises(StageIncomplete) as refused:
        recorded(**facts)
    assert fields == [one.field for one in refused.value.fields]


def test_a_stage_that_the_guide_has_not_is_refused() -> None:
    with pytest.raises(StageUnknown):
        recorded("small_talk")


def test_a_record_is_complete_when_all_stages_are_recorded_and_then_stands() -> None:
    with at():
        record = begun()
        record.record_stage(recorded())
        with pytest.raises(StagesMissing) as refused:
            record.complete()
        assert ["greeting"] == [one.field for one in refused.value.fields]
        record.record_stage(recorded("greeting", done=("greeted",)))
        record.collect_events()
        record.complete()

        [event] = record.collect_events()
        assert ["greeting", "closing"] == [one.stage for one in event.stages]
        for again in (record.complete, lambda: record.record_stage(recorded())):
            with pytest.raises(CallRecordComplete):
                again()


def test_a_stage_is_corrected_and_the_same_again_changes_nothing() -> None:
    with at():
        record = begun()
        record.record_stage(recorded())
        record.record_stage(recorded(seconds=50))
        record.record_stage(recorded(seconds=50))

        assert 3 == len(record.collect_events())
        assert [50] == [one.seconds for one in record.stages]
