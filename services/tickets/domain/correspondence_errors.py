"""What correspondence refuses, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotFound, RuleViolated


class AttachmentTooLarge(Invalid):
    """The file is larger than the rules allow."""

    code = "attachment-too-large"
    en = "The file cannot be attached: {summary}"
    zh = "无法添加附件：{summary}"


class AttachmentTypeNotAllowed(Invalid):
    """Files of this type are not taken."""

    code = "attachment-type-not-allowed"
    en = "The file cannot be attached: {summary}"
    zh = "无法添加附件：{summary}"


class TooManyAttachments(RuleViolated):
    """The ticket has as many attachments as the rules allow."""

    code = "too-many-attachments"
    en = "The ticket has {count} attachments already; no more are taken."
    zh = "该工单已有 {count} 个附件，不能再添加。"


class AttachmentNotFound(NotFound):
    """The ticket has no such attachment."""

    code = "attachment-not-found"
    en = "There is no attachment {key} of this ticket."
    zh = "该工单没有附件 {key}。"


class ReplyAlreadyReceived(Conflict):
    """The customer's reply was recorded before."""

    code = "reply-already-received"
    en = "This reply of the customer is recorded already."
    zh = "客户的该条回复已有记录。"
