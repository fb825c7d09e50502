"""Which canned replies are there for whom, and how often is each used?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Index, Integer, String, or_, select

from shared.read_models import ReadModel, Rows, projects, read_table

_code = Column("code", String, nullable=False)
_skill_group = Column("skill_group", String, primary_key=True)

REPLIES = read_table(
    "canned_reply_list",
    Column("canned_reply_id", String, primary_key=True),
    _code,
    Column("title", String, nullable=False),
    Column("is_for_all", Boolean, nullable=False),
    Column("is_retired", Boolean, nullable=False),
    Column("used", Integer, nullable=False),
    Index("canned_reply_list_by_code", _code),
)

GROUPS = read_table(
    "canned_reply_groups",
    Column("canned_reply_id", String, primary_key=True),
    _skill_group,
    Index("canned_reply_groups_by_group", _skill_group),
)


@dataclass(frozen=True)
class ListedReply:
    """A canned reply in a list.

    Args:
        canned_reply_id: its id.
        code: its code.
        title: what it is for.
        is_retired: whether nobody is offered it any more.
        used: how many replies to customers were made with it.
    """

    canned_reply_id: UUID
    code: str
    title: str
    is_retired: bool
    used: int


class CannedReplyList(ReadModel):
    """One row for each canned reply, and one for each skill group that is offered it."""

    name = "canned_reply_list"
    source = "tickets"
    tables = (REPLIES, GROUPS)

    @projects("tickets.canned_reply.created")
    def created(self, rows: Rows, event: Any) -> None:
        """There is a canned reply; its first text follows at once."""
        rows[REPLIES].put(
            canned_reply_id=str(event.originator_id),
            code=event.code,
            title="",
            is_for_all=True,
            is_retired=False,
            used=0,
        )

    @projects("tickets.canned_reply.version_published")
    def version_published(self, rows: Rows, event: Any) -> None:
        """It has another text, for these skill groups."""
        reply_id, version = str(event.originator_id), event.version
        is_for_all = not version.skill_groups
        rows[REPLIES].change(reply_id, title=version.title, is_for_all=is_for_all)
        rows[GROUPS].remove_where(canned_reply_id=reply_id)
        for one in version.skill_groups:
            rows[GROUPS].put(canned_reply_id=reply_id, skill_group=one)

    @projects("tickets.canned_reply.retired")
    def retired(self, rows: Rows, event: Any) -> None:
        """Nobody is offered it any more."""
        rows[REPLIES].change(str(event.originator_id), is_retired=True)

    @projects("tickets.correspondence.reply_sent")
    def reply_sent(self, rows: Rows, event: Any) -> None:
        """A customer was answered, perhaps with it."""
        reply_id = event.entry.canned_reply_id
        row = None if reply_id is None else rows[REPLIES].get(str(reply_id))
        if row is not None:
            rows[REPLIES].change(str(reply_id), used=row["used"] + 1)

    def page(
        self, *, skill_groups: Collection[str] | None, after: str | None, limit: int
    ) -> Sequence[ListedReply]:
        """The canned replies in the order of their codes; retired ones only for who sees all.

        Args:
            skill_groups: only what these, or all, are offered; None for everything.
            after: the last code of the page before.
            limit: how many at most.
        """
        names = ("canned_reply_id", "code", "title", "is_retired", "used")
        query = select(*(REPLIES.c[name] for name in names)).order_by(REPLIES.c.code).limit(limit)
        if skill_groups is not None:
            offered = select(GROUPS.c.canned_reply_id).where(
                GROUPS.c.skill_group.in_(list(skill_groups))
            )
            is_offered = or_(REPLIES.c.is_for_all, REPLIES.c.canned_reply_id.in_(offered))
            query = query.where(is_offered, REPLIES.c.is_retired.is_(False))
        if after is not None:
            query = query.where(REPLIES.c.code > after)
        with self.database.reading() as connection:
            rows = connection.execute(query).mappings()
            return [
                ListedReply(**{**row, "canned_reply_id": UUID(row["canned_reply_id"])})
                for row in rows
            ]
