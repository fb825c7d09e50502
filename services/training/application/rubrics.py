"""Writing the rubrics by which stages are judged (TR-3)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.training.application.access import CERTIFY, MANAGE_EXAMS, MARK
from services.training.application.workbench import Workbench
from services.training.domain.rubric import Criterion, Rubric
from services.training.domain.stage_errors import RubricAlreadyCreated, RubricNotFound
from shared.context import current_context
from shared.errors import NotAllowed
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class Rubrics:
    """Writes rubrics.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def create_rubric(
        self,
        *,
        code: str,
        stage_kind: str,
        title: str,
        pass_percent: int,
        criteria: Sequence[Criterion],
    ) -> Rubric:
        """Writes a rubric.

        Raises:
            RubricAlreadyCreated: the code is taken.
            RubricUnusable: nobody could be judged by it.
        """
        current_context().require(MANAGE_EXAMS)
        if self._bench.store.find(Rubric, Rubric.id_for(code)) is not None:
            raise RubricAlreadyCreated(rubric_code=code)
        rubric = Rubric.create(code, stage_kind=stage_kind)
        rubric.publish_version(title=title, pass_percent=pass_percent, criteria=criteria)
        self._bench.store.save(rubric)
        return rubric

    def publish_rubric_version(
        self,
        rubric_id: UUID,
        *,
        title: str,
        pass_percent: int,
        criteria: Sequence[Criterion],
        expected_version: int | None = None,
    ) -> Rubric:
        """Judges by other criteria from now on.

        Raises:
            RubricUnusable: nobody could be judged by them.
        """
        rubric = self._managed(rubric_id, expected_version)
        rubric.publish_version(title=title, pass_percent=pass_percent, criteria=criteria)
        self._bench.store.save(rubric)
        return rubric

    def retire_rubric(self, rubric_id: UUID, *, expected_version: int | None = None) -> Rubric:
        """Judges nobody by it any more."""
        rubric = self._managed(rubric_id, expected_version)
        rubric.retire()
        self._bench.store.save(rubric)
        return rubric

    def see_rubric(self, rubric_id: UUID, *, as_of: AsOf | None = None) -> Rubric:
        """A rubric, for who writes them, judges by them or arranges assessments.

        Raises:
            RubricNotFound: there is none.
        """
        self.check_may_see()
        rubric = self._bench.store.find(Rubric, rubric_id, as_of=as_of)
        if rubric is None:
            raise RubricNotFound(key=rubric_id)
        return rubric

    @staticmethod
    def check_may_see() -> None:
        """Refuses whoever neither writes rubrics nor judges nor arranges."""
        context = current_context()
        if not any(context.may(one) for one in (MANAGE_EXAMS, MARK, CERTIFY)):
            raise NotAllowed(permission=MARK)

    def _managed(self, rubric_id: UUID, expected_version: int | None) -> Rubric:
        current_context().require(MANAGE_EXAMS)
        rubric = self._bench.store.find(Rubric, rubric_id)
        if rubric is None:
            raise RubricNotFound(key=rubric_id)
        expect_version(rubric, expected_version)
        return rubric
