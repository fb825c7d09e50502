"""The rows of lists as they are exported: a page at a time, texts opened on the way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.tickets.domain.export import Export
from services.tickets.read_models import backlog, figure_queries, ticket_list
from services.tickets.read_models.backlog import Backlog, Narrowed
from services.tickets.read_models.exported_words import detail_of, word_for
from services.tickets.read_models.figure_queries import Asked, Figures
from services.tickets.read_models.ticket_list import TicketList
from shared.sealed import KeyStore, Sealed
from shared.spreadsheets import Cell

PURPOSE = "export-list"
PAGE = 1000

HEADINGS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "tickets": {
        "number": ("工单号", "Number"),
        "state": ("状态", "State"),
        "kind": ("类型", "Kind"),
        "channel": ("渠道", "Channel"),
        "priority": ("优先级", "Priority"),
        "skill_group": ("技能组", "Skill group"),
        "business_line": ("业务线", "Business line"),
        "topic": ("主题分类", "Topic"),
        "subject": ("主题", "Subject"),
        "customer_id": ("客户", "Customer"),
        "assignee_id": ("经办人", "Assignee"),
        "opened_at": ("开单时间", "Opened at"),
        "changed_at": ("变更时间", "Changed at"),
    },
    "facts": {
        "measure": ("指标", "Measure"),
        "at": ("时间", "At"),
        "detail": ("明细", "Detail"),
        "seconds": ("秒", "Seconds"),
        "number": ("工单号", "Number"),
        "channel": ("渠道", "Channel"),
        "kind": ("类型", "Kind"),
        "skill_group": ("技能组", "Skill group"),
        "employee_id": ("经办人", "Assignee"),
    },
    "open_tickets": {
        "number": ("工单号", "Number"),
        "asked_at": ("客户提出时间", "Asked at"),
        "channel": ("渠道", "Channel"),
        "kind": ("类型", "Kind"),
        "skill_group": ("技能组", "Skill group"),
        "employee_id": ("经办人", "Assignee"),
    },
}
"""The columns of each list in Chinese and English."""

_TIMES = ("opened_at", "changed_at", "at", "asked_at")

_Page = Callable[[Export, Any], Sequence[Any]]
_Key = Callable[[Any], tuple[Any, ...]]


class ExportedLists:
    """Reads the lists for exports.

    Args:
        tickets: the list of tickets.
        figures: the facts behind figures.
        open_tickets: the backlog.
        keys: opens the texts.
    """

    def __init__(
        self, tickets: TicketList, *, figures: Figures, open_tickets: Backlog, keys: KeyStore
    ) -> None:
        self._tickets = tickets
        self._figures = figures
        self._backlog = open_tickets
        self._keys = keys

    def position(self) -> int:
        """Up to which position of the log the list of tickets stands."""
        return self._tickets.database.place_of(self._tickets.name).through

    def headings(self, export: Export) -> Sequence[str]:
        """What the columns are called in the requester's language; times name their zone."""
        is_chinese = _is_chinese(export)
        zone = f"（{export.zone}）" if is_chinese else f" ({export.zone})"
        return [
            names[0 if is_chinese else 1] + (zone if column in _TIMES else "")
            for column, names in HEADINGS[export.list_name].items()
        ]

    def rows(self, export: Export, *, at: datetime) -> Iterator[Sequence[Cell]]:
        """The rows: texts opened, words in the requester's language, times of their site."""
        pages: dict[str, tuple[Callable[..., Sequence[Any]], Callable[[Any], Any]]] = {
            "tickets": (self._of_tickets, lambda one: (one.opened_at, one.ticket_id)),
            "facts": (self._of_facts, lambda one: (one.at, one.fact_id)),
            "open_tickets": (self._of_backlog, lambda one: (one.asked_at, one.ticket_id)),
        }
        page_after, key = pages[export.list_name]
        columns = list(HEADINGS[export.list_name])
        last = None
        while page := page_after(export, last):
            for one in page:
                yield [self._cell(one, name, export) for name in columns]
            last = key(page[-1])

    def _of_tickets(self, export: Export, after: Any) -> Sequence[Any]:
        return self._tickets.page(
            _named(export, ticket_list.FILTERS),
            sort="opened_at",
            after=after,
            limit=PAGE,
            assignees=export.employee_ids,
            since=_moment(export, "since"),
            until=_moment(export, "until"),
        )

    def _of_facts(self, export: Export, after: Any) -> Sequence[Any]:
        asked = Asked(
            since=datetime.fromisoformat(export.asked["since"]),
            until=datetime.fromisoformat(export.asked["until"]),
            filters=_named(export, figure_queries.FILTERS),
            employee_ids=export.employee_ids,
            measure=export.asked["measure"],
        )
        details = [export.asked["detail"]] if "detail" in export.asked else ()
        return self._figures.facts(asked, details=details, after=after, limit=PAGE)

    def _of_backlog(self, export: Export, after: Any) -> Sequence[Any]:
        names = [one for one in backlog.GROUPS if one != "employee_id"]
        return self._backlog.tickets(
            Narrowed(_named(export, names), export.employee_ids),
            asked_from=_moment(export, "asked_from"),
            asked_until=_moment(export, "asked_until"),
            after=after,
            limit=PAGE,
        )

    def _cell(self, row: Any, column: str, export: Export) -> Cell:
        value = getattr(row, column)
        if isinstance(value, Sealed):
            return self._keys.open_or_none(value, purpose=PURPOSE)
        if isinstance(value, datetime):
            local = value.astimezone(ZoneInfo(export.zone)).replace(tzinfo=None)
            return local.isoformat(" ", timespec="seconds")
        if isinstance(value, UUID):
            return str(value)
        if column == "detail":
            return detail_of(row.measure, value, is_chinese=_is_chinese(export))
        if isinstance(value, str):
            return word_for(column, value, is_chinese=_is_chinese(export))
        return None if value is None else int(value)


def _is_chinese(export: Export) -> bool:
    return export.language.lower().startswith("zh")


def _named(export: Export, names: Sequence[str]) -> dict[str, str]:
    return {name: export.asked[name] for name in names if name in export.asked}


def _moment(export: Export, name: str) -> datetime | None:
    return datetime.fromisoformat(export.asked[name]) if name in export.asked else None
