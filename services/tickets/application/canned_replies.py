"""Writing canned replies, and rendering them for an agent at a ticket (TK-5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from services.tickets.application.access import MANAGE_CANNED_REPLIES, SEE_ALL
from services.tickets.application.workbench import Workbench
from services.tickets.domain.canned_reply import CannedReply, Rendered
from services.tickets.domain.canned_reply_errors import (
    CannedReplyAlreadyCreated,
    CannedReplyNotFound,
)
from services.tickets.domain.ticket import Ticket
from shared.context import current_context
from shared.event_store import AsOf
from shared.event_store.store import expect_version

PURPOSE = "render-canned-reply"
"""Why sealed texts are opened here; each opening is logged with who asked (SE-2)."""


class AgentIds(Protocol):
    """Which agent ID an employee has."""

    def agent_id_of(self, employee_id: UUID) -> str | None:
        """The agent ID [工号], if the employee has one."""


class CannedReplies:
    """Writes, offers and renders canned replies.

    Args:
        bench: what all use cases stand on.
        agent_ids: which agent ID an employee has.
    """

    def __init__(self, bench: Workbench, *, agent_ids: AgentIds) -> None:
        self._bench = bench
        self._agent_ids = agent_ids

    def create_canned_reply(
        self, *, code: str, title: str, zh: str, en: str, skill_groups: Sequence[str]
    ) -> CannedReply:
        """Writes a canned reply.

        Raises:
            CannedReplyAlreadyCreated: the code is taken.
            PlaceholderUnknown: a text has a placeholder that nobody fills.
        """
        current_context().require(MANAGE_CANNED_REPLIES)
        if self._bench.store.find(CannedReply, CannedReply.id_for(code)) is not None:
            raise CannedReplyAlreadyCreated(reply_code=code)
        reply = CannedReply.create(code)
        reply.publish_version(title=title, zh=zh, en=en, skill_groups=skill_groups)
        self._bench.store.save(reply)
        return reply

    def publish_canned_reply_version(
        self,
        canned_reply_id: UUID,
        *,
        title: str,
        zh: str,
        en: str,
        skill_groups: Sequence[str],
        expected_version: int | None = None,
    ) -> CannedReply:
        """Writes another text for a canned reply.

        Raises:
            PlaceholderUnknown: a text has a placeholder that nobody fills.
        """
        reply = self._managed(canned_reply_id, expected_version)
        reply.publish_version(title=title, zh=zh, en=en, skill_groups=skill_groups)
        self._bench.store.save(reply)
        return reply

    def retire_canned_reply(
        self, canned_reply_id: UUID, *, expected_version: int | None = None
    ) -> CannedReply:
        """Offers a canned reply to nobody any more."""
        reply = self._managed(canned_reply_id, expected_version)
        reply.retire()
        self._bench.store.save(reply)
        return reply

    def see_canned_reply(self, canned_reply_id: UUID, *, as_of: AsOf | None = None) -> CannedReply:
        """A canned reply of one's skill groups, or any for who writes them.

        Raises:
            CannedReplyNotFound: there is none, or not for the actor.
        """
        reply = self._bench.store.find(CannedReply, canned_reply_id, as_of=as_of)
        if reply is None or not self._is_offered(reply):
            raise CannedReplyNotFound(key=canned_reply_id)
        return reply

    def render_canned_reply(
        self,
        canned_reply_id: UUID,
        *,
        ticket_id: UUID,
        language: str,
        customer_name: str | None = None,
        agent_name: str | None = None,
    ) -> Rendered:
        """The text for a ticket that one works on; what is not known stands in brackets.

        Args:
            canned_reply_id: the canned reply.
            ticket_id: the ticket.
            language: `zh` or `en`.
            customer_name: as the customer file has it, which is not kept here.
            agent_name: as the employee file has it, which is not kept here.
        """
        reply = self.see_canned_reply(canned_reply_id)
        reply.check_in_use()
        ticket = self._bench.ticket(ticket_id)
        self._bench.access.check_works_on(ticket)
        values = self._known(ticket)
        return reply.render(
            {**values, "customer_name": customer_name, "agent_name": agent_name},
            language=language,
        )

    def whose_replies(self) -> frozenset[str] | None:
        """The skill groups whose canned replies the actor is offered; None for all."""
        if self._sees_all():
            return None
        return self._bench.access.visible_groups()

    def _known(self, ticket: Ticket) -> dict[str, str | None]:
        keys = self._bench.keys
        employee_id = self._bench.access.employee_id()
        return {
            "ticket_number": ticket.number,
            "agent_id": self._agent_ids.agent_id_of(employee_id),
            "subject": keys.open_or_none(ticket.subject, purpose=PURPOSE),
            "product": keys.open_or_none(ticket.information.get("product"), purpose=PURPOSE),
        }

    def _is_offered(self, reply: CannedReply) -> bool:
        if self._sees_all():
            return True
        groups = self._bench.access.visible_groups()
        offered_to = reply.version_in_use.skill_groups
        return not offered_to or bool(groups & set(offered_to))

    @staticmethod
    def _sees_all() -> bool:
        context = current_context()
        return context.may(MANAGE_CANNED_REPLIES) or context.may(SEE_ALL)

    def _managed(self, canned_reply_id: UUID, expected_version: int | None) -> CannedReply:
        current_context().require(MANAGE_CANNED_REPLIES)
        reply = self._bench.store.find(CannedReply, canned_reply_id)
        if reply is None:
            raise CannedReplyNotFound(key=canned_reply_id)
        expect_version(reply, expected_version)
        return reply
