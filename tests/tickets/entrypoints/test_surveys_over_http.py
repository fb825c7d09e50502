"""Surveys over HTTP: the door of who holds a link, and the results of who may know them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.tickets.messages.published import PUBLICATIONS
from services.tickets.service import TicketsService
from shared.bus.envelope import Translator
from shared.bus.place import Place
from tests.support.tickets import CUSTOMER, LI, SUN, WANG
from tests.tickets.entrypoints.conftest import Ask, Invited

RESULTS = frozenset({"tickets.see_survey_results", "tickets.see_all"})
OF_TEAM = frozenset({"tickets.see_survey_results", "tickets.see_team"})
SURVEYS = frozenset({"tickets.manage_surveys"})
SPAN = "since=2020-01-01T00:00:00Z&until=2020-02-01T00:00:00Z"
DOOR = "/api/tickets/v1/surveys/answers"


def test_who_holds_a_link_sees_the_questions_and_nothing_else(
    client: FlaskClient, invited: Invited
) -> None:
    shown = client.get(f"{DOOR}/{invited()}")

    assert 200 == shown.status_code
    assert {"title_zh", "title_en", "questions", "expires_at"} == set(shown.get_json())
    for secret in (str(CUSTOMER), str(LI), "T-0000", "银行卡丢失"):
        assert secret not in shown.text


def test_a_customer_answers_once_without_signing_in(client: FlaskClient, invited: Invited) -> None:
    path, body = f"{DOOR}/{invited()}", {"answers": {"satisfied": 4, "words": "很好"}}
    wrong = client.post(path, json={"answers": {"satisfied": 6}})
    first, second = (client.post(path, json=body) for _ in range(2))
    shown = client.get(path)

    assert [422, 201, 409, 409] == [one.status_code for one in (wrong, first, second, shown)]
    assert ["answers.satisfied"] == [one["field"] for one in wrong.get_json()["errors"]]
    assert {"is_recorded": True} == first.get_json()


def test_an_unknown_and_an_expired_link_get_the_same_answer(
    client: FlaskClient, invited: Invited, wait: Callable[[int], None]
) -> None:
    token, told = invited(), []
    wait(20 * 86_400)
    for one in (token, "x" * 43, "x", token.swapcase()):
        for answer in (
            client.get(f"{DOOR}/{one}"),
            client.post(f"{DOOR}/{one}", json={"answers": {"satisfied": 1}}),
        ):
            problem = answer.get_json()
            problem.pop("correlation_id")
            told.append((answer.status_code, json.dumps(problem, sort_keys=True)))

    assert 1 == len(set(told))
    assert 404 == told[0][0]


def test_who_tries_links_is_slowed_down(client: FlaskClient) -> None:
    statuses = [client.get(f"{DOOR}/{number:040d}").status_code for number in range(70)]

    assert {404, 429} == set(statuses)


def test_no_token_and_no_text_leaks_into_events_logs_or_public_messages(
    desk: TicketsService,
    client: FlaskClient,
    invited: Invited,
    capsys: pytest.CaptureFixture[str],
) -> None:
    letters = "甲乙丙丁戊己庚辛壬癸abcdefgh0123456789<>&'\"{}"
    draws, secrets = random.Random(6), []
    for _ in range(12):
        token = invited()
        text = "".join(draws.choices(letters, k=draws.randrange(12, 60)))
        answers = {"satisfied": draws.randrange(1, 6), "words": text}
        assert 201 == client.post(f"{DOOR}/{token}", json={"answers": answers}).status_code
        secrets += [token, text]
    records = desk.store.recorder.select_records(after=0, limit=10_000)
    translator = Translator(PUBLICATIONS, desk.store.mapper, stream="loopdesk.events")
    identity = desk.store.recorder.log()
    public = [translator.message_for(one, identity, Place()) for one in records]
    everything = "".join(
        [
            *(one.state.decode() for one in records),
            json.dumps(public, ensure_ascii=False),
            *capsys.readouterr(),
        ]
    )

    assert "survey_invitation_sent" in everything
    assert [] == [one for one in secrets if one in everything]


def test_results_lead_to_their_answers_and_averages_need_enough(
    ask: Ask, client: FlaskClient, invited: Invited, project: Callable[[], None]
) -> None:
    query = f"/survey-results?{SPAN}&by=agent"
    answers = f"/survey-answers?{SPAN}&assignee_id={LI}"
    shown = []
    for score in (5, 2):
        client.post(f"{DOOR}/{invited()}", json={"answers": {"satisfied": score, "words": "好"}})
        project()
        shown.append(ask("GET", query, permissions=RESULTS, expect=200).get_json())
    first, second = shown
    listed = ask("GET", answers, permissions=RESULTS, expect=200).get_json()["items"]
    low = ask("GET", f"{answers}&is_low=true", permissions=RESULTS, expect=200).get_json()
    one = ask(
        "GET", f"/survey-answers/{listed[0]['answer_id']}", permissions=RESULTS, expect=200
    ).get_json()

    assert (1, None) == (first["total"]["csat_n"], first["total"]["csat"])
    assert [(str(LI), 2, "3.50", "50.0", 1)] == [
        (
            one["grouped_by"],
            one["csat_n"],
            one["csat"],
            one["satisfied_percent"],
            one["low"],
        )
        for one in second["items"]
    ]
    assert (second["total"]["answers"], 1) == (len(listed), len(low["items"]))
    assert {"words": "好"} == one["texts"]


def test_results_are_shown_to_those_alone_who_may_see_them(
    ask: Ask, client: FlaskClient, invited: Invited, project: Callable[[], None]
) -> None:
    client.post(f"{DOOR}/{invited()}", json={"answers": {"satisfied": 1}})
    project()

    def seen(by: UUID, permissions: frozenset[str]) -> Any:
        answer = ask("GET", f"/survey-answers?{SPAN}", by=by, permissions=permissions)
        shown = answer.get_json()
        return len(shown["items"]) if answer.status_code == 200 else answer.status_code

    assert [1, 1, 0, 403, 403] == [
        seen(UUID(int=9), RESULTS),
        seen(WANG, OF_TEAM),
        seen(SUN, OF_TEAM),
        seen(LI, frozenset({"tickets.work"})),
        seen(LI, frozenset({"tickets.see_all"})),
    ]
    own = ask("GET", "/survey-results/own?year=2020&month=1", expect=200).get_json()
    assert (1, None) == (own["total"]["answers"], own["total"]["csat"])
    assert {"smallest_n", "total"} == set(own)


def test_an_agent_reads_no_answer_in_the_history_of_the_own_ticket(
    desk: TicketsService,
    ask: Ask,
    client: FlaskClient,
    invited: Invited,
    project: Callable[[], None],
) -> None:
    client.post(f"{DOOR}/{invited()}", json={"answers": {"satisfied": 1}})
    project()
    listed = ask("GET", f"/survey-answers?{SPAN}", permissions=RESULTS).get_json()
    path = f"/survey-answers/{listed['items'][0]['answer_id']}/history"
    invitation = "/survey-invitations/{}/history"
    [record] = desk.store.recorder.select_records(
        after=0, limit=1, topics=["tickets.survey_invitation.drawn"]
    )

    for one in (path, invitation.format(record.originator_id)):
        assert [403, 200] == [
            ask("GET", one, by=LI).status_code,
            ask("GET", one, permissions=RESULTS).status_code,
        ]


def test_a_survey_is_made_changed_and_retired(ask: Ask, project: Callable[[], None]) -> None:
    question = {"name": "satisfied", "sort": "csat", "zh": "满意吗", "en": "Satisfied?"}
    text = {"title_zh": "一", "title_en": "One", "questions": [question]}
    made = ask("POST", "/surveys", {"code": "one", **text}, permissions=SURVEYS, expect=201)
    path = f"/surveys/{made.get_json()['survey_id']}"
    twice = {**text, "questions": [question, question]}
    refused = ask("POST", f"{path}/versions", twice, permissions=SURVEYS, if_match=2)
    changed = ask("POST", f"{path}/versions", text, permissions=SURVEYS, if_match=2, expect=201)
    ask("POST", f"{path}/retirement", permissions=SURVEYS, if_match=3, expect=200)
    project()
    shown = ask("GET", path, permissions=SURVEYS, expect=200).get_json()
    listed = ask("GET", "/surveys", permissions=SURVEYS, expect=200).get_json()["items"]

    assert (422, "survey-questions-wrong") == (
        refused.status_code,
        refused.get_json()["code"],
    )
    assert 2 == len(changed.get_json()["versions"])
    assert (True, 4) == (shown["is_retired"], shown["version"])
    assert [("one", 2)] == [(one["code"], one["survey_version"]) for one in listed]
    assert 403 == ask("GET", path).status_code
