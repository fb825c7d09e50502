"""Mentors are appointed one to one by the rules; tasks are signed off by one and confirmed by the
other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import pytest

from services.training.domain import mentoring_errors as errors
from services.training.domain.errors import EmployeeUnknown
from services.training.domain.mentorship import Mentorship
from services.training.service import TrainingService
from shared.bus.message import Message
from shared.errors import NotAllowed, Stale
from tests.support.parts import message
from tests.support.sessions import start
from tests.support.training import FENG, LI, QIAN, SUN, WANG, WU, ZHAO
from tests.training.conftest import ActAs


@dataclass
class Pair:
    """Li, whom Zhao mentors."""

    school: TrainingService
    as_employee: ActAs
    mentorship_id: UUID

    def by(self, who: UUID, what: str, **facts: object) -> Mentorship:
        """Somebody does something."""
        with self.as_employee(who):
            return getattr(self.school.use_cases.mentorships, what)(self.mentorship_id, **facts)

    @property
    def stored(self) -> Mentorship:
        return self.school.store.get(Mentorship, self.mentorship_id)


@pytest.fixture
def pair(school: TrainingService, as_employee: ActAs) -> Pair:
    with as_employee(QIAN):
        return Pair(school, as_employee, start(school, mentor_id=ZHAO))


def test_a_mentor_is_appointed_with_the_tasks_of_the_template(pair: Pair) -> None:
    first = pair.stored.tasks[0]

    assert (LI, ZHAO, 7) == (pair.stored.employee_id, pair.stored.mentor_id, len(pair.stored.tasks))
    assert ("workplace", "2020-01-09") == (first.code, str(first.due_on))
    assert "2020-03-06" == str(pair.stored.due_on)


def test_only_by_who_may_and_only_people_who_suit(
    school: TrainingService, as_employee: ActAs, pair: Pair
) -> None:
    with as_employee(WANG), pytest.raises(NotAllowed):
        start(school, employee_id=SUN, mentor_id=WU)
    with as_employee(QIAN):
        with pytest.raises(errors.MentorsOneself):
            start(school, employee_id=SUN, mentor_id=SUN)
        with pytest.raises(errors.SupervisorIsNoMentor):
            start(school, employee_id=ZHAO, mentor_id=WANG)
        with pytest.raises(errors.MentoringTemplateUnknown):
            start(school, employee_id=SUN, mentor_id=WU, template="pilot")
        with pytest.raises(EmployeeUnknown):
            start(school, employee_id=SUN, mentor_id=UUID(int=4))
        with pytest.raises(errors.MentoredAlready):
            start(school, mentor_id=WU)


def test_a_mentor_has_as_many_mentees_as_the_rules_allow(
    school: TrainingService, as_employee: ActAs, pair: Pair
) -> None:
    with as_employee(QIAN):
        start(school, employee_id=SUN, mentor_id=ZHAO)
        with pytest.raises(errors.MentorHasTooMany):
            start(school, employee_id=WU, mentor_id=ZHAO)
    pair.by(ZHAO, "end_mentorship", is_ready=False, reason="转岗")
    with as_employee(QIAN):
        start(school, employee_id=WU, mentor_id=ZHAO)


def test_of_two_mentors_appointed_at_once_the_mentee_has_one(
    school: TrainingService, as_employee: ActAs
) -> None:
    def appoint(mentor_id: UUID) -> bool:
        with as_employee(QIAN):
            try:
                start(school, mentor_id=mentor_id)
            except errors.MentoredAlready:
                return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert [False, False, True] == sorted(pool.map(appoint, (ZHAO, SUN, WU)))


def test_of_many_mentees_given_at_once_the_mentor_has_no_more_than_the_rule(
    school: TrainingService, as_employee: ActAs
) -> None:
    def appoint(employee_id: UUID) -> bool:
        with as_employee(QIAN):
            try:
                start(school, employee_id=employee_id, mentor_id=FENG)
            except errors.MentorHasTooMany:
                return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert 2 == sum(pool.map(appoint, (LI, ZHAO, SUN, WU)))


def test_the_mentor_signs_off_and_the_mentee_acknowledges(pair: Pair) -> None:
    with pytest.raises(errors.MentorTaskNotSignedOff):
        pair.by(LI, "acknowledge_task", task="systems")
    with pytest.raises(errors.NotTheMentor):
        pair.by(LI, "sign_off_task", task="systems")
    pair.by(ZHAO, "sign_off_task", task="systems", expected_version=1)
    with pytest.raises(Stale):
        pair.by(ZHAO, "sign_off_task", task="workplace", expected_version=1)
    with pytest.raises(errors.MentorTaskSignedOff):
        pair.by(ZHAO, "sign_off_task", task="systems")
    with pytest.raises(errors.MentorTaskUnknown):
        pair.by(ZHAO, "sign_off_task", task="cooking")
    with pytest.raises(errors.NotTheMentee):
        pair.by(ZHAO, "acknowledge_task", task="systems")
    pair.by(LI, "acknowledge_task", task="systems")
    with pytest.raises(errors.MentorTaskAcknowledged):
        pair.by(LI, "acknowledge_task", task="systems")

    assert ({"systems": ZHAO}, ("systems",)) == (pair.stored.signed_off, pair.stored.acknowledged)


def test_nobody_is_ready_with_open_tasks_and_only_the_mentor_says_so(pair: Pair) -> None:
    with pytest.raises(errors.TasksOutstanding, match="workplace"):
        pair.by(ZHAO, "end_mentorship", is_ready=True, reason="好")
    for one in pair.stored.tasks:
        pair.by(ZHAO, "sign_off_task", task=one.code)
        pair.by(LI, "acknowledge_task", task=one.code)
    for who in (LI, QIAN):
        with pytest.raises(errors.NotTheMentor):
            pair.by(who, "end_mentorship", is_ready=True, reason="好")
    pair.by(ZHAO, "end_mentorship", is_ready=True, reason="可以独立上岗")
    for what in ({"task": "systems"},):
        with pytest.raises(errors.MentorshipEnded):
            pair.by(ZHAO, "sign_off_task", **what)
    keys = pair.school.keys

    assert ("ended", True) == (pair.stored.state, pair.stored.is_ready)
    assert "可以独立上岗" == keys.open_or_none(pair.stored.reason, purpose="test")


def test_another_mentor_goes_on_and_the_former_ones_work_stays(
    school: TrainingService, as_employee: ActAs, pair: Pair
) -> None:
    pair.by(ZHAO, "sign_off_task", task="systems")
    with pytest.raises(errors.MentorTheSame):
        pair.by(QIAN, "replace_mentor", mentor_id=ZHAO, reason="x")
    with pytest.raises(errors.SupervisorIsNoMentor):
        pair.by(QIAN, "replace_mentor", mentor_id=WANG, reason="x")
    with pytest.raises(errors.MentorsOneself):
        pair.by(QIAN, "replace_mentor", mentor_id=LI, reason="x")
    with pytest.raises(NotAllowed):
        pair.by(LI, "replace_mentor", mentor_id=SUN, reason="x")
    pair.by(QIAN, "replace_mentor", mentor_id=SUN, reason="导师休假")
    with pytest.raises(errors.MentorshipNotFound):
        pair.by(ZHAO, "sign_off_task", task="workplace")
    pair.by(SUN, "sign_off_task", task="workplace")
    with as_employee(QIAN):
        start(school, employee_id=WU, mentor_id=ZHAO)
        start(school, employee_id=FENG, mentor_id=ZHAO)

    assert {"systems": ZHAO, "workplace": SUN} == pair.stored.signed_off
    assert (ZHAO,) == pair.stored.former_mentor_ids


def test_notes_are_sealed_and_kept_by_mentor_and_mentee_only(pair: Pair) -> None:
    pair.by(ZHAO, "keep_note", text="容易紧张")
    pair.by(LI, "keep_note", text="谢谢")
    with pytest.raises(errors.NotTheMentor):
        pair.by(QIAN, "keep_note", text="x")
    with pytest.raises(errors.MentorshipNotFound):
        pair.by(SUN, "keep_note", text="x")
    opened = [pair.school.keys.open(one.text, purpose="test") for one in pair.stored.notes]
    records = pair.school.store.recorder.select_records(after=0, limit=1000)

    assert ["容易紧张", "谢谢"] == opened
    assert all("紧张".encode() not in one.state for one in records)


@pytest.mark.parametrize("who", [LI, ZHAO, WANG, QIAN])
def test_it_is_seen_by_the_two_and_by_who_may_see_the_mentee(pair: Pair, who: UUID) -> None:
    assert pair.mentorship_id == pair.by(who, "see_mentorship").id


def test_it_is_hidden_from_all_others(pair: Pair) -> None:
    with pytest.raises(errors.MentorshipNotFound):
        pair.by(SUN, "see_mentorship")


def test_a_mentorship_is_broken_off_without_a_judgement(
    school: TrainingService, as_employee: ActAs, pair: Pair
) -> None:
    with pytest.raises(NotAllowed):
        pair.by(ZHAO, "break_off_mentorship")
    pair.by(QIAN, "break_off_mentorship")
    with pytest.raises(errors.MentorshipEnded):
        pair.by(QIAN, "break_off_mentorship")
    with as_employee(QIAN):
        start(school, mentor_id=SUN)

    assert ("broken_off", None) == (pair.stored.state, pair.stored.is_ready)


def test_nobody_mentors_who_has_left(
    school: TrainingService, react: Callable[[Message], None], pair: Pair
) -> None:
    gone = message("people.employee_left", {"employee_id": str(LI), "last_day": "2020-01-06"})
    react(gone)
    react(gone)

    assert "broken_off" == pair.stored.state
