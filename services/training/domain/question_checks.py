"""Whether a question can be asked and marked as it was entered; every fault names its field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from services.training.domain import question_content as content_of
from services.training.domain.answer_forms import same_form
from services.training.domain.question_content import CASE, KINDS, QuestionContent, Task
from services.training.domain.question_errors import QuestionFaulty
from shared.errors import FieldError

CODE = r"^[A-Za-z0-9_.-]{1,60}$"
"""The form of codes of questions and of items of the knowledge base."""
TAG = r"^[^\s;,|；，、]{1,40}$"
"""The form of tags, Chinese or other."""
MOST_POINTS = Decimal(100)
HARDEST = 5
CENT = Decimal("0.01")


def check_content(content: QuestionContent, *, kind: str | None = None) -> None:
    """Refuses what cannot be asked or marked.

    Args:
        content: what was entered.
        kind: the kind that the question has already, which stays.

    Raises:
        QuestionFaulty: with every fault, its field and the remedy.
    """
    faults = tuple(_faults(content))
    if kind is not None and content.kind != kind:
        en = f"stays {kind}: write a new question for another kind."
        faults = (*faults, FieldError("kind", en, f"题型须保持为 {kind}；其他题型请新建试题。"))
    if faults:
        raise QuestionFaulty(fields=faults)


def _faults(content: QuestionContent) -> Iterator[FieldError]:
    if content.kind not in KINDS:
        yield FieldError(
            "kind", f"must be one of {', '.join(KINDS)}.", f"可用：{'、'.join(KINDS)}。"
        )
        return
    if not 1 <= content.difficulty <= HARDEST:
        yield FieldError("difficulty", "must be 1 (easy) to 5 (hard).", "应为 1（易）至 5（难）。")
    if not all(re.match(TAG, one) for one in content.tags):
        en = "must be words without spaces, commas, semicolons or bars."
        yield FieldError("tags", en, "标签不得含空格、逗号、分号或竖线。")
    yield from _worded(content, "")
    if content.kind == CASE:
        yield from _faults_of_case(content)
        return
    if content.parts:
        yield FieldError("parts", "belong to a case only.", "仅案例题可含小题。")
    yield from _faults_of_task(content, "")


def _faults_of_case(content: QuestionContent) -> Iterator[FieldError]:
    if content.choices or content.key or content.accepted or content.guide:
        yield FieldError(
            "kind", "of a case only its parts have keys.", "案例题的答案应写在小题中。"
        )
    if not content.parts:
        yield FieldError("parts", "are missing: give one at least.", "缺少小题，至少一个。")
        return
    names = [one.name for one in content.parts]
    if len(set(names)) < len(names) or not all(names):
        yield FieldError("parts", "need a name each, all different.", "小题须各有不同的名称。")
    for place, part in enumerate(content.parts):
        prefix = f"parts.{place}."
        if part.kind not in KINDS or part.kind == CASE:
            yield FieldError(f"{prefix}kind", "cannot stand within a case.", "该题型不能用作小题。")
            continue
        yield from _worded(part, prefix)
        yield from _faults_of_task(part, prefix)
    if sum(one.points for one in content.parts) != content.points:
        yield FieldError(
            "points", "must be the sum of the points of its parts.", "应等于各小题分值之和。"
        )


def _worded(task: Task, prefix: str) -> Iterator[FieldError]:
    if not task.zh.strip():
        yield FieldError(f"{prefix}zh", "is required.", "为必填项。")
    if not 0 < task.points <= MOST_POINTS or task.points != task.points.quantize(CENT):
        en = "must be more than 0, at most 100, with two decimals at most."
        yield FieldError(f"{prefix}points", en, "应大于 0、不超过 100，最多两位小数。")
    if task.en and any(not one.en for one in task.choices):
        yield FieldError(
            f"{prefix}choices", "need English texts, as the question has one.", "选项缺少英文。"
        )


def _faults_of_task(task: Task, prefix: str) -> Iterator[FieldError]:
    if task.credit not in content_of.CREDITS_OF.get(task.kind, (content_of.EXACT,)):
        yield FieldError(f"{prefix}credit", "is no rule for this kind.", "该题型不适用此给分规则。")
    if task.kind in content_of.OPEN_KINDS:
        yield from _faults_of_open(task, prefix)
        return
    if task.guide:
        yield FieldError(
            f"{prefix}guide", "belongs to open questions only.", "仅主观题有评分标准。"
        )
    if task.kind == content_of.FILL_IN:
        yield from _faults_of_blanks(task, prefix)
        return
    if task.accepted:
        yield FieldError(f"{prefix}accepted", "belongs to fill_in only.", "仅填空题有可接受答案。")
    if task.kind == content_of.TRUE_FALSE:
        yield from _faults_of_statement(task, prefix)
    else:
        yield from _faults_of_choices(task, prefix)


def _faults_of_open(task: Task, prefix: str) -> Iterator[FieldError]:
    if not task.guide.strip():
        yield FieldError(f"{prefix}guide", "is required: how is it marked?", "为必填项：评分标准。")
    if task.choices or task.key or task.accepted:
        yield FieldError(
            f"{prefix}key", "belongs to closed questions only.", "主观题不设标准答案。"
        )


def _faults_of_blanks(task: Task, prefix: str) -> Iterator[FieldError]:
    if task.choices or task.key:
        yield FieldError(f"{prefix}key", "belongs to choices only.", "填空题不设选项。")
    forms = task.accepted
    if not forms or any(not blank or not all(map(same_form, blank)) for blank in forms):
        en = "needs for each blank one form at least that is right."
        yield FieldError(f"{prefix}accepted", en, "每个空至少须有一个可接受答案。")


def _faults_of_statement(task: Task, prefix: str) -> Iterator[FieldError]:
    if task.choices:
        yield FieldError(f"{prefix}choices", "are not for true_false.", "判断题不设选项。")
    if task.key not in ((content_of.TRUE,), (content_of.FALSE,)):
        yield FieldError(f"{prefix}key", "must be true or false.", "应为 true 或 false。")


def _faults_of_choices(task: Task, prefix: str) -> Iterator[FieldError]:
    keys = task.choice_keys
    if len(keys) < 2 or len(set(keys)) < len(keys):
        en = "must be two at least, with different keys."
        yield FieldError(f"{prefix}choices", en, "至少两个选项，且代号不同。")
    known = set(content_of.CHOICE_KEYS)
    if any(one.key not in known or not one.zh.strip() for one in task.choices):
        en = "need a text each, and a key from A to H."
        yield FieldError(f"{prefix}choices", en, "选项须有内容，代号为 A 至 H。")
    if not task.key or not set(task.key) <= set(keys) or len(set(task.key)) < len(task.key):
        yield FieldError(f"{prefix}key", "must name choices.", "应为选项代号。")
    if task.kind == content_of.SINGLE and len(task.key) > 1:
        yield FieldError(f"{prefix}key", "must name one choice only.", "单选题只能有一个答案。")
