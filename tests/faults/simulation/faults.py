"""What can go wrong in a simulated installation, each fault by a choice of the world's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from services.catalog import NAMES
from shared.bus.requests import ask
from shared.crash_points import CrashPoint
from tests.faults.simulation.processes import BusProcess, Plan
from tests.faults.simulation.world import World

IN_COMMANDS = (CrashPoint.AFTER_VALIDATION, CrashPoint.BEFORE_COMMIT, CrashPoint.AFTER_COMMIT)
IN_LOOPS = {
    "relay": (
        CrashPoint.BEFORE_PUBLISH,
        CrashPoint.BEFORE_CONFIRM,
        CrashPoint.BEFORE_POSITION,
        CrashPoint.AFTER_COMMIT,
    ),
    "follow": (
        CrashPoint.AFTER_DELIVERY,
        CrashPoint.BEFORE_ACKNOWLEDGEMENT,
        CrashPoint.IN_PROJECTION,
        *IN_COMMANDS,
    ),
    "read models": (CrashPoint.IN_PROJECTION,),
    "timers": IN_COMMANDS,
}
"""Where a loop of a bus process may die."""

BETWEEN_TRANSACTIONS = {
    "relay": (
        CrashPoint.BEFORE_PUBLISH,
        CrashPoint.BEFORE_CONFIRM,
        CrashPoint.BEFORE_POSITION,
    ),
    "follow": (
        CrashPoint.AFTER_DELIVERY,
        CrashPoint.AFTER_VALIDATION,
        CrashPoint.AFTER_COMMIT,
        CrashPoint.BEFORE_ACKNOWLEDGEMENT,
    ),
}
"""Where it may stand still: no database is locked there, so that others can go on."""

Fault = Callable[[World], None]


def play_with_messages(world: World) -> None:
    """Some of the next messages are lost, repeated or delayed."""
    count = world.rng.randint(1, 4)
    chosen = world.rng.choices(("lose", "repeat", "delay"), k=count)
    world.broker.mischief.extend(chosen)
    world.note_fault(f"messages: {', '.join(chosen)}")


def bring_the_delayed(world: World) -> None:
    """What was delayed arrives late."""
    world.broker.deliver_delayed()


def disconnect(world: World) -> None:
    """All connections to the broker break."""
    world.broker.disconnect()
    world.note_fault("all connections break")


def stop_the_broker(world: World) -> None:
    """The broker is away, or back."""
    world.broker.is_up = not world.broker.is_up
    if world.broker.is_up:
        world.note("the broker is back")
    else:
        world.broker.disconnect()
        world.note_fault("the broker is down")


def wipe_the_broker(world: World) -> None:
    """The broker loses all its data."""
    world.broker.lose_everything()
    world.note_fault("the broker loses everything")


def refuse_a_batch(world: World) -> None:
    """A publisher's next batch is confirmed in part, or not at all."""
    answer = world.rng.choice(("nack", "unconfirmed", "refuse"))
    world.broker.answers.append(answer)
    world.note_fault(f"the next batch: {answer}")


def cut_a_producer_off(world: World) -> None:
    """A producer does not answer for a while."""
    cut = world.broker.unreachable
    if cut:
        cut.clear()
        return
    cut.add(world.rng.choice(NAMES))
    world.note_fault(f"{', '.join(cut)} cannot be asked")


def slow_the_answers_down(world: World) -> None:
    """The next answers of producers take long."""
    world.broker.slow_answers += world.rng.randint(1, 3)
    world.note_fault("answers are slow")


def crash_a_loop(world: World) -> None:
    """A bus process will die at a crash point."""
    _bus(world).plan = _plan(world, "crash", IN_LOOPS, passings=3)


def crash_a_command(world: World) -> None:
    """The web process will die at a crash point."""
    world.web.plan = Plan("crash", world.rng.choice(IN_COMMANDS), world.rng.randint(1, 2))


def stall_a_loop(world: World) -> None:
    """A bus process will stand still at a point, and go on later."""
    _bus(world).plan = _plan(world, "stall", BETWEEN_TRANSACTIONS, passings=2)


