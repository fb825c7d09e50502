"""The forms of names and addresses, before they are sealed."""

from __future__ import annotations

import re
import unicodedata

from shared.errors import FieldError, Invalid

LONGEST_NAME = 100

_PHONE = re.compile(r"\+?[0-9]{3,20}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
_LONGEST_EMAIL = 254


def normal_name(text: str, *, field: str = "name") -> str:
    """A person's name without needless white space.

    Raises:
        Invalid: it is empty, too long or holds control characters.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise _wrong(
            field, f"use 1 to {LONGEST_NAME} characters.", f"须为 1 至 {LONGEST_NAME} 个字符。"
        )
    return name


def normal_phone(text: str | None, *, field: str = "phone") -> str | None:
    """A telephone number as digits, with + for another country; None where there is none.

    Raises:
        Invalid: it is no telephone number.
    """
    if text is None or not text.strip():
        return None
    phone = re.sub(r"[\s()-]", "", unicodedata.normalize("NFKC", text))
    if not _PHONE.fullmatch(phone):
        raise _wrong(
            field,
            "use 3 to 20 digits, with + in front for other countries.",
            "须为 3 至 20 位数字，境外号码以 + 开头。",
        )
    return phone


def normal_email(text: str | None, *, field: str = "email") -> str | None:
    """An e-mail address with its domain in small letters; None where there is none.

    Raises:
        Invalid: it is no e-mail address.
    """
    if text is None or not text.strip():
        return None
    email = text.strip()
    if len(email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(email) or not email.isprintable():
        raise _wrong(field, "is no e-mail address.", "不是有效的电子邮箱地址。")
    local, _, domain = email.rpartition("@")
    return f"{local}@{domain.lower()}"


def _wrong(field: str, en: str, zh: str) -> Invalid:
    return Invalid(fields=(FieldError(field, en, zh),))
