"""Who works on the day: a small roster with shifts, repeated where more contacts come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

GENERAL, CARDS, COMPLAINTS = "general", "cards", "complaints"
SKILL_GROUPS = ((GENERAL, "综合受理"), (CARDS, "银行卡专席"), (COMPLAINTS, "投诉专席"))
"""Code and name of each skill group."""

BUSINESS_LINE = "banking"

TEAMS = (("day", "日班组", "8001"), ("late", "晚班组", "8002"))
"""Code, name and leader's agent ID of each team."""

POSITIONS = (
    ("agent", "客服代表", 1),
    ("team-leader", "班组长", 3),
    ("supervisor", "运营主管", 4),
    ("auditor", "审计员", 4),
    ("technician", "上门技师", 1),
    ("training", "人事与培训", 4),
)
"""Code, title and level of each position."""

REFUND_LIMITS = {"agent": 20_000, "team-leader": 100_000}
"""What a holder of the position may refund alone, in fen."""

Span = tuple[time, time]


@dataclass(frozen=True)
class Player:
    """Somebody of the centre.

    Args:
        agent_id: agent ID [工号].
        name: name.
        position: code of the position.
        role: role held.
        team: code of the team, if any.
        groups: codes of the skill groups.
        present: when at the desk, from and until, local time.
    """

    agent_id: str
    name: str
    position: str
    role: str
    team: str | None = None
    groups: tuple[str, ...] = ()
    present: tuple[Span, ...] = ()

    @property
    def staff_number(self) -> str:
        """Number in the company's files, apart from the agent ID."""
        return f"S{self.agent_id}"

    def is_present(self, at: time) -> bool:
        """Whether at the desk at a time of day."""
        return any(start <= at < end for start, end in self.present)


def _span(start: str, end: str) -> Span:
    return time.fromisoformat(start), time.fromisoformat(end)


ALL_DAY = (_span("07:00", "23:00"),)
EARLY = (_span("07:00", "10:00"), _span("12:00", "15:30"))
EARLY_AT_DESK = (_span("07:00", "15:30"),)
MORNING = (_span("08:00", "10:00"), _span("12:00", "16:30"))
MORNING_AT_DESK = (_span("08:00", "16:30"),)
LATE = (_span("12:00", "21:30"),)
EVENING = (_span("13:30", "23:00"),)
"""Two shifts are away from 10:00 to 12:00: the weekly training falls into the busiest hours."""

LEADERS = (
    Player("8001", "陈丽华", "team-leader", "team_leader", "day", (), ALL_DAY),
    Player("8002", "周建国", "team-leader", "team_leader", "late", (), ALL_DAY),
    Player("8003", "孙明远", "supervisor", "operations_supervisor", None, (), ALL_DAY),
    Player("8004", "何静", "auditor", "auditor", None, (), ALL_DAY),
    Player("8201", "马国强", "technician", "partner_technician", None, (), ALL_DAY),
)
LEADER_OF = {"day": "8001", "late": "8002"}
SUPERVISOR, AUDITOR, TECHNICIAN = LEADERS[2], LEADERS[3], LEADERS[4]

SCHOOL = (
    Player("8301", "郑雅", "training", "hr", None, (), ALL_DAY),
    Player("8302", "冯涛", "training", "training_manager", None, (), ALL_DAY),
    Player("8303", "许慧", "training", "trainer", None, (), ALL_DAY),
    Player("8304", "邓杰", "training", "marker", None, (), ALL_DAY),
)
"""Who hires people and certifies them."""

HR, TRAINING_MANAGER, TRAINER, MARKER = SCHOOL
NEW_HIRE = Player("8401", "陈晨", "agent", "agent", "day", (CARDS,), EARLY_AT_DESK)
"""Comes on the day after, and has nobody's work yet."""

_EVERYTHING = (GENERAL, CARDS, COMPLAINTS)
AGENTS = (
    Player("8101", "王芳", "agent", "agent", "day", _EVERYTHING, EARLY_AT_DESK),
    Player("8102", "李伟", "agent", "agent", "day", (GENERAL, CARDS), EARLY),
    Player("8103", "张敏", "agent", "agent", "day", (GENERAL,), MORNING),
    Player("8104", "刘洋", "agent", "agent", "day", (GENERAL, COMPLAINTS), MORNING_AT_DESK),
    Player("8105", "杨艳", "agent", "agent", "day", (GENERAL, CARDS), MORNING),
    Player("8106", "赵强", "agent", "agent", "late", _EVERYTHING, LATE),
    Player("8107", "黄磊", "agent", "agent", "late", (GENERAL, CARDS), LATE),
    Player("8108", "吴秀英", "agent", "agent", "late", _EVERYTHING, EVENING),
)
"""The roster for `CONTACTS_A_ROSTER` contacts in a day."""

MENTOR = AGENTS[0]
"""Who mentors the new hire."""

CONTACTS_A_ROSTER = 2000
MOST_ROSTERS = 25


def agents_for(contacts: int) -> Sequence[Player]:
    """The agents of a day with so many contacts: the roster, as often as it takes."""
    rosters = min(max(1, round(contacts / CONTACTS_A_ROSTER)), MOST_ROSTERS)
    return [_copy_of(one, number) for number in range(rosters) for one in AGENTS]


def _copy_of(player: Player, number: int) -> Player:
    if number == 0:
        return player
    agent_id = f"{number}{player.agent_id}"
    return Player(
        agent_id,
        f"{player.name}{number + 1}",
        player.position,
        player.role,
        player.team,
        player.groups,
        player.present,
    )


def team_leader_of(player: Player) -> str:
    """Agent ID of the leader of a player's team."""
    return LEADER_OF[player.team or "day"]


def employee_file(agents: Sequence[Player], *, site: str, hired_on: str) -> str:
    """All players as the CSV file that `people` imports: leaders first, agents last.

    Args:
        agents: the agents.
        site: code of the site.
        hired_on: first day of everybody's employment, ISO 8601.
    """
    columns = "staff_number,name,site,hired_on,position,team,supervisor,skill_groups,roles"
    players = (*LEADERS, *SCHOOL, *agents)
    lines = [_line(one, site=site, hired_on=hired_on) for one in players]
    return "\n".join([columns, *lines]) + "\n"


def hiring_file(player: Player, *, site: str, hired_on: str) -> str:
    """One agent as HR enters them, without what others grant: skill groups and roles.

    Args:
        player: who.
        site: code of the site.
        hired_on: first day, ISO 8601.
    """
    cells = (
        player.staff_number,
        player.name,
        site,
        hired_on,
        player.position,
        player.team or "",
        f"S{team_leader_of(player)}",
    )
    return f"staff_number,name,site,hired_on,position,team,supervisor\n{','.join(cells)}\n"


def _line(player: Player, *, site: str, hired_on: str) -> str:
    supervisor = ""
    if player.position == "agent":
        supervisor = f"S{team_leader_of(player)}"
    elif player.position == "team-leader":
        supervisor = SUPERVISOR.staff_number
    cells = (
        player.staff_number,
        player.name,
        site,
        hired_on,
        player.position,
        player.team or "",
        supervisor,
        ";".join(player.groups),
        player.role,
    )
    return ",".join(cells)
