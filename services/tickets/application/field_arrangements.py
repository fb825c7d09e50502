"""The use cases of arranging orders with customers: times, ends and judgements (SR-1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.tickets.application.access import acting_employee
from services.tickets.application.field_bench import RULES, FieldBench, read_before
from services.tickets.application.workbench import Effects
from services.tickets.domain import field_terms as terms
from services.tickets.domain.field_errors import OwnEvaluation
from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.field_terms import Appointment, Evaluation

_Decision = Callable[[FieldOrder], Effects | None]


@dataclass(frozen=True, kw_only=True)
class AgreedTime:
    """Time and place as the customer agreed to them, in clear; names as at `Appointment`."""

    from_at: datetime
    until_at: datetime
    address: str
    telephone: str | None = None


class FieldArrangements:
    """Agrees on times, changes and cancels them, notes judgements, closes.

    Args:
        field: what all use cases on orders stand on.
    """

    def __init__(self, field: FieldBench) -> None:
        self._field = field
        self._bench = field.bench

    def agree_appointment(
        self, order_id: UUID, agreed: AgreedTime, *, expected_version: int | None = None
    ) -> FieldOrder:
        """Notes the time and place that the customer agreed to."""

        def decide(order: FieldOrder) -> None:
            order.agree_appointment(self._appointment(order, agreed), at=self._bench.now)

        return self._arranged(order_id, decide, expected_version)

    def change_appointment(
        self,
        order_id: UUID,
        agreed: AgreedTime,
        *,
        reason_code: str,
        words: str | None = None,
        expected_version: int | None = None,
    ) -> FieldOrder:
        """Notes another time or place, and why."""

        def decide(order: FieldOrder) -> None:
            among = self._bench.rules.field_service.changes
            reason = self._field.reason(order, reason_code, words, among=among)
            appointment = self._appointment(order, agreed)
            order.change_appointment(appointment, reason=reason, at=self._bench.now)

        return self._arranged(order_id, decide, expected_version)

    def cancel_order(
        self,
        order_id: UUID,
        *,
        reason_code: str,
        words: str | None = None,
        expected_version: int | None = None,
    ) -> FieldOrder:
        """Nobody goes out, and why."""

        def decide(order: FieldOrder) -> None:
            among = self._bench.rules.field_service.cancellations
            order.cancel(self._field.reason(order, reason_code, words, among=among))

        return self._arranged(order_id, decide, expected_version)

    def evaluate_order(
        self,
        order_id: UUID,
        *,
        score: int,
        comment: str | None = None,
        expected_version: int | None = None,
    ) -> FieldOrder:
        """Notes the customer's judgement; a low one opens a problem.

        Raises:
            OwnEvaluation: the actor, or their partner, did the work.
        """

        def decide(order: FieldOrder) -> Effects | None:
            if self._did_the_work(order):
                raise OwnEvaluation
            order.evaluate(
                Evaluation(
                    score=score,
                    comment=self._field.seal(order, comment),
                    evaluated_at=self._bench.now,
                )
            )
            if score >= order.standard.lowest_good_score:
                return None
            return Effects(aggregates=[self._field.opened_problem(order, terms.LOW_SCORE)])

        return self._arranged(order_id, decide, expected_version)

    def close_order(self, order_id: UUID, *, expected_version: int | None = None) -> FieldOrder:
        """Closes what is performed, evaluated or waited for long enough, and without problems."""

        def decide(order: FieldOrder) -> Effects:
            problems = self._field.problems_of(order)
            order.close(has_open_problem=problems.is_outstanding, at=self._bench.now)
            return Effects(unchanged=read_before(problems))

        return self._arranged(order_id, decide, expected_version)

    def _arranged(
        self, order_id: UUID, decide: _Decision, expected_version: int | None
    ) -> FieldOrder:
        with self._bench.rules.noted(RULES):
            return self._field.change_order(
                order_id,
                decide,
                check=self._field.access.check_arranges,
                expected_version=expected_version,
            )

    def _appointment(self, order: FieldOrder, agreed: AgreedTime) -> Appointment:
        return Appointment(
            from_at=agreed.from_at,
            until_at=agreed.until_at,
            address=self._bench.seal(order.data_subject, agreed.address),
            telephone=self._field.seal(order, agreed.telephone),
        )

    def _did_the_work(self, order: FieldOrder) -> bool:
        employee_id = acting_employee()
        if employee_id is None:
            return False
        if order.employee_id == employee_id:
            return True
        return order.partner_id is not None and order.partner_id == self._field.access.partner_of(
            employee_id
        )
