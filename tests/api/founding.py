"""Fills a migrated installation with a working centre, through the application layers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from services.people.domain.departure import RESIGNED
from services.people.domain.position import Decision, Position
from services.people.domain.rules import AuthorityRules
from services.people.domain.site import Site
from services.people.domain.team import Team
from services.tickets.domain.errors import NotACompliment
from services.tickets.domain.forgotten_customer import ForgottenCustomer
from services.tickets.domain.refused_request import RefusedRequest
from tests.api.bank import Bank
from tests.api.care import Care
from tests.api.centre import CRM_CLIENT, MONDAY, NOW, PASSWORD, SECRET, Centre, agent_id_of
from tests.api.certifying import Certifying
from tests.api.classroom import Classroom
from tests.api.desk import WORDS, TicketDesk
from tests.api.evaluating import Evaluating
from tests.api.exam_desk import ExamDesk
from tests.api.exporting import exported
from tests.api.field_desk import FieldDesk
from tests.api.mailroom import mail_failed, mail_taken
from tests.api.needed import Needed
from tests.api.outbound_desk import OutboundDesk
from tests.api.sessions import SessionDesk
from tests.crm.crm_messages import (
    contact_recorded,
    customer_upserted,
    reply_received,
    survey_answered,
    ticket_requested,
)

INITIAL = "Erstes-Wort-1"
MAIN = Site.id_for("main")
DAY, LATE = Team.id_for("day"), Team.id_for("late")
FIRST_DAY = date(2020, 1, 6)


@dataclass(frozen=True)
class Player:
    """Somebody of the centre.

    Args:
        name: staff number, too.
        roles: roles held.
        level: level of the position.
        team: code of the team, if any.
        groups: codes of the skill groups.
    """

    name: str
    roles: tuple[str, ...]
    level: int = 1
    team: str | None = None
    groups: tuple[str, ...] = ()


LI = Player("li", ("agent",), team="day", groups=("cards", "general"))
WANG = Player("wang", ("team_leader",), level=3, team="day")
BOSS = Player("boss", ("operations_supervisor", "centre_manager"), level=6)
ZHAO = Player("agent", ("agent",), team="late", groups=("loans",))
"""An agent with whom Li and Wang share nothing; named by the role, like all strangers."""


def found_centre(centre: Centre) -> None:
    """Organisation, people with accounts, customers, contacts and tickets in all states."""
    with centre.installing("people"):
        open_places(centre)
        for player in (LI, WANG, BOSS, *strangers(centre)):
            employ(centre, player)
        _hire_others(centre)
        _appoint_leaders(centre)
        centre.people.clients.register_client(name=CRM_CLIENT, roles=[CRM_CLIENT], secret=SECRET)
    acknowledge_position(centre, "li")
    centre.settle()
    _hear_from_the_crm(centre)
    centre.settle()
    TicketDesk(centre).fill()
    OutboundDesk(centre, words=WORDS).fill()
    FieldDesk(centre).fill()
    Care(centre, TicketDesk(centre)).fill()
    Classroom(centre).fill()
    Bank(centre).fill()
    Needed(centre).fill()
    SessionDesk(centre).fill()
    Evaluating(centre).fill()
    ExamDesk(centre).fill()
    _refuse_a_request(centre)
    Certifying(centre).fill()
    exported(centre, "requested")
    _forget_a_customer(centre)
    centre.settle()
    _let_time_pass(centre)


def _let_time_pass(centre: Centre) -> None:
    centre.clock.move_to(NOW)
    for service in centre.services.values():
        for timer in service.timers:
            with centre.installing(service.name):
                timer.run(NOW)
    centre.settle()


def strangers(centre: Centre) -> list[Player]:
    """One holder of each role for people, named by it, with whom nobody shares team or work."""
    authority = centre.people.rules.read("authority", AuthorityRules, at=MONDAY)
    places = {"agent": ("late", ("loans",)), "team_leader": ("late", ())}
    return [
        Player(role, (role,), rule.level, *places.get(role, (None, ())))
        for role, rule in authority.roles.items()
        if not rule.for_clients
    ]


def open_places(centre: Centre) -> None:
    """Sites, teams, skill groups and positions."""
    organisation = centre.people.organisation
    weekly = {"monday": ["09:00-18:00"]}
    organisation.open_site(code="south", name="南方中心", zone="Asia/Shanghai", weekly=weekly)
    for code, name in (("day", "日班组"), ("late", "晚班组"), ("empty", "空组")):
        organisation.found_team(code=code, name=name, site_id=MAIN, business_line="banking")
    for code, skills in (("cards", {"cards": 1}), ("loans", {}), ("general", {})):
        organisation.open_skill_group(
            code=code, name=code, business_line="banking", required_skills=skills
        )
    refunds = Decision(decision="refund", limit_minor=20_000, currency="CNY")
    for level in range(1, 7):
        position = organisation.open_position(code=f"level-{level}", title="岗位", level=level)
        organisation.publish_position_description(
            position.id, content="受理", workflow="按流程", standard="按标准", authority=[refunds]
        )


def employ(centre: Centre, player: Player) -> None:
    """Hires somebody with all that the work needs, an account and a password of their own."""
    employee_id = _hire(centre, player.name)
    parts = centre.people
    parts.people.activate_employee(employee_id, on=FIRST_DAY)
    parts.placement.appoint_employee(
        employee_id, position_id=Position.id_for(f"level-{player.level}")
    )
    if player.team is not None:
        parts.placement.assign_team(employee_id, team_id=Team.id_for(player.team))
    for role in player.roles:
        parts.authority.grant_role(employee_id, role=role)
    if "cards" in player.groups:
        parts.skills.grant_skill(employee_id, skill="cards", level=2)
    for group in player.groups:
        parts.skills.join_skill_group(employee_id, skill_group=group)
    agent_id = agent_id_of(player.name)
    parts.accounts.open_account(employee_id, agent_id=agent_id, initial_password=INITIAL)
    with centre.acting_in(employee_id):
        parts.sign_in.change_password(old_password=INITIAL, new_password=PASSWORD)


def _hire(centre: Centre, name: str) -> UUID:
    hired = centre.people.people.hire_employee(
        staff_number=name,
        name=f"员工{name}",
        phone="138 0000 0000",
        email=f"{name}@example.com",
        site_id=MAIN,
        hired_on=FIRST_DAY,
    )
    return hired.id


def _hire_others(centre: Centre) -> None:
    """Somebody new, somebody on probation, somebody who has left."""
    people = centre.people.people
    _hire(centre, "newcomer")
    people.start_probation(_hire(centre, "trainee"), until=FIRST_DAY + timedelta(days=60))
    people.end_employment(_hire(centre, "leaver"), kind=RESIGNED, last_day=FIRST_DAY, reason="搬家")


def _appoint_leaders(centre: Centre) -> None:
    organisation = centre.people.organisation
    organisation.appoint_team_leader(DAY, leader_id=centre.employees["wang"])
    organisation.appoint_team_leader(LATE, leader_id=centre.employees["team_leader"])


def acknowledge_position(centre: Centre, name: str) -> None:
    """Somebody confirms to have read what their position asks."""
    with centre.acting_as(name):
        centre.people.placement.acknowledge_position_description(centre.employees[name], version=1)


def _hear_from_the_crm(centre: Centre) -> None:
    for number in range(1, 6):
        _take(centre, customer_upserted(f"C-{number}", message_id=f"m-{number}"))
    for message in (customer_upserted, contact_recorded, ticket_requested):
        _take(centre, message())
    centre.settle()
    for message in (reply_received, survey_answered):
        _take(centre, message())
    mail_taken(centre, number=0, Precedence="bulk")
    mail_failed(centre, number=1_000_000)


def _refuse_a_request(centre: Centre) -> None:
    with centre.acting_as("li"):
        refused = RefusedRequest.refuse(
            UUID(int=1),
            customer_id=centre.customer_ids[0],
            refusal=NotACompliment(number="T-000001-9"),
        )
        centre.tickets.store.save(refused)


def _forget_a_customer(centre: Centre) -> None:
    with centre.acting_as("li"):
        centre.tickets.store.save(ForgottenCustomer.forget(UUID(int=2)))


def _take(centre: Centre, body: bytes) -> None:
    answer = centre.crm.inbox.take_message(body, sender=CRM_CLIENT, channel="api")
    assert answer.is_accepted, answer.faults
