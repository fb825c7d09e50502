"""Every operation serves who may and refuses all others: role by role, operation by operation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.centre import CRM_CLIENT, Centre
from tests.api.desk import WORDS
from tests.api.founding import strangers
from tests.api.good import GOOD
from tests.api.good.asking import Ask, Good, Supply
from tests.api.operations import Operation, operations_of, send

PROBLEM = {"type", "title", "status", "code", "detail", "correlation_id"}
FORGED = {
    "X_Remote_User": "boss",
    "X_Forwarded_User": "boss",
    "X_Forwarded_For": "127.0.0.1",
    "X_Forwarded_Host": "localhost",
    "Forwarded": "for=127.0.0.1;host=localhost",
    "X_Original_Url": "/livez",
    "X_Http_Method_Override": "GET",
}
"""What a proxy might say, or an attacker."""


def may(centre: Centre, name: str, needs: frozenset[str]) -> bool:
    """Whether somebody holds one of the permissions; joined by a plus, all of them."""
    held = centre.seat(name).claims.permissions
    return not needs or any(set(one.split("+")) <= held for one in needs)


def refused_like_this(response: Any, operation: Operation) -> bool:
    """Whether the answer is a refusal that tells nothing, not even whether there is such a one."""
    statuses = (403, 404) if "{" in operation.path else (403,)
    return (
        response.status_code in statuses
        and PROBLEM == set(response.get_json())
        and WORDS not in response.text
    )


@pytest.fixture(scope="class")
def supply(centre: Centre) -> Supply:
    return Supply(centre)


class Matrix:
    """The test of one service."""

    service: str

    def test_the_table_names_every_operation(self, centre: Centre) -> None:
        assert {*operations_of(centre, self.service)} == {*GOOD[self.service]}

    def test_an_operation_serves_who_may_and_refuses_all_others(
        self, centre: Centre, supply: Supply, operation_name: str
    ) -> None:
        operation = operations_of(centre, self.service)[operation_name]
        good = GOOD[self.service][operation_name]
        ask = good.make(supply)

        if not operation.is_open:
            nobody = send(centre, operation, ask, by=None)
            assert 401 == nobody.status_code
            forged = send(centre, operation, ask, by=None, **FORGED)
            assert 401 == forged.status_code
            assert {} == self.let_in(centre, operation, ask, good)
        answer = send(centre, operation, ask, by=good.by)
        assert 200 <= answer.status_code < 300, answer.text

    def let_in(self, centre: Centre, operation: Operation, ask: Ask, good: Good) -> dict[str, str]:
        """The answers to those who should have been refused and were not, by role."""
        everybody = [one.name for one in strangers(centre)] + [CRM_CLIENT]
        others = [one for one in everybody if one != good.by and not may(centre, one, good.needs)]
        answers = {one: send(centre, operation, ask, by=one, **FORGED) for one in others}
        return {
            who: f"{answer.status_code}: {answer.text}"
            for who, answer in answers.items()
            if not refused_like_this(answer, operation)
        }


class TestPeople(Matrix):
    service = "people"


class TestCrm(Matrix):
    service = "crm"


class TestTickets(Matrix):
    service = "tickets"


class TestTraining(Matrix):
    service = "training"
