"""How many sealed answers are shown at a time, so that each is lost among others (TR-8).

An answer that stands alone in a batch is known by who answered last. So a batch has the smallest
number of answers at least, and so many stay behind that a last batch always has as many: a rest
that is too small never arises once the first batch was written.
"""

from __future__ import annotations

FEWEST = 5
"""Answers that a batch must have at least, whatever the rules say."""

ANONYMITY = {
    "zh": (
        "匿名：您的回答先以本问卷专用密钥加密保存，最多到问卷结束；"
        "凑满至少 {smallest} 份后，一次性打乱顺序写入，原加密内容随即清除。"
        "自写入之时起匿名生效；问卷结束时销毁密钥，此后任何人（包括数据库管理员）都无法得知是谁的回答。"
        "系统仍会知道您是否作答。总回答不足 {smallest} 份时，内容永不显示。"
    ),
    "en": (
        "Anonymous: your answer first lies sealed under the survey's own key, until the survey"
        " closes at the latest. With {smallest} answers at least it is written in shuffled order,"
        " at once with the others, and what was sealed is emptied. Anonymity holds from that"
        " writing on; the key is destroyed when the survey closes, and from then on nobody, not"
        " even who runs the database, can tell whose an answer is. That you have answered is"
        " still known. If fewer than {smallest} answer, no answer is ever shown."
    ),
}
"""What participants are told, word by word."""


def size_of_batch(waiting: int, *, smallest: int, is_last: bool) -> int:
    """How many of the waiting answers are written now.

    Args:
        waiting: answers that lie sealed.
        smallest: answers that a batch must have.
        is_last: whether the survey closes.

    Returns:
        None of them, or `smallest` at least; of a survey that goes on, `smallest` stay behind.
    """
    if is_last:
        return waiting if waiting >= smallest else 0
    return waiting - smallest if waiting >= 2 * smallest else 0
