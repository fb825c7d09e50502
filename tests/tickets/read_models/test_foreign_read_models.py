"""What other services tell, as their own examples tell it."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.tickets.domain.authority import Authority
from services.tickets.domain.sla import AroundTheClock
from services.tickets.messages import received
from services.tickets.service import TicketsService
from shared.bus.message import Message
from tests.support.parts import message, tell
from tests.support.tickets import CUSTOMER, LI, MONDAY, SITE, SUN, TEAM, WANG, ZHAO

EXAMPLES = Path(__file__).parents[2] / "contracts"


def example(service: str, name: str) -> Message:
    found = json.loads((EXAMPLES / service / f"{name}.v1.json").read_text("utf-8"))
    told = message(f"{service}.{name}", found["data"])
    assert found["type"] == told.type
    return told


def about(name: str, employee_id: UUID = LI, **data: object) -> Message:
    return message(f"people.{name}", {"employee_id": str(employee_id), **data})


def test_a_member_is_known_with_skill_groups_and_site(desk: TicketsService) -> None:
    member = desk.models.staff.member(LI)

    assert member is not None
    assert (SITE, frozenset({"cards"}), ()) == (
        member.site_id,
        member.skill_groups,
        member.authority,
    )


def test_a_leader_supervises_the_team_and_who_reports_to_them(desk: TicketsService) -> None:
    staff = desk.models.staff
    assert {LI, ZHAO} == staff.team_of(WANG)
    tell(staff, about("supervisor_assigned", SUN, supervisor_id=str(WANG)))
    assert {LI, ZHAO, SUN} == staff.team_of(WANG)
    assert {"cards", "loans"} == staff.groups_of(staff.team_of(WANG))
    tell(staff, message("people.team_dissolved", {"team_id": str(TEAM)}))
    assert {SUN} == staff.team_of(WANG)


def test_the_members_of_a_group_come_in_a_fixed_order(desk: TicketsService) -> None:
    assert [LI, ZHAO] == list(desk.models.staff.members_of("cards"))
    tell(desk.models.staff, about("skill_group_left", skill_group="cards"))
    assert [ZHAO] == list(desk.models.staff.members_of("cards"))


def test_who_has_left_is_no_member_any_more(desk: TicketsService) -> None:
    tell(desk.models.staff, about("employee_left", kind="resigned", last_day="2020-01-31"))

    assert None is desk.models.staff.member(LI)
    assert [ZHAO] == list(desk.models.staff.members_of("cards"))
    assert {ZHAO} == desk.models.staff.team_of(WANG)


def test_authority_counts_from_its_acknowledgement_to_the_next_appointment(
    desk: TicketsService,
) -> None:
    staff = desk.models.staff
    authority = [{"decision": "refund", "limit_minor": 100, "currency": "CNY"}]
    tell(staff, about("position_description_acknowledged", authority=authority))
    member = staff.member(LI)
    assert member is not None
    assert (Authority("refund", 100, "CNY"),) == member.authority

    tell(staff, about("employee_appointed", position_id=str(SITE), level=2))
    member = staff.member(LI)
    assert member is not None
    assert () == member.authority


def test_an_agent_id_leads_to_its_holder(desk: TicketsService) -> None:
    assert None is desk.models.staff.holder_of("8021")
    tell(desk.models.staff, about("agent_id_issued", agent_id="8021"))
    assert LI == desk.models.staff.holder_of("8021")


def test_the_same_message_twice_leaves_the_same_rows(desk: TicketsService) -> None:
    staff = desk.models.staff
    for _ in range(2):
        tell(staff, about("skill_group_joined", skill_group="loans", business_line="x"))
        tell(staff, about("team_assigned", team_id=None))

    assert {"cards", "loans"} == staff.groups_of([LI])
    assert {ZHAO} == staff.team_of(WANG)


@pytest.mark.parametrize(
    "name",
    [
        "employee_hired",
        "employee_moved",
        "employee_left",
        "team_assigned",
        "supervisor_assigned",
        "employee_appointed",
        "position_description_acknowledged",
        "agent_id_issued",
        "skill_group_joined",
        "skill_group_left",
        "team_leader_appointed",
        "team_dissolved",
    ],
)
def test_the_examples_of_people_are_understood(desk: TicketsService, name: str) -> None:
    told = example("people", name)
    assert told.type in desk.models.staff.projections
    tell(desk.models.staff, told)


@pytest.mark.parametrize("name", ["site_opened", "calendar_version_added"])
def test_the_calendars_of_people_are_understood(desk: TicketsService, name: str) -> None:
    told = example("people", name)
    tell(desk.models.calendars, told)
    site_id = UUID(told.data["site_id"])
    if name == "calendar_version_added":
        version = desk.models.calendars.in_force(site_id, at=MONDAY + timedelta(days=9999))
        assert told.data["version"] == version
        assert 0 < desk.models.calendars.calendar(site_id, version).seconds_between(
            MONDAY, MONDAY + timedelta(days=30)
        )


@pytest.mark.parametrize("name", ["customer_upserted", "customers_merged", "customer_erased"])
def test_the_customers_of_crm_are_understood(desk: TicketsService, name: str) -> None:
    told = example("crm", name)
    assert told.type in desk.models.customers.projections
    tell(desk.models.customers, told)


def test_the_only_site_is_that_of_every_ticket(desk: TicketsService) -> None:
    calendars = desk.models.calendars
    assert SITE == calendars.only_site()
    tell(calendars, message("people.site_opened", {"site_id": str(LI)}))
    assert None is calendars.only_site()


def test_the_calendar_in_force_is_the_latest_to_take_effect(desk: TicketsService) -> None:
    calendars = desk.models.calendars
    content = {"name": "c", "zone": "Asia/Shanghai", "weekly": {"monday": ["09:00-10:00"]}}
    for version, since in ((1, "2019-01-01"), (2, "2021-01-01")):
        data = {
            "site_id": str(SITE),
            "version": version,
            "content": content,
            "effective_from": f"{since}T00:00:00Z",
        }
        tell(calendars, message("people.calendar_version_added", data))

    assert 1 == calendars.in_force(SITE, at=MONDAY)
    assert 2 == calendars.in_force(SITE, at=MONDAY + timedelta(days=999))
    assert 0 == calendars.in_force(SITE, at=MONDAY - timedelta(days=999))
    assert 0 == calendars.in_force(None, at=MONDAY)
    week = timedelta(days=7)
    assert 3600 == calendars.calendar(SITE, 1).seconds_between(MONDAY, MONDAY + week)
    assert AroundTheClock() == calendars.calendar(SITE, 0)


def test_merged_files_are_one_person_however_long_the_chain(desk: TicketsService) -> None:
    customers = desk.models.customers
    second, third = UUID(int=21), UUID(int=22)
    for one in (second, third):
        tell(customers, message("crm.customer_upserted", {"customer_id": str(one), "level": "x"}))

    def merge(duplicate: UUID, survivor: UUID) -> None:
        data = {"customer_id": str(duplicate), "survivor_id": str(survivor)}
        tell(customers, message("crm.customers_merged", data))

    assert {CUSTOMER} == customers.same_person(CUSTOMER)
    merge(CUSTOMER, second)
    merge(second, third)
    for one in (CUSTOMER, second, third):
        assert {CUSTOMER, second, third} == customers.same_person(one)


def test_an_erased_customer_leaves_no_row(desk: TicketsService) -> None:
    customers = desk.models.customers
    tell(customers, message("crm.customer_erased", {"customer_id": str(CUSTOMER)}))

    assert {CUSTOMER} == customers.same_person(CUSTOMER)


def test_skills_are_known_with_their_levels_until_they_are_withdrawn(desk: TicketsService) -> None:
    skills = desk.models.agent_skills
    tell(skills, about("skill_granted", skill="cards", level=2))
    tell(skills, about("skill_granted", skill="cards", level=3))
    tell(skills, about("skill_granted", skill="english", level=1))
    assert {LI: {"cards": 3, "english": 1}, ZHAO: {}} == skills.levels_of([LI, ZHAO])
    tell(skills, about("skill_withdrawn", skill="english"))
    assert {LI: {"cards": 3}} == skills.levels_of([LI])
    tell(skills, about("employee_left", kind="resigned", last_day="2020-01-31"))
    assert {LI: {}} == skills.levels_of([LI])


@pytest.mark.parametrize("name", ["skill_granted", "skill_withdrawn", "employee_left"])
def test_what_people_tells_of_skills_is_read_as_its_example_has_it(
    desk: TicketsService, name: str
) -> None:
    told = example("people", name)
    tell(desk.models.agent_skills, told)

    employee_id = UUID(told.data["employee_id"])
    held = {told.data["skill"]: told.data["level"]} if name == "skill_granted" else {}
    assert {employee_id: held} == desk.models.agent_skills.levels_of([employee_id])


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("session_ended", "signed_off"),
        ("agent_locked_out", "locked_out"),
        ("agent_id_withdrawn", "left"),
        ("employee_left", "left"),
    ],
)
def test_who_is_gone_is_read_as_the_examples_of_people_have_it(name: str, reason: str) -> None:
    told = example("people", name)
    readers = {
        "session_ended": received.gone_by_session_end,
        "agent_locked_out": received.gone_by_lock_out,
    }
    gone = readers.get(name, received.gone_for_good)(told)

    assert gone is not None
    assert (UUID(told.data["employee_id"]), reason) == (gone.employee_id, gone.reason)
