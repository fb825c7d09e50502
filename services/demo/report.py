"""Prints what happened: tables for people, Chinese first, the same for every equal run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich import box
from rich.console import Console
from rich.table import Table as Grid

from services.demo import words
from services.demo.day import QueueMoment
from services.demo.figures import SLA_CLOCKS, Breach, Story, Table
from services.demo.words import word

WIDTH = 110


class Report:
    """Writes the report.

    Args:
        console: where to.
        zone: zone of the times shown.
        names: who is who: agent ID and name by employee id.
    """

    def __init__(self, console: Console, *, zone: ZoneInfo, names: Mapping[str, str]) -> None:
        self._console = console
        self._zone = zone
        self._names = names

    def contacts(self, figures: Table) -> None:
        """Contacts by channel."""
        grid = _grid("联络（按渠道） Contacts by channel", "渠道 channel", "方向 direction")
        for title in ("联络 contacts", "接听 answered", "放弃 abandoned", "ASA s", "ATT s"):
            grid.add_column(title, justify="right")
        for name in sorted({one.rpartition("/")[0] for one in figures}):
            channel, direction = name.split("/")
            offered, answered, abandoned, waiting, talk = (
                figures[f"{name}/{what}"]
                for what in ("offered", "answered", "abandoned", "waiting_seconds", "talk_seconds")
            )
            means = [_mean(waiting, answered), _mean(talk, answered)]
            counts = [str(offered), str(answered), str(abandoned)]
            grid.add_row(word(words.CHANNELS, channel), direction, *counts, *means)
        self._console.print(grid)

    def tickets(self, figures: Table) -> None:
        """Tickets by channel and kind."""
        grid = _grid("工单（渠道 × 类型） Tickets by channel and kind", "渠道 channel")
        for kind in words.KINDS:
            grid.add_column(words.KINDS[kind], justify="right")
        grid.add_column("合计 total", justify="right")
        for channel in words.CHANNELS:
            counts = [figures.get(f"{channel}/{kind}", 0) for kind in words.KINDS]
            if any(counts):
                grid.add_row(words.CHANNELS[channel], *map(str, counts), str(sum(counts)))
        by_kind = [
            sum(figures.get(f"{channel}/{kind}", 0) for channel in words.CHANNELS)
            for kind in words.KINDS
        ]
        grid.add_section()
        grid.add_row("合计 total", *map(str, by_kind), str(sum(by_kind)))
        self._console.print(grid)

    def sla(self, figures: Table) -> None:
        """What became of the promises."""
        grid = _grid("服务时限 SLA", "时钟 clock")
        columns = {
            "met": "达成 met",
            "running": "计时中 running",
            "at_risk": "临近超时 at risk",
            "breached": "已超时 breached",
            "missed": "超时后完成 done late",
            "were_at_risk": "曾临近 were at risk",
        }
        for title in columns.values():
            grid.add_column(title, justify="right")
        for clock in SLA_CLOCKS:
            counts = [str(figures.get(f"{clock}/{state}", 0)) for state in columns]
            grid.add_row(words.CLOCKS[clock], *counts)
        self._console.print(grid)

    def breach(self, breach: Breach | None) -> None:
        """Why one promise was broken, line by line."""
        if breach is None:
            self._say("没有超时。No promise was broken.")
            return
        shown = breach.explained
        title = f"一次超时的逐条说明 Why {breach.number} broke its promise: "
        grid = _grid(title + word(words.CLOCKS, shown["clock"]), "从 from", "到 to")
        grid.add_column("状态 state")
        grid.add_column("计入 counts", justify="right")
        grid.add_column("累计 so far", justify="right")
        grid.add_column("说明 why", overflow="fold", ratio=1)
        for one in shown["lines"]:
            counted = f"{one['seconds']} s" if one["counts"] else f"({one['seconds']} s)"
            grid.add_row(
                self._time(one["from_at"]),
                self._time(one["to_at"]),
                word(words.STATES, one["state"]),
                counted,
                f"{one['counted_until_then']} s",
                one["sentence"],
            )
        self._console.print(grid)
        self._say(
            f"时限 {shown['target_seconds']} 秒，计时 {shown['counted_seconds']} 秒，"
            f"暂停 {shown['paused_seconds']} 秒，应于 {self._time(shown['due_at'])} 前完成。"
            f" Promised within {shown['target_seconds']} s, due {self._time(shown['due_at'])}."
        )

    def first_contacts(self, figures: Table) -> None:
        """First contact resolution with the reasons where it failed."""
        grid = _grid(
            "一次解决率（七天窗口后判定） FCR, judged after its window of seven days",
            "原因 reason",
        )
        for title in ("工单 tickets", "已判定 judged", "窗口内重复 repeated"):
            grid.add_column(title, justify="right")
        for code in words.REASONS:
            counts = [figures.get(f"{code}/{one}", 0) for one in ("tickets", "assessed", "repeated")]
            grid.add_row(words.REASONS[code], *map(str, counts))
        self._console.print(grid)
        judged = sum(figures.get(f"{code}/assessed", 0) for code in words.REASONS)
        first = "first_contact"
        solved = figures.get(f"{first}/assessed", 0) - figures.get(f"{first}/repeated", 0)
        self._say(f"一次解决 FCR: {solved} / {judged} = {_percent(solved, judged)}")

    def queue(self, moment: QueueMoment) -> None:
        """The queue at its worst, with why the first three stand there."""
        at = moment.at.astimezone(self._zone)
        self._say(f"队列最长时 The queue at its worst: {at:%H:%M}, {len(moment.tickets)} 单 tickets")
        if not moment.tickets:
            return
        grid = _grid("排在最前的三单及原因 The first three, and why", "位 place", "单号 number")
        for title in words.POINTS.values():
            grid.add_column(title, justify="right")
        grid.add_column("分 points", justify="right")
        for one in moment.tickets[:3]:
            points = {each["what"]: f"{each['value']} {each['points']:+}" for each in one["reasons"]}
            cells = [points.get(what, "—") for what in words.POINTS]
            grid.add_row(str(one["place"]), one["number"], *cells, str(one["points"]))
        self._console.print(grid)

    def story(self, story: Story) -> None:
        """A ticket's full history, and the ticket as it stood at two moments."""
        number = story.ticket["number"]
        grid = _grid(f"工单 {number} 的全部历史 The full history of {number}", "版本", "位置")
        for title in ("时间 time", "事件 event", "操作人 who", "渠道 door"):
            grid.add_column(title)
        for one in story.history:
            said = one["circumstances"]
            event = word(words.EVENTS, one["topic"].rpartition(".")[2])
            who = self._who(said["actor"])
            cells = [self._time(one["recorded_at"]), event, who, said["channel"]]
            grid.add_row(str(one["version"]), str(one["position"]), *cells)
        self._console.print(grid)
        grid = _grid(f"工单 {number} 在两个时刻 {number} as of two moments", "时刻 moment")
        for title in ("版本 version", "状态 state", "处理人 agent", "已填 filled", "方案 solution"):
            grid.add_column(title)
        for at, ticket in [*story.earlier, ("现在 now", story.ticket)]:
            grid.add_row(self._time(at), *self._standing(ticket))
        self._console.print(grid)

    def checks(self, rows: Iterable[tuple[str, int, Sequence[str]]]) -> None:
        """Which figures equal the recount; each difference is a line."""
        grid = _grid("与事件直接清点核对 Checked against the events", "内容 what")
        grid.add_column("数字 figures", justify="right")
        grid.add_column("结果 result")
        for name, count, differences in rows:
            result = "一致 equal" if not differences else "不一致 DIFFERENT"
            grid.add_row(name, str(count), result)
        self._console.print(grid)

    def read_models(self, answers: Iterable[tuple[str, str]]) -> None:
        """That every read model equals a fresh replay."""
        grid = _grid("查询表与重放核对 Read models against a fresh replay", "服务 service")
        grid.add_column("结果 result")
        for name, answer in answers:
            grid.add_row(name, answer)
        self._console.print(grid)

    def _standing(self, ticket: Mapping[str, Any]) -> list[str]:
        asked = ticket["fields_asked_for"]
        filled = f"{sum(one['is_filled'] for one in asked)} / {len(asked)}"
        solution = ticket["solution"]
        return [
            str(ticket["version"]),
            word(words.STATES, ticket["state"]),
            self._who(ticket["assignee_id"]),
            filled,
            (solution["answer"] or "—") if solution else "—",
        ]

    def _who(self, actor: str | None) -> str:
        return self._names.get(actor or "", actor or "—")

    def _time(self, text: str) -> str:
        if not text[:1].isdigit():
            return text
        return f"{datetime.fromisoformat(text).astimezone(self._zone):%m-%d %H:%M:%S}"

    def _say(self, text: str) -> None:
        self._console.print(text, highlight=False)


def _grid(title: str, *columns: str) -> Grid:
    grid = Grid(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for one in columns:
        grid.add_column(one)
    return grid


def _mean(total: int, count: int) -> str:
    return str(round(total / count)) if count else "—"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "—"
