"""The use cases of who carries out field-service orders: own staff and partners' people (SR-1)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from services.tickets.application.field_bench import RULES, FieldBench, read_before
from services.tickets.application.workbench import Effects
from services.tickets.domain import field_terms as terms
from services.tickets.domain.correspondence import check_file
from services.tickets.domain.field_errors import FailureReasonMissing
from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.field_record import CheckedItem, Evidence, FieldRecord, item_of
from services.tickets.domain.field_terms import Reason, codes_of
from services.tickets.domain.terms import known_word
from shared.errors import FieldError
from shared.sealed.files import SealedFiles


class FieldWork:
    """Accepts or declines, goes there, works by the checklist, shows it, reports the result.

    Args:
        field: what all use cases on orders stand on.
        files: keeps what shows the work, encrypted.
    """

    def __init__(self, field: FieldBench, *, files: SealedFiles) -> None:
        self._field = field
        self._bench = field.bench
        self._files = files

    def see_work(self, order_id: UUID) -> tuple[FieldOrder, FieldRecord]:
        """An order that the actor, or their partner, carries out, with its record.

        Raises:
            FieldOrderNotFound: there is none, or it is not for the actor.
        """
        order = self._field.order(order_id)
        self._field.access.check_performs(order)
        return order, self._field.record_of(order)

    def accept_order(self, order_id: UUID, *, expected_version: int | None = None) -> FieldOrder:
        """Takes it on."""
        return self._performed(order_id, FieldOrder.accept, expected_version)

    def decline_order(
        self,
        order_id: UUID,
        *,
        reason_code: str,
        words: str | None = None,
        expected_version: int | None = None,
    ) -> FieldOrder:
        """Does not take it on, or gives it back before going out, and why."""

        def decide(order: FieldOrder) -> None:
            among = self._bench.rules.field_service.refusals
            order.decline(self._field.reason(order, reason_code, words, among=among))

        return self._performed(order_id, decide, expected_version)

    def depart(self, order_id: UUID, *, expected_version: int | None = None) -> FieldOrder:
        """Sets out now."""
        return self._performed(
            order_id, lambda order: order.depart(at=self._bench.now), expected_version
        )

    def arrive(self, order_id: UUID, *, expected_version: int | None = None) -> FieldOrder:
        """Is there now (SR-2)."""
        return self._performed(
            order_id, lambda order: order.arrive(at=self._bench.now), expected_version
        )

    def check_item(
        self, order_id: UUID, *, item: str, is_conform: bool, note: str | None = None
    ) -> FieldRecord:
        """Notes how a step of the standard was done.

        Raises:
            UnknownChecklistItem: the standard has no such step.
        """

        def write(order: FieldOrder, record: FieldRecord) -> None:
            checked = CheckedItem(
                code=item,
                is_conform=is_conform,
                checked_at=self._bench.now,
                note=self._field.seal(order, note),
            )
            record.check_item(checked, standard=order.standard, about=order.about)

        return self._recorded(order_id, write)

    def attach_evidence(
        self, order_id: UUID, *, item: str, file_name: str, media_type: str, content: bytes
    ) -> FieldRecord:
        """Shows a step by a file that the rules allow; it is encrypted before it is written.

        Raises:
            UnknownChecklistItem: the standard has no such step.
            AttachmentTooLarge: it is larger than the rules allow.
            AttachmentTypeNotAllowed: its type is not taken.
            TooManyAttachments: the order has as many as the rules allow.
        """
        rules = self._bench.rules.attachments
        order = self._field.order(order_id)
        self._field.access.check_performs(order)
        order.check_is(terms.ON_SITE)
        item_of(order.standard, item)
        check_file(media_type, size=len(content), rules=rules)
        evidence = Evidence(
            evidence_id=self._bench.new_id(),
            code=item,
            file_name=self._bench.seal(order.data_subject, file_name),
            media_type=media_type,
            size=len(content),
            ciphertext_hash=self._files.keep(order.data_subject, content),
            attached_at=self._bench.now,
        )

        def write(order: FieldOrder, record: FieldRecord) -> None:
            record.attach_evidence(
                evidence, standard=order.standard, rules=rules, about=order.about
            )

        with self._bench.rules.noted("attachments"):
            return self._recorded(order_id, write)

    def read_evidence(self, order_id: UUID, evidence_id: UUID) -> tuple[Evidence, bytes]:
        """A file that shows the work, in clear, for who carries it out or sees all of the order.

        Raises:
            EvidenceNotFound: the order has no such file.
        """
        order = self._field.order(order_id)
        if not self._field.access.may_see(order):
            self._field.access.check_performs(order)
        evidence = self._field.record_of(order).file(evidence_id)
        return evidence, self._files.read(evidence.ciphertext_hash)

    def report_result(
        self,
        order_id: UUID,
        *,
        outcome: str,
        report: str,
        reason_code: str | None = None,
        words: str | None = None,
        expected_version: int | None = None,
    ) -> FieldOrder:
        """Says what the visit led to; what went wrong opens a problem.

        Raises:
            ChecklistIncomplete: called complete, and a step is not checked or not shown.
            FailureReasonMissing: not completed, and nobody says why.
        """
        known_word(outcome, among=terms.OUTCOMES, field="outcome")

        def decide(order: FieldOrder) -> Effects:
            order.check_is(terms.ON_SITE)
            record = self._field.record_of(order)
            if outcome == terms.COMPLETED:
                record.check_complete(order.standard)
            conformity = record.conformity(order.standard)
            order.perform(
                outcome,
                report=self._bench.seal(order.data_subject, report),
                conformity=conformity,
                reason=self._why(order, outcome, reason_code, words),
                at=self._bench.now,
            )
            cause = terms.NOT_COMPLETED if outcome == terms.NOT_COMPLETED else terms.NOT_CONFORM
            is_fine = outcome == terms.COMPLETED and conformity.is_full
            problems = [] if is_fine else [self._field.opened_problem(order, cause)]
            return Effects(aggregates=problems, unchanged=read_before(record))

        return self._performed(order_id, decide, expected_version)

    def _why(
        self, order: FieldOrder, outcome: str, reason_code: str | None, words: str | None
    ) -> Reason | None:
        if outcome == terms.COMPLETED:
            return None
        among = self._bench.rules.field_service.failures
        if reason_code is None:
            codes = ", ".join(codes_of(among))
            what = FieldError("reason_code", f"choose one of {codes}.", f"请选择 {codes} 之一。")
            raise FailureReasonMissing(fields=(what,))
        return self._field.reason(order, reason_code, words, among=among)

    def _performed(
        self,
        order_id: UUID,
        decide: Callable[[FieldOrder], Effects | None],
        expected_version: int | None,
    ) -> FieldOrder:
        with self._bench.rules.noted(RULES):
            return self._field.change_order(
                order_id,
                decide,
                check=self._field.access.check_performs,
                expected_version=expected_version,
            )

    def _recorded(
        self, order_id: UUID, write: Callable[[FieldOrder, FieldRecord], None]
    ) -> FieldRecord:
        def attempt() -> FieldRecord:
            order = self._field.order(order_id)
            self._field.access.check_performs(order)
            order.check_is(terms.ON_SITE)
            record = self._field.record_of(order)
            write(order, record)
            self._bench.store.save(record, unchanged=[order])
            return record

        return self._bench.retried(attempt)
