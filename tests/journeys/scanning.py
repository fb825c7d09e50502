"""Looking for words and keys in files as a thief of the disks would."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path


def files_with(values: Iterable[str | bytes], *folders: Path) -> set[str]:
    """Names of the files below `folders` that hold one of the values in any common form."""
    forms = [form for value in values for form in _forms_of(value)]
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {one.name for one in paths if _holds_any(one.read_bytes(), forms)}


def _holds_any(content: bytes, forms: Iterable[bytes]) -> bool:
    return any(form in content for form in forms)


def _forms_of(value: str | bytes) -> Iterator[bytes]:
    """A value as it is, escaped as in JSON, in hexadecimal digits, and within any base64 text."""
    if isinstance(value, str):
        yield json.dumps(value)[1:-1].encode()
        value = value.encode()
    yield value
    yield value.hex().encode()
    for before in range(3):
        encoded = b64encode(bytes(before) + value)
        # The first and the last character also carry bits of what stands beside the value.
        yield encoded[(before * 8 + 5) // 6 : (before + len(value)) * 8 // 6]
