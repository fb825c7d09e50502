"""What the escalation channel and open questions refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, NotAllowed, NotFound, RuleViolated


class EscalationNotFound(NotFound):
    """There is no such escalation, or not for this reader."""

    code = "escalation-not-found"
    en = "There is no escalation {key}."
    zh = "没有找到升级问题 {key}。"


class EscalationSettled(RuleViolated):
    """The escalation was answered or withdrawn."""

    code = "escalation-settled"
    en = "The escalation is {state} already."
    zh = "该升级问题{state_zh}，不能再处理。"


class NoHigherLevel(RuleViolated):
    """The highest level has it."""

    code = "no-higher-level"
    en = "Level {level} is the highest; whoever answers there must decide."
    zh = "第 {level} 级已是最高级别，须由该级别作出决定。"


class NotYoursToAnswer(NotAllowed):
    """Somebody else answers at this level."""

    code = "not-yours-to-answer"
    en = "Others answer at this level."
    zh = "该级别由他人负责答复。"


class NoEscalationLevels(RuleViolated):
    """The rules name no level."""

    code = "no-escalation-levels"
    en = "The rules name no level that answers escalations."
    zh = "规则中未设置升级级别。"


class QuestionNotFound(NotFound):
    """There is no such open question, or not for this reader."""

    code = "question-not-found"
    en = "There is no open question {key}."
    zh = "没有找到待解问题 {key}。"


class QuestionAlreadyCollected(Conflict):
    """The question of an escalation is collected once."""

    code = "question-already-collected"
    en = "The question of this escalation was collected already."
    zh = "该升级问题已收集为待解问题。"


class QuestionSettled(RuleViolated):
    """The question was answered or merged."""

    code = "question-settled"
    en = "The question is {state} already."
    zh = "该问题{state_zh}，不能再处理。"


class QuestionNotAnswered(RuleViolated):
    """The knowledge base gets questions with their answer."""

    code = "question-not-answered"
    en = "The question has no answer yet; answer it before it goes to the knowledge base."
    zh = "该问题尚无答案，须先答复才能移交知识库。"


class QuestionAlreadyHandedUp(RuleViolated):
    """The management has it."""

    code = "question-already-handed-up"
    en = "The question is with the management already."
    zh = "该问题已上报。"


class QuestionCannotBeMerged(RuleViolated):
    """A question is merged into another one that was not merged itself."""

    code = "question-cannot-be-merged"
    en = "Name another question that was not merged itself."
    zh = "请指定另一个未被合并的问题。"
