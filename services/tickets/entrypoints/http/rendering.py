"""Aggregates as the API shows them: texts opened for those who may see the ticket."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from services.tickets.application.sla import ReadClock
from services.tickets.application.ticket_files import TicketFile
from services.tickets.domain.callback import Callback
from services.tickets.domain.contact import Contact
from services.tickets.domain.correspondence import Attachment, Correspondence, Entry
from services.tickets.domain.desk import AgentDesk
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.forms import Form
from services.tickets.domain.referral import Referral
from services.tickets.domain.ticket import Ticket
from services.tickets.domain.ticket_state import Origin
from services.tickets.read_models.ticket_list import ListedTicket
from shared.clock import iso
from shared.sealed import KeyStore, Sealed

PURPOSE = "show-ticket"
"""Why sealed texts are opened here; each opening is logged with who asked (SE-2)."""


class Rendering:
    """Renders what belongs to tickets.

    Args:
        keys: opens sealed texts; what was erased is shown as null.
    """

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def opened(self, sealed: Sealed | None) -> str | None:
        """The text, or None where there is none any more."""
        return self._keys.open_or_none(sealed, purpose=PURPOSE)

    def ticket(self, file: TicketFile, *, form: Form) -> dict[str, Any]:
        """A ticket with what belongs to it."""
        ticket, compliment, judged = file.ticket, file.compliment, file.first_contact
        return {
            **_facts(ticket),
            "subject": self.opened(ticket.subject),
            "description": self.opened(ticket.description),
            "information": {name: self.opened(one) for name, one in ticket.information.items()},
            "fields_asked_for": fields_of(form, ticket),
            "solution": self._solution(ticket),
            "said_before": [self.opened(one) for one in ticket.said_before],
            "resolution": self.opened(ticket.resolution),
            "praised_employee_id": compliment and compliment.praised_employee_id,
            "is_first_contact": judged and judged.is_first_contact,
        }

    def rows(self, listed: Sequence[ListedTicket]) -> list[dict[str, Any]]:
        """The tickets of a list."""
        self._keys.fetch(one.subject for one in listed)
        return [self._row(one) for one in listed]

    def _row(self, listed: ListedTicket) -> dict[str, Any]:
        return {
            **vars(listed),
            "subject": self.opened(listed.subject),
            "opened_at": iso(listed.opened_at),
            "changed_at": iso(listed.changed_at),
        }

    def correspondence(self, correspondence: Correspondence) -> dict[str, Any]:
        """What was written about a ticket."""
        return {
            "ticket_id": correspondence.ticket_id,
            "version": correspondence.version,
            "entries": [
                {
                    **self._entry(one),
                    "moved_to": correspondence.moved.get(one.entry_id),
                    "not_delivered": correspondence.not_delivered.get(one.entry_id),
                }
                for one in correspondence.entries
            ],
            "attachments": [self.attachment(one) for one in correspondence.attachments],
        }

    def attachment(self, attachment: Attachment) -> dict[str, Any]:
        """A file that is attached."""
        return {
            **msgspec.structs.asdict(attachment),
            "file_name": self.opened(attachment.file_name),
            "attached_at": iso(attachment.attached_at),
        }

    def follow_ups(self, follow_ups: FollowUps) -> dict[str, Any]:
        """The follow-ups of a ticket."""
        is_outstanding = follow_ups.is_outstanding
        return {
            "ticket_id": follow_ups.ticket_id,
            "version": follow_ups.version,
            "count": follow_ups.count,
            "due_at": moment(follow_ups.due_at),
            "promise": self.opened(follow_ups.promise) if is_outstanding else None,
            "replies": [self.opened(one) for one in follow_ups.replies],
        }

    def referral(self, referral: Referral) -> dict[str, Any]:
        """A referral to a department or expert."""
        return {
            "ticket_id": referral.ticket_id,
            "version": referral.version,
            "department": referral.destination.department,
            "expert_id": referral.destination.expert_id,
            "reason": self.opened(referral.reason),
            "progress": [
                {"at": iso(one.at), "text": self.opened(one.text)} for one in referral.progress
            ],
            "result": self.opened(referral.result),
        }

    def callback(self, callback: Callback) -> dict[str, Any]:
        """A booked callback."""
        return {
            "callback_id": callback.id,
            "version": callback.version,
            "ticket_id": callback.ticket_id,
            "number": callback.about.number,
            "state": callback.state,
            "from_at": iso(callback.from_at),
            "until_at": iso(callback.until_at),
            "telephone": self.opened(callback.telephone),
            "contact_id": callback.contact_id,
            "employee_id": callback.employee_id,
            "is_late": callback.is_late,
        }

    def _solution(self, ticket: Ticket) -> dict[str, Any] | None:
        solution = ticket.solution
        if solution is None:
            return None
        return {
            **msgspec.structs.asdict(solution),
            "text": self.opened(solution.text),
            "answer": ticket.answer,
        }

    def _entry(self, entry: Entry) -> dict[str, Any]:
        return {
            **msgspec.structs.asdict(entry),
            "text": self.opened(entry.text),
            "written_at": iso(entry.written_at),
        }


def moment(at: datetime | None) -> str | None:
    """A time, if there is one."""
    return None if at is None else iso(at)


def fields_of(form: Form, ticket: Ticket | None = None) -> list[dict[str, Any]]:
    """The fields that a form asks for, and which of them a ticket holds."""
    filled = frozenset() if ticket is None else ticket.filled_fields
    return [{**vars(one), "is_filled": one.name in filled} for one in form.fields]


def contact(shown: Contact) -> dict[str, Any]:
    """A contact."""
    measures = shown.measures
    return {
        "contact_id": shown.id,
        "version": shown.version,
        "channel": shown.channel,
        "direction": shown.direction,
        "customer_id": shown.customer_id,
        "employee_id": shown.employee_id,
        "skill_group": shown.skill_group,
        "site_id": shown.site_id,
        "ticket_ids": list(shown.ticket_ids),
        "offered_at": iso(shown.offered_at),
        "answered_at": moment(shown.answered_at),
        "ended_at": moment(shown.ended_at),
        "measures": None if measures is None else msgspec.structs.asdict(measures),
    }


def desk(shown: AgentDesk) -> dict[str, Any]:
    """An agent's desk."""
    return {
        "employee_id": shown.employee_id,
        "version": shown.version,
        "channels": list(shown.channels),
        "away": shown.away,
        "away_from": dict(shown.away_from),
    }


