"""What a version of a question [试题] says: text, choices, key and marking guide."""

from __future__ import annotations

from decimal import Decimal

import msgspec

SINGLE = "single"
"""One choice is right [单选题]."""
MULTIPLE = "multiple"
"""One choice or several are right [多选题]."""
TRUE_FALSE = "true_false"
"""A statement is right or wrong [判断题]."""
FILL_IN = "fill_in"
"""Words are missing [填空题]."""
SHORT_ANSWER = "short_answer"
"""A few sentences, marked by people [简答题]."""
ESSAY = "essay"
"""A longer text, marked by people [论述题]."""
CASE = "case"
"""A story with several questions about it [案例题]."""

KINDS = (SINGLE, MULTIPLE, TRUE_FALSE, FILL_IN, SHORT_ANSWER, ESSAY, CASE)
CLOSED_KINDS = frozenset({SINGLE, MULTIPLE, TRUE_FALSE, FILL_IN})
"""What a rule marks."""
OPEN_KINDS = frozenset({SHORT_ANSWER, ESSAY})
"""What people mark, by the guide."""
WITH_CHOICES = frozenset({SINGLE, MULTIPLE})
CHOICE_KEYS = "ABCDEFGH"
"""The keys that choices may have."""
TRUE, FALSE = "true", "false"
"""The keys of a statement, which has no choices of its own."""

EXACT = "exact"
"""Everything right, or nothing [全对得分]."""
HALF_IF_MISSED = "half_if_missed"
"""Half the points where right choices are missing and no wrong one was taken [漏选得一半]."""
RIGHT_MINUS_WRONG = "right_minus_wrong"
"""Each right choice earns its share, each wrong one takes as much; never below 0 [错选倒扣]."""
EACH_BLANK = "each_blank"
"""Each blank earns its share [按空给分]."""

CREDITS = (EXACT, HALF_IF_MISSED, RIGHT_MINUS_WRONG, EACH_BLANK)
CREDITS_OF = {MULTIPLE: (EXACT, HALF_IF_MISSED, RIGHT_MINUS_WRONG), FILL_IN: (EXACT, EACH_BLANK)}
"""The rules of partial credit for the kinds that have any; all others are marked exactly."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be chosen.

    Args:
        key: names it for ever, whatever its place on a paper.
        zh: its text in Chinese.
        en: its text in English; empty where there is none.
    """

    key: str
    zh: str
    en: str = ""


class KnowledgeItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item of the knowledge base in which the answer stands (TR-7).

    Args:
        code: the item.
        version: the version of it that the question goes by.
    """

    code: str
    version: int


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be answered and marked alone: a question, or a part of a case.

    Args:
        kind: one of `KINDS`.
        zh: the text in Chinese.
        en: the text in English; empty where there is none.
        points: what it is worth.
        choices: what can be chosen, for `single` and `multiple`.
        key: the keys of the right choices; `true` or `false` for a statement.
        accepted: for each blank of `fill_in` the forms that are right.
        credit: the rule of partial credit, one of `CREDITS`.
        guide: how people mark it; for open kinds only.
    """

    kind: str
    zh: str
    points: Decimal
    en: str = ""
    choices: tuple[Choice, ...] = ()
    key: tuple[str, ...] = ()
    accepted: tuple[tuple[str, ...], ...] = ()
    credit: str = EXACT
    guide: str = ""

    @property
    def choice_keys(self) -> tuple[str, ...]:
        """The keys of the choices in the order in which they were entered."""
        return tuple(one.key for one in self.choices)

    @property
    def is_closed(self) -> bool:
        """Whether a rule marks it."""
        return self.kind in CLOSED_KINDS


class Part(Task, frozen=True, kw_only=True):
    """One of the questions about a case.

    Args:
        name: names it within the case for ever, such as `a`.
    """

    name: str


class QuestionContent(Task, frozen=True, kw_only=True):
    """What an author enters.

    Args:
        competency: code of the competency that it asks for.
        difficulty: 1 (easy) to 5 (hard), as entered.
        tags: words by which papers are drawn, sorted.
        parts: the questions about a case, which are worth its points together.
        knowledge: where in the knowledge base the answer stands.
    """

    competency: str
    difficulty: int
    tags: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    knowledge: tuple[KnowledgeItem, ...] = ()

    @property
    def tasks(self) -> tuple[tuple[str, Task], ...]:
        """What is answered and marked alone, by name: the parts of a case, else itself as ``."""
        if self.kind != CASE:
            return (("", self),)
        return tuple((one.name, one) for one in self.parts)


class QuestionVersion(msgspec.Struct, frozen=True, kw_only=True):
    """The content as it stays; a sitting keeps the version that it was drawn with.

    Args:
        number: 1 for the first.
        author: who wrote it: employee id, or name of a client or service.
        content: what it says, with its key.
    """

    number: int
    author: str
    content: QuestionContent


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner answered to one question.

    Args:
        choices: keys of the choices taken; `true` or `false` for a statement.
        blanks: what was written into the blanks, in their order.
        text: what was written to an open question.
        parts: the answers to the parts of a case, by their names.
    """

    choices: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    text: str = ""
    parts: dict[str, Answer] = {}
