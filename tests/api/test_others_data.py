"""Nobody reads what belongs to another person or team: not by lists, filters, times or links."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.tickets.domain.ticket import Ticket
from tests.api.centre import Centre, json_of
from tests.api.desk import WORDS, TicketDesk
from tests.api.good.asking import Ask
from tests.api.operations import operations_of, send
from tests.api.outbound_desk import OutboundDesk

STRANGERS = ("agent", "team_leader")
"""An agent and a team leader with whom Li shares neither team nor skill group."""


def ask(
    centre: Centre, name: str, *, by: str | None, service: str = "tickets", **parts: Any
) -> Any:
    return send(centre, operations_of(centre, service)[name], Ask(**parts), by=by)


@pytest.fixture(scope="class")
def desk(centre: Centre) -> TicketDesk:
    return TicketDesk(centre)


@pytest.fixture(scope="class")
def ticket(centre: Centre, desk: TicketDesk) -> Ticket:
    """A ticket of Li's, shown in all lists."""
    ticket_id = desk.ticket("in_progress", topic="fees", business_line="cards")
    centre.settle()
    return centre.tickets.store.get(Ticket, ticket_id)


class TestTickets:
    @pytest.mark.parametrize("stranger", STRANGERS)
    @pytest.mark.parametrize(
        "filters",
        [
            lambda _: {},
            lambda one: {"assignee_id": one.assignee_id},
            lambda one: {"customer_id": one.customer_id},
            lambda one: {"number": one.number},
            lambda one: {"topic": one.topic},
            lambda one: {"skill_group": one.skill_group},
            lambda one: {"state": one.state, "sort": "changed_at", "limit": 200},
        ],
    )
    def test_a_list_shows_a_stranger_nothing_whatever_it_is_filtered_by(
        self, centre: Centre, ticket: Ticket, stranger: str, filters: Any
    ) -> None:
        own = ask(centre, "list_tickets", by="li", query=filters(ticket))
        others = ask(centre, "list_tickets", by=stranger, query=filters(ticket))

        assert str(ticket.id) in own.text
        assert str(ticket.id) not in others.text
        assert WORDS not in others.text

    @pytest.mark.parametrize("stranger", STRANGERS)
    @pytest.mark.parametrize(
        "name",
        ["list_my_tickets", "show_queue", "list_callbacks", "list_queues", "show_my_desk"],
    )
    def test_what_is_ones_own_holds_nothing_of_li(
        self, centre: Centre, ticket: Ticket, stranger: str, name: str
    ) -> None:
        answer = ask(centre, name, by=stranger, query={"limit": 200})

        assert str(centre.employees["li"]) not in answer.text
        assert str(ticket.id) not in answer.text

    def test_a_leader_sees_the_own_team_and_no_other(self, centre: Centre, ticket: Ticket) -> None:
        li = str(centre.employees["li"])

        assert li in ask(centre, "show_workload", by="wang").text
        assert li not in ask(centre, "show_workload", by="team_leader").text
        assert (
            200 == ask(centre, "show_ticket", by="wang", path={"ticket_id": ticket.id}).status_code
        )

    def test_a_ticket_that_was_ones_own_cannot_be_read_as_of_then(
        self, centre: Centre, desk: TicketDesk
    ) -> None:
        with centre.acting_as("wang"):
            ticket_id = TicketDesk(centre, owner="wang").ticket("queued")
        desk.assign(ticket_id)
        position = centre.tickets.store.recorder.last_position()
        then = {"path": {"ticket_id": ticket_id}, "query": {"position": position}}
        before = ask(centre, "show_ticket", by="li", **then)
        body = {"skill_group": "loans", "reason": WORDS}
        json_of(ask(centre, "transfer_ticket", by="boss", path={"ticket_id": ticket_id}, body=body))

        after = ask(centre, "show_ticket", by="li", **then)

        assert (200, 404) == (before.status_code, after.status_code)
        assert WORDS not in after.text

    @pytest.mark.parametrize("query", [{"as_of": "2020-01-14T01:00:00Z"}, {"position": 1_000}])
    @pytest.mark.parametrize(
        "name",
        ["show_ticket", "show_correspondence", "show_follow_ups", "show_referral"],
    )
    def test_a_moment_opens_no_door(
        self, centre: Centre, ticket: Ticket, name: str, query: dict[str, Any]
    ) -> None:
        path = {"ticket_id": ticket.id}
        assert 404 == ask(centre, name, by="agent", path=path, query=query).status_code


