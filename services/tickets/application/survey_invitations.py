"""Inviting customers to surveys, reminding them and letting links expire (GV-2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from services.tickets.application.questions import Customers
from services.tickets.application.survey_links import SurveyLinks
from services.tickets.application.survey_occasions import of_contact, of_ticket
from services.tickets.application.survey_questions import (
    OpenInvitations,
    Prospect,
    SurveyProspects,
)
from services.tickets.application.workbench import Workbench, following_from
from services.tickets.domain import survey_invitation, terms
from services.tickets.domain.contact import Contact
from services.tickets.domain.customer_survey import Survey
from services.tickets.domain.survey_invitation import Draw, Occasion, SurveyInvitation
from services.tickets.domain.survey_rules import CONTACT, DRAWS, RESOLUTION, SurveyTrigger
from services.tickets.domain.ticket import Ticket
from shared.clock import iso
from shared.errors import Conflict
from shared.event_store import SideRowConflict
from shared.event_store.side_rows import SideWrite, compare_and_set
from shared.sealed import Erased, Sealed

INVITED_CUSTOMERS = "invited_customers"
"""Kind of the side rows: when a customer was invited, moved in the invitation's transaction.

A read model would lag behind the last invitation and let a customer be asked too often.
"""

AT_A_TIME = 500
"""Invitations looked at in one run of a timer at most."""


class SurveyInvitations:
    """Draws lots, invites, reminds and withdraws.

    Args:
        bench: what all use cases stand on.
        prospects: about what customers have not been asked yet.
        invitations: which invitations wait for an answer.
        customers: who the customers are.
    """

    def __init__(
        self,
        bench: Workbench,
        *,
        prospects: SurveyProspects,
        invitations: OpenInvitations,
        customers: Customers,
    ) -> None:
        self._bench = bench
        self._prospects = prospects
        self._invitations = invitations
        self._customers = customers
        self._links = SurveyLinks(bench.store, keys=bench.keys)

    def invite_to_surveys(self, now: datetime) -> int:
        """Draws for each occasion that a trigger fits, once, and invites who has won.

        Returns:
            How many lots were drawn.
        """
        rules = self._bench.rules.surveys
        since = now - timedelta(hours=rules.fresh_hours)
        until = now - timedelta(minutes=rules.wait_minutes)
        drawn = 0
        with self._bench.rules.noted("surveys"):
            for trigger in rules.triggers:
                survey = self._bench.store.find(Survey, Survey.id_for(trigger.survey))
                if survey is None or survey.is_retired or not survey.versions:
                    continue
                found = self._prospects.waiting(trigger, since=since, until=until, limit=AT_A_TIME)
                drawn += sum(self._draw(one, trigger, survey, now) for one in found)
        return drawn

    def remind_of_surveys(self, now: datetime) -> int:
        """Sends links again to who has not answered; returns to how many."""
        due = self._invitations.due_for_reminder(at=now, limit=AT_A_TIME)
        return self._change_each(due, lambda one: one.remind(at=now))

    def expire_survey_links(self, now: datetime) -> int:
        """Notes which invitations nobody has answered in time; returns how many."""
        due = self._invitations.overdue(at=now, limit=AT_A_TIME)
        return self._change_each(due, lambda one: one.expire(at=now))

    def withdraw_invitations(self, customer_id: UUID, *, cause: str) -> int:
        """Nobody asks a customer whose data is gone; returns how many were withdrawn."""
        count = 0
        for one in self._invitations.open_for(customer_id):
            invitation = self._bench.store.get(SurveyInvitation, one)
            invitation.withdraw(cause=cause)
            count += len(invitation.pending_events)
            self._bench.store.save(invitation)
        return count

    def _draw(
        self, prospect: Prospect, trigger: SurveyTrigger, survey: Survey, now: datetime
    ) -> bool:
        rules = self._bench.rules.surveys
        first = rules.trigger_for(prospect.after, kind=prospect.kind, channel=prospect.channel)
        invitation_id = SurveyInvitation.id_for(
            prospect.after, prospect.entity_id, ordinal=prospect.ordinal
        )
        is_drawn = self._bench.store.find(SurveyInvitation, invitation_id) is not None
        entity, occasion = self._occasion(prospect)
        if first != trigger or is_drawn or entity is None or occasion is None:
            return False
        with following_from(entity):
            draw, seen = self._lot(invitation_id, trigger, occasion.customer_id, now)
            link: Sealed | None = None
            beside: list[SideWrite] = []
            if draw.outcome == survey_invitation.INVITED:
                link, beside = self._link(invitation_id, occasion.customer_id, seen, now)
                if link is None:
                    erased = survey_invitation.CUSTOMER_ERASED
                    draw = msgspec.structs.replace(draw, outcome=erased)
            invitation = SurveyInvitation.draw_lot(
                occasion,
                invitation_id=invitation_id,
                survey_id=survey.id,
                survey_version=survey.versions[-1].number,
                draw=draw,
            )
            if link is not None:
                self._send(invitation, link, now)
        return self._is_saved(invitation, beside=beside, unchanged=[entity])

    def _send(self, invitation: SurveyInvitation, link: Sealed, now: datetime) -> None:
        rules = self._bench.rules.surveys
        invitation.send(
            link,
            at=now,
            expires_at=now + timedelta(days=rules.valid_days),
            remind_after=timedelta(hours=rules.remind_after_hours),
            most_reminders=rules.most_reminders,
        )

    def _occasion(self, prospect: Prospect) -> tuple[Ticket | Contact | None, Occasion | None]:
        """What the customer is asked about, if it still is as it was."""
        if prospect.after == CONTACT:
            contact = self._bench.store.find(Contact, prospect.entity_id)
            return contact, None if contact is None else of_contact(contact, prospect)
        ticket = self._bench.store.find(Ticket, prospect.entity_id)
        state = terms.RESOLVED if prospect.after == RESOLUTION else terms.CLOSED
        is_so = ticket is not None and ticket.state in (state, terms.CLOSED)
        return ticket, of_ticket(ticket, prospect) if ticket is not None and is_so else None

    def _lot(
        self, invitation_id: UUID, trigger: SurveyTrigger, customer_id: UUID, now: datetime
    ) -> tuple[Draw, list[datetime]]:
        """The draw: a keyed hash of the occasion, so that nobody foresees and anybody checks it."""
        digits = self._bench.keys.lookup_hash("survey-draw", str(invitation_id))
        number = int(digits, 16) % DRAWS
        earlier = {one: self._invited_at(one) for one in self._customers.same_person(customer_id)}
        rules = self._bench.rules.surveys
        outcome = survey_invitation.INVITED
        if number >= trigger.per_mille:
            outcome = survey_invitation.NOT_DRAWN
        elif not rules.nobody_is_asked_too_often(
            [at for times in earlier.values() for at in times], at=now
        ):
            outcome = survey_invitation.INVITED_LATELY
        draw = Draw(number=number, per_mille=trigger.per_mille, outcome=outcome)
        return draw, earlier.get(customer_id, [])

    def _link(
        self, invitation_id: UUID, customer_id: UUID, seen: list[datetime], now: datetime
    ) -> tuple[Sealed | None, list[SideWrite]]:
        """The sealed link with its rows; None for a customer whose data was erased."""
        rules = self._bench.rules.surveys
        expires_at = now + timedelta(days=rules.valid_days)
        token, row = self._links.new_link(invitation_id, expires_at=expires_at)
        address = rules.address.replace("{token}", token)
        try:
            sealed = self._bench.keys.seal(f"customer:{customer_id}", address)
        except Erased:
            return None, []
        kept_for = timedelta(days=rules.within_days)
        times = [*(one for one in seen if one > now - kept_for), now]
        counted = compare_and_set(
            INVITED_CUSTOMERS,
            str(customer_id),
            _times(times),
            expected=_times(seen) if seen else None,
            expires_at=now + kept_for,
        )
        return sealed, [row, counted]

    def _invited_at(self, customer_id: UUID) -> list[datetime]:
        row = self._bench.store.side_row(INVITED_CUSTOMERS, str(customer_id))
        times = [] if row is None else row.content["invited_at"]
        return [datetime.fromisoformat(one) for one in times]

    def _change_each(self, ids: Sequence[UUID], change: Callable[[SurveyInvitation], None]) -> int:
        changed = 0
        for one in ids:
            invitation = self._bench.store.get(SurveyInvitation, one)
            with following_from(invitation):
                change(invitation)
            if invitation.pending_events:
                changed += self._is_saved(invitation)
        return changed

    def _is_saved(
        self,
        invitation: SurveyInvitation,
        *,
        beside: Sequence[SideWrite] = (),
        unchanged: Sequence[Ticket | Contact] = (),
    ) -> bool:
        try:
            self._bench.store.save(invitation, beside=beside, unchanged=unchanged)
        except (Conflict, SideRowConflict):
            # Answered, drawn by another timer, or the ticket was reopened: theirs stands.
            return False
        return True


def _times(times: Sequence[datetime]) -> dict[str, list[str]]:
    return {"invited_at": [iso(one) for one in times]}
