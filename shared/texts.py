"""The kernel's own texts in Chinese and English."""

from __future__ import annotations

import re
from typing import Final

LANGUAGES: Final = ("zh-CN", "en")
"""Languages that answers are given in, as BCP 47 tags."""

_TEXTS: Final[dict[str, tuple[str, str]]] = {
    # Titles of problems, by kind of refusal or HTTP status.
    "not-found": ("没有找到", "Not found"),
    "invalid": ("输入无效", "Input not valid"),
    "not-signed-in": ("尚未登录", "Not signed in"),
    "not-allowed": ("没有权限", "Not allowed"),
    "rule-violated": ("违反规则", "Against a rule"),
    "conflict": ("修改冲突", "Changed by somebody else"),
    "stale": ("内容已变更", "Changed since you read it"),
    "precondition-missing": ("缺少前提条件", "A precondition is missing"),
    "too-many": ("请求过于频繁", "Too many requests"),
    "gone": ("已不存在", "Gone for ever"),
    "unavailable": ("暂时不可用", "Not available now"),
    "400": ("请求格式错误", "Malformed request"),
    "404": ("没有此地址", "No such address"),
    "405": ("不支持此方法", "Method not supported"),
    "413": ("请求过大", "Request too large"),
    "415": ("不支持此内容类型", "Content type not supported"),
    "500": ("内部错误", "Internal error"),
    # What to do about an HTTP error that no refusal of ours stands behind.
    "400-detail": (
        "无法读取该请求，请检查其格式后重新发送。",
        "The request cannot be read; check its form and send it again.",
    ),
    "404-detail": (
        "没有此地址，请查阅接口文档 /api/<服务>/v1/docs。",
        "There is nothing at this address; see /api/<service>/v1/docs.",
    ),
    "405-detail": (
        "此地址不支持该方法，Allow 头列出了可用的方法。",
        "This address does not support the method; the Allow header names those it does.",
    ),
    "413-detail": (
        "请求正文超过上限，请缩小或拆分后重新发送。",
        "The body is larger than allowed; make it smaller or send it in parts.",
    ),
    "415-detail": (
        "不支持该内容类型，请按接口文档设置 Content-Type。",
        "This content type is not read here; set Content-Type as the docs page says.",
    ),
    "500-detail": (
        "服务内部出错，已记录；联系管理员时请提供关联编号。",
        "Something failed inside and was logged; quote the correlation id when you report it.",
    ),
    "not-ready-detail": (
        "进程尚未就绪：{failed}。",
        "This process is not ready: {failed}.",
    ),
    # The docs page.
    "docs.title": ("{service} 接口", "{service} API"),
    "docs.document": ("OpenAPI 文档", "OpenAPI document"),
    "docs.parameters": ("参数", "Parameters"),
    "docs.body": ("请求正文", "Request body"),
    "docs.answers": ("应答", "Answers"),
    "docs.shapes": ("数据结构", "Shapes"),
    "docs.required": ("必填", "required"),
    "docs.open": ("无需登录", "no sign-in"),
}

_FIELD_TEXTS: Final[tuple[tuple[str, str, str], ...]] = (
    # What marshmallow says, and the same with its remedy in Chinese and English.
    (r"Missing data for required field\.", "缺少此项，请填写。", "is missing; give it."),
    (
        r"Field may not be null\.",
        "不能为空，请填写或省略。",
        "may not be null; give a value or leave it out.",
    ),
    (r"Unknown field\.", "不是已知的字段，请删除。", "is not known here; leave it out."),
    (r"Not a valid string\.", "应为文字。", "must be text."),
    (r"Not a valid integer\.", "应为整数。", "must be a whole number."),
    (r"Not a valid number\.", "应为数字。", "must be a number."),
    (r"Number too large\.", "数字过大，请减小。", "is too large a number; make it smaller."),
    (r"Not a valid boolean\.", "应为 true 或 false。", "must be true or false."),
    (
        r"Not a valid UUID\.",
        "应为 UUID，例如 0190d4f0-0000-7000-8000-000000000000。",
        "must be a UUID, such as 0190d4f0-0000-7000-8000-000000000000.",
    ),
    (
        r"Not a valid aware datetime\.",
        "时间须带时区，例如 2026-01-31T08:00:00Z。",
        "must be a time with its offset, such as 2026-01-31T08:00:00Z.",
    ),
    (
        r"Not a valid (?:naive )?datetime\.",
        "应为时间，例如 2026-01-31T08:00:00Z。",
        "must be a time, such as 2026-01-31T08:00:00Z.",
    ),
    (r"Not a valid date\.", "应为日期，例如 2026-01-31。", "must be a date, such as 2026-01-31."),
    (r"Not a valid time\.", "应为钟点，例如 08:30。", "must be a time of day, such as 08:30."),
    (r"Not a valid list\.", "应为列表。", "must be a list."),
    (r"Not a valid mapping type\.", "应为对象。", "must be an object."),
    (r"Invalid (?:input )?type\.", "类型不正确，应为对象。", "must be an object."),
    (
        r"Not a valid email address\.",
        "不是有效的电子邮箱，例如 name@example.com。",
        "must be an e-mail address, such as name@example.com.",
    ),
    (
        r"Not a valid URL\.",
        "不是有效的网址，例如 https://example.com/。",
        "must be an address, such as https://example.com/.",
    ),
    (r"Shorter than minimum length (\d+)\.", "长度至少为 {0}。", "must be {0} long or longer."),
    (r"Longer than maximum length (\d+)\.", "长度最多为 {0}。", "must be {0} long or shorter."),
    (
        r"Length must be between (\d+) and (\d+)\.",
        "长度应在 {0} 到 {1} 之间。",
        "must have a length between {0} and {1}.",
    ),
    (r"Length must be (\d+)\.", "长度应为 {0}。", "must have a length of {0}."),
    (
        r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.",
        "应在 {0} 到 {1} 之间。",
        "must lie between {0} and {1}.",
    ),
    (r"Must be greater than or equal to (\S+)\.", "应大于或等于 {0}。", "must be {0} or more."),
    (r"Must be less than or equal to (\S+)\.", "应小于或等于 {0}。", "must be {0} or less."),
    (r"Must be greater than (\S+)\.", "应大于 {0}。", "must be more than {0}."),
    (r"Must be less than (\S+)\.", "应小于 {0}。", "must be less than {0}."),
    (r"Must be equal to (.+)\.", "应等于 {0}。", "must be {0}."),
    (r"Must be one of: (.+)\.", "应为下列之一：{0}。", "must be one of: {0}."),
    (
        r"String does not match expected pattern\.",
        "格式不符合要求，请按接口文档填写。",
        "does not have the form that the docs page gives.",
    ),
    (
        r"One or more of the choices you made was not in: (.+)\.",
        "每一项都应为下列之一：{0}。",
        "may hold these only: {0}.",
    ),
)


def is_chinese(language: str) -> bool:
    """Whether `language` (a BCP 47 tag) is Chinese of any kind."""
    return language.lower().startswith("zh")


def text_for(key: str, *, language: str, **values: object) -> str:
    """The text named `key` for a reader of `language`; anything but Chinese is English."""
    zh, en = _TEXTS[key]
    return (zh if is_chinese(language) else en).format(**values)


def field_text(message: str) -> tuple[str, str]:
    """A schema's `message` about a field in Chinese and English, each with its remedy.

    A message that a service wrote itself stays as it is in both.
    """
    for pattern, zh, en in _FIELD_TEXTS:
        found = re.fullmatch(pattern, message)
        if found is not None:
            return zh.format(*found.groups()), en.format(*found.groups())
    return message, message
