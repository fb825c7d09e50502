"""What a text is found by, and which questions are refused."""

import pytest

from services.tickets.domain.search_terms import (
    MOST_ASKED,
    MOST_INDEXED,
    SearchTooBroad,
    asked_terms,
    terms_of,
)


def test_chinese_is_found_by_pairs_and_the_rest_by_words() -> None:
    assert {"银行", "行卡", "卡丢", "丢失", "visa", "4711"} == terms_of("银行卡丢失，VISA 4711。")


def test_width_and_case_make_no_difference() -> None:
    assert terms_of("ｖｉｓａ 卡片") == terms_of("VISA卡片")


def test_two_characters_are_enough() -> None:
    assert ("退款",) == asked_terms("退款")


@pytest.mark.parametrize("text", ["卡", "退款 卡", "a", "visa 卡", "，。", "  "])
def test_a_character_alone_or_no_word_at_all_is_refused(text: str) -> None:
    with pytest.raises(SearchTooBroad):
        asked_terms(text)


def test_the_refusal_names_the_character_in_the_readers_language() -> None:
    with pytest.raises(SearchTooBroad) as refused:
        asked_terms("卡")

    assert "卡" in refused.value.in_language("zh-CN")
    assert "at least two characters" in refused.value.in_language("en")


def test_a_question_of_too_many_words_is_refused() -> None:
    words = " ".join(f"word{number}" for number in range(MOST_ASKED + 1))
    with pytest.raises(SearchTooBroad):
        asked_terms(words)


def test_a_very_long_text_is_indexed_up_to_its_limit() -> None:
    assert {"ab"} == terms_of("ab " * MOST_INDEXED + "zz")
