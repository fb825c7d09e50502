"""What exports refuse, named by the fact."""

from __future__ import annotations

from shared.errors import NotFound, RuleViolated


class ExportNotFound(NotFound):
    """There is no such export, or it is somebody else's."""

    code = "export-not-found"
    en = "There is no export {key}."
    zh = "没有导出任务 {key}。"


class ExportNotReady(RuleViolated):
    """There is no file: not yet, not any more, or never."""

    code = "export-not-ready"
    en = "The export has no file now: it is {state}."
    zh = "该导出目前没有文件：状态为 {state}。"
