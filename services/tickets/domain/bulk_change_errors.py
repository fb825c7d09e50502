"""What bulk changes refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotFound


class BulkChangeNotFound(NotFound):
    """There is no such order, or it is somebody else's."""

    code = "bulk-change-not-found"
    en = "There is no bulk change {key}, or it is not yours."
    zh = "没有找到批量变更 {key}，或不由您发起。"


class BulkChangeInvalid(Invalid):
    """The order does not say what is to be done, or to too many."""

    code = "bulk-change-invalid"
    en = "The bulk change cannot be ordered: {summary}"
    zh = "批量变更无效：{summary}"
