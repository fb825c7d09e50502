"""The gateway's inbox: every message of the CRM gets one answer, and a repeat the same one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.crm.application.customer_intake import CustomerIntake
from services.crm.application.effects import Effects
from services.crm.application.finding import CustomerFinder
from services.crm.application.incoming import (
    ContactRecorded,
    CustomerUpserted,
    Fact,
    IncomingMessage,
    ReplyReceived,
    SurveyAnswered,
    TicketRequested,
)
from services.crm.application.questions import CustomerLookup
from services.crm.application.refusal import Unacceptable
from services.crm.application.service_intake import ServiceIntake
from services.crm.domain.gateway_message import Fault, GatewayMessage, answer_id_of
from services.crm.domain.rules import CUSTOMERS, GATEWAY, CustomerRules, GatewayRules
from shared.context import Channel, Context, acting
from shared.errors import Conflict
from shared.event_store import SideRowConflict
from shared.event_store.store import Store
from shared.ids import IdSource, id_of
from shared.rules import Rules
from shared.sealed import Erased, KeyStore

TRIES = 5
"""How often a message is taken anew after a lost race before the transport must bring it again."""


class Inbox:
    """Takes the CRM's messages, whichever door they come through (TX-3).

    Args:
        store: the log.
        keys: seals what is personal.
        rules: says who may send and what customer levels there are.
        lookup: finds customers by their addresses.
        read: reads a body as far as it can be read; it never raises.
        ids: makes the id source of what a message causes.
    """

    def __init__(
        self,
        store: Store,
        *,
        keys: KeyStore,
        rules: Rules,
        lookup: CustomerLookup,
        read: Callable[[bytes], IncomingMessage],
        ids: Callable[[str], IdSource],
    ) -> None:
        self._store = store
        self._keys = keys
        self._rules = rules
        self._read = read
        self._ids = ids
        finder = CustomerFinder(store, keys=keys, lookup=lookup)
        self._customers = CustomerIntake(finder, keys=keys)
        self._services = ServiceIntake(store, finder=finder, keys=keys)

    def take_message(
        self, body: bytes, *, sender: str | None, channel: Channel = "bus"
    ) -> GatewayMessage:
        """Carries out a message, or rejects it, and records the one answer with its effects.

        Args:
            body: one CloudEvent in structured mode, as it came.
            sender: name that the transport has proven (broker user or machine client).
            channel: the door it came through.

        Returns:
            The answer; of a repeated message (same source and id) the one that it had before.

        Raises:
            Unavailable: log or key store cannot be reached; bring the message again.
            Conflict: the race was lost `TRIES` times; bring the message again.
        """
        message = self._read(body)
        now = self._store.clock.now()
        fault = self._fault_of_sender(message, sender=sender, at=now)
        answer_id = self._answer_id(message, body=body, sender=sender, is_proven=fault is None)
        faults = (fault,) if fault is not None else message.faults
        for _ in range(TRIES):
            known = self._store.find(GatewayMessage, answer_id)
            if known is not None:
                return known
            with acting(self._context(message, answer_id, sender=sender, channel=channel, at=now)):
                try:
                    return self._answer(message, answer_id, faults=faults, at=now)
                except (Conflict, SideRowConflict):
                    continue
        raise Conflict

    def _fault_of_sender(
        self, message: IncomingMessage, *, sender: str | None, at: datetime
    ) -> Fault | None:
        if sender is None:
            return Fault(cause="sender-not-proven")
        if message.source is None:
            return None
        rules = self._rules.read(GATEWAY, GatewayRules, at=at)
        if rules.may_use(sender, source=message.source):
            return None
        return Fault(cause="source-not-allowed", field="source")

    def _answer_id(
        self, message: IncomingMessage, *, body: bytes, sender: str | None, is_proven: bool
    ) -> UUID:
        """The id under which this message has its answer.

        One that nobody may have sent must not use up the id of one that comes from the source.
        """
        if is_proven and message.source is not None and message.message_id is not None:
            return answer_id_of(source=message.source, message_id=message.message_id)
        digest = self._keys.lookup_hash("message", hashlib.sha256(body).hexdigest())
        return id_of("crm", "unproven-message", sender, digest)

    def _context(
        self,
        message: IncomingMessage,
        answer_id: UUID,
        *,
        sender: str | None,
        channel: Channel,
        at: datetime,
    ) -> Context:
        return Context(
            occurred_at=at,
            actor=f"client:{sender or 'not-proven'}",
            kind="client",
            role="crm_client",
            channel=channel,
            correlation_id=message.correlation_id or str(answer_id),
            causation_id=message.message_id,
            rules={
                name: str(self._rules.in_force(name, at=at).version)
                for name in (CUSTOMERS, GATEWAY)
            },
            ids=self._ids(str(answer_id)),
        )

    def _answer(
        self,
        message: IncomingMessage,
        answer_id: UUID,
        *,
        faults: tuple[Fault, ...],
        at: datetime,
    ) -> GatewayMessage:
        if not faults and message.fact is not None:
            try:
                effects = self._effects_of(message.fact, message, at=at)
            except Unacceptable as refusal:
                faults = (refusal.fault,)
            except Erased:
                faults = (Fault(cause="customer-erased"),)
            else:
                return self._accept(message, answer_id, effects)
        return self._reject(message, answer_id, faults)

    def _effects_of(self, fact: Fact, message: IncomingMessage, *, at: datetime) -> Effects:
        source = str(message.source)
        said_at = message.time or at
        match fact:
            case CustomerUpserted():
                rules = self._rules.read(CUSTOMERS, CustomerRules, at=at)
                return self._customers.upsert_customer(fact, source=source, rules=rules)
            case ContactRecorded():
                return self._services.record_contact(fact, source=source)
            case TicketRequested():
                return self._services.request_ticket(fact, source=source, said_at=said_at)
            case ReplyReceived():
                return self._services.receive_reply(fact, source=source, said_at=said_at)
            case SurveyAnswered():
                return self._services.take_survey_answer(fact, source=source, said_at=said_at)

    def _accept(
        self, message: IncomingMessage, answer_id: UUID, effects: Effects
    ) -> GatewayMessage:
        answer = GatewayMessage.accept(
            answer_id=answer_id,
            source=str(message.source),
            message_id=str(message.message_id),
            message_type=str(message.message_type),
            entities=effects.entities,
        )
        self._store.save(*effects.aggregates, answer, beside=effects.rows)
        return answer

    def _reject(
        self, message: IncomingMessage, answer_id: UUID, faults: tuple[Fault, ...]
    ) -> GatewayMessage:
        answer = GatewayMessage.reject(
            answer_id=answer_id,
            source=message.source,
            message_id=message.message_id,
            message_type=message.message_type,
            faults=faults,
        )
        self._store.save(answer)
        return answer
