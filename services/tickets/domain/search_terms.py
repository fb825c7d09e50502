"""What a text is found by: words, and pairs of characters where words are not set apart.

Chinese, Japanese and Korean write no spaces, so that a run of their characters is found by its
pairs: 银行卡 by 银行 and 行卡. All else is found by whole words, whatever their case or width.
"""

from __future__ import annotations

import re
import unicodedata

from shared.errors import FieldError, Invalid

SUBJECT = "subject"
DESCRIPTION = "description"
RESOLUTION = "resolution"
CORRESPONDENCE = "correspondence"

WEIGHTS = {SUBJECT: 4, RESOLUTION: 3, DESCRIPTION: 2, CORRESPONDENCE: 1}
"""Points of a term by the field in which it was found; of several fields the best one counts."""

FIELDS = tuple(WEIGHTS)
"""The fields that are searched; further information of a ticket belongs to its description."""

MOST_INDEXED = 4_000
"""Characters of one text that are indexed; what stands behind them is not found."""

MOST_ASKED = 24
"""Terms of one question at most."""

_IDEOGRAPHS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
)
_RUN = re.compile(f"(?P<signs>[{_IDEOGRAPHS}]+)|(?P<word>[^\\W_{_IDEOGRAPHS}]+)")


class SearchTooBroad(Invalid):
    """One character alone stands in nearly every ticket."""

    code = "search-too-broad"


def terms_of(text: str) -> frozenset[str]:
    """The terms by which a text is found."""
    return frozenset(
        term for run, is_word in _runs(text[:MOST_INDEXED]) for term in _of(run, is_word)
    )


def asked_terms(text: str) -> tuple[str, ...]:
    """The terms of a question, all of which a ticket must hold.

    Raises:
        SearchTooBroad: a character stands alone, there is no word at all, or there are too many.
    """
    runs = list(_runs(text))
    alone = [run for run, _ in runs if len(run) == 1]
    if alone:
        raise _refusal(
            f"write at least two characters instead of {alone[0]} alone.",
            f"“{alone[0]}”只有一个字，请至少输入两个字。",
        )
    terms = dict.fromkeys(term for run, is_word in runs for term in _of(run, is_word))
    if not 0 < len(terms) <= MOST_ASKED:
        raise _refusal(
            f"write one word at least and {MOST_ASKED} at most.",
            f"请输入至少一个、至多 {MOST_ASKED} 个词。",
        )
    return tuple(terms)


def _runs(text: str) -> list[tuple[str, bool]]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [(found.group(), found.lastgroup == "word") for found in _RUN.finditer(plain)]


def _of(run: str, is_word: bool) -> list[str]:  # noqa: FBT001 (what the run is, no option)
    if is_word:
        return [run] if len(run) > 1 else []
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _refusal(en: str, zh: str) -> SearchTooBroad:
    return SearchTooBroad(fields=(FieldError("text", en, zh),))
