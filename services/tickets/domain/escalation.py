"""The escalation channel [问题升级通道]: an agent asks, a level answers in its time (TK-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec

from services.tickets.domain.about import AboutTicket
from services.tickets.domain.escalation_errors import (
    EscalationSettled,
    NoEscalationLevels,
    NoHigherLevel,
)
from shared.event_store.aggregate import Aggregate, event
from shared.sealed.envelope import Sealed

SUPERVISOR = "supervisor"
SKILL_GROUP = "skill_group"
MANAGEMENT = "management"

ANSWERERS = (SUPERVISOR, SKILL_GROUP, MANAGEMENT)
"""Who answers at a level: who leads the agent, a skill group of experts, who leads all."""

OPEN = "open"
ANSWERED = "answered"
WITHDRAWN = "withdrawn"

STATES = (OPEN, ANSWERED, WITHDRAWN)
STATES_ZH = {OPEN: "待答复", ANSWERED: "已答复", WITHDRAWN: "已撤回"}

BY_HAND = "by_hand"
LIMIT_PASSED = "limit_passed"


class Level(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One level of the channel.

    Args:
        number: 1 for the first.
        zh: its name in Chinese.
        en: its name in English.
        answered_by: one of `ANSWERERS`.
        skill_group: the skill group, of `skill_group` alone.
        limit_seconds: within which an answer is due.
        business_time: whether only opening hours of the ticket's site count.
    """

    number: int
    zh: str
    en: str
    answered_by: str
    skill_group: str | None = None
    limit_seconds: int
    business_time: bool


@dataclass(frozen=True)
class EscalationRules:
    """The rule set `escalation`.

    Args:
        levels: who answers one after another.
    """

    levels: tuple[Level, ...]

    @property
    def first(self) -> Level:
        """Who is asked first.

        Raises:
            NoEscalationLevels: the rules name nobody.
        """
        if not self.levels:
            raise NoEscalationLevels
        return self.levels[0]

    def above(self, level: Level) -> Level | None:
        """The next higher level, if there is one."""
        higher = [one for one in self.levels if one.number > level.number]
        return min(higher, key=lambda one: one.number, default=None)


class Escalation(Aggregate):
    """One question of an agent about a ticket, and how it went up until it was answered."""

    TOPIC = "tickets.escalation"

    class Created(Aggregate.Created):
        TOPIC = "tickets.escalation.raised"
        about: AboutTicket
        raiser_id: UUID
        question: Sealed
        level: Level
        due_at: datetime

    def __init__(
        self, about: AboutTicket, raiser_id: UUID, question: Sealed, level: Level, due_at: datetime
    ) -> None:
        self.about = about
        self.ticket_id = about.ticket_id
        self.raiser_id = raiser_id
        self.question = question
        self.level = level
        self.due_at = due_at
        self.state = OPEN
        self.is_overdue = False
        self.answer: Sealed | None = None
        self.answerer_id: UUID | None = None

    @classmethod
    def raise_question(
        cls,
        about: AboutTicket,
        *,
        escalation_id: UUID,
        raiser_id: UUID,
        question: Sealed,
        level: Level,
        due_at: datetime,
    ) -> Self:
        """Asks the first level.

        Args:
            about: the ticket.
            escalation_id: its id.
            raiser_id: employee id of who asks.
            question: what is asked.
            level: who answers first.
            due_at: by when.
        """
        return cls._create(
            cls.Created,
            id=escalation_id,
            about=about,
            raiser_id=raiser_id,
            question=question,
            level=level,
            due_at=due_at,
        )

    def give_answer(self, answer: Sealed, *, answerer_id: UUID, about: AboutTicket) -> None:
        """Answers the agent."""
        self.check_open()
        self._answer(
            about=about,
            raiser_id=self.raiser_id,
            answerer_id=answerer_id,
            answer=answer,
            level=self.level,
        )

    @event("Answered", topic="tickets.escalation.answered")
    def _answer(
        self, about: AboutTicket, raiser_id: UUID, answerer_id: UUID, answer: Sealed, level: Level
    ) -> None:
        self.state = ANSWERED
        self.answer = answer
        self.answerer_id = answerer_id

    def hand_up(self, level: Level | None, *, due_at: datetime, cause: str) -> None:
        """Asks a higher level.

        Args:
            level: the next higher level; None where there is none.
            due_at: by when it is to answer.
            cause: `by_hand` or `limit_passed`.

        Raises:
            NoHigherLevel: there is none.
        """
        self.check_open()
        if level is None:
            raise NoHigherLevel(level=self.level.number)
        self._hand_up(
            about=self.about, raiser_id=self.raiser_id, level=level, due_at=due_at, cause=cause
        )

    @event("HandedUp", topic="tickets.escalation.handed_up")
    def _hand_up(
        self, about: AboutTicket, raiser_id: UUID, level: Level, due_at: datetime, cause: str
    ) -> None:
        self.level = level
        self.due_at = due_at

    def note_overdue(self, *, at: datetime) -> None:
        """The highest level is late; noted once, and not before the time."""
        if self.is_late(at=at) and not self.is_overdue:
            self._note_overdue(about=self.about, level=self.level, due_at=self.due_at)

    @event("CameOverdue", topic="tickets.escalation.came_overdue")
    def _note_overdue(self, about: AboutTicket, level: Level, due_at: datetime) -> None:
        self.is_overdue = True

    def withdraw(self) -> None:
        """The agent needs no answer any more."""
        self.check_open()
        self._withdraw()

    @event("Withdrawn", topic="tickets.escalation.withdrawn")
    def _withdraw(self) -> None:
        self.state = WITHDRAWN

    def is_late(self, *, at: datetime) -> bool:
        """Whether it waits longer than its level has time."""
        return self.state == OPEN and self.due_at <= at

    def check_open(self) -> None:
        """Refuses what only an open escalation allows."""
        if self.state != OPEN:
            raise EscalationSettled(state=self.state, state_zh=STATES_ZH[self.state])
