from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from services.training.domain.candidacy import CERTIFIED, COMPLETED, FAILED, OPEN, Candidacy
from services.training.domain.certification_errors import (
    CandidacyNotCompleted,
    CandidacyOver,
    EvidenceAlreadyNoted,
    EvidenceTooEarly,
    IndependenceNotProven,
    StageNotNext,
)
from shared.event_store.mapper import Mapper
from shared.sealed import Sealed
from tests.support.certificates import at, candidacy, evidence, new_events, short_plan
from tests.support.training import LI, MONDAY, WANG

ALL = ("courses", "written", "oral", "simulated", "practical")
REASON = Sealed(subject="employee:x", key_id="k", algorithm="A256GCM", nonce="n", text="t")
VERSION_1 = (
    '{"stage_code":"written",'
    '"evidence":{"evidence_id":"00000000-0000-0000-0000-000000000007",'
    '"happened_at":"2020-01-06T01:00:00.000000Z","points":"85.5","full":"100"},'
    f'"candidate":{{"employee_id":"{LI}","certification_code":"cards",'
    '"certification_version":1,"purpose":"first"},'
    '"meta":{"event_id":"01a20131-966b-7b9a-ae45-834ece14135d",'
    '"occurred_at":"2020-01-06T04:51:11.000000Z"}}'
)
"""What the first release stored; it stays for ever."""


def passed(*stages: str) -> Candidacy:
    made = candidacy()
    with at():
        for one in stages:
            made.note_stage(one, evidence(one), is_passed=True)
    made.collect_events()
    return made


def test_the_stages_are_passed_in_their_order() -> None:
    made = candidacy()
    with at(), pytest.raises(StageNotNext):
        made.note_stage("written", evidence(), is_passed=True)
    with at():
        made.note_stage("courses", evidence(), is_passed=True)

    assert ["StagePassed"] == new_events(made)
    assert made.next_stage is not None
    assert "written" == made.next_stage.code


def test_the_same_result_counts_once() -> None:
    made = passed("courses")
    with at(), pytest.raises(EvidenceAlreadyNoted):
        made.note_stage("written", evidence("courses"), is_passed=True)

    assert [] == new_events(made)


def test_what_happened_before_the_stage_could_begin_proves_nothing() -> None:
    made = passed("courses")
    earlier = evidence("exam", happened_at=MONDAY - timedelta(seconds=1))
    with at(), pytest.raises(EvidenceTooEarly):
        made.note_stage("written", earlier, is_passed=True)


def test_courses_that_were_completed_before_count() -> None:
    made = candidacy()
    with at():
        earlier = evidence(happened_at=MONDAY - timedelta(days=30))
        made.note_stage("courses", earlier, is_passed=True)

    assert ["StagePassed"] == new_events(made)


def test_a_failed_stage_may_be_taken_again() -> None:
    made = passed("courses")
    with at():
        made.note_stage("written", evidence("one"), is_passed=False)
        made.note_stage("written", evidence("two"), is_passed=True)

    assert ["StageFailed", "StagePassed"] == new_events(made)
    assert OPEN == made.state


def test_the_last_failed_attempt_ends_the_candidacy() -> None:
    made = passed("courses")
    with at():
        made.note_stage("written", evidence("one"), is_passed=False)
        made.note_stage("written", evidence("two"), is_passed=False)
        with pytest.raises(CandidacyOver):
            made.note_stage("written", evidence("three"), is_passed=True)

    assert ["StageFailed", "StageFailed", "Failed"] == new_events(made)
    assert FAILED == made.state


def test_it_is_completed_when_the_independence_was_accepted() -> None:
    made = passed(*ALL)
    assert OPEN == made.state
    with at():
        made.accept_independence(WANG)

    assert ["IndependenceAccepted", "Completed"] == new_events(made)
    assert (COMPLETED, WANG) == (made.state, made.independence_accepted_by)


def test_independence_is_not_accepted_before_every_stage_is_passed() -> None:
    made = passed(*ALL[:-1])
    with at(), pytest.raises(IndependenceNotProven):
        made.accept_independence(WANG)


def test_where_nobody_has_to_accept_it_the_last_stage_completes_it() -> None:
    made = candidacy(short_plan())
    with at():
        made.note_stage("written", evidence(), is_passed=True)
        with pytest.raises(CandidacyOver):
            made.accept_independence(WANG)

    assert ["StagePassed", "Completed"] == new_events(made)


def test_a_renewal_asks_for_fewer_stages() -> None:
    made = candidacy(renews=UUID(int=7))

    assert ["written", "practical"] == [one.code for one in made.stages]
    assert "renewal" == made.candidate.purpose


def test_a_renewal_without_practice_needs_no_acceptance() -> None:
    made = candidacy(short_plan(), renews=UUID(int=7))

    assert not made.needs_independence


def test_one_certificate_comes_of_it() -> None:
    made = candidacy(short_plan())
    with at():
        with pytest.raises(CandidacyNotCompleted):
            made.certify(UUID(int=1))
        made.note_stage("written", evidence(), is_passed=True)
        made.certify(UUID(int=1))
        with pytest.raises(CandidacyNotCompleted):
            made.certify(UUID(int=2))

    assert (CERTIFIED, UUID(int=1)) == (made.state, made.certificate_id)


def test_evidence_that_was_stored_before_anybody_was_named_with_it_is_still_read() -> None:
    stored = StoredEvent(
        originator_id=UUID(int=700),
        originator_version=2,
        topic="training.candidacy.stage_passed",
        state=VERSION_1.encode(),
    )
    read = Mapper([Candidacy]).to_domain_event(stored).evidence

    assert (UUID(int=7), Decimal("85.5")) == (read.evidence_id, read.points)
    assert (None, None) == (read.noted_by, read.reason)


def test_what_was_withdrawn_changes_no_more() -> None:
    made = candidacy()
    with at():
        made.withdraw(reason=REASON)
        with pytest.raises(CandidacyOver):
            made.withdraw(reason=REASON)

    assert ["Withdrawn"] == new_events(made)
