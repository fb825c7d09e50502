"""Changes of many tickets: foreseen truly, carried out once each, resumed after a crash."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from services.tickets.application.bulk_changes import Order
from services.tickets.domain.bulk_change import BulkChange
from services.tickets.domain.bulk_change_errors import BulkChangeInvalid, BulkChangeNotFound
from services.tickets.domain.correspondence import Correspondence
from services.tickets.domain.ticket import Ticket
from services.tickets.service import TicketsService
from shared.errors import NotAllowed, Unavailable
from tests.support.gate import CODE, demands
from tests.support.tickets import LI, WANG, ZHAO
from tests.tickets.application.queue_rules import demand, enter
from tests.tickets.conftest import LEADER, ActAs

Open = Callable[..., Ticket]
MANY = LEADER | {"tickets.change_many"}
SKILLS = {"product": "卡", "question": "问"}


class Crash(BaseException):
    """The process ends here."""


@pytest.fixture
def as_leader(as_employee: ActAs) -> ActAs:
    """Acts as the team leader Wang, who may change many tickets."""
    return lambda: as_employee(WANG, MANY)


@pytest.fixture
def order(desk: TicketsService, as_leader: ActAs) -> Callable[..., BulkChange]:
    """Orders as Wang."""

    def keep(
        action: str, *tickets: Ticket, text: str | None = None, **arguments: str
    ) -> BulkChange:
        ids = [one.id for one in tickets]
        given = Order(action=action, ticket_ids=ids, arguments=arguments, text=text)
        with as_leader():
            return desk.use_cases.bulk_changes.order_bulk_change(given)

    return keep


@pytest.fixture
def carry_out(desk: TicketsService, as_leader: ActAs) -> Callable[[BulkChange], BulkChange]:
    """Carries out as Wang."""

    def run(ordered: BulkChange) -> BulkChange:
        with as_leader():
            return desk.use_cases.bulk_changes.carry_out(ordered.id)

    return run


def results(ordered: BulkChange) -> list[str]:
    return [one.code or one.result for one in ordered.outcomes]


def test_each_ticket_is_changed_or_left_with_the_reason_why(
    desk: TicketsService,
    open_ticket: Open,
    resolve: Callable[[UUID], Ticket],
    order: Callable[..., BulkChange],
    carry_out: Callable[[BulkChange], BulkChange],
) -> None:
    open_one, lacking = open_ticket(information=SKILLS), open_ticket()
    resolved = open_ticket(is_taken=True)
    resolve(resolved.id)
    loans = open_ticket(skill_group="loans")
    ordered = order(
        "transfer", open_one, lacking, resolved, loans, skill_group="loans", text="专席"
    )
    report = carry_out(ordered)

    assert [
        "done",
        "required-information-missing",
        "ticket-already-resolved",
        "ticket-not-found",
    ] == results(report)
    assert (True, ()) == (report.is_finished, report.remaining)
    assert "已解决" in report.outcomes[2].zh
    assert ["loans", "cards"] == [
        desk.store.get(Ticket, one.id).skill_group for one in (open_one, lacking)
    ]


def test_what_is_foreseen_comes_to_pass_and_nothing_before(
    desk: TicketsService,
    open_ticket: Open,
    order: Callable[..., BulkChange],
    carry_out: Callable[[BulkChange], BulkChange],
    as_employee: ActAs,
    as_leader: ActAs,
) -> None:
    with as_employee():
        desk.use_cases.assignment.go_available(("chat",))
    tickets = [open_ticket(channel="chat") for _ in range(8)]
    ordered = order("assign", *tickets, employee_id=str(LI))
    position = desk.store.recorder.last_position()
    with as_leader():
        foreseen = desk.use_cases.bulk_changes.foresee(ordered.id)

    assert position == desk.store.recorder.last_position()
    expected = ["done"] * 6 + ["agent-at-capacity"] * 2
    assert expected == [one.refusal.code if one.refusal else "done" for one in foreseen]
    assert ("queued", "assigned") == (foreseen[0].before.state, foreseen[0].after.state)
    assert expected == results(carry_out(ordered))


@pytest.mark.parametrize(
    ("action", "text", "arguments", "fact", "value"),
    [
        ("reprioritise", "重要", {"priority": "high"}, "priority", "high"),
        ("reprioritise", "照旧", {"priority": "normal"}, "priority", "normal"),
        ("reclassify", "实为建议", {"kind": "suggestion"}, "kind", "suggestion"),
        ("assign", None, {"employee_id": str(ZHAO)}, "assignee_id", ZHAO),
    ],
)
def test_an_action_does_what_the_single_command_does(
    desk: TicketsService,
    open_ticket: Open,
    order: Callable[..., BulkChange],
    carry_out: Callable[[BulkChange], BulkChange],
    as_employee: ActAs,
    action: str,
    text: str | None,
    arguments: dict[str, str],
    fact: str,
    value: object,
) -> None:
    with as_employee(ZHAO):
        desk.use_cases.assignment.go_available(("phone",))
    tickets = [open_ticket() for _ in range(2)]
    report = carry_out(order(action, *tickets, text=text, **arguments))

    assert ["done", "done"] == results(report)
    assert [value, value] == [getattr(desk.store.get(Ticket, one.id), fact) for one in tickets]


def test_all_are_told_one_solution_and_resolved_and_closed(
    desk: TicketsService,
    open_ticket: Open,
    order: Callable[..., BulkChange],
    carry_out: Callable[[BulkChange], BulkChange],
    as_employee: ActAs,
) -> None:
    cause = open_ticket(is_taken=True)
    tickets = [
        open_ticket(is_taken=True, kind="suggestion", description="建议", information=needed())
        for _ in range(2)
    ]
    steps = (
        order("link", *tickets, link="caused_by", other_id=str(cause.id)),
        order("reply", *tickets, text="系统已修复，请重试"),
        order("resolve", *tickets, text="系统已修复"),
        order("close", *tickets),
    )
    for one in steps:
        assert ["done", "done"] == results(carry_out(one)), one.action

    with as_employee():
        causes = desk.use_cases.links.links_of(cause.id).links
    assert [("causes", "closed")] * 2 == [(one.kind, state) for one, state in causes]
    for one in tickets:
        letters = desk.store.get(Correspondence, Correspondence.id_for(one.id))
        assert 1 == len(letters.entries)
        stored = b"".join(each.state for each in desk.store.recorder.select_history(one.id))
        assert "系统已修复".encode() not in stored


def needed() -> dict[str, str]:
    return {"department": "卡部", "expected_effect": "更快"}


def test_a_run_that_was_interrupted_goes_on_without_double_effects(
    desk: TicketsService,
    open_ticket: Open,
    order: Callable[..., BulkChange],
    carry_out: Callable[[BulkChange], BulkChange],
    topics: Callable[[UUID], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tickets = [open_ticket(is_taken=True) for _ in range(3)]
    ordered = order("reply", *tickets, text="正在处理")
    save, saves = desk.store.save, []

    def dying(*aggregates: Any, **options: Any) -> int:
        saves.append(1)
        position = save(*aggregates, **options)
        if len(saves) == 2:
            raise Crash
        return position

    with monkeypatch.context() as patched:
        patched.setattr(desk.store, "save", dying)
        with pytest.raises(Crash):
            carry_out(ordered)
    assert [tickets[2].id] == list(desk.store.get(BulkChange, ordered.id).remaining)

    for _ in range(2):
        report = carry_out(ordered)
        assert (["done"] * 3, True) == (results(report), report.is_finished)
    for one in tickets:
        letters = desk.store.get(Correspondence, Correspondence.id_for(one.id))
        assert 1 == len(letters.entries)
    assert 1 == topics(ordered.id).count("bulk_change.finished")


def test_two_runs_at_once_change_each_ticket_once(
    desk: TicketsService,
    open_ticket: Open,
    order: Callable[..., BulkChange],
    carry_out: Callable[[BulkChange], BulkChange],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tickets = [open_ticket(is_taken=True) for _ in range(3)]
    ordered = order("reply", *tickets, text="正在处理")
    save, raced = desk.store.save, []

    def racing(*aggregates: Any, **options: Any) -> int:
        if not raced:
            raced.append(True)
            assert ["done"] * 3 == results(carry_out(ordered))
        return save(*aggregates, **options)

    monkeypatch.setattr(desk.store, "save", racing)
    assert ["done"] * 3 == results(carry_out(ordered))
    for one in tickets:
        letters = desk.store.get(Correspondence, Correspondence.id_for(one.id))
        assert 1 == len(letters.entries)


def test_an_outage_leaves_the_rest_for_another_run(
    desk: TicketsService,
    open_ticket: Open,
    order: Callable[..., BulkChange],
    carry_out: Callable[[BulkChange], BulkChange],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tickets = [open_ticket(is_taken=True) for _ in range(2)]
    ordered = order("reply", *tickets, text="正在处理")

    def unreachable(*_: Any, **__: Any) -> int:
        raise Unavailable(what="The key store")

    with monkeypatch.context() as patched:
        patched.setattr(desk.keys, "seal", unreachable)
        with pytest.raises(Unavailable):
            carry_out(ordered)
    assert ["done", "done"] == results(carry_out(ordered))


@pytest.mark.parametrize(
    ("action", "arguments", "fields"),
    [
        ("delete", {}, ["action"]),
        ("assign", {}, ["employee_id"]),
        ("transfer", {"skill_group": "loans"}, ["text"]),
        ("close", {"priority": "high"}, ["priority"]),
        ("reprioritise", {"priority": "soon", "text": "x"}, ["priority"]),
    ],
)
def test_an_order_that_says_what_cannot_be_done_is_refused_by_its_field(
    open_ticket: Open,
    order: Callable[..., BulkChange],
    action: str,
    arguments: dict[str, str],
    fields: list[str],
) -> None:
    with pytest.raises(BulkChangeInvalid) as refusal:
        order(action, open_ticket(), **arguments)
    assert fields == [one.field for one in refusal.value.fields]


def test_an_order_names_each_ticket_once_and_no_more_than_the_rules_allow(
    desk: TicketsService, open_ticket: Open, order: Callable[..., BulkChange], as_leader: ActAs
) -> None:
    one = open_ticket()
    with pytest.raises(BulkChangeInvalid):
        order("close", one, one)
    many = Order(action="close", ticket_ids=[UUID(int=n) for n in range(201)], arguments={})
    with as_leader(), pytest.raises(BulkChangeInvalid) as refusal:
        desk.use_cases.bulk_changes.order_bulk_change(many)
    assert "200" in refusal.value.in_language("zh")


def test_only_whoever_ordered_sees_it_and_carries_it_out(
    desk: TicketsService,
    open_ticket: Open,
    order: Callable[..., BulkChange],
    as_employee: ActAs,
    as_wang: ActAs,
) -> None:
    ordered = order("close", open_ticket())
    changes = desk.use_cases.bulk_changes
    for ask in (changes.bulk_change, changes.foresee, changes.carry_out):
        with as_employee(LI, MANY), pytest.raises(BulkChangeNotFound):
            ask(ordered.id)
        with as_wang(), pytest.raises(NotAllowed):
            ask(ordered.id)


def test_all_that_a_problem_has_caused_are_told_its_one_solution(
    desk: TicketsService,
    open_ticket: Open,
    carry_out: Callable[[BulkChange], BulkChange],
    resolve: Callable[[UUID], Ticket],
    as_employee: ActAs,
    as_leader: ActAs,
) -> None:
    problem, merged, caused, done = (open_ticket(is_taken=True) for _ in range(4))
    with as_employee():
        for one in (merged, caused, done):
            desk.use_cases.links.link_tickets(problem.id, kind="causes", other_id=one.id)
        desk.use_cases.merging.merge_tickets(caused.id, [merged.id], reason="同一件事")
    resolve(done.id)
    changes = desk.use_cases.bulk_changes

    def order_for(action: str, text: str | None) -> BulkChange:
        with as_leader():
            return changes.order_for_caused_tickets(
                problem.id, action=action, text=text, arguments={}
            )

    told = carry_out(order_for("reply", "系统已修复"))
    assert (problem.id, (caused.id,), ["done"]) == (told.cause_id, told.ticket_ids, results(told))
    assert ["solution-not-confirmed"] == results(carry_out(order_for("resolve", "系统已修复")))
    assert ["ticket-not-resolved", "done"] == results(carry_out(order_for("close", None)))


def test_a_problem_that_has_caused_nothing_has_nothing_to_tell(
    desk: TicketsService, open_ticket: Open, as_leader: ActAs, as_wang: ActAs
) -> None:
    problem = open_ticket()
    order = desk.use_cases.bulk_changes.order_for_caused_tickets
    with as_leader(), pytest.raises(BulkChangeInvalid) as refusal:
        order(problem.id, action="reply", text="已修复", arguments={})
    assert "没有待处理的受影响工单" in refusal.value.in_language("zh")
    with as_wang(), pytest.raises(NotAllowed):
        order(problem.id, action="reply", text="已修复", arguments={})


def test_what_becomes_work_for_certified_agents_leaves_who_is_not(
    desk: TicketsService,
    open_ticket: Open,
    order: Callable[..., BulkChange],
    carry_out: Callable[[BulkChange], BulkChange],
) -> None:
    tickets = [open_ticket(is_taken=True) for _ in range(2)]
    enter(desk, "skills", demands=[demand(priority="urgent")])
    demands(desk, CODE, skill="disputes")
    report = carry_out(order("reprioritise", *tickets, priority="urgent", text="升级"))

    assert ["done", "done"] == results(report)
    assert [None, None] == [desk.store.get(Ticket, one.id).assignee_id for one in tickets]
