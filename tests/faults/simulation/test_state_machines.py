"""Hypothesis chooses the commands and the faults, and looks for the shortest run that fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from services.catalog import NAMES
from shared.crash_points import CrashPoint
from tests.faults.simulation import faults
from tests.faults.simulation.orders import Order
from tests.faults.simulation.processes import Plan
from tests.faults.simulation.runs import outcome_of
from tests.faults.simulation.world import World
from tests.support.logs import without_logs

MAKERS = (
    "open_ticket",
    "work_on_ticket",
    "work_on_contact",
    "hire_employee",
    "work_on_employee",
    "work_on_customer",
    "send_message",
    "plan_session",
    "work_on_session",
    "work_on_course",
    "work_on_mentorship",
    "work_on_question",
    "work_on_calendar",
    "let_employee_go",
)
"""The kinds of commands that a client can be asked for."""

ROUNDS = 12
"""Rounds of all loops after a rule that lets the installation work."""


def places(points: Mapping[str, Sequence[CrashPoint]]) -> list[tuple[str, CrashPoint]]:
    """The loops of a bus process with the points in each."""
    return [(loop, point) for loop, found in points.items() for point in found]


class Installation(RuleBasedStateMachine):
    """Services whose clients, broker and processes do what hypothesis comes upon."""

    def __init__(self) -> None:
        super().__init__()
        self._until_the_end = ExitStack()

    @initialize(seed=st.integers(0, 999))
    def start(self, seed: int) -> None:
        self._until_the_end.enter_context(without_logs())
        self.world = self._until_the_end.enter_context(World(seed))

    def order_of(self, maker: str) -> Order:
        """A command of one kind."""
        clients = self.world.clients
        return clients.noted(clients.commands.next_of(maker))

    @rule(makers=st.lists(st.sampled_from(MAKERS), min_size=1, max_size=8))
    def clients_send_commands(self, makers: list[str]) -> None:
        for one in makers:
            self.world.send(self.order_of(one))
            self.world.bury()

    @rule(by_broker=st.booleans())
    def the_crm_sends_a_message(self, by_broker: bool) -> None:
        order = self.order_of("send_message")
        if by_broker and self.world.broker.is_up:
            self.world.clients.send_by_broker(order)
        else:
            self.world.send(order)

    @rule(rounds=st.integers(1, ROUNDS))
    def everything_works_for_a_while(self, rounds: int) -> None:
        for _ in range(rounds):
            self.world.pass_time(0.5)
            for bus in list(self.world.buses):
                for loop in bus.loops:
                    self.world.step(bus, loop)
            self.world.bury()

    @rule(name=st.sampled_from(NAMES), loop=st.integers(0, 9), rounds=st.integers(1, 5))
    def one_loop_runs_ahead(self, name: str, loop: int, rounds: int) -> None:
        bus = self.world.buses_of(name)[0]
        names = list(bus.loops)
        for _ in range(rounds):
            self.world.step(bus, names[loop % len(names)])
        self.world.bury()

    @rule(name=st.sampled_from(NAMES))
    def what_is_due_is_done(self, name: str) -> None:
        self.world.pass_time(3600)
        bus = self.world.buses_of(name)[0]
        if not bus.is_frozen:
            bus.run_timers()
        self.world.bury()

    @rule(
        name=st.sampled_from(NAMES),
        place=st.sampled_from(places(faults.IN_LOOPS)),
        passings=st.integers(1, 4),
    )
    def a_bus_process_will_die(
        self, name: str, place: tuple[str, CrashPoint], passings: int
    ) -> None:
        loop, point = place
        self.world.buses_of(name)[0].plan = Plan("crash", point, passings, loop)

    @rule(point=st.sampled_from(faults.IN_COMMANDS))
    def the_web_process_will_die(self, point: CrashPoint) -> None:
        self.world.web.plan = Plan("crash", point, 1)

    @rule(
        name=st.sampled_from(NAMES),
        place=st.sampled_from(places(faults.BETWEEN_TRANSACTIONS)),
    )
    def a_bus_process_will_stand_still(self, name: str, place: tuple[str, CrashPoint]) -> None:
        loop, point = place
        self.world.buses_of(name)[0].plan = Plan("stall", point, 1, loop)

    @rule()
    def a_command_will_be_overtaken(self) -> None:
        self.world.web.plan = Plan("stall", CrashPoint.AFTER_VALIDATION, 1)

    @precondition(lambda self: any(one.is_frozen for one in self.world.buses))
    @rule()
    def another_process_takes_over(self) -> None:
        faults.hand_over(self.world)

    @precondition(lambda self: any(one.is_frozen for one in self.world.buses))
    @rule()
    def the_stalled_process_goes_on(self) -> None:
        faults.wake(self.world)

    @precondition(lambda self: self.world.clients.unanswered)
    @rule()
    def a_client_asks_again(self) -> None:
        self.world.send(self.world.clients.unanswered[0])
        self.world.bury()

    @rule(
        fault=st.sampled_from(
            [
                faults.play_with_messages,
                faults.bring_the_delayed,
                faults.disconnect,
                faults.stop_the_broker,
                faults.wipe_the_broker,
                faults.refuse_a_batch,
                faults.cut_a_producer_off,
                faults.slow_the_answers_down,
                faults.set_the_clock_back,
                faults.fail_reactions,
            ]
        )
    )
    def the_broker_or_the_clock_fails(self, fault: faults.Fault) -> None:
        fault(self.world)

    @rule(name=st.sampled_from(NAMES))
    def somebody_makes_a_backup(self, name: str) -> None:
        self.world.make_backup(name)

    @precondition(lambda self: self.world.backups)
    @rule(keeps_read_models=st.booleans())
    def a_service_goes_back_to_a_backup(self, keeps_read_models: bool) -> None:
        self.world.restore(self.world.backups.pop(), keeps_read_models=keeps_read_models)

    def teardown(self) -> None:
        """Ends the faults: nothing may be lost or doubled by then."""
        with self._until_the_end:
            if hasattr(self, "world"):
                self.world.heal()
                self.world.settle()
                done = outcome_of(self.world)
                assert not done.faulty, "\n".join((*done.story, done.report()))


# A run takes a second: `make faults` has the seeds for more of them.
Installation.TestCase.settings = settings(
    derandomize=True, max_examples=5, stateful_step_count=15, deadline=None
)
test_nothing_is_lost_whatever_hypothesis_chooses = Installation.TestCase
