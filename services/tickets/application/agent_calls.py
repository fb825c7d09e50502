"""With whom agents speak now, whichever way the call came about (TK-4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from services.tickets.domain.contact import Contact
from services.tickets.domain.outbound_call import CALLING
from services.tickets.domain.outbound_task import OutboundTask
from shared.clock import iso
from shared.event_store.side_rows import SideWrite, compare_and_set
from shared.event_store.store import Store

PHONE = "phone"

AGENT_CALLS = "agent_calls"
"""Kind of the side rows: one for each agent, moved in the transaction that begins a call.

Whatever gives an agent a customer writes this one row: of two that do so at once, one loses.
"""

LONGEST_CALL = timedelta(hours=4)
"""A call whose end nobody has recorded for so long is taken to be over."""

_TASKS = "tasks"
_CONTACTS = "contacts"


class AgentCalls:
    """Reads the calls of agents and makes the writes that add one.

    A row names calls with their beginnings; whether each still runs is read from its own stream,
    so that whatever ends a call need not know of the row.

    Args:
        store: the log.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def speaks(self, employee_id: UUID, *, at: datetime) -> bool:
        """Whether an agent speaks with a customer, or still works on a call that is over."""
        row = self._store.side_row(AGENT_CALLS, str(employee_id))
        return row is not None and any(self._running(row.content, at=at).values())

    def begun_for_task(self, employee_id: UUID, task_id: UUID, *, at: datetime) -> SideWrite:
        """The write by which an agent speaks with the customer of an outbound task."""
        return self._begun(employee_id, _TASKS, task_id, at=at)

    def begun_for_contact(self, employee_id: UUID, contact_id: UUID, *, at: datetime) -> SideWrite:
        """The write by which an agent speaks in a contact, until it is wrapped up."""
        return self._begun(employee_id, _CONTACTS, contact_id, at=at)

    def _begun(self, employee_id: UUID, sort: str, entity_id: UUID, *, at: datetime) -> SideWrite:
        key = str(employee_id)
        row = self._store.side_row(AGENT_CALLS, key)
        before = None if row is None else row.content
        calls = self._running(before or {}, at=at)
        now = {**calls, sort: {**calls[sort], str(entity_id): iso(at)}}
        return compare_and_set(AGENT_CALLS, key, now, expected=before)

    def _running(
        self, calls: dict[str, dict[str, str]], *, at: datetime
    ) -> dict[str, dict[str, str]]:
        goes_on = {_TASKS: self._task_goes_on, _CONTACTS: self._contact_goes_on}
        since = at - LONGEST_CALL
        return {
            sort: {
                one: begun
                for one, begun in calls.get(sort, {}).items()
                if datetime.fromisoformat(begun) > since and is_running(UUID(one))
            }
            for sort, is_running in goes_on.items()
        }

    def _task_goes_on(self, task_id: UUID) -> bool:
        task = self._store.find(OutboundTask, task_id)
        return task is not None and task.state == CALLING

    def _contact_goes_on(self, contact_id: UUID) -> bool:
        contact = self._store.find(Contact, contact_id)
        return contact is not None and contact.measures is None