class TestLinks:
    """A request may name other entities beside the one that it is about."""

    def test_a_ticket_cannot_be_opened_on_somebody_elses_contact(
        self, centre: Centre, desk: TicketDesk
    ) -> None:
        body = {
            "kind": "inquiry",
            "channel": "phone",
            "subject": "年费",
            "contact_id": desk.contact("answered"),
        }
        assert 404 == ask(centre, "open_ticket", by="agent", body=body).status_code
        assert 201 == ask(centre, "open_ticket", by="li", body=body).status_code

    def test_a_contact_cannot_be_linked_to_somebody_elses_ticket(
        self, centre: Centre, desk: TicketDesk
    ) -> None:
        path, body = {"contact_id": desk.contact()}, {"ticket_id": desk.ticket()}
        refused = ask(centre, "link_contact", by="agent", path=path, body=body)

        assert 404 == refused.status_code
        assert 200 == ask(centre, "link_contact", by="li", path=path, body=body).status_code

    def test_somebody_elses_call_keeps_no_callback_and_counts_in_no_test_of_scripts(
        self, centre: Centre, desk: TicketDesk
    ) -> None:
        others = TicketDesk(centre, owner="agent", skill_group="loans").contact("answered")
        test_id = OutboundDesk(centre, words=WORDS).script_test()
        callback = ask(
            centre,
            "make_callback",
            by="li",
            path={"callback_id": desk.callback()},
            body={"contact_id": others},
        )
        outcome = ask(
            centre,
            "record_script_outcome",
            by="li",
            path={"script_test_id": test_id},
            body={"subject_id": others, "disposition": "agreed"},
        )

        assert (404, 404) == (callback.status_code, outcome.status_code)

    def test_a_clock_or_file_of_another_ticket_is_not_found_under_ones_own(
        self, centre: Centre, desk: TicketDesk
    ) -> None:
        own = TicketDesk(centre, owner="agent", skill_group="loans").ticket()
        others, attachment_id = desk.attachment()
        clock_id = desk.clock_of(others)

        clock = ask(
            centre, "explain_clock", by="agent", path={"ticket_id": own, "clock_id": clock_id}
        )
        file = ask(
            centre,
            "download_attachment",
            by="agent",
            path={"ticket_id": own, "attachment_id": attachment_id},
        )

        assert (404, 404) == (clock.status_code, file.status_code)


class TestEmployees:
    @pytest.mark.parametrize("name", ["show_employee", "show_roles", "show_skills", "show_account"])
    def test_an_agent_reads_no_colleagues_file(self, centre: Centre, name: str) -> None:
        path = {"employee_id": centre.employees["agent"]}
        refused = ask(centre, name, service="people", by="li", path=path)
        own = ask(centre, name, service="people", by="agent", path=path)

        assert (404, 200) == (refused.status_code, own.status_code)

    def test_a_supervisor_lists_their_own_people_alone(self, centre: Centre) -> None:
        employee_id = centre.employees["trainee"]
        self.report_to(centre, employee_id, "wang")
        query = {"supervisor_id": centre.employees["wang"], "limit": 200}
        own = ask(centre, "list_employees", service="people", by="wang", query=query)
        others = ask(centre, "list_employees", service="people", by="team_leader", query=query)

        assert [str(employee_id)] == [one["employee_id"] for one in json_of(own)["items"]]
        assert [] == json_of(others)["items"]

    def test_who_was_a_supervisor_once_cannot_read_the_file_as_of_then(
        self, centre: Centre
    ) -> None:
        employee_id = centre.employees["newcomer"]
        self.report_to(centre, employee_id, "team_leader")
        position = centre.people.store.recorder.last_position()
        then = {"path": {"employee_id": employee_id}, "query": {"position": position}}
        before = ask(centre, "show_employee", service="people", by="team_leader", **then)
        self.report_to(centre, employee_id, "wang")

        after = ask(centre, "show_employee", service="people", by="team_leader", **then)

        assert (200, 404) == (before.status_code, after.status_code)

    @staticmethod
    def report_to(centre: Centre, employee_id: UUID, name: str) -> None:
        with centre.installing("people"):
            centre.people.placement.assign_supervisor(
                employee_id, supervisor_id=centre.employees[name]
            )
        centre.settle()


class TestPasswords:
    def test_nobody_is_told_whether_an_agent_id_exists(self, centre: Centre) -> None:
        wrong = {"password": "Falsches-Wort-3"}
        body = {"agent_id": "idauditor", **wrong}
        known = ask(centre, "sign_in", service="people", by=None, body=body)
        unknown = ask(centre, "sign_in", service="people", by=None, body={"agent_id": "9", **wrong})

        assert 401 == known.status_code == unknown.status_code
        told = [
            {name: text for name, text in one.get_json().items() if name != "correlation_id"}
            for one in (known, unknown)
        ]
        assert told[0] == told[1]