def stall_a_command(world: World) -> None:
    """A command will take so long that others overtake it."""
    world.web.plan = Plan("stall", CrashPoint.AFTER_VALIDATION, 1)


def kill_a_process(world: World) -> None:
    """A process dies between two steps."""
    victim = world.rng.choice([world.web, *world.buses])
    if victim.is_alive:
        world.note_fault(f"kill of {victim.name}")
        victim.die()


def restore_a_service(world: World) -> None:
    """A service goes back to a backup made earlier; makes one if there is none."""
    if not world.backups:
        make_a_backup(world)
        return
    backup = world.backups.pop(world.rng.randrange(len(world.backups)))
    world.restore(backup, keeps_read_models=world.rng.random() < 0.5)


def make_a_backup(world: World) -> None:
    """A backup of one service, for later."""
    if world.web.is_alive:
        world.make_backup(world.rng.choice(NAMES))


def set_the_clock_back(world: World) -> None:
    """The clock of all processes jumps back by up to an hour."""
    world.pass_time(-world.rng.uniform(1, 3600))
    world.note_fault("the clock jumps back")


def fail_reactions(world: World) -> None:
    """The next reactions of a service fail, and work again later."""
    name = world.rng.choice(("crm", "training", "tickets"))
    world.trouble[name] = world.trouble.get(name, 0) + world.rng.randint(1, 3)


def rebuild_a_read_model(world: World) -> None:
    """Somebody has read models built anew while all goes on; the process may die of it."""
    if not world.web.is_alive:
        return
    name = world.rng.choice(NAMES)
    ask(world.web.stores[name], "rebuild", read_model="")
    if world.rng.random() < 0.5:
        world.buses_of(name)[0].plan = Plan("crash", CrashPoint.IN_REBUILD, world.rng.randint(1, 2))


FAULTS: tuple[tuple[Fault, int], ...] = (
    (play_with_messages, 5),
    (bring_the_delayed, 2),
    (disconnect, 2),
    (stop_the_broker, 3),
    (wipe_the_broker, 1),
    (refuse_a_batch, 3),
    (cut_a_producer_off, 2),
    (slow_the_answers_down, 2),
    (crash_a_loop, 8),
    (crash_a_command, 4),
    (stall_a_loop, 4),
    (stall_a_command, 3),
    (kill_a_process, 2),
    (restore_a_service, 2),
    (make_a_backup, 1),
    (set_the_clock_back, 1),
    (fail_reactions, 3),
    (rebuild_a_read_model, 1),
)


def strike(world: World) -> None:
    """One fault of all there are."""
    [(fault, _)] = world.rng.choices(FAULTS, [weight for _, weight in FAULTS])
    fault(world)


def hand_over(world: World) -> None:
    """The broker gives up a process that stands still; another one takes over, maybe to die."""
    for one in world.buses:
        if one.is_frozen and not one.is_replaced:
            one.is_replaced = True
            world.broker.disconnect(one)
            successor = world.start_bus(one.service.name)
            if world.rng.random() < 0.5:
                successor.plan = _plan(world, "crash", IN_LOOPS, passings=6)
            world.note(f"hand-over from {one.name} to {successor.name}")
            return


def wake(world: World) -> None:
    """A process that stood still goes on where it was."""
    for one in world.buses:
        if one.is_replaced and one.is_frozen:
            one.is_frozen = False
            world.note(f"{one.name} goes on")
            return


def _plan(
    world: World,
    what: Literal["crash", "stall"],
    points: Mapping[str, Sequence[CrashPoint]],
    *,
    passings: int,
) -> Plan:
    # Each place alike, but twice for those where a message has its one effect.
    places = [(loop, point) for loop in ("follow", *points) for point in points[loop]]
    loop, point = world.rng.choice(places)
    return Plan(what, point, world.rng.randint(1, passings), loop)


def _bus(world: World) -> BusProcess:
    return world.rng.choice(world.buses)
