"""The columns of a file of questions, and the words that stand in them, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from services.training.domain import question_content as content_of

CHOICES = tuple(one.lower() for one in content_of.CHOICE_KEYS)

COLUMNS: Mapping[str, str] = {
    "code": "代码",
    "part_of": "所属案例",
    "kind": "题型",
    "zh": "题干",
    "en": "题干（英文）",
    "points": "分值",
    "difficulty": "难度",
    "competency": "胜任力",
    "tags": "标签",
    **{f"choice_{one}": f"选项{one.upper()}" for one in CHOICES},
    **{f"choice_{one}_en": f"选项{one.upper()}（英文）" for one in CHOICES},
    "key": "答案",
    "accepted": "可接受答案",
    "credit": "给分规则",
    "guide": "评分标准",
    "knowledge": "知识库条目",
}
"""Each column with its Chinese heading; both are understood."""

REQUIRED = ("code", "kind", "zh", "points", "difficulty", "competency")
"""The columns without which no question can be read."""

KIND_WORDS: Mapping[str, str] = {
    content_of.SINGLE: "单选题",
    content_of.MULTIPLE: "多选题",
    content_of.TRUE_FALSE: "判断题",
    content_of.FILL_IN: "填空题",
    content_of.SHORT_ANSWER: "简答题",
    content_of.ESSAY: "论述题",
    content_of.CASE: "案例题",
}

CREDIT_WORDS: Mapping[str, str] = {
    content_of.EXACT: "全对得分",
    content_of.HALF_IF_MISSED: "漏选得一半",
    content_of.RIGHT_MINUS_WRONG: "错选倒扣",
    content_of.EACH_BLANK: "按空给分",
}

STATEMENT_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("true", "t", "yes", "对", "正确", "是", "√"), content_of.TRUE),
    **dict.fromkeys(("false", "f", "no", "错", "错误", "否", "×"), content_of.FALSE),
}


def names_of(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that the headings mean; what is none stays as it is."""
    by_heading = {zh: name for name, zh in COLUMNS.items()}
    plain = (one.strip() for one in headings)
    return tuple(by_heading.get(one, one.lower().replace(" ", "_")) for one in plain)


def word_of(text: str, words: Mapping[str, str]) -> str:
    """The word that a cell means, in English or Chinese; what is none stays as it is."""
    plain = text.strip()
    by_chinese = {zh: name for name, zh in words.items()}
    return by_chinese.get(plain, plain.lower().replace(" ", "_"))
