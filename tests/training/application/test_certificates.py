from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.training.domain.candidacy import CERTIFIED, COMPLETED, OPEN, Candidacy
from services.training.domain.certificate import Certificate
from services.training.domain.certification import Certification
from services.training.domain.certification_errors import (
    CandidacyAlreadyOpen,
    CandidacyNotCompleted,
    CandidacyNotFound,
    CandidacyOfOtherKind,
    CertificateNotFound,
    CertificationAlreadyCreated,
    CertificationRetired,
    EvidenceInFuture,
    NotForOneself,
    ValidityOver,
)
from services.training.domain.errors import EmployeeUnknown
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.errors import Conflict, NotAllowed, Stale
from shared.event_store import AsOf
from shared.numbers import NumberMistyped
from tests.support.certificates import (
    A_YEAR_LATER,
    CODE,
    ON_PAPER,
    certified,
    evidence_id,
    passed,
    plan,
    short_plan,
)
from tests.support.training import LI, MONDAY, QIAN, SUN, WANG, WU, ZHAO, ZHOU
from tests.training.conftest import MANAGER, ActAs

DAY = 86_400
TOPICS = Callable[[], list[str]]


@pytest.fixture
def topics(school: TrainingService) -> Callable[[], list[str]]:
    """The topics of all events so far, without those of the rules."""

    def found() -> list[str]:
        records = school.store.recorder.select_records(after=0, limit=1000)
        return [one.topic for one in records if "rules" not in one.topic]

    return found


def published(school: TrainingService, act: ActAs, **facts: object) -> UUID:
    with act(QIAN):
        return school.use_cases.certifications.create_certification(
            CODE, plan=short_plan(**facts)
        ).id


def test_a_code_is_taken_once(school: TrainingService, as_employee: ActAs) -> None:
    published(school, as_employee)
    with as_employee(QIAN), pytest.raises(CertificationAlreadyCreated):
        school.use_cases.certifications.create_certification(CODE, plan=plan())


def test_only_who_certifies_sets_certifications_up(
    school: TrainingService, as_employee: ActAs
) -> None:
    with as_employee(ZHOU), pytest.raises(NotAllowed):
        school.use_cases.certifications.create_certification(CODE, plan=plan())


def test_a_version_is_published_on_the_one_that_was_seen(
    school: TrainingService, as_employee: ActAs
) -> None:
    certification_id = published(school, as_employee)
    certifications = school.use_cases.certifications
    with as_employee(QIAN):
        certifications.publish_certification_version(
            certification_id, plan=plan(), expected_version=2
        )
        with pytest.raises(Stale):
            certifications.publish_certification_version(
                certification_id, plan=plan(), expected_version=2
            )


