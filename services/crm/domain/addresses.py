"""Telephone numbers and e-mail addresses in the one form in which they are kept and compared."""

from __future__ import annotations

import re
import unicodedata

HOME_COUNTRY = "+86"
"""Calling code of the country whose numbers are kept without it."""

_PHONE = re.compile(r"\+?[0-9]{3,20}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_SERVICE_NUMBER = re.compile(r"[48]00[0-9]{7}")


def normal_phone(text: str) -> str | None:
    """A telephone number without ornaments; None if it is none.

    Home numbers are kept as they are dialled at home: `+86 21 5555 0000` and `021-55550000` are
    the same, and so are `+86 138 0013 8000` and `13800138000`.
    """
    plain = re.sub(r"[\s().\-–]", "", unicodedata.normalize("NFKC", text))
    plain = "+" + plain[2:] if plain.startswith("00") else plain
    if not _PHONE.fullmatch(plain):
        return None
    if not plain.startswith(HOME_COUNTRY):
        return plain
    return _dialled_at_home(plain.removeprefix(HOME_COUNTRY))


def normal_email(text: str) -> str | None:
    """An e-mail address in small letters; None if it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return plain if len(plain) <= 254 and _EMAIL.fullmatch(plain) else None


def _dialled_at_home(rest: str) -> str | None:
    if len(rest) < 3:
        return None
    is_complete = rest.startswith("0") or _MOBILE.fullmatch(rest) or _SERVICE_NUMBER.fullmatch(rest)
    return rest if is_complete else f"0{rest}"
