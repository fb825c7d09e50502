"""Good requests about the people themselves: employees, authority, accounts, sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.people.domain.position import Position
from services.people.domain.team import Team
from tests.api.centre import CRM_CLIENT, PASSWORD, SECRET, agent_id_of
from tests.api.good.asking import ANYBODY, NOBODY_ELSE, Ask, Good, Supply, permitted, plain

SEE = permitted("people.see_employees")
MANAGE = permitted("people.manage_employees")
GRANT_ROLES = permitted("people.grant_roles")
GRANT_SKILLS = permitted("people.grant_skills")
ACCOUNTS = permitted("people.manage_accounts")
CLIENTS = permitted("people.manage_clients")

REASON = {"reason": "约定"}
INITIAL = "Erstes-Wort-1"


def of_li(**more: Any) -> Callable[[Supply], Ask]:
    """About Li."""
    return lambda supply: Ask(supply.employee("li"), **more)


def of_somebody_active(**body: Any) -> Callable[[Supply], Ask]:
    """About somebody who has just become active."""
    return lambda supply: Ask(supply.active(), body=body)


def _with_account(supply: Supply) -> dict[str, Any]:
    path = supply.active()
    with supply.centre.installing("people"):
        supply.centre.people.accounts.open_account(
            path["employee_id"], agent_id=f"new{supply.number}", initial_password=INITIAL
        )
    return path


def _client(supply: Supply) -> dict[str, Any]:
    with supply.centre.installing("people"):
        made = supply.centre.people.clients.register_client(
            name=f"client-{supply.number}", roles=[CRM_CLIENT], secret=SECRET
        )
    return {"client_id": made.id}


def _with_skill(supply: Supply) -> dict[str, Any]:
    path = supply.active()
    with supply.centre.installing("people"):
        supply.centre.people.skills.grant_skill(path["employee_id"], skill="english", level=1)
    return {**path, "skill": "english"}


def _member(supply: Supply) -> dict[str, Any]:
    path = supply.active()
    with supply.centre.installing("people"):
        supply.centre.people.skills.join_skill_group(path["employee_id"], skill_group="general")
    return {**path, "skill_group": "general"}


def _role_holder(supply: Supply) -> Ask:
    path = supply.active()
    with supply.centre.installing("people"):
        supply.centre.people.placement.appoint_employee(
            path["employee_id"], position_id=Position.id_for("level-1")
        )
        supply.centre.people.authority.grant_role(path["employee_id"], role="agent")
    return Ask(path, body={"role": "agent"})


def _appointed(supply: Supply) -> dict[str, Any]:
    path = supply.active()
    with supply.centre.installing("people"):
        supply.centre.people.placement.appoint_employee(
            path["employee_id"], position_id=Position.id_for("level-1")
        )
    return path


def _import(supply: Supply) -> Ask:
    columns = "staff_number,name,site,hired_on"
    file = f"{columns}\nf{supply.number},小明,main,2020-01-06\n"
    return Ask(body={"csv": file})


def _known_import(supply: Supply) -> Ask:
    with supply.centre.installing("people"):
        done = supply.centre.people.imports.import_employees(_import(supply).body["csv"])
    return Ask({"import_id": done.id})


SIGNING_IN = {
    "sign_in": Good(None, ANYBODY, plain(agent_id=agent_id_of("auditor"), password=PASSWORD)),
    "sign_in_client": Good(None, ANYBODY, plain(client=CRM_CLIENT, secret=SECRET)),
    "renew_token": Good("li", ANYBODY, plain()),
    "sign_out": Good("li", ANYBODY, plain()),
    "show_me": Good("li", ANYBODY, plain()),
    "change_password": Good(
        "wang", ANYBODY, plain(old_password=PASSWORD, new_password="Noch-Ein-Wort-3")
    ),
}

EMPLOYEES = {
    "list_employees": Good("boss", permitted("people.see_employees", "people.see_team"), plain()),
    "hire_employee": Good(
        "boss",
        MANAGE,
        lambda supply: Ask(
            body={
                "staff_number": f"h{supply.number}",
                "name": "韩梅梅",
                "site_id": supply.main_site,
                "hired_on": "2020-01-06",
            }
        ),
    ),
    "show_employee": Good("boss", SEE, of_li()),
    "correct_personal_data": Good("boss", MANAGE, of_somebody_active(name="李明")),
    "start_probation": Good(
        "boss", MANAGE, lambda supply: Ask(supply.newcomer(), body={"until": "2020-03-01"})
    ),
    "activate_employee": Good(
        "boss", MANAGE, lambda supply: Ask(supply.newcomer(), body={"on": "2020-01-06"})
    ),
    "end_employment": Good(
        "boss", MANAGE, of_somebody_active(kind="resigned", last_day="2020-01-31")
    ),
    "import_employees": Good("boss", MANAGE, _import),
    "show_import": Good("boss", MANAGE, _known_import),
    "move_employee": Good(
        "boss",
        MANAGE,
        lambda supply: Ask(supply.active(), body={"site_id": supply.other_site}),
    ),
    "assign_team": Good("boss", MANAGE, of_somebody_active(team_id=Team.id_for("day"))),
    "assign_supervisor": Good(
        "boss",
        MANAGE,
        lambda supply: Ask(
            supply.active(), body={"supervisor_id": supply.centre.employees["wang"]}
        ),
    ),
    "appoint_employee": Good(
        "boss", MANAGE, of_somebody_active(position_id=Position.id_for("level-1"))
    ),
    "acknowledge_position_description": Good(
        "trainer", NOBODY_ELSE, lambda supply: Ask(supply.employee("trainer"), body={"version": 1})
    ),
    "list_open_acknowledgements": Good("boss", SEE, plain()),
}

AUTHORITY = {
    "show_roles": Good("boss", SEE, of_li()),
    "grant_role": Good(
        "boss", GRANT_ROLES, lambda supply: Ask(_appointed(supply), body={"role": "agent"})
    ),
    "withdraw_role": Good("boss", GRANT_ROLES, _role_holder),
    "list_role_holders": Good("boss", SEE, plain()),
    "show_skills": Good("boss", SEE, of_li()),
    "grant_skill": Good(
        "boss",
        GRANT_SKILLS,
        lambda supply: Ask({**supply.active(), "skill": "cards"}, body={"level": 3}),
    ),
    "withdraw_skill": Good("boss", GRANT_SKILLS, lambda supply: Ask(_with_skill(supply))),
    "list_skill_holders": Good("boss", SEE, lambda _: Ask({"skill": "cards"})),
    "join_skill_group": Good(
        "boss", GRANT_SKILLS, lambda supply: Ask({**supply.active(), "skill_group": "general"})
    ),
    "leave_skill_group": Good("boss", GRANT_SKILLS, lambda supply: Ask(_member(supply))),
    "list_skill_group_members": Good("boss", SEE, lambda _: Ask({"skill_group": "cards"})),
}

_ADMINISTRATOR = "agent_id_administrator"

ACCOUNTS_AND_CLIENTS = {
    "list_accounts": Good(_ADMINISTRATOR, ACCOUNTS, plain()),
    "show_account": Good(_ADMINISTRATOR, ACCOUNTS, of_li()),
    "open_account": Good(
        _ADMINISTRATOR,
        ACCOUNTS,
        lambda supply: Ask(
            supply.active(), body={"agent_id": f"a{supply.number}x", "initial_password": INITIAL}
        ),
    ),
    "reset_password": Good(
        _ADMINISTRATOR,
        ACCOUNTS,
        lambda supply: Ask(
            _with_account(supply), body={"initial_password": "Zweites-Wort-2", **REASON}
        ),
    ),
    "close_account": Good(
        _ADMINISTRATOR, ACCOUNTS, lambda supply: Ask(_with_account(supply), body=REASON)
    ),
    "list_clients": Good("system_administrator", CLIENTS, plain()),
    "register_client": Good(
        "system_administrator",
        CLIENTS,
        lambda supply: Ask(
            body={"name": f"crm-{supply.number}", "roles": [CRM_CLIENT], "secret": SECRET}
        ),
    ),
    "show_client": Good("system_administrator", CLIENTS, lambda supply: Ask(_client(supply))),
    "replace_client_secret": Good(
        "system_administrator",
        CLIENTS,
        lambda supply: Ask(_client(supply), body={"secret": SECRET[::-1]}),
    ),
    "close_client": Good("system_administrator", CLIENTS, lambda supply: Ask(_client(supply))),
}
