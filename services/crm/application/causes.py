"""Why the gateway rejects messages: one code and one sentence in both languages for each cause."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """What a cause means and how to mend it."""

    en: str
    zh: str


CAUSES = {
    "sender-not-proven": Sentence(
        "The broker did not prove who sends; publish with `user_id` set to your user name.",
        "无法确认发送方身份；发布时请将 `user_id` 设为您的用户名。",
    ),
    "source-not-allowed": Sentence(
        "This sender may not use this `source`; ask the centre to map it to you.",
        "该发送方不得使用此 `source`，请联系中心配置对应关系。",
    ),
    "too-large": Sentence(
        "The message is larger than 1 MiB; split it or shorten its texts.",
        "消息超过 1 MiB，请拆分或缩短文本。",
    ),
    "invalid-json": Sentence(
        "The body is not one valid JSON object in UTF-8.",
        "消息体不是有效的 UTF-8 JSON 对象。",
    ),
    "too-deep": Sentence(
        "The JSON is nested deeper than 32 levels.",
        "JSON 嵌套超过 32 层。",
    ),
    "wrong-specversion": Sentence(
        '`specversion` must be "1.0" (CloudEvents 1.0).',
        '`specversion` 必须为 "1.0"（CloudEvents 1.0）。',
    ),
    "unknown-type": Sentence(
        "There is no such message type; the integration page lists all.",
        "没有该消息类型，请查阅对接说明中的列表。",
    ),
    "missing": Sentence(
        "This field is required; add it.",
        "缺少必填字段，请补充。",
    ),
    "not-text": Sentence(
        "This must be a text without control characters.",
        "此处必须是不含控制字符的文本。",
    ),
    "too-short-or-long": Sentence(
        "This is shorter or longer than the schema allows.",
        "长度或数量不符合规定。",
    ),
    "not-a-time": Sentence(
        "This must be a time with its offset (RFC 3339), such as 2026-11-20T09:30:00+08:00.",
        "必须是带时区的时间（RFC 3339），例如 2026-11-20T09:30:00+08:00。",
    ),
    "not-a-number": Sentence(
        "This must be a whole number.",
        "必须是整数。",
    ),
    "out-of-range": Sentence(
        "This number is out of its range.",
        "数值超出允许范围。",
    ),
    "not-true-or-false": Sentence(
        "This must be true or false.",
        "必须是 true 或 false。",
    ),
    "unknown-value": Sentence(
        "This is none of the values that the schema lists.",
        "取值不在允许的列表中。",
    ),
    "not-a-list": Sentence(
        "This must be a list.",
        "必须是列表。",
    ),
    "not-an-object": Sentence(
        "This must be an object.",
        "必须是对象。",
    ),
    "not-an-email": Sentence(
        "This is no e-mail address.",
        "不是有效的电子邮箱地址。",
    ),
    "not-a-phone-number": Sentence(
        "This is no telephone number: 3 to 20 digits, with + in front for other countries.",
        "不是有效的电话号码：3 至 20 位数字，境外号码以 + 开头。",
    ),
    "not-a-language-tag": Sentence(
        "This is no language tag (BCP 47), such as zh-CN.",
        "不是有效的语言标签（BCP 47），例如 zh-CN。",
    ),
    "times-in-wrong-order": Sentence(
        "This lies before the time that it must follow.",
        "该时间早于其前一环节的时间。",
    ),
    "ticket-not-named": Sentence(
        "Name the ticket by `request_id` or by `ticket_number`.",
        "请用 `request_id` 或 `ticket_number` 指明工单。",
    ),
    "unknown-level": Sentence(
        "The centre's rules know no such customer level.",
        "中心规则中没有该客户等级。",
    ),
    "unknown-consent-purpose": Sentence(
        "The centre's rules know no such purpose of consent.",
        "中心规则中没有该同意用途。",
    ),
    "unknown-customer": Sentence(
        "No customer is known under this number; send crm.customer.upserted.v1 first.",
        "没有该编号的客户，请先发送 crm.customer.upserted.v1。",
    ),
    "unknown-request": Sentence(
        "No ticket was requested under this id.",
        "没有以该编号申请过工单。",
    ),
    "customer-erased": Sentence(
        "The data of this customer was erased; the number takes no more entries.",
        "该客户的个人信息已删除，此编号不再接受任何记录。",
    ),
    "customer-merged": Sentence(
        "This customer was merged into another one; use the number of that one.",
        "该客户已并入另一客户，请使用后者的编号。",
    ),
    "contact-already-recorded": Sentence(
        "This contact was recorded already; report each contact once, when it has ended.",
        "该联络已有记录；每次联络请在结束后只上报一次。",
    ),
    "ticket-already-requested": Sentence(
        "A ticket was already requested under this request id; give a new one.",
        "该请求编号已申请过工单，请使用新的编号。",
    ),
    "reply-already-received": Sentence(
        "This reply was received already; send each reply once.",
        "该回复已收到；每条回复只需发送一次。",
    ),
    "survey-already-answered": Sentence(
        "This survey answer was received already; send each answer once.",
        "该问卷答复已收到；每份答复只需发送一次。",
    ),
}
"""Every cause of a rejection, by its code."""

OTHER = Sentence(
    "A rule of the centre forbids this.",
    "此消息违反了中心的规则。",
)
"""For a cause that a later or earlier release wrote."""


def sentence_on(cause: str) -> Sentence:
    """What `cause` means."""
    return CAUSES.get(cause, OTHER)
