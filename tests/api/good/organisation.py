"""Good requests about the organisation that `people` keeps: sites, teams, positions, rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from services.people.domain.position import Position
from services.people.domain.skills import SkillGroup
from services.people.domain.team import Team
from tests.api.good.asking import Ask, Good, Supply, permitted, plain

SELF = permitted("people.self")
ORGANISE = permitted("people.manage_organisation")
RULES = permitted("rules.change")

REASON = {"reason": "约定"}
WEEK = {"monday": ["09:00-18:00"]}


def of_main_site(body: Any = None, **more: Any) -> Callable[[Supply], Ask]:
    """About the first site."""
    return lambda supply: Ask({"site_id": supply.main_site, **more}, body=body)


def _day(supply: Supply) -> Ask:
    day = f"2020-02-{supply.number % 28 + 1:02}"
    return Ask(
        {"site_id": supply.main_site}, body={"day": day, "name": "盘点", "blocks": [], **REASON}
    )


def _entered_day(supply: Supply) -> Ask:
    with supply.centre.installing("people"):
        supply.centre.people.calendars.enter_day(
            supply.main_site, day=date(2020, 3, 2), name="盘点", blocks=[], reason="约定"
        )
    return Ask({"site_id": supply.main_site}, body={"day": "2020-03-02", **REASON})


def _team(supply: Supply) -> dict[str, Any]:
    with supply.centre.installing("people"):
        made = supply.centre.people.organisation.found_team(
            code=f"team-{supply.number}",
            name="新组",
            site_id=supply.main_site,
            business_line="banking",
        )
    return {"team_id": made.id}


def _password_rules(supply: Supply) -> Ask:
    content = {**supply.rule("people", "passwords"), "remembered": 4}
    return Ask(
        {"rule_set_id": "passwords"},
        body={"content": content, "effective_from": supply.in_hours(1), **REASON},
    )


PLACES = {
    "list_sites": Good("li", SELF, plain()),
    "open_site": Good(
        "boss",
        ORGANISE,
        lambda supply: Ask(
            body={
                "code": f"site-{supply.number}",
                "name": "新职场",
                "zone": "Asia/Shanghai",
                "weekly": WEEK,
            }
        ),
    ),
    "show_site": Good("li", SELF, of_main_site()),
    "rename_site": Good("boss", ORGANISE, of_main_site({"name": "客服一中心"})),
    "show_calendar": Good("li", SELF, of_main_site()),
    "show_calendar_in_force": Good("li", SELF, of_main_site()),
    "add_calendar_version": Good(
        "boss", ORGANISE, of_main_site({"content": {"weekly": WEEK}, **REASON})
    ),
    "enter_day": Good("boss", ORGANISE, _day),
    "withdraw_day": Good("boss", ORGANISE, _entered_day),
    "propose_year": Good("boss", ORGANISE, lambda _: Ask(query={"year": 2020})),
    "accept_year": Good(
        "boss", ORGANISE, of_main_site({"holidays": {"2022-01-01": "元旦"}, **REASON}, year=2022)
    ),
    "list_teams": Good("li", SELF, plain()),
    "found_team": Good(
        "boss",
        ORGANISE,
        lambda supply: Ask(
            body={
                "code": f"new-{supply.number}",
                "name": "新组",
                "site_id": supply.main_site,
                "business_line": "banking",
            }
        ),
    ),
    "show_team": Good("li", SELF, lambda _: Ask({"team_id": Team.id_for("day")})),
    "appoint_team_leader": Good(
        "boss",
        ORGANISE,
        lambda supply: Ask(_team(supply), body={"leader_id": supply.centre.employees["wang"]}),
    ),
    "dissolve_team": Good("boss", ORGANISE, lambda supply: Ask(_team(supply))),
    "list_skill_groups": Good("li", SELF, plain()),
    "open_skill_group": Good(
        "boss",
        ORGANISE,
        lambda supply: Ask(
            body={"code": f"group-{supply.number}", "name": "外语", "business_line": "banking"}
        ),
    ),
    "show_skill_group": Good(
        "li", SELF, lambda _: Ask({"skill_group_id": SkillGroup.id_for("cards")})
    ),
    "list_positions": Good("li", SELF, plain()),
    "open_position": Good(
        "boss",
        ORGANISE,
        lambda supply: Ask(body={"code": f"position-{supply.number}", "title": "专员", "level": 1}),
    ),
    "show_position": Good("li", SELF, lambda _: Ask({"position_id": Position.id_for("level-1")})),
    "publish_position_description": Good(
        "boss",
        ORGANISE,
        lambda _: Ask(
            {"position_id": Position.id_for("level-2")},
            body={"content": "受理", "workflow": "按流程", "standard": "按标准"},
        ),
    ),
}

RULE_SETS = {
    "show_rule_set": Good("li", SELF, lambda _: Ask({"rule_set_id": "passwords"})),
    "show_rule_in_force": Good("li", SELF, lambda _: Ask({"rule_set_id": "passwords"})),
    "enter_rule_version": Good("boss", RULES, _password_rules),
    "list_decisions_to_review": Good(
        "boss", RULES, lambda _: Ask({"rule_set_id": "passwords", "number": 1})
    ),
}
