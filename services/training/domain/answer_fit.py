"""Whether an answer fits the question that it is given to; every fault names its field."""

from __future__ import annotations

from collections.abc import Iterator

from services.training.domain import question_content as content_of
from services.training.domain.question_content import Answer, QuestionContent, Task
from services.training.domain.sitting_errors import AnswerUnfit
from shared.errors import FieldError

_UNASKED_EN, _UNASKED_ZH = "is not asked for here; leave it out.", "此题不需要该内容，请删除。"


def check_fits(content: QuestionContent, answer: Answer) -> None:
    """Refuses an answer that is no answer to this question; an empty one clears it.

    Raises:
        AnswerUnfit: the fields are named; nothing tells what would be right.
    """
    faults = tuple(_faults(content, answer))
    if faults:
        raise AnswerUnfit(fields=faults)


def _faults(content: QuestionContent, answer: Answer) -> Iterator[FieldError]:
    if content.kind != content_of.CASE:
        yield from _faults_of_task(content, answer, before="")
        if answer.parts:
            yield FieldError("parts", _UNASKED_EN, _UNASKED_ZH)
        return
    if answer.choices or answer.blanks or answer.text:
        yield FieldError("parts", "answer the parts of the case.", "请分别回答案例的各小题。")
    tasks = dict(content.tasks)
    for name, given in answer.parts.items():
        if name not in tasks:
            among = ", ".join(tasks)
            en, zh = f"must be one of {among}.", f"应为 {among} 之一。"
            yield FieldError(f"parts.{name[:20]}", en, zh)
        else:
            yield from _faults_of_task(tasks[name], given, before=f"parts.{name}.")


def _faults_of_task(task: Task, answer: Answer, *, before: str) -> Iterator[FieldError]:
    if task.kind == content_of.FILL_IN:
        most = len(task.accepted)
        if len(answer.blanks) > most:
            en, zh = f"has {most} blanks.", f"共 {most} 空。"
            yield FieldError(f"{before}blanks", en, zh)
    elif answer.blanks:
        yield FieldError(f"{before}blanks", _UNASKED_EN, _UNASKED_ZH)
    if answer.text and task.kind not in content_of.OPEN_KINDS:
        yield FieldError(f"{before}text", _UNASKED_EN, _UNASKED_ZH)
    yield from _faults_of_choices(task, answer, before=before)


def _faults_of_choices(task: Task, answer: Answer, *, before: str) -> Iterator[FieldError]:
    field = f"{before}choices"
    if task.kind == content_of.TRUE_FALSE:
        among: tuple[str, ...] = (content_of.TRUE, content_of.FALSE)
    else:
        among = task.choice_keys
    if answer.choices and not among:
        yield FieldError(field, _UNASKED_EN, _UNASKED_ZH)
    elif not set(answer.choices) <= set(among):
        keys = ", ".join(among)
        yield FieldError(field, f"must be among {keys}.", f"应选自 {keys}。")
    elif len(set(answer.choices)) < len(answer.choices):
        yield FieldError(field, "name each only once.", "不可重复。")
    elif task.kind != content_of.MULTIPLE and len(answer.choices) > 1:
        yield FieldError(field, "choose one only.", "只能选一项。")
