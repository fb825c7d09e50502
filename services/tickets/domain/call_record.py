"""What was done in a call, stage by stage, beside what the guide asks (TK-2, TK-7)."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from services.tickets.domain.call_guide import RecordedStage, ReferenceStage
from services.tickets.domain.script_errors import CallRecordComplete, StagesMissing
from shared.errors import FieldError
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of


class CallRecord(Aggregate):
    """The checklist of one contact, as the guide stood when it was begun."""

    TOPIC = "tickets.call_record"

    class Created(Aggregate.Created):
        TOPIC = "tickets.call_record.begun"
        contact_id: UUID
        employee_id: UUID
        kind: str
        reference: tuple[ReferenceStage, ...]

    def __init__(
        self,
        *,
        contact_id: UUID,
        employee_id: UUID,
        kind: str,
        reference: tuple[ReferenceStage, ...],
    ) -> None:
        self.contact_id = contact_id
        self.employee_id = employee_id
        self.kind = kind
        self.reference = reference
        self.recorded: dict[str, RecordedStage] = {}
        self.is_complete = False

    @staticmethod
    def id_for(contact_id: UUID) -> UUID:
        """The one id of a contact's record."""
        return id_of("call_record", contact_id)

    @classmethod
    def begin(
        cls,
        contact_id: UUID,
        *,
        employee_id: UUID,
        kind: str,
        reference: tuple[ReferenceStage, ...],
    ) -> Self:
        """Begins the record of a contact.

        Args:
            contact_id: the contact.
            employee_id: who speaks with the customer.
            kind: kind of ticket that it is about.
            reference: the stages by the rules in force.
        """
        return cls._create(
            cls.Created,
            id=cls.id_for(contact_id),
            contact_id=contact_id,
            employee_id=employee_id,
            kind=kind,
            reference=reference,
        )

    @property
    def stages(self) -> tuple[RecordedStage, ...]:
        """The recorded stages in the order of the guide."""
        names = [one.stage for one in self.reference]
        return tuple(self.recorded[one] for one in names if one in self.recorded)

    def record_stage(self, stage: RecordedStage) -> None:
        """Records a stage, or corrects it; the same again changes nothing."""
        self._check_open()
        if self.recorded.get(stage.stage) != stage:
            self._record_stage(stage=stage)

    @event("StageRecorded", topic="tickets.call_record.stage_recorded")
    def _record_stage(self, stage: RecordedStage) -> None:
        self.recorded = {**self.recorded, stage.stage: stage}

    def complete(self) -> None:
        """Closes the record; every stage has been recorded.

        Raises:
            StagesMissing: each missing stage is named.
        """
        self._check_open()
        missing = [one.stage for one in self.reference if one.stage not in self.recorded]
        if missing:
            raise StagesMissing(fields=tuple(_missing(one) for one in missing))
        self._complete(
            contact_id=self.contact_id,
            employee_id=self.employee_id,
            kind=self.kind,
            stages=self.stages,
        )

    @event("Completed", topic="tickets.call_record.completed")
    def _complete(
        self,
        contact_id: UUID,
        employee_id: UUID,
        kind: str,
        stages: tuple[RecordedStage, ...],
    ) -> None:
        self.is_complete = True

    def _check_open(self) -> None:
        if self.is_complete:
            raise CallRecordComplete


def _missing(stage: str) -> FieldError:
    return FieldError(stage, "record this stage.", "请记录该环节。")
