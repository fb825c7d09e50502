"""When two written answers are the same: whatever their width, case and spaces."""

from __future__ import annotations

import re
import unicodedata

_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u3000-\u303f"
_SPACE_BESIDE_WIDE = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")


def same_form(text: str) -> str:
    """The form in which answers are compared: NFKC, without case, spaces folded.

    Invisible characters count for nothing, and neither do spaces beside Chinese characters.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    visible = "".join(one for one in folded if unicodedata.category(one) != "Cf")
    return " ".join(_SPACE_BESIDE_WIDE.sub("", visible).split())
