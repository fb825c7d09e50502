"""Prints what happened: tables for people, Chinese first, the same for every equal run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from rich.console import Console

from services.demo import words
from services.demo.checking import Check
from services.demo.day import QueueMoment
from services.demo.figures import CONTACT_FIGURES, SLA_CLOCKS, Table
from services.demo.grids import grid, put
from services.demo.words import word

CONTACT_COLUMNS = (
    "联络 contacts",
    "接听 answered",
    "放弃 abandoned",
    "平均等待 ASA",
    "平均通话 ATT",
)
SLA_COLUMNS = {
    "met": "达成 met",
    "running": "计时中 running",
    "at_risk": "临近超时 at risk",
    "breached": "已超时 breached",
    "missed": "超时后完成 done late",
    "superseded": "并入他单 merged",
    "were_at_risk": "曾临近超时 were at risk",
}


class Report:
    """Writes the figures of the day.

    Args:
        console: where to.
        zone: zone of the times shown.
    """

    def __init__(self, console: Console, *, zone: ZoneInfo) -> None:
        self._console = console
        self._zone = zone

    def title(self, day: date, *, contacts: int, seed: str) -> None:
        """What was played."""
        self._say(f"客服中心的一天 A day of the centre: {day}")
        self._say(f"{contacts:,} 个联络 contacts, 种子 seed {seed}\n")

    def contacts(self, figures: Table) -> None:
        """Contacts by channel."""
        table = grid("渠道 channel", "方向 direction", numbers=CONTACT_COLUMNS)
        for name in sorted({one.rpartition("/")[0] for one in figures}):
            channel, direction = name.split("/")
            counts = [figures[f"{name}/{what}"] for what in CONTACT_FIGURES]
            offered, answered, abandoned, waiting, talk = counts
            means = [_mean(waiting, answered), _mean(talk, answered)]
            shown = [word(words.CHANNELS, channel), word(words.DIRECTIONS, direction)]
            table.add_row(*shown, *map(str, (offered, answered, abandoned)), *means)
        put(self._console, "联络（按渠道） Contacts by channel", table)

    def tickets(self, figures: Table) -> None:
        """Tickets by channel and kind."""
        table = grid("渠道 channel", numbers=(*words.KINDS.values(), "合计 total"))
        for channel in words.CHANNELS:
            counts = [figures.get(f"{channel}/{kind}", 0) for kind in words.KINDS]
            if any(counts):
                table.add_row(words.CHANNELS[channel], *map(str, counts), str(sum(counts)))
        totals = [_sum_of_kind(figures, kind) for kind in words.KINDS]
        table.add_section()
        table.add_row("合计 total", *map(str, totals), str(sum(totals)))
        put(self._console, "工单（渠道 × 类型） Tickets by channel and kind", table)

    def sla(self, figures: Table) -> None:
        """What became of the promises."""
        table = grid("时钟 clock", numbers=SLA_COLUMNS.values())
        for clock in SLA_CLOCKS:
            counts = [str(figures.get(f"{clock}/{state}", 0)) for state in SLA_COLUMNS]
            table.add_row(words.CLOCKS[clock], *counts)
        put(self._console, "服务时限 SLA", table)

    def first_contacts(self, figures: Table) -> None:
        """First contact resolution with the reasons where it failed."""
        title = "一次解决（七天窗口后判定） First contact resolution, judged after its seven days"
        columns = ("工单 tickets", "已判定 judged", "窗口内重复 repeated")
        table = grid("原因 reason", numbers=columns)
        for code in words.REASONS:
            names = (f"{code}/{one}" for one in ("tickets", "assessed", "repeated"))
            table.add_row(words.REASONS[code], *(str(figures.get(one, 0)) for one in names))
        put(self._console, title, table)
        judged = sum(figures.get(f"{code}/assessed", 0) for code in words.REASONS)
        repeated = figures.get("first_contact/repeated", 0)
        solved = figures.get("first_contact/assessed", 0) - repeated
        self._say(f"一次解决率 FCR: {solved} / {judged} = {_percent(solved, judged)}\n")

    def field_service(self, figures: Table) -> None:
        """Visits by kind: arrivals on time, conformity, judgements (SR-2)."""
        columns = ("到场 arrived", "准时 on time", "合规 conform", "完成 completed", "评价 score")
        table = grid("执行方 performer", "类型 kind", numbers=columns)
        for name in sorted({one.rpartition("/")[0] for one in figures}):
            performer, kind = name.split("/")
            whose = "合作伙伴 partner" if performer.startswith("partner") else "自有员工 own staff"
            arrived, on_time, conform, completed = (
                figures.get(f"{name}/{what}", 0)
                for what in ("arrived", "on_time", "conform", "completed")
            )
            counts = map(str, (arrived, on_time, conform, completed))
            sums = (figures.get(f"{name}/{what}", 0) for what in ("score_sum", "evaluated"))
            table.add_row(whose, word(words.FIELD_KINDS, kind), *counts, _mean_score(*sums))
        put(self._console, "现场服务：准时与合规 Field service: punctual and conform", table)

    def queue(self, moment: QueueMoment) -> None:
        """The queue at its worst, with why the first three stand there."""
        at = moment.at.astimezone(self._zone)
        count = len(moment.tickets)
        self._say(f"队列最长时 The queue at its worst: {at:%H:%M}, {count} 单 tickets")
        columns = (*words.POINTS.values(), "合计 points")
        table = grid("位 place", "单号 number", numbers=columns)
        for one in moment.tickets[:3]:
            reasons = {
                each["what"]: f"{each['value']} {each['points']:+}" for each in one["reasons"]
            }
            cells = [reasons[what] for what in words.POINTS]
            table.add_row(str(one["place"]), one["number"], *cells, str(one["points"]))
        if count:
            put(self._console, "排在最前的三单及原因 The first three, and why", table)

    def read_models(self, answers: Iterable[tuple[str, str]]) -> None:
        """That every read model equals a fresh replay."""
        title = "查询表与重新回放核对 Read models checked against a fresh replay"
        table = grid("服务 service", "结果 result")
        for name, answer in answers:
            table.add_row(name, answer)
        put(self._console, title, table)

    def checks(self, checks: Sequence[Check]) -> None:
        """Which figures equal the recount; each difference is a line of its own."""
        title = "以上数字与事件直接清点核对 All figures above checked against the events"
        table = grid("内容 what", "结果 result", numbers=["数字 figures"])
        for one in checks:
            result = "不一致 DIFFERENT" if one.differences else "一致 equal"
            table.add_row(one.name, result, str(one.count))
        put(self._console, title, table)
        for difference in (each for one in checks for each in one.differences):
            self._say(difference)

    def _say(self, text: str) -> None:
        self._console.print(text, highlight=False)


def _sum_of_kind(figures: Table, kind: str) -> int:
    return sum(figures.get(f"{channel}/{kind}", 0) for channel in words.CHANNELS)


def _mean(total: int, count: int) -> str:
    return f"{round(total / count)} s" if count else "—"


def _mean_score(total: int, count: int) -> str:
    return f"{total / count:.1f} / 5" if count else "—"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "—"
