"""The processes of a simulated installation: their steps end, wait in the middle, or kill them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from argon2 import PasswordHasher
from eventsourcing.persistence import RecordConflictError
from flask import Blueprint, Flask
from greenlet import getcurrent, greenlet

from services.catalog import build_services
from services.crm.domain.gateway_message import GatewayMessage, answer_id_of
from services.crm.messages.crm_inbox import read_message
from services.crm.service import CrmService
from services.people.service import PeopleService
from services.tickets.service import TicketsService
from services.training.service import TrainingService
from shared.bus.attempts import Attempts
from shared.bus.envelope import Head, read_envelope
from shared.bus.follower import Follower, Reader
from shared.bus.host import ServiceHost
from shared.bus.message import Message
from shared.bus.reactions import BATCH
from shared.bus.relay import LeadershipLost, stored_place
from shared.bus.rounds import FollowerRound, InboxRound, ProjectionRound, RelayRound
from shared.bus.transport import Subscription, TransportFailed
from shared.crash_points import CrashPoint
from shared.errors import Conflict, Unavailable
from shared.event_store import EventStore
from shared.event_store.batch import Batch
from shared.read_models.readers import ForeignReader
from shared.service import Reaction, Service
from shared.web.host import EXTENSION, Host
from shared.web.operations import Operation
from tests.faults.simulation.transport import ScriptedTransport

if TYPE_CHECKING:
    from tests.faults.simulation.world import World

Step = Callable[[], object]

EXPECTED = (TransportFailed, LeadershipLost, Unavailable, Conflict, RecordConflictError)
"""What a loop of a bus process tells and tries again; anything else is a fault of ours."""


class Crashed(BaseException):
    """The process has died: nothing of it goes on."""


class Troubled(RuntimeError):
    """A reaction fails for a while, as the script says."""


@dataclass
class Plan:
    """What happens to a process when it passes a crash point.

    Args:
        what: whether it dies there or stands still.
        point: where.
        passings: how often it passes until then.
        loop: only passings in loops whose names begin so count.
    """

    what: Literal["crash", "stall"]
    point: CrashPoint
    passings: int
    loop: str = ""


class Process:
    """Objects over the world's stores, and the steps under way in them.

    Args:
        world: where it runs.
        name: what it is called.
    """

    freezes = True
    """Whether a step that stands still keeps all others of the process from going on."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.is_alive = True
        self.is_frozen = False
        self.is_replaced = False
        self.plan: Plan | None = None
        self.waiting: dict[str, greenlet] = {}
        self._doing = ""

    def do(self, name: str, step: Step) -> None:
        """Carries out a step, or goes on with the one of this name that waits in its middle."""
        strand = self.waiting.pop(name, None) or greenlet(partial(self._live, step))
        before, self.world.running = self.world.running, self
        self._doing = name
        has_died = strand.switch()
        self.world.running = before
        if not strand.dead:
            self.waiting[name] = strand
        elif has_died:
            self.die()

    def wait(self) -> None:
        """Leaves the running step where it is until somebody goes on with it."""
        getcurrent().parent.switch()

    def pass_point(self, point: CrashPoint) -> None:
        """Carries out the plan, if it is about this passing."""
        plan = self.plan
        if plan is None or plan.point is not point or not self._doing.startswith(plan.loop):
            return
        plan.passings -= 1
        if plan.passings:
            return
        self.plan = None
        self.world.note_fault(f"{plan.what} of {self.name} {point}")
        if plan.what == "crash":
            raise Crashed
        self.is_frozen = self.freezes
        self.wait()

    def die(self) -> None:
        """Ends it as a power cut would: what is under way never goes on."""
        self.is_alive = False
        waiting, self.waiting = self.waiting, {}
        for strand in waiting.values():
            strand.throw(Crashed)
        self.give_back()

    def give_back(self) -> None:
        """Closes what the operating system would close."""

    def _live(self, step: Step) -> bool:
        """Carries out a step; whether the process died of it."""
        try:
            step()
        except Crashed:
            return True
        return False


class WebProcess(Process):
    """All services as a web process has them, with the kernel's own way to one effect a key."""

    freezes = False

    def __init__(self, world: World) -> None:
        super().__init__(world, "web")
        cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        platform = world.platform
        self.people = PeopleService(platform, real_clock=world.clock, hasher=cheap)
        self.crm = CrmService(platform)
        self.training = TrainingService(platform)
        self.tickets = TicketsService(platform)
        self.cases = self.tickets.use_cases
        self._parts: dict[str, Any] = {
            "people": self.people,
            "crm": self.crm,
            "training": self.training,
            "tickets": self.tickets,
        }
        self.stores = {name: parts.store for name, parts in self._parts.items()}
        self.app = Flask(__name__)
        for name in self.stores:
            part = Blueprint(name, __name__, url_prefix=f"/{name}")
            part.add_url_rule("/<what>", endpoint="command", view_func=str, methods=["POST"])
            self.app.register_blueprint(part)
        operation = Operation("command", "command", True, True, False, False, False)
        self.app.extensions[EXTENSION] = Host(
            platform=platform,
            services={name: parts.service() for name, parts in self._parts.items()},
            operations=dict.fromkeys((f"{name}.command" for name in self.stores), operation),
            tokens=None,  # type: ignore[arg-type]
            keys=self.tickets.keys,
            limiter=None,  # type: ignore[arg-type]
        )

    def pass_point(self, point: CrashPoint) -> None:
        """Carries out the plan; nobody stands still with the lock on the numbers in hand.

        Other threads would wait for it; here there is only one.
        """
        is_stall = self.plan is not None and self.plan.what == "stall"
        if not (is_stall and self.tickets.numbers._guard.locked()):
            super().pass_point(point)

    def give_back(self) -> None:
        """Closes its connections."""
        for parts in self._parts.values():
            parts.store.recorder.close()
            parts.read_database.close()
            parts.keys.close()


