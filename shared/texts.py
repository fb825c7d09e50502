"""The kernel's own texts in Chinese and English; `texts.toml` holds them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("zh-CN", "en")
"""Languages that answers are given in, as BCP 47 tags."""

_FOUND: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_FIELDS: Final = [(re.compile(one["says"]), one["zh"], one["en"]) for one in _FOUND["fields"]]


def text_for(key: str, *, language: str, **values: object) -> str:
    """The text named `key` for a reader of `language`; anything but Chinese is English."""
    chosen = "zh" if language.lower().startswith("zh") else "en"
    return str(_FOUND["texts"][key][chosen]).format(**values)


def field_text(message: str) -> tuple[str, str]:
    """A schema's `message` about a field in Chinese and English, each with its remedy.

    A message that a service wrote itself stays as it is in both.
    """
    for pattern, zh, en in _FIELDS:
        found = pattern.fullmatch(message)
        if found is not None:
            return zh.format(*found.groups()), en.format(*found.groups())
    return message, message
