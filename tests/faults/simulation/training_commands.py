"""What learners and trainers of a simulated installation want next."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from services.people.domain.departure import RESIGNED
from services.training.application.sessions import Appointment
from services.training.domain.session_terms import ATTENDANCE
from tests.api.founding import BOSS, FIRST_DAY, LI, WANG
from tests.faults.simulation import training_deeds as deeds
from tests.faults.simulation.founding import MANAGER, TRAINER
from tests.faults.simulation.orders import Order
from tests.support.question_bank import content

if TYPE_CHECKING:
    from tests.faults.simulation.world import World

LEARNERS = (LI.name, WANG.name)
MENTORS = (LI.name, TRAINER.name)
TASKS = ("workplace", "systems")
"""Two of the tasks that the shipped rules give every mentor."""

MINUTES_AHEAD = (60, 180, 1500)
"""How long before a session it is planned: some begin while the run lasts."""

Maker = tuple[str, int, Callable[[str], Order]]


class TrainingCommands:
    """Makes the commands of learners, a trainer and the training manager.

    Args:
        world: where they are.
        rng: decides what they want.
        employees: those who were hired so far.
    """

    def __init__(self, world: World, rng: random.Random, *, employees: Sequence[UUID]) -> None:
        self._world = world
        self._rng = rng
        self._employees = employees
        self._sessions: list[UUID] = []
        self._mentorships: list[UUID] = []
        self._questions: list[UUID] = []

    def makers(self) -> list[Maker]:
        """The kinds of commands, how often each is wanted, and what makes one of a key."""
        return [
            ("plan_session", 3, self._plan_session),
            ("work_on_session", 14, self._work_on_session),
            ("work_on_course", 5, self._work_on_course),
            ("work_on_mentorship", 6, self._work_on_mentorship),
            ("work_on_question", 5, self._work_on_question),
            ("work_on_calendar", 2, self._work_on_calendar),
            ("let_employee_go", 2, self._let_employee_go),
        ]

    def remember(self, order: Order) -> None:
        """Whatever was opened is something to work on."""
        opened = {
            "plan_session": self._sessions,
            "start_mentorship": self._mentorships,
            "write_question": self._questions,
        }.get(order.kind)
        if opened is not None and order.entity_id is not None and order.entity_id not in opened:
            opened.append(order.entity_id)

    def _plan_session(self, key: str) -> Order:
        """One or two places, so that people wait for them."""
        deed = deeds.planning(
            trainer_id=self._id_of(TRAINER.name),
            capacity=self._rng.randint(1, 2),
            appointment=self._appointment(),
        )
        return order_of(key, deed)

    def _work_on_session(self, key: str) -> Order:
        if not self._sessions:
            return self._plan_session(key)
        rng = self._rng
        session_id = rng.choice(self._sessions[-3:])
        learning = deeds.learning(
            session_id, learner=rng.choice(LEARNERS), other_id=self._somebody()
        )
        teaching = deeds.teaching(
            session_id,
            appointment=self._appointment(),
            trainer_ids=[self._id_of(rng.choice((TRAINER, MANAGER)).name)],
            status=rng.choice(ATTENDANCE[:3]),
        )
        return order_of(key, rng.choice([*learning, *teaching]))

    def _work_on_course(self, key: str) -> Order:
        studying = deeds.studying(self._somebody(), unit=self._rng.choice(deeds.UNITS))
        return order_of(key, self._rng.choice([*studying]))

    def _work_on_mentorship(self, key: str) -> Order:
        mentor = self._rng.choice(MENTORS)
        if not self._mentorships or self._rng.random() < 0.4:
            return order_of(key, deeds.appointing(self._somebody(), mentor_id=self._id_of(mentor)))
        mentoring = deeds.mentoring(
            self._rng.choice(self._mentorships[-3:]),
            mentor=mentor,
            mentor_id=self._id_of(mentor),
            task=self._rng.choice(TASKS),
        )
        return order_of(key, self._rng.choice([*mentoring]))

    def _work_on_question(self, key: str) -> Order:
        if not self._questions or self._rng.random() < 0.3:
            return order_of(key, deeds.writing(key, content=content()))
        reviewing = deeds.reviewing(
            self._rng.choice(self._questions[-2:]),
            number=self._rng.randint(1, 2),
            content=content(difficulty=self._rng.randint(1, 5)),
        )
        return order_of(key, self._rng.choice([*reviewing]))

    def _work_on_calendar(self, key: str) -> Order:
        learner = self._rng.choice(LEARNERS)
        subscribing = deeds.subscribing(learner, learner_id=self._id_of(learner))
        return order_of(key, self._rng.choice([*subscribing]))

    def _let_employee_go(self, key: str) -> Order:
        """Their places go to who waits, their mentorship is broken off."""
        if not self._employees:
            return self._plan_session(key)
        employee_id = self._somebody()
        return Order(
            key,
            "people",
            "end_employment",
            BOSS.name,
            lambda web: web.people.people.end_employment(
                employee_id, kind=RESIGNED, last_day=FIRST_DAY, reason=deeds.WORDS
            ),
        )

    def _appointment(self) -> Appointment:
        """An hour that often begins before the run is over, at rest time or not."""
        minutes = self._rng.choice(MINUTES_AHEAD)
        starts_at = self._world.clock.now() + timedelta(minutes=minutes)
        return Appointment(
            starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), rest_reason="voluntary"
        )

    def _somebody(self) -> UUID:
        """One of the first who were hired, of whom `training` has heard; else somebody founded."""
        return self._rng.choice([*self._employees[:3]] or [self._id_of(WANG.name)])

    def _id_of(self, name: str) -> UUID:
        return UUID(self._world.claims[name].sub)


def order_of(key: str, deed: deeds.Deed) -> Order:
    """A command of a key that carries out a deed."""
    seat, kind, do = deed
    return Order(key, "training", kind, seat, lambda web: do(web.training.use_cases))