class BusProcess(Process):
    """One service as a bus process hosts it, loop by loop."""

    def __init__(self, world: World, service_name: str, *, number: int) -> None:
        super().__init__(world, f"{service_name} bus {number}")
        self.service: Service = build_services(world.platform, [service_name])[0]
        transport = ScriptedTransport(world.broker, self, world.log_of_producer)
        self.host = ServiceHost(self.service, transport, world.platform)
        for producer, reader in self.host.reaction_readers.items():
            # The waits between tries are the simulated clock's, too; and not every run begins with
            # a process that has just started, which takes one message at a time.
            reader._pause_clock = world.clock
            reader._attempts = Attempts(self.service.store, first=world.rng.choice((0, 3, BATCH)))
            reader._reactions = {
                one: self._troubled(producer, reaction)
                for one, reaction in self.service.reactions[producer].items()
            }
        self.loops: dict[str, Callable[[], object]] = {}
        for relay in self.host.relays:
            turn = _Turn(self, f"{service_name} {relay.stream}")
            self.loops[f"relay {relay.stream}"] = RelayRound(relay, turn)
        for follower in self.host.followers:
            self.loops[f"follow {follower.producer}"] = self._following(transport, follower)
        for queue, take in self.service.inboxes.items():
            opened = partial(transport.inbox, service_name, queue=queue)
            self.loops[queue] = _Consuming(opened, partial(InboxRound, take=take))
        self.loops["read models"] = ProjectionRound(self.service.store, self.host.own_readers)
        self.loops["requests"] = self.host.desk.work_off

    def step(self, loop: str) -> None:
        """One round of a loop, told and tried again later if it fails."""
        self.do(loop, partial(self._attempt, self.loops[loop]))

    def run_timers(self) -> None:
        """Does what is due."""
        self.do("timers", partial(self._attempt, self.host.run_timers))

    def untaken(self, queue: str, bodies: Sequence[bytes]) -> Sequence[str]:
        """Ids of those messages that no stored place of this service lies behind."""
        producer = queue.partition(".from.")[2]
        if not producer:
            return [one for one in map(self._unanswered, bodies) if one is not None]
        [follower] = [one for one in self.host.followers if one.producer == producer]
        messages = [one for one in map(read_envelope, bodies) if not isinstance(one, Head)]
        readers = [one for one in follower.readers if one.is_running()]
        return [
            one.id
            for one in messages
            if not all(_is_behind(reader, one, self.service.store) for reader in readers)
        ]

    def give_back(self) -> None:
        """Closes its connections; the broker gives it up."""
        self.world.broker.disconnect(self)
        self.service.store.recorder.close()
        self.service.read_database.close()

    def _following(self, transport: ScriptedTransport, follower: Follower) -> _Consuming:
        opened = partial(transport.subscription, self.service.name, producer=follower.producer)
        return _Consuming(opened, partial(FollowerRound, follower))

    def _attempt(self, step: Callable[[], object]) -> None:
        try:
            step()
        except EXPECTED as told:
            self.world.note(f"{self.name}: {type(told).__name__}")
        except Exception as trouble:  # noqa: BLE001 (a finding)
            self.world.report_trouble(f"{self.name}: {trouble!r}")

    def _unanswered(self, body: bytes) -> str | None:
        message = read_message(body)
        answer_id = answer_id_of(source=str(message.source), message_id=str(message.message_id))
        is_known = self.service.store.find(GatewayMessage, answer_id) is not None
        return None if is_known else message.message_id

    def _troubled(self, producer: str, reaction: Reaction) -> Reaction:
        def react(message: Message, batch: Batch) -> None:
            if self.world.is_troubled(self.service.name, message.id):
                raise Troubled(message.id)
            reaction(message, batch)

        return react


class _Turn:
    """Leadership of one relay: kept until its holder dies or stands still."""

    def __init__(self, process: BusProcess, name: str) -> None:
        self._process = process
        self._name = name

    def is_held(self) -> bool:
        leaders = self._process.world.leaders
        leader = leaders.get(self._name)
        if leader is None or leader.is_frozen or not leader.is_alive:
            leaders[self._name] = self._process
        return leaders[self._name] is self._process


class _Consuming:
    """A queue that is opened anew after each failure, as a bus process does."""

    def __init__(
        self, opened: Callable[[], Subscription | None], round_on: Callable[[Any], Any]
    ) -> None:
        self._opened = opened
        self._round_on = round_on
        self._subscription: Any = None
        self._round: Any = None

    def __call__(self) -> None:
        if self._round is None:
            self._subscription = self._opened()
            self._round = self._round_on(self._subscription)
        try:
            self._round(within=1.0)
        except Exception:
            self._subscription.close()
            self._round = None
            raise


def _is_behind(reader: Reader, message: Message, store: EventStore) -> bool:
    """Whether the stored place of a reader, whatever it remembers, lies behind a message."""
    if isinstance(reader, ForeignReader):
        place = reader._model.database.place_of(reader.name)
    else:
        row = store.side_row("positions", reader.name)
        place = stored_place(row.content if row else None)
    if place.log == message.log:
        return place.through >= message.position
    return place.generation > message.generation
