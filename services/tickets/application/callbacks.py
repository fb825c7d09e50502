"""The use cases of booked callbacks [预约回呼] (TK-6)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.tickets.application.access import WORK, acting_employee
from services.tickets.application.questions import Callbacks as CallbackQuestions
from services.tickets.application.workbench import Workbench, following_from
from services.tickets.domain.callback import Callback
from services.tickets.domain.contact import Contact
from services.tickets.domain.contact_errors import (
    CallbackNotFound,
    ContactIsNoCallback,
    ContactNotFound,
)
from shared.context import current_context
from shared.errors import Conflict


class Callbacks:
    """Books, makes, cancels and expires callbacks.

    Args:
        bench: what all use cases stand on.
        booked: which callbacks are booked.
    """

    def __init__(self, bench: Workbench, *, booked: CallbackQuestions) -> None:
        self._bench = bench
        self._booked = booked

    def book_callback(
        self,
        ticket_id: UUID,
        *,
        from_at: datetime,
        until_at: datetime,
        telephone: str | None = None,
    ) -> Callback:
        """Promises to call the customer of a ticket within a window.

        Args:
            ticket_id: the ticket.
            from_at: beginning of the window.
            until_at: end of the window.
            telephone: where to call; None for the number in the customer file.

        Raises:
            CallbackWindowWrong: the window is over already, or ends before it begins.
        """
        ticket = self._bench.ticket(ticket_id)
        self._bench.access.check_works_on(ticket)
        ticket.check_not_closed()
        sealed = None if telephone is None else self._bench.seal(ticket.data_subject, telephone)
        callback = Callback.book(
            ticket.about,
            callback_id=self._bench.new_id(),
            telephone=sealed,
            from_at=from_at,
            until_at=until_at,
            at=self._bench.now,
        )
        self._bench.store.save(callback, unchanged=[ticket])
        return callback

    def make_callback(self, callback_id: UUID, *, contact_id: UUID | None = None) -> Callback:
        """Records that the customer was called.

        Args:
            callback_id: the callback.
            contact_id: the call, where calls are recorded; without it stands the actor's word.

        Raises:
            ContactNotFound: there is no such contact, or it is not for the actor.
            ContactIsNoCallback: it is no call to this customer since the booking.
        """
        callback = self._workable(callback_id)
        if contact_id is not None:
            self._check_is_the_call(callback, contact_id)
        callback.make(contact_id)
        self._bench.store.save(callback)
        return callback

    def cancel_callback(self, callback_id: UUID, *, cause: str = "asked_for") -> Callback:
        """The callback is not wanted any more."""
        callback = self._workable(callback_id)
        callback.cancel(cause=cause)
        self._bench.store.save(callback)
        return callback

    def expire_callbacks(self, now: datetime) -> int:
        """Marks as missed what nobody made within its window; once, however many timers run.

        Returns:
            How many were marked.
        """
        return sum(self._expire(one, now) for one in self._booked.overdue(at=now))

    def _expire(self, callback_id: UUID, now: datetime) -> bool:
        callback = self.callback(callback_id)
        with following_from(callback):
            callback.expire(at=now)
        if not callback.pending_events:
            return False
        try:
            self._bench.store.save(callback)
        except Conflict:
            # Made, cancelled or expired by somebody else meanwhile: theirs stands.
            return False
        return True

    def callback(self, callback_id: UUID) -> Callback:
        """The callback.

        Raises:
            CallbackNotFound: there is none.
        """
        found = self._bench.store.find(Callback, callback_id)
        if found is None:
            raise CallbackNotFound(key=callback_id)
        return found

    def _workable(self, callback_id: UUID) -> Callback:
        """The callback, for whoever is to call or works on its ticket."""
        callback = self.callback(callback_id)
        employee_id = acting_employee()
        is_given = employee_id is not None and employee_id == callback.employee_id
        if not is_given or not current_context().may(WORK):
            self._bench.access.check_works_on(self._bench.going_on(callback.ticket_id))
        return callback

    def _check_is_the_call(self, callback: Callback, contact_id: UUID) -> None:
        contact = self._bench.store.find(Contact, contact_id)
        if contact is None:
            raise ContactNotFound(key=contact_id)
        self._bench.access.check_sees_contact(contact)
        ticket = self._bench.going_on(callback.ticket_id)
        is_theirs = contact.customer_id is not None and contact.customer_id == ticket.customer_id
        is_about_it = not {callback.ticket_id, *ticket.whole}.isdisjoint(contact.ticket_ids)
        is_since = contact.offered_at >= callback.created_on
        if not (contact.is_call_of_ours and is_since and (is_theirs or is_about_it)):
            raise ContactIsNoCallback(contact_id=contact_id)
