"""What comes of a low score: a follow-up with a date, on a ticket that somebody has (GV-2)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from services.tickets.application.workbench import Workbench
from services.tickets.domain import sla
from services.tickets.domain.contact import Contact
from services.tickets.domain.follow_ups import FollowUps
from services.tickets.domain.forms import Form
from services.tickets.domain.survey import Judged, SurveyAnswer
from services.tickets.domain.ticket import Ticket
from shared.event_store import Aggregate
from shared.ids import id_of
from shared.numbers import Numbers
from shared.sealed import Erased

LOW_SCORE = "客户在满意度调查中评价偏低，请回访。 The customer gave a low score; follow up."
"""What is promised to be done about a low score, and what a ticket opened for it is about."""

OPENED_AS = Form("inquiry", needs_identity=False, needs_confirmed_solution=False, fields=())
"""What a ticket opened for a low score is until its agent knows better: nothing was asked yet."""

CALLED_BY = "phone"
"""The channel of such a ticket where nobody knows by which one the customer came."""


class LowScores:
    """Sees to it that who has given a low score is called.

    Args:
        bench: what all use cases stand on.
        numbers: hands out the numbers of tickets.
    """

    def __init__(self, bench: Workbench, *, numbers: Numbers) -> None:
        self._bench = bench
        self._numbers = numbers

    def save_followed_up(self, answer: SurveyAnswer, judged: Judged, *others: Aggregate) -> None:
        """Saves a low answer together with the promise to follow it up.

        The promise stands on the ticket that was judged, for a contact on the last one that it
        concerned, or on the one that goes on for it since it was merged. Where there is none, one
        is opened: it has an owner by its queue and a date. A customer whom nobody knows, or whose
        data is gone, cannot be called.

        Args:
            answer: the answer.
            judged: what it judges.
            others: what else is saved with it.
        """
        store, contact = self._bench.store, self._contact_of(judged)
        found = self._ticket_of(judged, contact)
        if found is not None:
            store.save(*others, answer, *self._promised(found), unchanged=[found])
            return
        with self._bench.rules.noted("routing"):
            opened = self._opened(answer, judged, contact)
            if opened is None:
                store.save(*others, answer)
                return
            clocks = self._bench.clocks.started(
                opened, sla.RESOLUTION, ordinal=1, at=self._bench.now
            )
            linked = [contact] if contact is not None else []
            beside = [self._numbers.given(opened.number, entity_id=opened.id)]
            changed = (*linked, *clocks, *self._promised(opened))
            store.save(*others, answer, opened, *changed, beside=beside)

    def _contact_of(self, judged: Judged) -> Contact | None:
        contact_id = judged.contact_id
        return None if contact_id is None else self._bench.store.find(Contact, contact_id)

    def _ticket_of(self, judged: Judged, contact: Contact | None) -> Ticket | None:
        ticket_id = judged.ticket_id
        if ticket_id is None and contact is not None and contact.ticket_ids:
            ticket_id = contact.ticket_ids[-1]
        return None if ticket_id is None else self._bench.going_on(ticket_id)

    def _opened(
        self, answer: SurveyAnswer, judged: Judged, contact: Contact | None
    ) -> Ticket | None:
        """A ticket for the follow-up alone, to which the judged contact is linked.

        Nobody waits for a first response, so that no such clock starts.
        """
        customer_id = judged.customer_id or (contact.customer_id if contact else None)
        if customer_id is None:
            return None
        try:
            subject = self._bench.seal(f"customer:{customer_id}", LOW_SCORE)
        except Erased:
            return None
        channel = judged.channel or CALLED_BY
        ticket = Ticket.open(
            form=OPENED_AS,
            ticket_id=_ticket_id_for(answer),
            number=self._numbers.next_number(),
            kind=OPENED_AS.kind,
            channel=channel,
            priority="normal",
            skill_group=judged.skill_group or self._routed(channel),
            subject=subject,
            asked_at=self._bench.now,
            customer_id=customer_id,
            site_id=judged.site_id or self._bench.clocks.only_site(),
        )
        if contact is not None:
            contact.link_to_ticket(ticket.id)
        return ticket

    def _routed(self, channel: str) -> str:
        return self._bench.rules.routing.skill_group_for(
            channel=channel, kind=OPENED_AS.kind, business_line=None
        )

    def _promised(self, ticket: Ticket) -> list[Aggregate]:
        """The promise to follow up with its clock; nothing more where one is outstanding."""
        bench = self._bench
        found = bench.store.find(FollowUps, FollowUps.id_for(ticket.id))
        follow_ups = found or FollowUps.start(ticket.about)
        if follow_ups.is_outstanding:
            return []
        due_at = bench.now + timedelta(hours=bench.rules.surveys.follow_up_hours)
        try:
            promise = bench.seal(ticket.data_subject, LOW_SCORE)
        except Erased:
            return []
        follow_ups.promise_follow_up(promise, due_at=due_at, at=bench.now, about=ticket.about)
        clocks = bench.clocks.started(
            ticket, sla.FOLLOW_UP, ordinal=follow_ups.count, at=bench.now, due_at=due_at
        )
        return [follow_ups, *clocks]


def _ticket_id_for(answer: SurveyAnswer) -> UUID:
    """The one id of the ticket that a low answer leads to."""
    return id_of("ticket", "survey_answer", answer.id)
