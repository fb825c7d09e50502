"""Why a message that could be read is not carried out."""

from __future__ import annotations

from services.crm.domain.gateway_message import Fault


class Unacceptable(Exception):
    """The message is refused for one cause.

    Args:
        cause: code of the cause, one of `CAUSES`.
        field: dotted name of the field that is to blame.
    """

    def __init__(self, cause: str, *, field: str) -> None:
        super().__init__(f"{cause}: {field}")
        self.fault = Fault(cause=cause, field=field)
