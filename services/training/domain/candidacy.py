"""Candidacies [认证申请]: an employee on the way through the stages of a certification (TR-3)."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

from services.training.domain.candidacy_facts import Candidate, Evidence
from services.training.domain.certification import PRACTICAL, Certification, Stage
from services.training.domain.certification_errors import (
    CandidacyNotCompleted,
    CandidacyOver,
    EvidenceAlreadyNoted,
    EvidenceTooEarly,
    IndependenceNotProven,
    StageNotNext,
)
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed

OPEN = "open"
COMPLETED = "completed"
CERTIFIED = "certified"
FAILED = "failed"
WITHDRAWN = "withdrawn"

STATES = (OPEN, COMPLETED, CERTIFIED, FAILED, WITHDRAWN)
STATES_ZH = dict(zip(STATES, ("进行中", "已完成", "已发证", "未通过", "已撤回"), strict=True))

BY_PERSON, BY_CURRICULUM = "person", "curriculum"

FIRST = "first"
RENEWAL = "renewal"
PURPOSES = (FIRST, RENEWAL)


class Candidacy(Aggregate):
    """One way of one employee through the stages, by the version with which it began."""

    TOPIC = "training.candidacy"

    class Created(Aggregate.Created):
        TOPIC = "training.candidacy.opened"
        candidate: Candidate
        stages: tuple[Stage, ...]
        needs_independence: bool
        origin: str

    def __init__(
        self,
        candidate: Candidate,
        stages: tuple[Stage, ...],
        needs_independence: bool,  # noqa: FBT001
        origin: str,
    ) -> None:
        self.candidate = candidate
        self.employee_id = candidate.employee_id
        self.stages = stages
        self.needs_independence = needs_independence
        self.origin = origin
        self.state = OPEN
        self.passed: tuple[tuple[str, Evidence], ...] = ()
        self.failed: tuple[tuple[str, Evidence], ...] = ()
        self.independence_accepted_by: UUID | None = None
        self.certificate_id: UUID | None = None

    @staticmethod
    def id_for(employee_id: UUID, certification_code: str, *, ordinal: int) -> UUID:
        """The one id of the so-many-eth candidacy of an employee for a certification."""
        return id_of("candidacy", str(employee_id), certification_code, str(ordinal))

    @classmethod
    def open(
        cls,
        certification: Certification,
        *,
        employee_id: UUID,
        ordinal: int,
        renews: UUID | None,
        origin: str,
    ) -> Self:
        """An employee begins the stages of the version in use.

        Args:
            certification: to what.
            employee_id: who.
            ordinal: the so-many-eth candidacy of this employee for it.
            renews: the certificate to be renewed, if there is one; then fewer stages may do.
            origin: `person` or `curriculum`.
        """
        certification.check_in_use()
        version = certification.version_in_use
        stages = version.plan.stages if renews is None else version.plan.renewing_stages
        is_practical = any(one.kind == PRACTICAL for one in stages)
        return cls._create(
            cls.Created,
            id=cls.id_for(employee_id, certification.code, ordinal=ordinal),
            candidate=Candidate(
                employee_id=employee_id,
                certification_code=certification.code,
                certification_version=version.number,
                purpose=FIRST if renews is None else RENEWAL,
                certificate_id=renews,
            ),
            stages=stages,
            needs_independence=version.plan.needs_independence and is_practical,
            origin=origin,
        )

    @property
    def next_stage(self) -> Stage | None:
        """What is to be passed next; None when all is."""
        done = len(self.passed)
        return self.stages[done] if done < len(self.stages) else None

    @property
    def may_count_from(self) -> datetime:
        """Since when results count for the next stage: the former one, or the beginning."""
        return self.passed[-1][1].happened_at if self.passed else self.created_on

    def attempts_failed(self, stage_code: str) -> int:
        """How often a stage was failed."""
        return sum(code == stage_code for code, _ in self.failed)

    def has_noted(self, evidence_id: UUID, *, is_passed: bool) -> bool:
        """Whether a result counted already; one that was corrected to passed counts anew."""
        counted = self.passed if is_passed else (*self.passed, *self.failed)
        return any(one.evidence_id == evidence_id for _, one in counted)

    def note_stage(self, stage_code: str, evidence: Evidence, *, is_passed: bool) -> None:
        """A stage was passed, or failed and may be taken again as often as its rule allows.

        Raises:
            CandidacyOver, StageNotNext: the stage is not to be passed now.
            EvidenceTooEarly: it happened before the stage could begin.
            EvidenceAlreadyNoted: the same result was noted before.
        """
        stage = self.check_next(stage_code)
        if self.has_noted(evidence.evidence_id, is_passed=is_passed):
            raise EvidenceAlreadyNoted
        if stage.kind != "courses" and evidence.happened_at < self.may_count_from:
            raise EvidenceTooEarly(stage=stage_code)
        if is_passed:
            self._pass_stage(stage_code=stage_code, evidence=evidence, candidate=self.candidate)
            self._complete_if_done()
            return
        self._fail_stage(stage_code=stage_code, evidence=evidence, candidate=self.candidate)
        if self.attempts_failed(stage_code) == stage.most_attempts:
            self._fail(candidate=self.candidate, stage_code=stage_code)

    @event("StagePassed", topic="training.candidacy.stage_passed")
    def _pass_stage(self, stage_code: str, evidence: Evidence, candidate: Candidate) -> None:
        self.passed = (*self.passed, (stage_code, evidence))

    @event("StageFailed", topic="training.candidacy.stage_failed")
    def _fail_stage(self, stage_code: str, evidence: Evidence, candidate: Candidate) -> None:
        self.failed = (*self.failed, (stage_code, evidence))

    @event("Failed", topic="training.candidacy.failed")
    def _fail(self, candidate: Candidate, stage_code: str) -> None:
        self.state = FAILED

    def accept_independence(self, by: UUID) -> None:
        """Somebody responsible confirms that the employee works independently (TR-3).

        Raises:
            IndependenceNotProven: a stage is outstanding, or nobody asks for it.
        """
        self.check_open()
        if self.next_stage is not None or not self.needs_independence:
            raise IndependenceNotProven
        self._accept_independence(accepted_by=by)
        self._complete_if_done()

    @event("IndependenceAccepted", topic="training.candidacy.independence_accepted")
    def _accept_independence(self, accepted_by: UUID) -> None:
        self.independence_accepted_by = accepted_by

    def _complete_if_done(self) -> None:
        is_accepted = self.independence_accepted_by is not None or not self.needs_independence
        if self.next_stage is None and is_accepted:
            self._complete(candidate=self.candidate)

    @event("Completed", topic="training.candidacy.completed")
    def _complete(self, candidate: Candidate) -> None:
        self.state = COMPLETED

    def certify(self, certificate_id: UUID) -> None:
        """A certificate, or another term of one, comes of it.

        Raises:
            CandidacyNotCompleted: it is not completed, or led to one already.
        """
        if self.state != COMPLETED:
            raise CandidacyNotCompleted(state=self.state, state_zh=STATES_ZH[self.state])
        self._certify(certificate_id=certificate_id)

    @event("Certified", topic="training.candidacy.certified")
    def _certify(self, certificate_id: UUID) -> None:
        self.certificate_id = certificate_id
        self.state = CERTIFIED

    def withdraw(self, *, reason: Sealed) -> None:
        """The employee does not go on."""
        self.check_open()
        self._withdraw(reason=reason)

    @event("Withdrawn", topic="training.candidacy.withdrawn")
    def _withdraw(self, reason: Sealed) -> None:
        self.state = WITHDRAWN

    def check_next(self, stage_code: str) -> Stage:
        """The stage of this code, which is the one to be passed next.

        Raises:
            CandidacyOver: nothing more can be noted.
            StageNotNext: another stage comes first.
        """
        self.check_open()
        stage = self.next_stage
        if stage is None or stage.code != stage_code:
            name = "-" if stage is None else stage.code
            raise StageNotNext(stage=stage_code, next_stage=name)
        return stage

    def check_open(self) -> None:
        """Refuses what is over."""
        if self.state != OPEN:
            raise CandidacyOver(state=self.state, state_zh=STATES_ZH[self.state])
