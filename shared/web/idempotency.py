"""One effect for a command that is sent again, or twice at once, under one Idempotency-Key."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from flask import request

from shared.errors import DomainError
from shared.event_store import EventStore, SideRowConflict
from shared.event_store.receipt import RECEIPTS, Receipt, with_receipt
from shared.web.authentication import caller
from shared.web.host import current_service, host
from shared.web.openapi import PARAMETERS
from shared.web.refusals import KeyMissing, KeyReused, wrong

KEPT: Final = timedelta(days=7)
"""How long a repeat is recognised, by the real clock."""

_KEY: Final = re.compile(PARAMETERS["IdempotencyKey"]["schema"]["pattern"])


class ReceiptOfAnotherEntity(RuntimeError):
    """A handler answered with another entity than the one whose events it saved first."""


def idempotency_key(*, is_needed: bool) -> str | None:
    """The caller's key.

    Args:
        is_needed: whether the operation refuses to do without.

    Raises:
        KeyMissing: it is needed and missing.
        Invalid: it is too short, too long or holds odd characters.
    """
    given = request.headers.get("Idempotency-Key")
    if given is None:
        if is_needed and request.method == "POST":
            raise KeyMissing
        return None
    if _KEY.fullmatch(given) is None:
        raise wrong(
            "Idempotency-Key",
            en="must be 8 to 128 letters, digits, dots, colons, dashes or underscores.",
            zh="应为 8 至 128 个字母、数字、点、冒号、连字符或下划线。",
        )
    return given


def once(
    handle: Callable[[], UUID],
    shows: Callable[[UUID], Any],
    *,
    key: str,
    only_saves: bool,
) -> Any:
    """Shows the entity that the command led to, now or when the key was first used.

    The receipt is committed with the command's first events; a refusal leaves none. Of two at
    once one wins, and the other, refused by whatever the first changed, gets the winner's entity.

    Args:
        handle: carries out the command; returns the entity that it is about.
        shows: renders that entity.
        key: the Idempotency-Key; keys of different callers never meet.
        only_saves: whether the command changes nothing but what it saves at once; then the save
            itself finds out whether the key is new and the rules are those that this process knows.

    Raises:
        KeyReused: the key belongs to another request.
    """
    store = current_service().store
    receipt = Receipt(
        f"{caller().sub}|{request.endpoint}|{key}",
        body_hash=_request_hash(),
        status=host().operations[str(request.endpoint)].status,
        expires_at=datetime.now(tz=UTC) + KEPT,
    )
    with with_receipt(receipt):
        receipt.trusts = only_saves
        earlier = None if only_saves else _entity_of(store, receipt)
        entity_id = earlier or _entity_led_to(store, handle, receipt)
        receipt.show()
        return shows(entity_id)


def _entity_led_to(store: EventStore, handle: Callable[[], UUID], receipt: Receipt) -> UUID:
    refusal: Exception | None = None
    try:
        entity_id = handle()
    except (DomainError, SideRowConflict) as error:
        refusal = error
    if refusal or receipt.entity_id is None:
        if (winner := _entity_of(store, receipt)) is not None:
            return winner
        if receipt.trusted:
            # The rules that this process knew may have been the former ones.
            receipt.trusts = False
            return _entity_led_to(store, handle, receipt)
    if refusal:
        raise refusal
    if receipt.entity_id not in (None, entity_id):
        raise ReceiptOfAnotherEntity(f"{request.endpoint}: save the entity that is answered first.")
    return entity_id


def _entity_of(store: EventStore, receipt: Receipt) -> UUID | None:
    row = store.side_row(RECEIPTS, receipt.key)
    if row is None:
        return None
    content: dict[str, Any] = row.content
    if content["body_hash"] != receipt.body_hash:
        raise KeyReused
    return UUID(content["entity_id"])


def _request_hash() -> str:
    """The keyed hash of address and body: a plain one would confirm guesses at personal data."""
    digest = sha256(request.full_path.encode() + b"\0" + request.get_data(cache=True))
    return host().keys.lookup_hash("request", digest.hexdigest())
