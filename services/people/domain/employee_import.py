"""An import of employees, carried out as a whole or not at all."""

from __future__ import annotations

from typing import Self

from shared.errors import Invalid
from shared.event_store.aggregate import Aggregate


class ImportRefused(Invalid):
    """At least one row is wrong, so nothing was imported; every wrong cell is named."""

    code = "import-refused"
    en = "Nothing was imported; correct these cells and send the whole file again: {summary}"
    zh = "未导入任何数据，请更正以下单元格后重新提交整个文件：{summary}"


class EmployeeImport(Aggregate):
    """The record of a file that was imported."""

    TOPIC = "people.employee_import"

    class Created(Aggregate.Created):
        """A file was imported."""

        TOPIC = "people.employee_import.carried_out"
        rows: int

    def __init__(self, rows: int) -> None:
        self.rows = rows

    @classmethod
    def carry_out(cls, *, rows: int) -> Self:
        """A file with so many employees was imported."""
        return cls._create(cls.Created, rows=rows)
