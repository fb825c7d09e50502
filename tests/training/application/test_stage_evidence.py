"""What shows a stage: whose result, of what, told by whom; and nobody certifies alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.training.domain.candidacy import COMPLETED, Candidacy
from services.training.domain.certification import Stage
from services.training.domain.certification_errors import (
    EvidenceByIssuer,
    EvidenceUnfit,
    EvidenceUnknown,
)
from services.training.domain.question_content import Answer
from services.training.domain.sitting_errors import ResultNotReleased
from services.training.service import TrainingService
from shared.clock import SetClock
from tests.support.certificates import CODE, ON_PAPER, short_plan
from tests.support.sittings import EXAM, WRONG, answer_all, fill_bank
from tests.support.stages import CRITERIA, FIRST_DAY, GOOD
from tests.support.training import LI, MONDAY, QIAN, WU, ZHAO, ZHOU
from tests.training.conftest import MANAGER, ActAs

WRITTEN = Stage(code="written", kind="written", exam_code="written-cards")
OTHER = Stage(code="other", kind="written", exam_code="written-loans")
SIMULATED = Stage(code="simulated", kind="simulated")
FAILED = {"single": WRONG, "multiple": WRONG, "fill_in": Answer()}
CLOSING = MONDAY + timedelta(days=1)


class Way:
    """Li's way through one stage, and who names what for it.

    Args:
        school: the service.
        act: acts as somebody.
        project: brings the lists up to date.
    """

    def __init__(self, school: TrainingService, act: ActAs, project: Callable[[], None]) -> None:
        self.school = school
        self._act = act
        self._project = project
        self.candidacy_id = UUID(int=0)
        self._stage = WRITTEN

    def begins(self, stage: Stage) -> None:
        """Li begins the stage."""
        cases = self.school.use_cases
        with self._act(QIAN):
            wanted = short_plan(stages=(stage,), recertification=(stage.code,))
            cases.certifications.create_certification(CODE, plan=wanted)
            opened = cases.candidacies.open_candidacy(LI, certification_code=CODE)
        self.candidacy_id = opened.id
        self._stage = stage

    def sits(self, by: UUID = LI, **instead: Answer) -> UUID:
        """The sitting of somebody who has handed it in."""
        sittings = self.school.use_cases.sittings
        with self._act(by):
            started = sittings.start_sitting(EXAM)
            answer_all(self.school, started, **instead)
            sittings.hand_in_sitting(started.id)
        self._project()
        return started.id

    def noted(self, evidence_id: UUID, *, by: UUID = QIAN, **facts: Any) -> Candidacy:
        """The candidacy after somebody has named this."""
        given = {"is_passed": True, "happened_at": MONDAY, **facts}
        with self._act(by, MANAGER):
            return self.school.use_cases.candidacies.note_stage(
                self.candidacy_id, stage_code=self._stage.code, evidence_id=evidence_id, **given
            )

    def certified(self, *, by: UUID) -> UUID:
        """The certificate that somebody issues."""
        with self._act(by, MANAGER):
            return self.school.use_cases.certificates.issue_certificate(self.candidacy_id).id

    @property
    def candidacy(self) -> Candidacy:
        """As it stands."""
        return self.school.store.get(Candidacy, self.candidacy_id)


@pytest.fixture
def way(school: TrainingService, as_employee: ActAs, project: Callable[[], None]) -> Way:
    return Way(school, as_employee, project)


@pytest.fixture
def exam(school: TrainingService, project: Callable[[], None]) -> Callable[..., None]:
    """Holds the written exam, by default one that never tells its results."""

    def hold(**changed: Any) -> None:
        fill_bank(school, **{"results": "never", **changed})
        project()

    return hold


def test_of_an_exam_that_never_tells_its_results_only_that_it_was_passed_is_noted(
    way: Way, exam: Callable[..., None], as_timer: ActAs, clock: SetClock
) -> None:
    exam()
    way.begins(WRITTEN)
    sitting_id = way.sits()
    with as_timer():
        assert 0 == way.school.use_cases.candidacies.note_results(clock.now())
    clock.move_to(CLOSING)
    noted = way.noted(sitting_id, happened_at=CLOSING, points=99, full=100)

    [(_, evidence)] = noted.passed
    assert (sitting_id, MONDAY, QIAN) == (
        evidence.evidence_id,
        evidence.happened_at,
        evidence.noted_by,
    )
    assert (COMPLETED, None, None) == (noted.state, evidence.points, evidence.full)


def test_a_result_that_is_told_later_is_not_told_by_noting_it(
    way: Way, exam: Callable[..., None], clock: SetClock
) -> None:
    exam(results="after_closing", closes_at=CLOSING)
    way.begins(WRITTEN)
    sitting_id = way.sits()
    for is_passed in (True, False):
        with pytest.raises(ResultNotReleased):
            way.noted(sitting_id, is_passed=is_passed, reason=ON_PAPER)
    clock.move_to(CLOSING)

    assert COMPLETED == way.noted(sitting_id).state


def test_a_result_of_somebody_else_or_one_that_says_the_contrary_shows_nothing(
    way: Way, exam: Callable[..., None]
) -> None:
    exam(results="at_once")
    way.begins(WRITTEN)
    of_zhao, failed = way.sits(ZHAO), way.sits(**FAILED)
    for evidence_id in (of_zhao, failed, way.candidacy_id):
        with pytest.raises(EvidenceUnfit):
            way.noted(evidence_id, reason=ON_PAPER)

    assert (failed, False) == (
        way.noted(failed, is_passed=False).failed[0][1].evidence_id,
        bool(way.candidacy.passed),
    )


def test_a_result_of_another_exam_shows_nothing(way: Way, exam: Callable[..., None]) -> None:
    exam(results="at_once")
    way.begins(OTHER)
    with pytest.raises(EvidenceUnfit):
        way.noted(way.sits(), reason=ON_PAPER)

    assert () == way.candidacy.passed


def test_a_sitting_without_a_result_shows_nothing(
    way: Way, exam: Callable[..., None], as_employee: ActAs
) -> None:
    exam(results="at_once")
    way.begins(WRITTEN)
    with as_employee():
        running = way.school.use_cases.sittings.start_sitting(EXAM).id
    with pytest.raises(EvidenceUnfit):
        way.noted(running, reason=ON_PAPER)

    assert () == way.candidacy.passed


def test_what_lies_elsewhere_needs_a_reason_and_somebody_else_who_certifies(way: Way) -> None:
    way.begins(WRITTEN)
    for missing in (None, ""):
        with pytest.raises(EvidenceUnknown) as refused:
            way.noted(UUID(int=7), reason=missing)
        assert ["reason"] == [one.field for one in refused.value.fields]
    way.noted(UUID(int=7), reason=ON_PAPER)
    with pytest.raises(EvidenceByIssuer):
        way.certified(by=QIAN)
    log = b"".join(
        one.state for one in way.school.store.recorder.select_records(after=0, limit=1000)
    )

    assert ON_PAPER.encode() not in log
    assert way.certified(by=WU)


def test_who_assessed_a_stage_does_not_certify_on_it(
    way: Way, as_employee: ActAs, as_timer: ActAs, clock: SetClock, project: Callable[[], None]
) -> None:
    way.begins(SIMULATED)
    cases = way.school.use_cases
    with as_employee(ZHOU):
        rubric = cases.rubrics.create_rubric(
            code="call",
            stage_kind="simulated",
            title="模拟接听",
            pass_percent=60,
            criteria=CRITERIA,
        )
    with as_employee(QIAN):
        arranged = cases.assessments.arrange_assessment(
            employee_id=LI, certification_code=CODE, rubric_id=rubric.id, assessor_ids=[WU]
        )
    with as_employee(WU):
        cases.assessments.judge_candidate(
            arranged.id, levels=GOOD, note="核身完整", observed_on=FIRST_DAY
        )
    project()
    with as_timer():
        assert 1 == cases.candidacies.note_results(clock.now())
    with pytest.raises(EvidenceByIssuer):
        way.certified(by=WU)

    assert way.certified(by=QIAN)


def test_who_noted_a_stage_of_a_renewal_does_not_renew(
    way: Way, as_employee: ActAs, clock: SetClock
) -> None:
    way.begins(WRITTEN)
    way.noted(UUID(int=7), reason=ON_PAPER)
    certificate_id = way.certified(by=WU)
    clock.move_to(MONDAY + timedelta(days=300))
    cases = way.school.use_cases
    with as_employee(QIAN):
        way.candidacy_id = cases.candidacies.open_candidacy(LI, certification_code=CODE).id
    way.noted(UUID(int=8), happened_at=clock.now(), reason=ON_PAPER)
    with as_employee(QIAN), pytest.raises(EvidenceByIssuer):
        cases.certificates.renew_certificate(certificate_id, candidacy_id=way.candidacy_id)
    with as_employee(WU, MANAGER):
        renewed = cases.certificates.renew_certificate(
            certificate_id, candidacy_id=way.candidacy_id
        )

    assert 2 == len(renewed.terms)
