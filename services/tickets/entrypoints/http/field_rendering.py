"""Field-service orders and partners as the API shows them, by who is looking."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from services.tickets.domain import field_terms as terms
from services.tickets.domain.field_order import FieldOrder
from services.tickets.domain.field_problems import FieldProblems, Problem
from services.tickets.domain.field_record import Evidence, FieldRecord
from services.tickets.domain.field_terms import ChecklistItem, Standard
from services.tickets.domain.partner import Partner
from services.tickets.entrypoints.http.rendering import Rendering, moment
from services.tickets.read_models.field_order_rows import ListedOrder
from services.tickets.read_models.field_results import Result
from services.tickets.read_models.field_work_list import UNPLANNED, ListedWork
from shared.clock import iso
from shared.event_store import EventStore

PLACE_STATES = (terms.ACCEPTED, terms.ON_THE_WAY, terms.ON_SITE)
"""States in which whoever carries an order out has to know where it is."""


class FieldRendering:
    """Renders orders whole for who arranges them, and the little that is needed for who goes.

    Args:
        rendering: opens sealed texts.
        store: the log.
    """

    def __init__(self, rendering: Rendering, *, store: EventStore) -> None:
        self._opened = rendering.opened
        self._store = store

    def show_order(self, order_id: UUID) -> dict[str, Any]:
        """An order after a command."""
        return self.order(self._store.get(FieldOrder, order_id))

    def show_work(self, order_id: UUID) -> dict[str, Any]:
        """An order after a command of who carries it out."""
        order = self._store.get(FieldOrder, order_id)
        return self.work(order, self._record_of(order))

    def show_record(self, record_id: UUID) -> dict[str, Any]:
        """A service record after a command."""
        record = self._store.get(FieldRecord, record_id)
        order = self._store.get(FieldOrder, record.order_id)
        return {
            "order_id": order.id,
            "version": record.version,
            "checklist": self._checklist(order.standard, record),
        }

    def show_problems(self, problems_id: UUID) -> dict[str, Any]:
        """The problems of an order after a command."""
        return self.problems(self._store.get(FieldProblems, problems_id))

    def show_partner(self, partner_id: UUID) -> dict[str, Any]:
        """A partner after a command."""
        return partner(self._store.get(Partner, partner_id))

    def order(self, order: FieldOrder) -> dict[str, Any]:
        """All of an order."""
        place, reason = order.appointment, order.reason
        evaluation, conformity = order.evaluation, order.conformity
        return {
            **msgspec.structs.asdict(order.about),
            "version": order.version,
            "state": order.state,
            "follows_id": order.follows_id,
            "task": self._opened(order.task),
            "requested_at": iso(order.created_on),
            "from_at": place and iso(place.from_at),
            "until_at": place and iso(place.until_at),
            "address": place and self._opened(place.address),
            "telephone": place and self._opened(place.telephone),
            "is_missed": order.is_missed,
            "departed_at": moment(order.departed_at),
            "arrived_at": moment(order.arrived_at),
            "punctuality": order.punctuality,
            "performed_at": moment(order.performed_at),
            "outcome": order.outcome,
            "report": self._opened(order.report),
            "reason_code": reason and reason.code,
            "reason_words": reason and self._opened(reason.words),
            "items": conformity and conformity.items,
            "conform_items": conformity and conformity.conform,
            "score": evaluation and evaluation.score,
            "comment": evaluation and self._opened(evaluation.comment),
            "checklist": self._checklist(order.standard, self._record_of(order)),
        }

    def work(self, order: FieldOrder, record: FieldRecord | None) -> dict[str, Any]:
        """What whoever carries it out needs: nothing of the ticket, the place while it matters."""
        place = order.appointment
        knows_place = order.state in PLACE_STATES
        knows_task = order.state in terms.WORK_STATES
        return {
            "order_id": order.id,
            "version": order.version,
            "number": order.number,
            "kind": order.kind,
            "area": order.area,
            "state": order.state,
            "from_at": place and iso(place.from_at),
            "until_at": place and iso(place.until_at),
            "task": self._opened(order.task) if knows_task else None,
            "address": self._opened(place.address) if place and knows_place else None,
            "telephone": self._opened(place.telephone) if place and knows_place else None,
            "departed_at": moment(order.departed_at),
            "arrived_at": moment(order.arrived_at),
            "punctuality": order.punctuality,
            "outcome": order.outcome,
            "checklist": self._checklist(order.standard, record),
        }

    def problems(self, problems: FieldProblems) -> dict[str, Any]:
        """The problems of an order."""
        return {
            "order_id": problems.order_id,
            "version": problems.version,
            "problems": [self._problem(one) for one in problems.problems],
        }

    def _record_of(self, order: FieldOrder) -> FieldRecord | None:
        return self._store.find(FieldRecord, FieldRecord.id_for(order.id))

    def _problem(self, problem: Problem) -> dict[str, Any]:
        return {
            **msgspec.structs.asdict(problem),
            "text": self._opened(problem.text),
            "solution": self._opened(problem.solution),
            "due_at": iso(problem.due_at),
            "opened_at": iso(problem.opened_at),
            "solved_at": moment(problem.solved_at),
        }

    def _checklist(self, standard: Standard, record: FieldRecord | None) -> list[dict[str, Any]]:
        return [self._item(one, record) for one in standard.checklist]

    def _item(self, item: ChecklistItem, record: FieldRecord | None) -> dict[str, Any]:
        checked = None if record is None else record.checked.get(item.code)
        files = () if record is None else record.evidence
        return {
            "item": item.code,
            "zh": item.zh,
            "en": item.en,
            "is_mandatory": item.is_mandatory,
            "needs_evidence": item.needs_evidence,
            "is_conform": checked and checked.is_conform,
            "checked_at": checked and iso(checked.checked_at),
            "note": checked and self._opened(checked.note),
            "evidence": [self._evidence(one) for one in files if one.code == item.code],
        }

    def _evidence(self, evidence: Evidence) -> dict[str, Any]:
        return {
            **msgspec.structs.asdict(evidence),
            "file_name": self._opened(evidence.file_name),
            "attached_at": iso(evidence.attached_at),
        }


def row(listed: ListedOrder) -> dict[str, Any]:
    """An order in a list."""
    return {
        **vars(listed),
        "requested_at": iso(listed.requested_at),
        "from_at": moment(listed.from_at),
        "until_at": moment(listed.until_at),
    }


def work_row(listed: ListedWork) -> dict[str, Any]:
    """An order in a work list."""
    is_planned = listed.planned_at != UNPLANNED
    return {
        **vars(listed),
        "from_at": iso(listed.planned_at) if is_planned else None,
        "until_at": moment(listed.until_at),
    }


def partner(shown: Partner) -> dict[str, Any]:
    """A partner."""
    agreement = shown.agreement
    return {
        "partner_id": shown.id,
        "version": shown.version,
        "code": shown.code,
        "name": shown.name,
        "is_suspended": shown.is_suspended,
        "kinds": list(agreement.kinds),
        "areas": list(agreement.areas),
        "effective_from": iso(agreement.effective_from),
        "effective_until": moment(agreement.effective_until),
        "members": list(shown.members),
    }


def result(counted: Result) -> dict[str, Any]:
    """The figures of a performer with the rates that follow from them (SR-2)."""
    counts = counted.counts
    return {
        **vars(counted),
        "counts": dict(counts),
        "on_time_rate": _rate(counts["on_time"], counts["arrived"]),
        "conform_rate": _rate(counts["conform"], counts["performed"]),
        "mean_score": _rate(counted.score_sum, counts["evaluated"]),
    }


def _rate(part: int, whole: int) -> str | None:
    return str((Decimal(part) / whole).quantize(Decimal("0.0001"))) if whole else None
