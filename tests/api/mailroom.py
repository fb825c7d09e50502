"""Letters that have come in, and replies that did not arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.crm.domain.letter import Letter
from services.crm.domain.mail_facts import REPLY, MailFacts, outgoing_mail_id_of
from services.crm.domain.mail_rules import MAIL_RULES, MailRules
from services.crm.domain.outgoing_mail import OutgoingMail
from tests.crm.mails import mail

if TYPE_CHECKING:
    from tests.api.centre import Centre


def mail_taken(centre: Centre, *, number: int, **headers: str) -> Letter:
    """A mail that has come in, the only one of its number."""
    rules = centre.crm.rules.read(MAIL_RULES, MailRules, at=centre.clock.now())
    raw = mail("怎么退？", message_id=f"letter-{number}@example.com", headers=headers)
    with centre.installing("crm"):
        taken: Letter = centre.crm.mail_intake.take_mail(
            raw, mailbox="help@centre.example", own=(), rules=rules, at=centre.clock.now()
        )
    return taken


def mail_failed(centre: Centre, *, number: int) -> UUID:
    """A reply that did not arrive, the only one of its number."""
    customer_id = centre.customer_ids[0]
    with centre.installing("crm"):
        facts = MailFacts(
            kind=REPLY,
            reply_id=UUID(int=number),
            ticket_id=UUID(int=number),
            ticket_number="T-000012-5",
            customer_id=customer_id,
            text=centre.crm.keys.seal(f"customer:{customer_id}", "您好"),
            due_at=centre.clock.now(),
        )
        made = OutgoingMail.queue(outgoing_mail_id_of(UUID(int=number)), facts=facts)
        made.note_refusal("smtp-550")
        centre.crm.store.save(made)
    return made.id
