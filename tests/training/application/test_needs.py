"""Raising needs by hand, and deciding on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.training.domain.audience import Target
from services.training.domain.errors import CompetencyUnknown, EmployeeUnknown, NotAnEmployee
from services.training.domain.need import Need
from services.training.domain.need_errors import (
    AudienceUnknown,
    CoachIsLearner,
    CourseNotOffered,
    DueInThePast,
    NeedNotFound,
    NeedSettled,
    NotYourOwnNeed,
    NotYoursToSay,
)
from services.training.service import TrainingService
from shared.errors import Conflict, NotAllowed, Stale
from shared.event_store import AsOf
from tests.support.training import HR, LI, OTHER_TEAM, QIAN, SITE, SUN, TEAM, WANG, ZHAO, ZHOU
from tests.support.training_needs import (
    COURSE,
    FOR_LI,
    FOR_TEAM,
    FOR_ZHAO,
    LATER,
    evidence,
    offer_course,
)
from tests.training.conftest import ActAs

WORDS = "李明与客户沟通时打断对方"
ASKED: dict[str, Any] = {"competency": "communication", "urgency": "normal"}


def raised(school: TrainingService, *targets: Target, **facts: Any) -> Need:
    return school.use_cases.needs.raise_need(
        audience=targets or (FOR_LI,), **{**ASKED, "description": WORDS, **facts}
    )


@pytest.mark.parametrize("target", [FOR_LI, FOR_ZHAO, FOR_TEAM])
def test_a_leader_says_what_the_team_needs(
    school: TrainingService, as_employee: ActAs, target: Target
) -> None:
    with as_employee(WANG):
        made = raised(school, target, evidences=(evidence(),))

    stored = school.store.get(Need, made.id)
    assert (("supervisor",), WANG) == (stored.origins, stored.raiser_id)
    assert WORDS.encode() not in log_of(school)


@pytest.mark.parametrize(
    "target",
    [
        Target(kind="employee", target_id=SUN),
        Target(kind="employee", target_id=WANG),
        Target(kind="employee", target_id=UUID(int=1)),
        Target(kind="team", target_id=OTHER_TEAM),
        Target(kind="site", target_id=SITE),
    ],
)
def test_nobody_speaks_for_more_than_the_team(
    school: TrainingService, as_employee: ActAs, target: Target
) -> None:
    with as_employee(WANG), pytest.raises(NotYoursToSay):
        raised(school, FOR_LI, target)


def test_human_resources_speak_for_all_but_for_nobody_who_is_not_there(
    school: TrainingService, as_employee: ActAs
) -> None:
    nobody = Target(kind="position", target_id=UUID(int=1))
    with as_employee(HR):
        raised(school, Target(kind="site", target_id=SITE), Target(kind="team", target_id=TEAM))
        with pytest.raises(AudienceUnknown) as refused:
            raised(school, FOR_LI, nobody)
        with pytest.raises(CompetencyUnknown):
            raised(school, competency="juggling")

    assert ["audience.1"] == [one.field for one in refused.value.fields]


def test_a_learner_says_what_they_need_themselves_alone(
    school: TrainingService, as_employee: ActAs, as_timer: ActAs
) -> None:
    needs = school.use_cases.needs
    with as_employee(LI):
        own = needs.raise_own_need(**ASKED, description=WORDS)
        assert own.id == needs.see_need(own.id).id
        with pytest.raises(NotAllowed):
            raised(school)
    with as_employee(ZHAO), pytest.raises(NeedNotFound):
        needs.see_need(own.id)
    with as_timer(), pytest.raises(NotAnEmployee):
        needs.raise_own_need(**ASKED)

    assert ("self", LI) == (own.origin, own.employee_id)


def test_a_leader_sees_needs_of_the_team_and_words_only_where_all_of_it_is_the_teams(
    school: TrainingService, as_employee: ActAs
) -> None:
    needs = school.use_cases.needs
    with as_employee(HR):
        both = raised(school, FOR_LI, Target(kind="employee", target_id=SUN))
        suns = raised(school, Target(kind="employee", target_id=SUN))
    with as_employee(WANG):
        found, reader = needs.see_need(both.id), needs.reader()
        with pytest.raises(NeedNotFound):
            needs.see_need(suns.id)
    with as_employee(LI), pytest.raises(NeedNotFound):
        needs.see_need(both.id)

    assert ((FOR_LI,), False) == (reader.shown(found), reader.sees_whole(found))


def test_a_need_is_answered_by_a_course_that_is_offered(
    school: TrainingService, as_employee: ActAs
) -> None:
    offer_course(school)
    decisions = school.use_cases.need_decisions
    with as_employee(WANG):
        made = raised(school)
        with pytest.raises(NotAllowed):
            decisions.answer_by_course(made.id, course_id=COURSE, due_on=LATER)
    with as_employee(HR):
        with pytest.raises(CourseNotOffered):
            decisions.answer_by_course(made.id, course_id=UUID(int=3), due_on=LATER)
        with pytest.raises(DueInThePast):
            decisions.answer_by_course(made.id, course_id=COURSE, due_on=LATER.replace(year=2019))
        with pytest.raises(Stale):
            decisions.answer_by_course(made.id, course_id=COURSE, due_on=LATER, expected_version=7)
        decisions.answer_by_course(made.id, course_id=COURSE, due_on=LATER, words=WORDS)
        with pytest.raises(NeedSettled):
            decisions.refuse_need(made.id, reason=WORDS)
    with as_employee(QIAN):
        study = decisions.link_study(made.id, study_id=UUID(int=4)).study_id

    assert UUID(int=4) == study
    assert WORDS.encode() not in log_of(school)


def test_a_need_is_answered_by_a_coach_who_is_not_the_learner(
    school: TrainingService, as_employee: ActAs
) -> None:
    decisions = school.use_cases.need_decisions
    with as_employee(HR):
        made = raised(school)
        with pytest.raises(EmployeeUnknown):
            decisions.answer_by_coaching(made.id, coach_id=UUID(int=1), due_on=LATER)
        with pytest.raises(CoachIsLearner):
            decisions.answer_by_coaching(made.id, coach_id=LI, due_on=LATER)
        answered = decisions.answer_by_coaching(made.id, coach_id=ZHOU, due_on=LATER)

    assert answered.answer is not None
    assert ("answered", ZHOU) == (answered.state, answered.answer.coach_id)


def test_nobody_decides_on_what_they_need_themselves(
    school: TrainingService, as_employee: ActAs
) -> None:
    decisions = school.use_cases.need_decisions
    with as_employee(HR):
        own = school.use_cases.needs.raise_own_need(**ASKED)
        other = raised(school)
        steps: list[Callable[[], Need]] = [
            lambda: decisions.refuse_need(own.id, reason="否"),
            lambda: decisions.answer_by_coaching(own.id, coach_id=ZHOU, due_on=LATER),
            lambda: decisions.prioritise_need(own.id, urgency="urgent"),
            lambda: decisions.merge_needs(other.id, need_ids=[own.id]),
        ]
        for decide in steps:
            with pytest.raises(NotYourOwnNeed):
                decide()


def test_needs_are_merged_and_seen_as_they_were_before(
    school: TrainingService, as_employee: ActAs
) -> None:
    needs, decisions = school.use_cases.needs, school.use_cases.need_decisions
    with as_employee(WANG):
        mine, other = raised(school), raised(school, FOR_ZHAO, evidences=(evidence("QF-2"),))
    before = school.store.recorder.last_position()
    with as_employee(QIAN):
        decisions.merge_needs(mine.id, need_ids=[other.id])
        decisions.refuse_need(mine.id, reason=WORDS)
    with as_employee(WANG):
        then = needs.see_need(other.id, as_of=AsOf(position=before))
        settled = needs.settled_in(needs.see_need(other.id))

    assert ("open", 1) == (then.state, len(then.evidences))
    assert ("refused", mine.id) == (settled.state, settled.id)


def test_a_need_is_weighed_by_another_urgency_under_the_rules_in_force(
    school: TrainingService, as_employee: ActAs
) -> None:
    with as_employee(WANG):
        made = raised(school)
        school.use_cases.needs.add_evidence(made.id, evidence=evidence())
    with as_employee(ZHAO), pytest.raises(NeedNotFound):
        school.use_cases.needs.add_evidence(made.id, evidence=evidence("2"))
    with as_employee(QIAN):
        weighed = school.use_cases.need_decisions.prioritise_need(made.id, urgency="urgent")

    assert 20 + 50 + 3 + 18 == weighed.weight.points
    [last] = [one for one in records_of(school) if one.topic == "training.need.prioritised"]
    assert b'"needs":"1"' in last.state.replace(b" ", b"")


def test_of_two_decisions_at_once_one_is_lost(school: TrainingService, as_employee: ActAs) -> None:
    with as_employee(HR):
        made = raised(school)
        first, second = (school.store.get(Need, made.id) for _ in range(2))
        words = school.use_cases.needs.sealed(made.id, made.audience, WORDS)
        first.refuse(words)
        second.refuse(words)
        school.store.save(first)
        with pytest.raises(Conflict):
            school.store.save(second)


def records_of(school: TrainingService) -> Any:
    return school.store.recorder.select_records(after=0, limit=1000)


def log_of(school: TrainingService) -> bytes:
    return b"".join(one.state for one in records_of(school))
