"""The use cases of problems that are seen to, and of partners."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.tickets.domain.errors import DeadlineInThePast
from services.tickets.domain.field_errors import (
    FieldOrderElsewhere,
    FieldOrderNotFound,
    FieldOrderNotYours,
    ProblemAlreadySolved,
    ProblemNotFound,
    ProblemsOutstanding,
)
from services.tickets.domain.field_problems import FieldProblems
from services.tickets.domain.field_terms import KINDS
from services.tickets.domain.partner import Agreement
from services.tickets.domain.partner_errors import (
    AlreadyAMember,
    NotAMember,
    PartnerAlreadySuspended,
    PartnerCodeTaken,
    PartnerNotFound,
    PartnerNotSuspended,
)
from services.tickets.service import TicketsService
from shared.errors import Invalid, NotAllowed, Stale
from shared.event_store.side_rows import insert
from tests.support.field_story import PAN, FieldStory
from tests.support.tickets import LI, MONDAY, SUN, WANG, ZHAO
from tests.tickets.conftest import ActAs

DAY = timedelta(days=1)


def opened(desk: TicketsService, as_employee: ActAs, order_id: UUID, owner_id: UUID = ZHAO) -> UUID:
    with as_employee():
        found = desk.use_cases.order_problems.open_problem(
            order_id, text="门锁被刮花", owner_id=owner_id, due_at=MONDAY + DAY
        )
    return found.problems[-1].problem_id


def test_a_problem_has_an_owner_and_a_date_until_it_is_solved(
    desk: TicketsService, field: FieldStory, as_employee: ActAs
) -> None:
    order_id, problems = field.assigned(), desk.use_cases.order_problems
    problem_id = opened(desk, as_employee, order_id)
    with as_employee():
        problems.reassign_problem(
            order_id, problem_id, owner_id=SUN, due_at=MONDAY + 2 * DAY, reason="转交"
        )
    with as_employee(SUN):
        found = problems.solve_problem(order_id, problem_id, solution="已赔付")
        with pytest.raises(ProblemAlreadySolved):
            problems.solve_problem(order_id, problem_id, solution="再来")
    with as_employee(), pytest.raises(ProblemAlreadySolved):
        problems.reassign_problem(
            order_id, problem_id, owner_id=LI, due_at=MONDAY + 2 * DAY, reason="x"
        )

    assert (SUN, MONDAY + 2 * DAY) == (found.problems[0].owner_id, found.problems[0].due_at)
    assert not found.is_outstanding


def test_what_is_wrong_with_a_problem_is_refused(
    desk: TicketsService, field: FieldStory, as_employee: ActAs
) -> None:
    order_id, problems = field.assigned(), desk.use_cases.order_problems
    field.partner(member=PAN)
    good = {"text": "门锁被刮花", "owner_id": LI, "due_at": MONDAY + DAY}
    with as_employee():
        for wrong, error in (
            ({"due_at": MONDAY}, DeadlineInThePast),
            ({"owner_id": UUID(int=5)}, Invalid),
            ({"owner_id": PAN}, Invalid),
        ):
            with pytest.raises(error):
                problems.open_problem(order_id, **{**good, **wrong})
        with pytest.raises(ProblemNotFound):
            problems.solve_problem(order_id, UUID(int=1), solution="x")
    with as_employee(SUN), pytest.raises(FieldOrderNotFound):
        problems.open_problem(order_id, **good)


def test_a_problem_is_solved_by_its_owner_or_by_who_arranges_the_order(
    desk: TicketsService, field: FieldStory, as_employee: ActAs
) -> None:
    order_id = field.assigned()
    first = opened(desk, as_employee, order_id, owner_id=SUN)
    second = opened(desk, as_employee, order_id, owner_id=ZHAO)
    solve = desk.use_cases.order_problems.solve_problem
    with as_employee(SUN):
        with pytest.raises((FieldOrderNotFound, FieldOrderNotYours)):
            solve(order_id, second, solution="不归我")
        solve(order_id, first, solution="好了")
    with as_employee(LI):
        solve(order_id, second, solution="好了")


def test_a_problem_does_not_open_on_an_order_that_is_closed_meanwhile(
    desk: TicketsService, field: FieldStory, as_employee: ActAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = field.performed()
    field.evaluate(order_id)
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            desk.use_cases.field_arrangements.close_order(order_id)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with pytest.raises(FieldOrderElsewhere):
        opened(desk, as_employee, order_id)

    assert desk.store.find(FieldProblems, FieldProblems.id_for(order_id)) is None


def test_an_order_is_not_closed_over_a_problem_that_opens_meanwhile(
    desk: TicketsService, field: FieldStory, as_employee: ActAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = field.performed()
    field.evaluate(order_id)
    solved = opened(desk, as_employee, order_id)
    with as_employee():
        desk.use_cases.order_problems.solve_problem(order_id, solved, solution="好了")
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            opened(desk, as_employee, order_id)
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_employee(), pytest.raises(ProblemsOutstanding):
        desk.use_cases.field_arrangements.close_order(order_id)


def agreement(**facts: object) -> Agreement:
    given = {"kinds": ("repair",), "areas": ("pudong",), "effective_from": MONDAY, **facts}
    return Agreement(**given)  # type: ignore[arg-type]


def test_a_partner_gets_what_its_agreement_covers(
    desk: TicketsService, field: FieldStory, as_manager: ActAs
) -> None:
    partners = desk.use_cases.partners
    with as_manager():
        made = partners.register_partner(code="p1", name="甲公司", agreement=agreement())
        covered = [
            made.may_get("repair", "pudong", at=MONDAY),
            made.may_get("delivery", "pudong", at=MONDAY),
            made.may_get("repair", "minhang", at=MONDAY),
            made.may_get("repair", "pudong", at=MONDAY - DAY),
        ]
        ending = agreement(kinds=KINDS, areas=(), effective_until=MONDAY + DAY)
        renewed = partners.renew_agreement(made.id, ending)
        again = partners.renew_agreement(made.id, ending)

    assert [True, False, False, False] == covered
    assert renewed.may_get("delivery", None, at=MONDAY)
    assert not renewed.may_get("delivery", None, at=MONDAY + DAY)
    assert renewed.version == again.version


def test_what_is_wrong_with_a_partner_is_refused(
    desk: TicketsService, field: FieldStory, as_manager: ActAs, as_wang: ActAs
) -> None:
    partners = desk.use_cases.partners
    partner_id = field.partner("p1", member=PAN)
    other = field.partner("p2", member=None)
    with as_manager():
        with pytest.raises(PartnerCodeTaken):
            partners.register_partner(code="p1", name="乙", agreement=agreement())
        for wrong in ({"kinds": ("cleaning",)}, {"effective_until": MONDAY}):
            with pytest.raises(Invalid):
                partners.register_partner(code="p3", name="丙", agreement=agreement(**wrong))
        with pytest.raises(PartnerNotFound):
            partners.see_partner(UUID(int=1))
        with pytest.raises(Stale):
            partners.suspend_partner(partner_id, reason_code="x", expected_version=9)
        for where in (partner_id, other):
            with pytest.raises(AlreadyAMember):
                partners.admit_member(where, employee_id=PAN)
        with pytest.raises(NotAMember):
            partners.dismiss_member(other, employee_id=PAN)
        with pytest.raises(Invalid):
            partners.admit_member(partner_id, employee_id=UUID(int=4))
        with pytest.raises(PartnerNotSuspended):
            partners.resume_partner(partner_id)
        partners.suspend_partner(partner_id, reason_code="late")
        with pytest.raises(PartnerAlreadySuspended):
            partners.suspend_partner(partner_id, reason_code="late")
        assert not partners.resume_partner(partner_id).is_suspended
    with as_wang(), pytest.raises(NotAllowed):
        partners.register_partner(code="p9", name="丁", agreement=agreement())
    with as_wang(), pytest.raises(NotAllowed):
        partners.see_partner(partner_id)


def test_of_two_partners_that_admit_somebody_at_once_one_does(
    desk: TicketsService, field: FieldStory, as_manager: ActAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = field.partner("p1", member=None), field.partner("p2", member=None)
    save, raced = desk.store.save, []

    def save_second(*aggregates: object, **options: object) -> int:
        if not raced:
            raced.append(True)
            row = insert("partner_members", str(PAN), {"partner_id": str(second)})
            save(beside=[row])
        return save(*aggregates, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.store, "save", save_second)
    with as_manager(), pytest.raises(AlreadyAMember):
        desk.use_cases.partners.admit_member(first, employee_id=PAN)

    assert second == desk.use_cases.field_access.partner_of(PAN)


def test_who_left_a_partner_may_join_another(
    desk: TicketsService, field: FieldStory, as_manager: ActAs
) -> None:
    first, second = field.partner("p1", member=PAN), field.partner("p2", member=None)
    with as_manager():
        desk.use_cases.partners.dismiss_member(first, employee_id=PAN)
        made = desk.use_cases.partners.admit_member(second, employee_id=PAN)

    assert (PAN,) == made.members
    assert WANG not in made.members
