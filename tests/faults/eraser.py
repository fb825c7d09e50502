"""One who erases customers, as soon as the CRM has told of them."""

from __future__ import annotations

from tests.faults.couriers import Courier
from tests.faults.evidence import Attempt
from tests.faults.office import CRM
from tests.faults.workers import correlated, customer_data


class Eraser:
    """Has customers made known by the CRM, and erases them.

    Args:
        crm: sends in the CRM's name.
        manager: sends in the name of somebody who may erase.
        name: prefix of all keys.
    """

    def __init__(self, crm: Courier, manager: Courier, *, name: str) -> None:
        self._crm = crm
        self._manager = manager
        self._name = name
        self._count = 0

    @property
    def attempts(self) -> list[Attempt]:
        """What it has sent, in either name."""
        return [*self._crm.attempts, *self._manager.attempts]

    def step(self) -> None:
        """One customer comes and goes."""
        self._count += 1
        key = f"{self._name}-{self._count:05d}"
        data = customer_data(key, phone=f"137{self._count:08d}")
        known = self._crm.tell(correlated("crm.customer.upserted.v1", data, key=f"{key}-in"))
        if known is None:
            return
        path = f"{CRM}/customers/{known.content['entities']['customer_id']}"
        seen = self._manager.look(path)
        if seen is not None:
            self._manager.send(
                f"{path}/erasure",
                {"reason": "asked"},
                key=f"{key}-out",
                service="crm",
                kind="erase_customer",
                version=seen.version,
                entity="customer_id",
            )
