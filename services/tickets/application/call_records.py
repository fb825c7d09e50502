"""The use cases of call records: the steps of a call beside what the guide asks (TK-2, TK-7)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.tickets.application.access import SEE_ALL, WORK
from services.tickets.application.workbench import Workbench
from services.tickets.domain import terms
from services.tickets.domain.call_guide import (
    GuideStage,
    LeftOut,
    RecordedStage,
    recorded_stage,
    reference_of,
)
from services.tickets.domain.call_record import CallRecord
from services.tickets.domain.contact import Contact
from services.tickets.domain.contact_errors import ContactNotFound
from services.tickets.domain.script_errors import CallRecordAlreadyKept, CallRecordNotFound
from shared.context import current_context
from shared.event_store import AsOf
from shared.event_store.store import expect_version


class CallRecords:
    """Keeps the checklist of each contact.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def guide_of(self, kind: str) -> Sequence[GuideStage]:
        """The stages of calls about tickets of a kind, as the rules have them now."""
        return self._bench.rules.call_guide.stages_of(kind)

    def call_record(self, call_record_id: UUID, *, as_of: AsOf | None = None) -> CallRecord:
        """The record, whoever may see it.

        Raises:
            CallRecordNotFound: there is none.
        """
        found = self._bench.store.find(CallRecord, call_record_id, as_of=as_of)
        if found is None:
            raise CallRecordNotFound(key=call_record_id)
        return found

    def see_call_record(self, call_record_id: UUID, *, as_of: AsOf | None = None) -> CallRecord:
        """The record as it stands or stood, for whom the contact is visible.

        Raises:
            CallRecordNotFound: there is none, or it is not for the actor.
        """
        context = current_context()
        if not context.may(SEE_ALL):
            context.require(WORK)
        self._check_sees(self.call_record(call_record_id))
        return self.call_record(call_record_id, as_of=as_of)

    def begin_call_record(self, contact_id: UUID, *, kind: str) -> CallRecord:
        """Begins the checklist of a contact by the guide of the kind.

        Args:
            contact_id: the contact.
            kind: kind of ticket that the call is about.

        Raises:
            CallRecordAlreadyKept: there is one.
        """
        current_context().require(WORK)
        contact = self._bench.store.find(Contact, contact_id)
        if contact is None:
            raise ContactNotFound(key=contact_id)
        self._bench.access.check_sees_contact(contact)
        terms.known_word(kind, among=terms.KINDS, field="kind")
        if self._bench.store.find(CallRecord, CallRecord.id_for(contact_id)) is not None:
            raise CallRecordAlreadyKept(contact_id=contact_id)
        with self._bench.rules.noted("call_guide"):
            record = CallRecord.begin(
                contact_id,
                employee_id=contact.employee_id or self._bench.access.employee_id(),
                kind=kind,
                reference=reference_of(self.guide_of(kind)),
            )
            self._bench.store.save(record)
        return record

    def record_stage(
        self,
        call_record_id: UUID,
        *,
        stage: str,
        seconds: int,
        done: Sequence[str],
        left_out: Sequence[LeftOut] = (),
        expected_version: int | None = None,
    ) -> CallRecord:
        """Records what was done in a stage, or corrects it.

        Args:
            call_record_id: the record.
            stage: code of the stage.
            seconds: how long it took.
            done: key actions that were done.
            left_out: those that were not, with the reason.
            expected_version: version that the caller saw.
        """
        record = self._workable(call_record_id, expected_version)
        with self._bench.rules.noted("call_guide"):
            record.record_stage(self._checked(record, stage, seconds, done, left_out))
            self._bench.store.save(record)
        return record

    def complete_call_record(
        self, call_record_id: UUID, *, expected_version: int | None = None
    ) -> CallRecord:
        """Closes the record, every stage of which was recorded."""
        record = self._workable(call_record_id, expected_version)
        record.complete()
        self._bench.store.save(record)
        return record

    def _checked(
        self,
        record: CallRecord,
        stage: str,
        seconds: int,
        done: Sequence[str],
        left_out: Sequence[LeftOut],
    ) -> RecordedStage:
        return recorded_stage(
            record.reference,
            stage=stage,
            seconds=seconds,
            done=done,
            left_out=left_out,
            reasons=[one.code for one in self._bench.rules.call_guide.reasons],
        )

    def _workable(self, call_record_id: UUID, expected_version: int | None) -> CallRecord:
        current_context().require(WORK)
        record = self.call_record(call_record_id)
        self._check_sees(record)
        expect_version(record, expected_version)
        return record

    def _check_sees(self, record: CallRecord) -> None:
        visible = self._bench.access.visible_employees()
        if visible is not None and record.employee_id not in visible:
            raise CallRecordNotFound(key=record.id)