def test_whoever_has_passed_all_stages_is_certified(
    school: TrainingService, as_employee: ActAs, topics: TOPICS
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    made = school.store.get(Certificate, certificate_id)

    assert [
        "training.candidacy.opened",
        "training.candidacy.stage_passed",
        "training.candidacy.completed",
        "training.certificate.issued",
        "training.candidacy.certified",
    ] == [one for one in topics() if "candidacy" in one or "certificate" in one]
    assert ("C-000001-3", LI) == (made.number, made.employee_id)
    assert (A_YEAR_LATER, "Asia/Shanghai") == (made.term.valid_until, made.term.zone)
    assert datetime(2021, 1, 5, 16, tzinfo=UTC) == made.ends_at
    assert MONDAY == made.term.begins_at


def test_a_candidacy_leads_to_one_certificate(school: TrainingService, as_employee: ActAs) -> None:
    published(school, as_employee)
    with as_employee(QIAN) as context:
        candidacy_id = passed(school, LI, context.occurred_at)
        school.use_cases.certificates.issue_certificate(candidacy_id)
        with pytest.raises(CandidacyNotCompleted):
            school.use_cases.certificates.issue_certificate(candidacy_id)


def test_without_all_stages_nobody_is_certified(
    school: TrainingService, as_employee: ActAs
) -> None:
    published(school, as_employee)
    with as_employee(QIAN):
        opened = school.use_cases.candidacies.open_candidacy(LI, certification_code=CODE)
        with pytest.raises(CandidacyNotCompleted):
            school.use_cases.certificates.issue_certificate(opened.id)


def test_who_issued_first_wins(school: TrainingService, as_employee: ActAs) -> None:
    published(school, as_employee)
    with as_employee(QIAN) as context:
        candidacy_id = passed(school, LI, context.occurred_at)
        slow = school.store.get(Candidacy, candidacy_id)
        school.use_cases.certificates.issue_certificate(candidacy_id)
        slow.certify(UUID(int=3))
        with pytest.raises(Conflict):
            school.store.save(slow)


def test_one_is_on_the_way_once_at_a_time(school: TrainingService, as_employee: ActAs) -> None:
    published(school, as_employee)
    candidacies = school.use_cases.candidacies
    with as_employee(ZHOU):
        first = candidacies.open_candidacy(LI, certification_code=CODE)
        with pytest.raises(CandidacyAlreadyOpen):
            candidacies.open_candidacy(LI, certification_code=CODE)
        candidacies.withdraw_candidacy(first.id, reason="调岗")
        second = candidacies.open_candidacy(LI, certification_code=CODE)

    assert first.id != second.id
    assert OPEN == second.state


def test_nobody_is_on_the_way_to_a_retired_certification(
    school: TrainingService, as_employee: ActAs
) -> None:
    certification_id = published(school, as_employee)
    with as_employee(QIAN):
        school.use_cases.certifications.retire_certification(certification_id)
        with pytest.raises(CertificationRetired):
            school.use_cases.candidacies.open_candidacy(LI, certification_code=CODE)


def test_nobody_unknown_is_a_candidate(school: TrainingService, as_employee: ActAs) -> None:
    published(school, as_employee)
    with as_employee(QIAN), pytest.raises(EmployeeUnknown):
        school.use_cases.candidacies.open_candidacy(UUID(int=9), certification_code=CODE)


def test_nobody_certifies_themselves(school: TrainingService, as_employee: ActAs) -> None:
    certified(school, as_employee, QIAN)
    cases = school.use_cases
    with as_employee(QIAN), pytest.raises(NotForOneself):
        cases.candidacies.open_candidacy(QIAN, certification_code=CODE)
    with as_employee(WU, MANAGER):
        opened = cases.candidacies.open_candidacy(QIAN, certification_code=CODE)
    with as_employee(QIAN) as context, pytest.raises(NotForOneself):
        cases.candidacies.note_stage(
            opened.id,
            stage_code="written",
            is_passed=True,
            evidence_id=evidence_id("own"),
            happened_at=context.occurred_at,
        )


def test_nobody_decides_about_their_own_certificate(
    school: TrainingService, as_employee: ActAs
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    certificates = school.use_cases.certificates
    with as_employee(LI, MANAGER) as context:
        with pytest.raises(NotForOneself):
            certificates.suspend_certificate(certificate_id, cause="other", reason="x")
        with pytest.raises(NotForOneself):
            certificates.resume_certificate(certificate_id)
        with pytest.raises(NotForOneself):
            certificates.revoke_certificate(certificate_id, cause="other", reason="x")
        with pytest.raises(NotForOneself):
            passed(school, LI, context.occurred_at)


def test_who_does_not_certify_learns_nothing_of_what_there_is(
    school: TrainingService, as_employee: ActAs
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    certificates = school.use_cases.certificates
    for employee_id in (ZHAO, ZHOU):
        for one in (certificate_id, UUID(int=5)):
            with as_employee(employee_id), pytest.raises(NotAllowed):
                certificates.revoke_certificate(one, cause="other", reason="x")


def test_a_result_that_is_yet_to_come_is_refused(
    school: TrainingService, as_employee: ActAs
) -> None:
    published(school, as_employee)
    with as_employee(QIAN) as context, pytest.raises(EvidenceInFuture):
        passed(school, LI, context.occurred_at + timedelta(seconds=1))


def test_the_leader_accepts_independence_and_the_candidate_does_not(
    school: TrainingService, as_employee: ActAs
) -> None:
    cases = school.use_cases
    with as_employee(QIAN) as context:
        cases.certifications.create_certification("teller", plan=plan())
        opened = cases.candidacies.open_candidacy(LI, certification_code="teller")
        for stage in opened.stages:
            cases.candidacies.note_stage(
                opened.id,
                stage_code=stage.code,
                is_passed=True,
                evidence_id=evidence_id(stage.code),
                happened_at=context.occurred_at,
                reason=ON_PAPER,
            )
    with as_employee(LI), pytest.raises(NotForOneself):
        cases.candidacies.accept_independence(opened.id)
    with as_employee(SUN), pytest.raises(CandidacyNotFound):
        cases.candidacies.accept_independence(opened.id)
    with as_employee(ZHOU), pytest.raises(NotAllowed):
        cases.candidacies.accept_independence(opened.id)
    with as_employee(WANG):
        done = cases.candidacies.accept_independence(opened.id)

    assert (COMPLETED, WANG) == (done.state, done.independence_accepted_by)


def test_a_renewal_keeps_the_number_and_loses_no_days(
    school: TrainingService, as_employee: ActAs, wait: Callable[[int], None], clock: SetClock
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    wait(340 * DAY)
    with as_employee(QIAN):
        candidacy_id = passed(school, LI, clock.now())
        with pytest.raises(CandidacyOfOtherKind):
            school.use_cases.certificates.issue_certificate(candidacy_id)
        renewed = school.use_cases.certificates.renew_certificate(
            certificate_id, candidacy_id=candidacy_id
        )
        with pytest.raises(CandidacyNotCompleted):
            school.use_cases.certificates.renew_certificate(
                certificate_id, candidacy_id=candidacy_id
            )

    assert ("C-000001-3", 2) == (renewed.number, len(renewed.terms))
    assert A_YEAR_LATER.replace(year=2022) == renewed.term.valid_until
    assert CERTIFIED == school.store.get(Candidacy, candidacy_id).state


def test_a_first_candidacy_renews_nothing(school: TrainingService, as_employee: ActAs) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    with as_employee(QIAN) as context:
        other = passed(school, ZHAO, context.occurred_at)
        with pytest.raises(CandidacyOfOtherKind):
            school.use_cases.certificates.renew_certificate(certificate_id, candidacy_id=other)


def test_after_a_revocation_one_begins_anew_under_another_number(
    school: TrainingService, as_employee: ActAs
) -> None:
    first = certified(school, as_employee, QIAN)
    with as_employee(QIAN):
        school.use_cases.certificates.revoke_certificate(first, cause="violation", reason="x")
    second = certified(school, as_employee, QIAN)

    assert first != second
    assert "C-000002-1" == school.store.get(Certificate, second).number


def test_a_day_that_has_passed_gives_no_certificate(
    school: TrainingService, as_employee: ActAs
) -> None:
    yesterday = (MONDAY - timedelta(days=1)).date()
    published(school, as_employee, validity_months=None, valid_until=yesterday)
    with as_employee(QIAN) as context:
        candidacy_id = passed(school, LI, context.occurred_at)
        with pytest.raises(ValidityOver):
            school.use_cases.certificates.issue_certificate(candidacy_id)


def test_who_is_on_the_way_goes_on_by_the_version_with_which_they_began(
    school: TrainingService, as_employee: ActAs
) -> None:
    certification_id = published(school, as_employee)
    with as_employee(QIAN) as context:
        candidacy_id = passed(school, LI, context.occurred_at)
        school.use_cases.certifications.publish_certification_version(
            certification_id, plan=short_plan(skills=("loans",), validity_months=None)
        )
        made = school.use_cases.certificates.issue_certificate(candidacy_id)

    assert (("cards", "disputes"), 1) == (made.term.skills, made.term.certification_version)
    assert 2 == school.store.get(Certification, certification_id).version_in_use.number


def test_a_certificate_is_seen_by_its_holder_their_leader_and_who_sees_all(
    school: TrainingService, as_employee: ActAs
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    certificates = school.use_cases.certificates
    for employee_id in (LI, WANG, ZHOU, QIAN):
        with as_employee(employee_id):
            assert LI == certificates.see_certificate(certificate_id).employee_id
    for employee_id in (ZHAO, SUN):
        with as_employee(employee_id), pytest.raises(CertificateNotFound):
            certificates.see_certificate(certificate_id)


def test_a_certificate_is_found_by_the_number_that_was_said(
    school: TrainingService, as_employee: ActAs
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    certificates = school.use_cases.certificates
    with as_employee(QIAN):
        assert certificate_id == certificates.find_certificate("c 13").id
        with pytest.raises(NumberMistyped):
            certificates.find_certificate("C-000001-4")
        with pytest.raises(CertificateNotFound):
            certificates.find_certificate("C-000002-1")


def test_who_was_certified_on_a_day_as_it_was_known_then(
    school: TrainingService,
    as_employee: ActAs,
    wait: Callable[[int], None],
    project: Callable[[], None],
) -> None:
    of_li, of_zhao = sorted(certified(school, as_employee, QIAN, one) for one in (LI, ZHAO))
    known_before = school.store.recorder.last_position()
    wait(DAY)
    with as_employee(QIAN):
        school.use_cases.certificates.revoke_certificate(of_li, cause="violation", reason="x")
    project()

    def certified_at(days: int, *, as_of: AsOf | None = None) -> list[UUID]:
        with as_employee(QIAN):
            found, _ = school.use_cases.certificates.certified_for(
                "cards",
                valid_at=MONDAY + timedelta(days=days),
                as_of=as_of,
                after=None,
                limit=10,
            )
        return [one.certificate.id for one in found]

    both = [of_li, of_zhao]
    assert [] == certified_at(-1)
    assert both == certified_at(0)
    assert [of_zhao] == certified_at(1)
    assert both == certified_at(1, as_of=AsOf(position=known_before))
    assert both == certified_at(365, as_of=AsOf(position=known_before))
    assert [] == certified_at(366, as_of=AsOf(position=known_before))
    assert [] == certified_at(0, as_of=AsOf(position=1))


def test_who_was_certified_is_answered_page_by_page_and_for_whom_one_may_see(
    school: TrainingService, as_employee: ActAs, project: Callable[[], None]
) -> None:
    everybody = sorted(certified(school, as_employee, QIAN, one) for one in (LI, ZHAO, SUN))
    project()
    certificates = school.use_cases.certificates
    with as_employee(QIAN):
        pages, after = [], None
        for _ in range(2):
            found, after = certificates.certified_for(
                "cards", valid_at=MONDAY, as_of=None, after=after, limit=2
            )
            pages += [one.certificate.id for one in found]
    with as_employee(WANG):
        seen, _ = certificates.certified_for(
            "cards", valid_at=MONDAY, as_of=None, after=None, limit=10
        )
        none, _ = certificates.certified_for(
            "loans", valid_at=MONDAY, as_of=None, after=None, limit=10
        )

    assert (everybody, None) == (pages, after)
    assert {LI, ZHAO} == {one.certificate.employee_id for one in seen}
    assert [] == none