def clock(read: ReadClock) -> dict[str, Any]:
    """An SLA clock with where it stands."""
    shown, reading = read.clock, read.reading
    return {
        "clock_id": shown.id,
        "ticket_id": shown.ticket_id,
        "clock": shown.clock,
        "ordinal": shown.ordinal,
        "state": shown.state,
        "started_at": iso(shown.started_at),
        "stopped_at": moment(shown.stopped_at),
        "target_seconds": reading.target_seconds,
        "counted_seconds": reading.counted_seconds,
        "paused_seconds": reading.paused_seconds,
        "at_risk_at": moment(reading.at_risk_at),
        "due_at": moment(reading.due_at),
    }


def _origin(origin: Origin | None) -> dict[str, Any] | None:
    return None if origin is None else msgspec.structs.asdict(origin)


def _facts(ticket: Ticket) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(ticket.about),
        "version": ticket.version,
        "state": ticket.state,
        "contact_id": ticket.contact_id,
        "opener_id": ticket.opener_id,
        "opened_at": iso(ticket.created_on),
        "changed_at": iso(ticket.modified_on),
        "asked_at": iso(ticket.asked_at),
        "identity_verified_by": ticket.verified_by,
        "transfers": ticket.transfers,
        "reopenings": ticket.reopenings,
        "reason_code": ticket.reason_code,
        "merged_into": _origin(ticket.merged_into),
        "absorbed": [_origin(one) for one in ticket.absorbed],
    }
