"""What the whole service refuses, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotAllowed, NotFound


class NotAnEmployee(NotAllowed):
    """The step belongs to somebody who works here."""

    code = "not-an-employee"
    en = "Only employees of the centre can do this."
    zh = "仅限中心员工操作。"


class EmployeeUnknown(NotFound):
    """Nobody of that id works here, or nobody whom the actor may see."""

    code = "employee-unknown"
    en = "No employee {employee_id} works here."
    zh = "没有在职员工 {employee_id}。"


class CompetencyUnknown(Invalid):
    """A code is no competency."""

    code = "competency-unknown"
    en = "There is no such competency: {summary}"
    zh = "没有该胜任力：{summary}"


class FileNotFound(NotFound):
    """A stored file is not there."""

    code = "file-not-found"
    en = "There is no file {key}."
    zh = "没有找到文件 {key}。"
