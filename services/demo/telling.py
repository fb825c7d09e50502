"""Tells single lives: why a promise was broken, and a ticket's history with two earlier moments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console

from services.demo import words
from services.demo.figures import Breach, KeptCallback, Story, Visit
from services.demo.grids import grid, put
from services.demo.merge import Merged
from services.demo.words import word


class Teller:
    """Writes what happened to one ticket.

    Args:
        console: where to.
        zone: zone of the times shown.
        names: agent ID and name by employee id.
    """

    def __init__(self, console: Console, *, zone: ZoneInfo, names: Mapping[str, str]) -> None:
        self._console = console
        self._zone = zone
        self._names = names

    def breach(self, breach: Breach | None) -> None:
        """Why one promise was broken, line by line."""
        if breach is None:
            self._say("没有超时。No promise was broken.\n")
            return
        shown = breach.explained
        clock = word(words.CLOCKS, shown["clock"])
        title = f"一次超时的逐条说明 Why {breach.number} broke its promise, line by line: {clock}"
        table = grid("从 from", "到 to", "状态 state", "计入 counts", "累计 so far", "说明 why")
        for one in shown["lines"]:
            table.add_row(*self._line(one))
        put(self._console, title, table)
        due = self._time(shown["due_at"])
        target, paused = shown["target_seconds"], shown["paused_seconds"]
        self._say(f"承诺 {target} 秒，暂停 {paused} 秒，截止 {due}。")
        self._say(f"Promised within {target} s, {paused} s of pauses, due {due}.\n")

    def callback(self, kept: KeptCallback | None) -> None:
        """One booked callback from its booking to the call."""
        if kept is None:
            self._say("没有已兑现的预约回呼。No booked callback was kept.\n")
            return
        title = f"工单 {kept.number} 的一次预约回呼 A booked callback that was kept"
        table = grid("时间 time", "事件 event", "操作人 who", "入口 door")
        for one in kept.history:
            said = one["circumstances"]
            table.add_row(
                self._time(one["recorded_at"]),
                word(words.CALLBACK_EVENTS, one["topic"].rpartition(".")[2]),
                self._who(said["actor"]),
                said["channel"],
            )
        put(self._console, title, table)
        from_at, until_at = self._time(kept.from_at), self._time(kept.until_at)
        self._say(f"约定 {from_at} 至 {until_at} 之间回呼。")
        self._say(f"Promised between {from_at} and {until_at}.\n")

    def story(self, story: Story) -> None:
        """A ticket's full history, and the ticket as it stood at two moments."""
        number = story.ticket["number"]
        title = f"工单 {number} 的全部历史 The full history of a ticket"
        columns = ("版本 version", "位置 position", "时间 time", "事件 event", "操作人 who")
        table = grid(*columns, "入口 door")
        for one in story.history:
            table.add_row(*self._entry(one))
        put(self._console, title, table)
        title = f"工单 {number} 在两个时刻与现在 The same ticket as of two moments, and now"
        columns = ("时刻 as of", "版本 version", "状态 state", "处理人 agent", "必填 filled")
        table = grid(*columns, "方案 solution")
        for at, ticket in story.earlier:
            table.add_row(self._time(at), *self._standing(ticket))
        table.add_row("现在 now", *self._standing(story.ticket))
        put(self._console, title, table)

    def merge(self, merged: Merged) -> None:
        """Three tickets that became one: each before the merge, and now."""
        parts = merged.whole["parts"]
        number = parts[0]["ticket"]["number"]
        title = f"三单合并为 {number} Three tickets became one, before the merge and now"
        columns = ("单号 number", "此前 before", "现在 now", "等待自 waits since")
        numbers = ("解决时钟 clock", "处理秒 worked")
        before = {one["ticket"]["ticket_id"]: one for one in merged.before}
        table = grid(*columns, numbers=numbers)
        for part in parts:
            ticket = part["ticket"]
            [clock] = [one for one in part["clocks"] if one["clock"] == "resolution"]
            table.add_row(
                ticket["number"],
                word(words.STATES, before[ticket["ticket_id"]]["ticket"]["state"]),
                word(words.STATES, ticket["state"]),
                self._time(clock["started_at"]),
                f"{clock['counted_seconds']} s",
                f"{part['worked']['in_progress_seconds']} s",
            )
        put(self._console, title, table)
        total = merged.whole["worked"]["in_progress_seconds"]
        self._say(f"最早的解决时钟继续计时；合计处理 {total} 秒。")
        self._say(f"The resolution clock started first goes on; {total} s of work in all.\n")

    def visit(self, visit: Visit) -> None:
        """A field-service order from the request to the customer's judgement."""
        order = visit.order
        title = f"现场服务单 {order['number']} 从受理到评价 A field order, request to evaluation"
        table = grid("版本 version", "时间 time", "事件 event", "操作人 who")
        for one in visit.history:
            topic = one["topic"].rpartition(".")[2]
            who = self._who(one["circumstances"]["actor"])
            table.add_row(
                str(one["version"]),
                self._time(one["recorded_at"]),
                word(words.FIELD_EVENTS, topic),
                who,
            )
        put(self._console, title, table)
        punctuality = word(words.PUNCTUALITY, order["punctuality"])
        conform = f"{order['conform_items']} / {order['items']}"
        self._say(
            f"到场 arrival: {punctuality}；合规 conform: {conform}；评价 {order['score']} / 5\n"
        )

    def _line(self, one: Mapping[str, Any]) -> list[str]:
        counted = f"{one['seconds']} s" if one["counts"] else "—"
        return [
            self._time(one["from_at"]),
            self._time(one["to_at"]),
            word(words.STATES, one["state"]),
            counted,
            f"{one['counted_until_then']} s",
            one["sentence"],
        ]

    def _entry(self, one: Mapping[str, Any]) -> list[str]:
        said = one["circumstances"]
        return [
            str(one["version"]),
            str(one["position"]),
            self._time(one["recorded_at"]),
            word(words.EVENTS, one["topic"].rpartition(".")[2]),
            self._who(said["actor"]),
            said["channel"],
        ]

    def _standing(self, ticket: Mapping[str, Any]) -> list[str]:
        asked = ticket["fields_asked_for"]
        solution = ticket["solution"] or {}
        return [
            str(ticket["version"]),
            word(words.STATES, ticket["state"]),
            self._who(ticket["assignee_id"]),
            f"{sum(one['is_filled'] for one in asked)} / {len(asked)}",
            word(words.ANSWERS, solution.get("answer")),
        ]

    def _who(self, actor: str | None) -> str:
        return self._names.get(actor or "", actor or "—")

    def _time(self, text: str) -> str:
        return f"{datetime.fromisoformat(text).astimezone(self._zone):%m-%d %H:%M:%S}"

    def _say(self, text: str) -> None:
        self._console.print(text, highlight=False)
