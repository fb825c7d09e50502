"""The READMEs' tables of figures, taken from `bench.json` and from nowhere else."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.run_folder import PROJECT

README = PROJECT / "README.md"
README_ZH = PROJECT / "README.zh-CN.md"

_BEGIN, _END = "<!-- figures -->", "<!-- end of figures -->"
_HEAD = "| figure | value | peer or ceiling | its value | ratio | target | |"
_HEAD_ZH = "| 指标 | 数值 | 对照或上限 | 对照数值 | 比值 | 目标 | |"

_VERDICTS = {None: "", True: "met", False: "missed"}
_VERDICTS_ZH = {None: "", True: "达到", False: "未达到"}

# What a figure, a unit, a peer or a target is called in the Chinese table.
_ZH = {
    "start of an empty installation": "空白系统启动时间",
    "idle processor, all processes": "空闲时处理器占用（全部进程）",
    "idle memory, all processes (RSS)": "空闲时内存（全部进程，RSS）",
    "of which not shared twice (PSS)": "其中共享部分只计一次（PSS）",
    "decode stored ticket events": "解码已存工单事件",
    "saves by 1 writer": "1 个写入者的保存",
    "events missed by a follower of 1 writer": "跟随 1 个写入者时漏读的事件",
    "saves by 10 writers": "10 个写入者的保存",
    "events missed by a follower of 10 writers": "跟随 10 个写入者时漏读的事件",
    "durable POST of a ticket, beside the least": "持久化 POST 工单（对照最小实现）",
    "durable POST of a ticket": "持久化 POST 工单",
    "learners per core who started a 16-question exam within one second": (
        "每核 1 秒内开考（16 题）的学员数"
    ),
    "acknowledged answers that the log does not hold": "已确认但日志中缺失的答案",
    "500 learners start an exam within one second: start, p99": "500 人 1 秒内开考：开考，p99",
    "500 learners start an exam within one second: answer, p99": "500 人 1 秒内开考：保存答案，p99",
    "500 learners start an exam within one second: handing in, p99": "500 人 1 秒内开考：交卷，p99",
    "Moodle 4.5 as published: 2,000 on 16 vCPU": "Moodle 4.5 公布值：16 vCPU 2,000 人",
    "commit to visible in another service at 100/s, p50": "提交到另一服务可见，每秒 100 条，p50",
    "commit to visible in another service at 100/s, p99": "提交到另一服务可见，每秒 100 条，p99",
    "drain of 50,000 events into a reaction and a read model": (
        "积压 5 万事件进入一个反应与一张查询表"
    ),
    "a page of 25 out of 1,000,000 tickets over HTTP, p50": "100 万工单取一页 25 条（HTTP），p50",
    "a page of 25 out of 1,000,000 tickets over HTTP, p99": "100 万工单取一页 25 条（HTTP），p99",
    "a list with five filters out of 1,000,000 tickets": "100 万工单，五个筛选条件的列表",
    "a list with five filters out of 1,000,000 tickets over HTTP, p99": (
        "100 万工单，五个筛选条件的列表（HTTP），p99"
    ),
    "a search out of 1,000,000 tickets": "100 万工单，检索",
    "a search out of 1,000,000 tickets over HTTP, p99": "100 万工单，检索（HTTP），p99",
    "the figures of 30 days out of 1,000,000 tickets": "100 万工单，30 天统计",
    "the figures of 30 days out of 1,000,000 tickets over HTTP, p99": (
        "100 万工单，30 天统计（HTTP），p99"
    ),
    "import of 100,000 tickets": "导入 10 万工单",
    "memory of the import of 100,000 tickets above idle": "导入 10 万工单时高于空闲的内存",
    "events written by a second import of the same file": "同一文件再次导入时写入的事件",
    "hand-written SQL on the same tables": "对同样的表手写 SQL",
    "batch saves of as many ready events": "同样数量现成事件的批量保存",
    "Flask, JSON and save() of one event, no authentication": "Flask、JSON 与一次 save()，无认证",
    "eventsourcing's JSON mapper": "eventsourcing 的 JSON 映射器",
    "eventsourcing's plain PostgreSQL recorder": "eventsourcing 的普通 PostgreSQL 记录器",
    "django-helpdesk's POST /api/tickets/": "django-helpdesk 的 POST /api/tickets/",
    "raw publish to consume": "裸发布到消费",
    "publish, confirm, consume of the same messages": "同样消息的发布、确认与消费",
    "executemany of the rows into the same tables": "对同样的表 executemany 写入",
    "the bare query": "裸查询",
    "ratio at least": "比值不低于",
    "value at most": "数值不高于",
    "value exactly": "数值等于",
}


def refresh(content: Mapping[str, Any]) -> None:
    """Writes both tables anew between their marks.

    Args:
        content: what `bench.json` holds.
    """
    for path, table in (
        (README, table_in_english(content)),
        (README_ZH, table_in_chinese(content)),
    ):
        path.write_text(_with_table(path, table), encoding="utf-8")


def holds(path: Path, table: str) -> bool:
    """Whether the README at `path` quotes just this table."""
    return _with_table(path, table) == path.read_text(encoding="utf-8")


def table_in_english(content: Mapping[str, Any]) -> str:
    """The table of README.md."""
    return _table(content, head=_HEAD, verdicts=_VERDICTS, words={})


def table_in_chinese(content: Mapping[str, Any]) -> str:
    """The table of README.zh-CN.md."""
    return _table(content, head=_HEAD_ZH, verdicts=_VERDICTS_ZH, words=_ZH)


def _table(
    content: Mapping[str, Any],
    *,
    head: str,
    verdicts: Mapping[bool | None, str],
    words: Mapping[str, str],
) -> str:
    rows = [
        " | ".join(
            [
                words.get(one["name"], one["name"]),
                f"{_shown(one['value'])} {one['unit']}",
                words.get(one["peer"], one["peer"]),
                _shown(one["peer_value"]),
                _shown(one["ratio"]),
                _target(one["target"], words),
                verdicts[one["met"]],
            ]
        )
        for part in content.values()
        for one in part["figures"]
    ]
    return "\n".join([head, "|---|---|---|---|---|---|---|", *(f"| {row} |" for row in rows)])


def _target(text: str | None, words: Mapping[str, str]) -> str:
    bound, _, limit = (text or "").rpartition(" ")
    return f"{words.get(bound, bound)} {limit}".strip()


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _with_table(path: Path, table: str) -> str:
    text = path.read_text(encoding="utf-8")
    marked = re.compile(f"{_BEGIN}.*?{_END}", re.DOTALL)
    return marked.sub(lambda _: f"{_BEGIN}\n{table}\n{_END}", text)
