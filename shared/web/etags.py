"""Versions of entities as strong entity tags (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import request

from shared.web.host import current_operation
from shared.web.refusals import VersionMissing, wrong

_TAG = re.compile(r'"(\d{1,9})"')


def if_match() -> int:
    """The version that the caller saw, from `If-Match`.

    Raises:
        VersionMissing: the header is missing (428).
        Invalid: it is no single strong tag of ours.
        RuntimeError: something else than the handler itself has called it.
    """
    operation = current_operation()
    if operation is None or not operation.takes_version:
        raise RuntimeError("Call if_match() in the handler itself: that documents its header.")
    given = request.headers.get("If-Match")
    if given is None:
        raise VersionMissing
    found = _TAG.fullmatch(given.strip())
    if found is None:
        raise wrong(
            "If-Match",
            en='must be one version in quotation marks, such as "12".',
            zh='应为引号内的单个版本号，例如 "12"。',
        )
    return int(found.group(1))


def refuse_unchecked_version() -> None:
    """Refuses an `If-Match` that the running operation would not check.

    Raises:
        Invalid: one was sent; the caller counts on what nobody would look at.
    """
    if "If-Match" in request.headers:
        raise wrong(
            "If-Match",
            en="is not checked by this operation; leave it out.",
            zh="此操作不检查该头，请删除。",
        )


def tag_of(shown: Any) -> str | None:
    """The entity tag of what is shown: its `version`, if it has one."""
    version = shown.get("version") if isinstance(shown, Mapping) else None
    return None if version is None else f'"{version}"'


def is_known(tag: str | None) -> bool:
    """Whether the caller has this version already (`If-None-Match`)."""
    return tag is not None and request.if_none_match.contains(tag.strip('"'))
