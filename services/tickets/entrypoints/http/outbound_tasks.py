"""Outbound tasks in preview, over HTTP: order, take, prepare, call, object, result (TK-3, TK-4)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from services.tickets.application.outbound_questions import ListedTask
from services.tickets.domain.outbound_task import OutboundTask
from services.tickets.entrypoints.http.door import Door
from services.tickets.entrypoints.schemas import outbound_tasks as schemas
from services.tickets.entrypoints.schemas import replies
from services.tickets.read_models.outbound_list import TaskRow
from shared.clock import iso
from shared.web import Blueprint, as_of, command, query

KNOWN_TICKETS = 10
"""Tickets of the customer that are shown before a call, the newest first."""


def add_outbound_tasks(blueprint: Blueprint, door: Door) -> None:
    """Adds what shows tasks and gives them out."""
    tasks = door.cases.outbound.tasks
    show = _showing(door)

    @blueprint.route("/outbound-tasks", methods=["GET"])
    @blueprint.response(200, replies.items_of(schemas.PlacedTaskSchema))
    @query
    def list_outbound_tasks() -> dict[str, Any]:
        """Lists what you may call now in the order in which it is given out, with the reasons."""
        placed = enumerate(tasks.tasks_in_order(), start=1)
        return {"items": [_placed(place, one) for place, one in placed]}

    @blueprint.route("/outbound-tasks/next", methods=["POST"])
    @blueprint.response(200, schemas.TaskSchema)
    @command(shows=show)
    def take_next_outbound_task() -> UUID:
        """Gives you the first customer who may be called now."""
        return tasks.take_next_task().id

    @blueprint.route("/outbound-tasks/<uuid:outbound_task_id>", methods=["GET"])
    @blueprint.response(200, schemas.TaskSchema)
    @query
    def show_outbound_task(outbound_task_id: UUID) -> dict[str, Any]:
        """Shows an outbound task, as it stands or stood."""
        return task_shown(door, tasks.see_task(outbound_task_id, as_of=as_of()))

    @blueprint.route("/outbound-tasks/<uuid:outbound_task_id>/preparation", methods=["GET"])
    @blueprint.response(200, schemas.PreparationSchema)
    @query
    def show_preparation(outbound_task_id: UUID) -> dict[str, Any]:
        """Shows what is known before a call: level, consent, script, tickets, objections."""
        return _preparation(door, tasks.see_task(outbound_task_id))


def add_outbound_steps(blueprint: Blueprint, door: Door) -> None:
    """Adds what an agent does with a task."""
    tasks = door.cases.outbound.tasks
    show = _showing(door)

    @blueprint.route("/outbound-tasks/<uuid:outbound_task_id>/preparation", methods=["POST"])
    @blueprint.arguments(schemas.NoteSchema)
    @blueprint.response(200, schemas.TaskSchema)
    @command(shows=show)
    def prepare_outbound_task(data: dict[str, Any], outbound_task_id: UUID) -> UUID:
        """Notes what is to be said to the customer."""
        return tasks.prepare_task(outbound_task_id, **data).id

    @blueprint.route("/outbound-tasks/<uuid:outbound_task_id>/attempts", methods=["POST"])
    @blueprint.response(200, schemas.TaskSchema)
    @command(shows=show)
    def begin_attempt(outbound_task_id: UUID) -> UUID:
        """Begins to call; whoever may not be called after all is dropped from the list."""
        return tasks.begin_attempt(outbound_task_id).id

    @blueprint.route("/outbound-tasks/<uuid:outbound_task_id>/objections", methods=["POST"])
    @blueprint.arguments(schemas.ObjectionSchema)
    @blueprint.response(200, schemas.TaskSchema)
    @command(shows=show)
    def answer_objection(data: dict[str, Any], outbound_task_id: UUID) -> UUID:
        """Records an objection [异议] and what was answered."""
        return tasks.answer_objection(outbound_task_id, **data).id

    @blueprint.route("/outbound-tasks/<uuid:outbound_task_id>/result", methods=["POST"])
    @blueprint.arguments(schemas.ResultSchema)
    @blueprint.response(200, schemas.TaskSchema)
    @command(shows=show)
    def record_result(data: dict[str, Any], outbound_task_id: UUID) -> UUID:
        """Records what the call came to; what follows is the rule of the disposition code."""
        return tasks.record_result(outbound_task_id, **data).id

    @blueprint.route("/outbound-tasks/<uuid:outbound_task_id>/release", methods=["POST"])
    @blueprint.response(200, schemas.TaskSchema)
    @command(shows=show)
    def release_outbound_task(outbound_task_id: UUID) -> UUID:
        """Gives a task back uncalled."""
        return tasks.release_task(outbound_task_id).id

    @blueprint.route("/outbound-tasks/<uuid:outbound_task_id>/drop", methods=["POST"])
    @blueprint.response(200, schemas.TaskSchema)
    @command(shows=show)
    def drop_outbound_task(outbound_task_id: UUID) -> UUID:
        """Decides that the customer is not called for this any more."""
        return tasks.drop_task(outbound_task_id).id


def task_row(row: TaskRow) -> dict[str, Any]:
    """A task in a list."""
    return {**vars(row), "outbound_task_id": row.task_id, "due_at": iso(row.due_at)}


def task_shown(door: Door, task: OutboundTask) -> dict[str, Any]:
    """A task with its tries; texts are opened."""
    target = msgspec.structs.asdict(task.target)
    last = task.results[-1].disposition if task.results else None
    return {
        **target,
        "outbound_task_id": task.id,
        "version": task.version,
        "state": task.state,
        "rank": task.rank,
        "is_promised": task.is_promised,
        "due_at": iso(task.due_at),
        "tries": len(task.attempts),
        "employee_id": task.employee_id,
        "disposition": last,
        "drop_cause": task.drop_cause,
        "note": door.rendering.opened(task.note),
        "attempts": [_attempt(task, place) for place in range(len(task.attempts))],
        "objections": [
            {**msgspec.structs.asdict(one), "answer": door.rendering.opened(one.answer)}
            for one in task.objections
        ],
    }


def _showing(door: Door) -> Any:
    attempts = door.cases.outbound.attempts

    def show(task_id: UUID) -> dict[str, Any]:
        return task_shown(door, attempts.task(task_id))

    return show


def _attempt(task: OutboundTask, place: int) -> dict[str, Any]:
    made = task.attempts[place]
    is_over = place < len(task.results)
    return {
        **msgspec.structs.asdict(made),
        "begun_at": iso(made.begun_at),
        "disposition": task.results[place].disposition if is_over else None,
    }


def _placed(place: int, task: ListedTask) -> dict[str, Any]:
    """The reasons stand in the order in which they decide."""
    reasons = (
        {"what": "callback_promised", "value": "yes" if task.is_promised else "no"},
        {"what": "customer_rank", "value": str(task.rank)},
        {"what": "due_at", "value": iso(task.due_at)},
    )
    return {
        **vars(task),
        "outbound_task_id": task.task_id,
        "place": place,
        "reasons": reasons,
    }


def _preparation(door: Door, task: OutboundTask) -> dict[str, Any]:
    outbound = door.cases.outbound
    customer_id = task.target.customer_id
    found = outbound.attempts.permission_for(task)
    tickets = door.models.ticket_list.page(
        {"customer_id": str(customer_id)}, sort="opened_at", after=None, limit=KNOWN_TICKETS
    )
    return {
        "task": task_shown(door, task),
        "level": door.models.customers.levels_of([customer_id]).get(customer_id),
        "consent": found.consent,
        "may_be_called": found.refusal is None,
        "script": _heard(door, task),
        "tickets": [{**vars(one), "opened_at": iso(one.opened_at)} for one in tickets],
        "objections": [vars(one) for one in door.rules.outbound.objections],
    }


def _heard(door: Door, task: OutboundTask) -> dict[str, Any] | None:
    heard = door.cases.outbound.attempts.script_for(task)
    if heard is None:
        return None
    script, number, _ = heard
    return {
        "script_id": script.id,
        "script_version": number,
        "texts": msgspec.to_builtins(script.version_of(number).texts),
    }
