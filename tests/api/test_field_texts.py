"""What is written about field-service orders comes back as data, and files are only saved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from tests.api.centre import Centre, json_of
from tests.api.field_desk import OWN, PARTNERS, FieldDesk
from tests.api.good.asking import Ask
from tests.api.operations import operations_of, send
from tests.api.test_stored_texts import PAYLOADS


def ask(centre: Centre, name: str, *, by: str = "li", **parts: Any) -> Any:
    return send(centre, operations_of(centre, "tickets")[name], Ask(**parts), by=by)


@pytest.fixture(scope="class")
def desk(centre: Centre) -> FieldDesk:
    return FieldDesk(centre)


class TestTexts:
    @pytest.mark.parametrize("text", PAYLOADS)
    def test_every_text_of_an_order_comes_back_as_json_and_nothing_else(
        self, centre: Centre, desk: FieldDesk, text: str
    ) -> None:
        body = {"kind": "repair", "task": text, "customer_id": centre.customer_ids[0]}
        order_id = json_of(ask(centre, "request_field_order", body=body))["order_id"]
        path = {"field_order_id": UUID(order_id)}
        window = {"from_at": "2030-01-01T00:00:00Z", "until_at": "2030-01-01T01:00:00Z"}
        place = {"address": text, "telephone": text}
        ask(centre, "agree_appointment", path=path, body={**window, **place})
        cancelled = ask(
            centre,
            "cancel_field_order",
            path=path,
            body={"reason_code": "duplicate", "words": text},
        )
        shown = json_of(ask(centre, "show_field_order", path=path))

        names = ("task", "address", "telephone", "reason_words")
        assert [text] * 4 == [shown[name] for name in names]
        assert "application/json" == cancelled.content_type

    @pytest.mark.parametrize("text", PAYLOADS)
    def test_a_filter_or_step_takes_a_text_for_a_text(
        self, centre: Centre, desk: FieldDesk, text: str
    ) -> None:
        filtered = [
            ask(centre, "list_field_orders", query={name: text})
            for name in ("number", "area", "partner_id", "sort", "cursor", "since")
        ]
        figures = {"since": "2020-01-01T00:00:00Z", "until": "2020-02-01T00:00:00Z"}
        behind = ask(
            centre,
            "list_orders_behind",
            by="boss",
            query={**figures, "performer": "nobody", "figure": text},
        )

        assert {422} == {one.status_code for one in (*filtered, behind)}


class TestFiles:
    @pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html"])
    def test_a_file_that_a_browser_would_run_shows_nothing(
        self, centre: Centre, desk: FieldDesk, media_type: str
    ) -> None:
        path = {"field_order_id": desk.order("on_site"), "item": "identified"}
        file = ("a.svg", b"<svg/>", media_type)

        refused = ask(centre, "attach_evidence", by=OWN, path=path, file=file)

        assert 422 == refused.status_code

    def test_a_file_is_given_back_to_be_saved_and_not_under_another_order(
        self, centre: Centre, desk: FieldDesk
    ) -> None:
        order_id, evidence_id = desk.evidence()
        own = {"field_order_id": order_id, "evidence_id": evidence_id}
        answer = ask(centre, "download_evidence", by=OWN, path=own)
        other = {"field_order_id": desk.order("on_site"), "evidence_id": evidence_id}
        elsewhere = ask(centre, "download_evidence", by=OWN, path=other)
        partner = ask(centre, "download_evidence", by=PARTNERS, path=own)

        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        assert "nosniff" == answer.headers["X-Content-Type-Options"]
        assert (404, 404) == (elsewhere.status_code, partner.status_code)


class TestPartners:
    @pytest.mark.parametrize("name", ["list_field_orders", "list_tickets", "list_partners"])
    def test_a_partners_people_list_nothing_of_the_centre(self, centre: Centre, name: str) -> None:
        assert 403 == ask(centre, name, by=PARTNERS).status_code

    @pytest.mark.parametrize("name", ["request_field_order", "assign_field_order"])
    def test_an_order_names_no_ticket_follower_or_partner_that_one_may_not_see(
        self, centre: Centre, desk: FieldDesk, name: str
    ) -> None:
        body: dict[str, Any] = {"partner_id": UUID(int=1)}
        path: dict[str, Any] = {"field_order_id": desk.order()}
        who = "boss"
        if name == "request_field_order":
            path, who = {}, "agent"
            body = {
                "kind": "repair",
                "task": "x",
                "customer_id": centre.customer_ids[0],
                "follows_id": desk.order("performed"),
            }

        assert ask(centre, name, by=who, path=path, body=body).status_code in {404, 422}
