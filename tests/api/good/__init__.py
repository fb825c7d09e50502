"""One good request to every operation of every service: who sends it, and who else might."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from services.crm.service import AGGREGATES as OF_CRM
from services.people.service import AGGREGATES as OF_PEOPLE
from services.tickets.service import AGGREGATES as OF_TICKETS
from tests.api.entities import ids_of
from tests.api.good import customers, employees, organisation, tickets
from tests.api.good.asking import Ask, Good, Supply, permitted

AUDIT = permitted("audit.read")
SEEN_WITH_THE_TICKET = permitted("audit.read", "tickets.see_all")
NOT_OF_A_TICKET = frozenset({"contact", "agent_desk", "rule_book"})


def _history(service: str, name: str, needs: frozenset[str]) -> dict[str, Good]:
    def make(**query: str) -> Callable[[Supply], Ask]:
        def ask(supply: Supply) -> Ask:
            entity_id = ids_of(supply.centre.services[service], name)[0]
            return Ask({f"{name}_id": entity_id}, query=query)

        return ask

    moments = {"from": "2020-01-06T00:00:00Z", "to": "1000000"}
    return {
        f"list_history_of_{name}": Good("auditor", needs, make()),
        f"compare_{name}": Good("auditor", needs, make(**moments)),
    }


def _histories(service: str, names: Mapping[str, object]) -> dict[str, Good]:
    found: dict[str, Good] = {}
    for name in names:
        is_of_a_ticket = service == "tickets" and name not in NOT_OF_A_TICKET
        found |= _history(service, name, SEEN_WITH_THE_TICKET if is_of_a_ticket else AUDIT)
    return found


GOOD: Mapping[str, Mapping[str, Good]] = {
    "people": {
        **employees.SIGNING_IN,
        **employees.EMPLOYEES,
        **employees.AUTHORITY,
        **employees.ACCOUNTS_AND_CLIENTS,
        **organisation.PLACES,
        **organisation.RULE_SETS,
        **_histories("people", OF_PEOPLE),
    },
    "crm": {**customers.CUSTOMERS, **_histories("crm", OF_CRM)},
    "tickets": {
        **tickets.QUESTIONS,
        **tickets.LIVES,
        **tickets.BESIDE_TICKETS,
        **_histories("tickets", OF_TICKETS),
    },
}
"""Good requests by service and operation."""
