"""Puts what the centre really holds into generated requests, so that they come past the door."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4
from zlib import crc32

from schemathesis import Case
from schemathesis.core.parameters import ParameterLocation

from tests.api.centre import Centre
from tests.api.entities import belongings, values_by_name, version_of

_SETTLE_EVERY = 500
"""Requests after which read models catch up, so that lists show what was generated."""


class Realism:
    """Where a request is meant to be valid, ids, codes, keys and versions are real ones.

    One in four stays as generated; which one and which real value follow from what was
    generated, so that a request that is sent again is the same.

    Args:
        centre: whose entities they are.
        service: the service that is asked.
        actor: who asks, if anybody; never changes their own employment or roles.
    """

    def __init__(self, centre: Centre, service: str, *, actor: str | None) -> None:
        self._centre = centre
        self._service = centre.services[service]
        self._values = values_by_name(centre, service)
        self._clocks, self._attachments = belongings(centre)
        self._actor = actor
        self._own_id = str(centre.employees.get(actor or ""))
        self._sent = 0

    def complete(self, case: Case) -> None:
        """Mends the request's locations that are not meant to be wrong."""
        self._sent += 1
        if self._sent % _SETTLE_EVERY == 0:
            self._centre.settle()
        meta = case.meta
        if meta is None:
            return
        if case.path_parameters and not meta.is_negative_at(ParameterLocation.PATH):
            self._name_real_entities(case)
        if case.query and not meta.is_negative_at(ParameterLocation.QUERY):
            self._replace(case.query)
        if isinstance(case.body, dict) and not meta.is_negative_at(ParameterLocation.BODY):
            self._replace(case.body)
        if not meta.is_negative_at(ParameterLocation.HEADER):
            self._complete_headers(case)

    def _name_real_entities(self, case: Case) -> None:
        parameters = case.path_parameters
        employees = self._values["employee_id"]
        if case.method != "GET":
            employees = [one for one in employees if one != self._own_id]
        self._replace(parameters, employee_id=employees)
        for name, pairs in (("clock_id", self._clocks), ("attachment_id", self._attachments)):
            if name in parameters and (chosen := _chosen(parameters[name], pairs)):
                parameters["ticket_id"], parameters[name] = chosen

    def _replace(self, given: dict[str, Any], **instead: list[str]) -> None:
        values = {**self._values, **instead}
        for name, value in given.items():
            if name not in values or (name == "level" and not isinstance(value, str)):
                continue
            # What an earlier answer has named, a link of the state machine hands on.
            if value not in values[name] and not self._is_linked(name, value):
                given[name] = _chosen(value, values[name]) or value

    def _is_linked(self, name: str, value: Any) -> bool:
        aggregate = self._service.aggregates.get(name.removesuffix("_id"))
        if aggregate is None or not isinstance(value, str):
            return False
        try:
            return self._service.store.find(aggregate, UUID(value)) is not None
        except ValueError:
            return False

    def _complete_headers(self, case: Case) -> None:
        headers = case.headers
        if self._actor is not None and headers.get("Authorization", "").startswith("Bearer ey"):
            # The session for which the request was made may have been ended by an earlier one.
            headers["Authorization"] = f"Bearer {self._centre.seat(self._actor).token}"
        if "Idempotency-Key" in headers:
            headers["Idempotency-Key"] = uuid4().hex
        documented = {one.name for one in case.operation.headers}
        if "If-Match" in documented and case.path_parameters:
            version = version_of(self._service, case.path, case.path_parameters)
            if version is not None and _chosen(headers.get("If-Match"), ["once"]):
                headers["If-Match"] = f'"{version}"'


def _chosen(generated: Any, real: list[Any]) -> Any:
    """One of the real values, or None in one of four cases; the same for the same `generated`."""
    number = crc32(repr(generated).encode())
    return real[number // 4 % len(real)] if real and number % 4 else None
