"""Calendar feeds [日历订阅]: somebody's sessions for their calendar program, by a secret link."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from services.training.domain.calendar_feed_errors import CalendarFeedClosed
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed


class CalendarFeed(Aggregate):
    """The feed of one employee; its link can be replaced, and then the former one opens nothing."""

    TOPIC = "training.calendar_feed"

    class Created(Aggregate.Created):
        TOPIC = "training.calendar_feed.opened"
        employee_id: UUID
        token: Sealed

    def __init__(self, employee_id: UUID, token: Sealed) -> None:
        self.employee_id = employee_id
        self.token: Sealed | None = token

    @staticmethod
    def id_for(employee_id: UUID) -> UUID:
        """The one id of an employee's feed."""
        return id_of("calendar_feed", employee_id)

    @classmethod
    def open(cls, employee_id: UUID, *, token: Sealed) -> Self:
        """A feed with its first link."""
        feed_id = cls.id_for(employee_id)
        return cls._create(cls.Created, id=feed_id, employee_id=employee_id, token=token)

    def replace_link(self, token: Sealed) -> None:
        """Is found by another link; also after it was closed."""
        self._replace_link(token=token)

    @event("LinkReplaced", topic="training.calendar_feed.link_replaced")
    def _replace_link(self, token: Sealed) -> None:
        self.token = token

    def close(self) -> None:
        """Is found by no link.

        Raises:
            CalendarFeedClosed: it is closed already.
        """
        if self.token is None:
            raise CalendarFeedClosed
        self._close()

    @event("Closed", topic="training.calendar_feed.closed")
    def _close(self) -> None:
        self.token = None
