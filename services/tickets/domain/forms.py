"""What a ticket of each kind must hold, and when: mandatory fields and key information points."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from services.tickets.domain.errors import RequiredInformationMissing
from shared.errors import FieldError

CREATION = "creation"
TRANSFER = "transfer"
CLOSING = "closing"


@dataclass(frozen=True)
class FieldRule:
    """When one field must be filled (TK-10).

    Args:
        name: `subject`, `customer_id` and the like, or the name of an information field.
        zh: what it is called in Chinese.
        en: what it is called in English.
        at: steps at which it must be filled: `creation`, `transfer`, `closing`.
        is_key_point: whether it is one of the key information points [关键信息点].
    """

    name: str
    zh: str
    en: str
    at: tuple[str, ...]
    is_key_point: bool


@dataclass(frozen=True)
class Form:
    """What tickets of one kind must hold.

    Args:
        kind: the kind.
        needs_identity: whether the customer's identity is verified before resolution (TK-2).
        needs_confirmed_solution: whether the customer confirms a solution first (TK-2).
        fields: its fields.
    """

    kind: str
    needs_identity: bool
    needs_confirmed_solution: bool
    fields: tuple[FieldRule, ...]

    def check_complete(self, step: str, *, filled: Collection[str]) -> None:
        """Refuses a step for which a required field is empty.

        Args:
            step: `creation`, `transfer` or `closing`.
            filled: names of the fields that are filled.

        Raises:
            RequiredInformationMissing: each missing field is named.
        """
        missing = tuple(
            _missing(one) for one in self.fields if step in one.at and one.name not in filled
        )
        if missing:
            raise RequiredInformationMissing(fields=missing)


@dataclass(frozen=True)
class Forms:
    """The rule set `forms`: one form for each kind."""

    forms: tuple[Form, ...]

    def form_of(self, kind: str) -> Form:
        """The form of a kind; a kind without one must hold nothing."""
        for one in self.forms:
            if one.kind == kind:
                return one
        return Form(kind, needs_identity=False, needs_confirmed_solution=False, fields=())


def _missing(rule: FieldRule) -> FieldError:
    return FieldError(
        rule.name,
        f"fill in {rule.en}.",
        f"请填写{rule.zh}。",
    )
