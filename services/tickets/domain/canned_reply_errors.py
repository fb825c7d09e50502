"""What canned replies refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotFound, RuleViolated


class CannedReplyNotFound(NotFound):
    """There is no such canned reply, or not for this reader."""

    code = "canned-reply-not-found"
    en = "There is no canned reply {key}."
    zh = "没有找到标准话术 {key}。"


class CannedReplyAlreadyCreated(Conflict):
    """The code is taken."""

    code = "canned-reply-already-created"
    en = "There is a canned reply with the code {reply_code} already."
    zh = "代码为 {reply_code} 的标准话术已存在。"


class CannedReplyRetired(RuleViolated):
    """The canned reply is used no more."""

    code = "canned-reply-retired"
    en = "The canned reply {reply_code} was retired."
    zh = "标准话术 {reply_code} 已停用。"


class PlaceholderUnknown(Invalid):
    """A text has a placeholder that nobody fills."""

    code = "placeholder-unknown"
    en = "The text cannot be filled: {summary}"
    zh = "文本无法填充：{summary}"
