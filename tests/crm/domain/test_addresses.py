"""Telephone numbers and e-mail addresses that are the same are written the same."""

import pytest

from services.crm.domain.addresses import normal_email, normal_phone


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("(021) 5555-0000", "02155550000"),
        ("+86 21 5555 0000", "02155550000"),
        ("+86 (0)21 5555 0000", "02155550000"),
        ("400-800-8820", "4008008820"),
        ("+86 400 800 8820", "4008008820"),
        ("10086", "10086"),
        ("+44 20 7946 0000", "+442079460000"),
        ("", None),
        ("+", None),
        ("+86", None),
        ("12", None),
        ("1380013800x", None),
        ("1" * 21, None),
    ],
)
def test_a_telephone_number_has_one_form(text: str, normal: str | None) -> None:
    assert normal == normal_phone(text)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        (" Fang.Wang@Example.COM ", "fang.wang@example.com"),
        ("王芳@例子.中国", "王芳@例子.中国"),
        ("nobody", None),
        ("a@b", None),
        ("a b@c.de", None),
        ("@example.com", None),
        ("a@" + "b" * 250 + ".com", None),
    ],
)
def test_an_email_address_has_one_form(text: str, normal: str | None) -> None:
    assert normal == normal_email(text)
