"""One good request to every operation of every service: who sends it, and who else might."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.crm.service import AGGREGATES as OF_CRM
from services.people.service import AGGREGATES as OF_PEOPLE
from services.tickets.service import AGGREGATES as OF_TICKETS
from services.training.entrypoints.http import ABOUT_SOMEBODY
from services.training.service import AGGREGATES as OF_TRAINING
from tests.api.entities import ids_of
from tests.api.good import (
    bank,
    care,
    certificates,
    customers,
    developing,
    employees,
    evaluation,
    exams,
    field,
    finding,
    learning,
    letters,
    linking,
    needs,
    organisation,
    outbound,
    planning,
    records,
    sessions,
    tickets,
    training,
)
from tests.api.good.asking import Ask, Good, Supply, permitted

AUDIT = permitted("audit.read")
SEEN_WITH_THE_EMPLOYEE = permitted("audit.read", "training.see_all")
SEEN_WITH_THE_TICKET = permitted("audit.read", "tickets.see_all")
JUDGEMENTS = permitted("audit.read", "tickets.see_survey_results+tickets.see_all")
TRAINING_RECORDS = permitted("audit.read", "training.see_all")
JUDGED = frozenset({"survey_invitation", "survey_answer"})
NOT_OF_A_TICKET = frozenset(
    {
        "agent_desk",
        "bulk_change",
        "call_record",
        "campaign",
        "canned_reply",
        "certificate_loss",
        "contact",
        "do_not_call",
        "export",
        "forgotten_customer",
        "occasion",
        "open_question",
        "outbound_task",
        "partner",
        "queue_watch",
        "rule_book",
        "script",
        "script_outcome",
        "script_test",
        "survey",
    }
)


def _history(service: str, name: str, needs: frozenset[str]) -> dict[str, Good]:
    def path(supply: Supply) -> dict[str, UUID]:
        return {f"{name}_id": ids_of(supply.centre.services[service], name)[0]}

    def moments(supply: Supply) -> dict[str, Any]:
        last = supply.centre.services[service].store.recorder.last_position()
        return {"from": "2020-01-05T00:00:00Z", "to": last}

    return {
        f"list_history_of_{name}": Good("auditor", needs, lambda supply: Ask(path(supply))),
        f"compare_{name}": Good(
            "auditor", needs, lambda supply: Ask(path(supply), query=moments(supply))
        ),
    }


def _histories(service: str, names: Mapping[str, object]) -> dict[str, Good]:
    found: dict[str, Good] = {}
    for name in names:
        if service == "tickets" and name in JUDGED:
            found |= _history(service, name, JUDGEMENTS)
            continue
        if service == "training" and name in ABOUT_SOMEBODY:
            found |= _history(service, name, TRAINING_RECORDS)
            found |= _history(service, name, SEEN_WITH_THE_EMPLOYEE)
            continue
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
    "crm": {**customers.CUSTOMERS, **letters.LETTERS, **_histories("crm", OF_CRM)},
    "tickets": {
        **tickets.QUESTIONS,
        **tickets.LIVES,
        **tickets.BESIDE_TICKETS,
        **outbound.CALLS,
        **outbound.SCRIPTS,
        **outbound.CAMPAIGNS,
        **finding.EXPORTED,
        **finding.SEARCHES,
        **finding.FIGURES,
        **linking.LINKING,
        **field.ORDERS,
        **field.CARRYING_OUT,
        **field.PARTNERSHIPS,
        **care.CARE,
        **_histories("tickets", OF_TICKETS),
    },
    "training": {
        **training.GENERAL,
        **learning.CATALOGUE,
        **bank.QUESTIONS,
        **bank.EXAMS,
        **bank.FILES,
        **needs.NEEDS,
        **planning.PLANS,
        **developing.DEVELOPMENT,
        **certificates.CERTIFICATES,
        **sessions.SESSIONS,
        **evaluation.EVALUATION,
        **exams.EXAM_REQUESTS,
        **records.RECORDS,
        **_histories("training", OF_TRAINING),
    },
}
"""Good requests by service and operation."""
