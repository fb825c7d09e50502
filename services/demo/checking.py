"""Compares what the API says with what the events say; every difference is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.demo.day import QueueMoment
from services.demo.figures import Breach, KeptCallback, Story, Visit
from services.demo.merge import Merged
from services.demo.recount import Recount


@dataclass(frozen=True)
class Check:
    """One comparison.

    Args:
        name: what was compared.
        count: how many figures.
        differences: each figure that differs, with both values.
    """

    name: str
    count: int
    differences: tuple[str, ...]


def compare(name: str, shown: Mapping[str, Any], counted: Mapping[str, Any]) -> Check:
    """Compares figures by their names; one that is missing counts as nothing."""
    names = sorted({*shown, *counted})
    differences = tuple(
        f"{name}, {one}: API {shown.get(one, 0)}, events {counted.get(one, 0)}"
        for one in names
        if shown.get(one, 0) != counted.get(one, 0)
    )
    return Check(name, len(names), differences)


def compare_queue(moment: QueueMoment, recount: Recount) -> Check:
    """The queue with places and points."""
    shown = {f"{one['place']} {one['number']}": one["points"] for one in moment.tickets}
    ranked = recount.queue(position=moment.position, at=moment.at)
    counted = {
        f"{place} {one.ticket.number}": one.points for place, one in enumerate(ranked, start=1)
    }
    return compare("队列 queue", shown, counted)


def compare_breach(breach: Breach, recount: Recount) -> Check:
    """Deadline, promise and counted time of the clock that was explained."""
    explained = breach.explained
    counted = recount.breach(UUID(explained["clock_id"]))
    shown: dict[str, Any] = {
        "due_at": datetime.fromisoformat(explained["due_at"]),
        "target_seconds": explained["target_seconds"],
    }
    if "counted_seconds" in counted:
        lines = [one["seconds"] for one in explained["lines"] if one["counts"]]
        shown["counted_seconds"] = sum(lines)
    return compare("超时说明 breach", shown, counted)


def compare_merge(merged: Merged, recount: Recount) -> Check:
    """The parts of a merged ticket: how each ended, since when it waited, what it took."""
    parts = merged.whole["parts"]
    counted = recount.merge([UUID(one["ticket"]["ticket_id"]) for one in parts])
    shown: dict[str, Any] = {}
    for part in parts:
        ticket_id, ends = part["ticket"]["ticket_id"], part["ticket"]["state"] == "merged"
        [clock] = [one for one in part["clocks"] if one["clock"] == "resolution"]
        shown[f"{ticket_id}/last"] = "merged" if ends else "absorbed"
        shown[f"{ticket_id}/since"] = datetime.fromisoformat(clock["started_at"])
        if ends:
            shown[f"{ticket_id}/worked"] = part["worked"]["in_progress_seconds"]
            shown[f"{ticket_id}/counted"] = clock["counted_seconds"]
    return compare("合并 merge", shown, counted)


def compare_story(story: Story, recount: Recount) -> Check:
    """Every event of a ticket, and version and state at the earlier moments."""
    ticket_id = UUID(story.ticket["ticket_id"])
    shown: dict[str, Any] = {str(one["position"]): one["topic"] for one in story.history}
    counted: dict[str, Any] = {str(at): topic for at, topic in recount.history(ticket_id)}
    for at, ticket in story.earlier:
        shown[at] = (ticket["version"], ticket["state"])
        counted[at] = recount.standing(ticket_id, at=datetime.fromisoformat(at))
    return compare("工单历史 history", shown, counted)


def compare_visit(visit: Visit, recount: Recount) -> Check:
    """Every event of a field-service order."""
    shown: dict[str, Any] = {str(one["position"]): one["topic"] for one in visit.history}
    order_id = UUID(visit.order["order_id"])
    counted: dict[str, Any] = {str(at): topic for at, topic in recount.history(order_id)}
    return compare("现场服务单历史 field order", shown, counted)


def compare_callback(kept: KeptCallback, recount: Recount) -> Check:
    """Every event of a kept callback, and that it was made within its window."""
    shown: dict[str, Any] = {str(one["position"]): one["topic"] for one in kept.history}
    shown["in time"] = True
    callback_id = UUID(kept.callback_id)
    counted: dict[str, Any] = {str(at): topic for at, topic in recount.history(callback_id)}
    counted["in time"] = recount.was_kept_in_time(callback_id)
    return compare("预约回呼 callback", shown, counted)
