"""The survey as a customer sees it: a page that shows, takes and refuses answers in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from services.tickets.domain.customer_survey import Choice, Question, Survey
from services.tickets.domain.survey import SurveyAnswer
from services.tickets.service import TicketsService
from tests.support.read_page import ReadPage
from tests.support.ticket_care import QUESTIONS
from tests.support.tickets import CUSTOMER, LI, WANG
from tests.tickets.conftest import ActAs
from tests.tickets.contracts.care_scenes import link_of
from tests.tickets.entrypoints.conftest import Invited

DOOR = "/api/tickets/v1/surveys/answers"
SCORES = ("satisfaction", "recommendation", "effort", "choices")
ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}
SCRIPT = "<script>alert('卡')</script>\"><img src=x onerror=alert(1)>{{ 7 * 7 }}"


def page_of(token: str) -> str:
    return f"{DOOR}/{token}/page"


def answers(desk: TicketsService) -> list[dict[str, Any]]:
    topics = ["tickets.survey_answer.recorded"]
    records = desk.store.recorder.select_records(after=0, limit=100, topics=topics)
    found = [desk.store.get(SurveyAnswer, UUID(str(one.originator_id))) for one in records]
    return [
        {
            **{name: getattr(one, name) for name in SCORES},
            "texts": {
                name: desk.keys.open(text, purpose="test") for name, text in one.texts.items()
            },
        }
        for one in found
    ]


def test_the_link_that_is_sent_leads_to_a_page_in_the_readers_language(
    desk: TicketsService, client: FlaskClient, invited: Invited
) -> None:
    invited()
    link = link_of(desk)
    in_chinese, in_english = client.get(link), client.get(link, headers=ENGLISH)
    chosen = client.get(f"{link}?lang=en&utm_source=mail", headers={"Accept-Language": "zh-CN"})

    assert [200] * 3 == [one.status_code for one in (in_chinese, in_english, chosen)]
    assert "text/html; charset=utf-8" == in_chinese.content_type
    assert ["zh-CN", "en", "en"] == [
        one.headers["Content-Language"] for one in (in_chinese, in_english, chosen)
    ]
    assert in_english.data == chosen.data
    for language, answer, words in (
        (
            "zh-CN",
            in_chinese,
            ["满意度调查", "您满意吗", "1 很不满意", "10 一定会", "7 很轻松", "快"],
        ),
        ("en", in_english, ["Satisfaction", "Are you satisfied?", "5 very satisfied", "fast"]),
    ):
        page = ReadPage(answer.text)
        assert language == page.all("html")[0].attributes["lang"]
        assert [] == [one for one in words if one not in page.text]


def test_the_page_is_read_by_everybody_and_runs_nothing(
    client: FlaskClient, invited: Invited
) -> None:
    token = invited()
    answer = client.get(page_of(token))
    page = ReadPage(answer.text)
    [style] = [one.attributes["href"] for one in page.all("link", rel="stylesheet")]
    shown = client.get(style)

    assert ([], []) == (page.unnamed, page.not_plain)
    assert {"satisfied"} == {one.name for one in QUESTIONS} - set(page.form)
    assert [] == [one for one in (token, str(CUSTOMER), str(LI), "T-0000") if one in answer.text]
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert ("no-store", "no-referrer") == (
        answer.headers["Cache-Control"],
        answer.headers["Referrer-Policy"],
    )
    assert "Set-Cookie" not in answer.headers
    assert (200, "text/css; charset=utf-8") == (shown.status_code, shown.content_type)


def test_a_form_is_recorded_once_and_its_sender_thanked(
    desk: TicketsService, client: FlaskClient, invited: Invited
) -> None:
    path = page_of(invited())
    filled = ReadPage(client.get(path).text).form
    filled |= {"satisfied": "4", "speed": "fast", "words": "很好\r\n谢谢"}
    first, again = client.post(path, data=filled), client.post(path, data=filled)
    shown = client.get(path)

    assert [201, 409, 409] == [one.status_code for one in (first, again, shown)]
    assert "感谢您的参与" in ReadPage(first.text).text
    assert {"该调查已提交，感谢您的参与。"} == {
        ReadPage(one.text).all("p")[0].text for one in (again, shown)
    }
    assert [
        {
            "satisfaction": 4,
            "recommendation": None,
            "effort": None,
            "choices": {"speed": "fast"},
            "texts": {"words": "很好\n谢谢"},
        }
    ] == answers(desk)


@pytest.mark.parametrize(
    ("wrong", "at", "told"),
    [
        ({"satisfied": ""}, "satisfied", "Is required."),
        ({"satisfied": "6"}, "satisfied", "Choose 1 to 5."),
        ({"satisfied": "4.5"}, "satisfied", "Choose 1 to 5."),
        ({"recommend": "-1"}, "recommend", "Choose 0 to 10."),
        ({"speed": "teleport"}, "speed", "Choose one of fast, slow."),
        ({"words": "长" * 2001}, "words", "Write a text of 2000 letters at most."),
    ],
)
def test_a_wrong_answer_is_told_beside_its_question_and_the_others_are_kept(
    desk: TicketsService,
    client: FlaskClient,
    invited: Invited,
    wrong: dict[str, str],
    at: str,
    told: str,
) -> None:
    path = page_of(invited())
    filled = {"satisfied": "2", "easy": "7", "speed": "slow", "words": "\n等了 <b>很久</b>"}
    refused = client.post(path, data=filled | wrong, headers=ENGLISH)
    page = ReadPage(refused.text)
    kept = {name: value for name, value in filled.items() if name not in wrong}

    assert 422 == refused.status_code
    assert told == page.error_of(at)
    assert [None] * 4 == [page.error_of(one.name) for one in QUESTIONS if one.name != at]
    assert kept.items() <= page.form.items()
    assert [] == answers(desk)
    assert 201 == client.post(path, data=page.form | {at: filled.get(at, "")}).status_code


def test_nothing_at_all_is_no_answer(client: FlaskClient, invited: Invited) -> None:
    path = page_of(invited())
    told = [client.post(path, data=one) for one in ({}, {"satisfied": " ", "words": "\r\n"})]
    told.append(client.post(path, json={"answers": {"satisfied": 5}}))

    assert [422] * 3 == [one.status_code for one in told]
    assert {"请至少回答一题。"} == {ReadPage(one.text).all("li")[0].text for one in told}


def test_unknown_and_expired_links_get_one_page_that_repeats_nothing(
    client: FlaskClient, invited: Invited, wait: Callable[[int], None]
) -> None:
    token = invited()
    wait(20 * 86_400)
    tokens = (token, "x" * 43, token.swapcase(), "%3Cscript%3E", "%00")
    asked = [client.get(f"{page_of(one)}?lang=en") for one in tokens[:-1]]
    asked += [client.post(f"{page_of(one)}?lang=en", data={"a": "b"}) for one in tokens[:-1]]
    hostile = client.get(page_of(tokens[-1]))

    assert {(404, "text/html", "en")} == {
        (one.status_code, one.mimetype, one.headers["Content-Language"]) for one in asked
    }
    assert 1 == len({one.data for one in asked})
    assert "This survey link is unknown or has expired." in ReadPage(asked[0].text).text
    assert (422, "text/html") == (hostile.status_code, hostile.mimetype)


def test_what_anybody_has_written_is_shown_as_text(
    desk: TicketsService, client: FlaskClient, invited: Invited, as_employee: ActAs
) -> None:
    choices = (Choice(code="a", zh=SCRIPT, en=SCRIPT), Choice(code='"', zh="乙", en="b"))
    questions = (
        Question(name="words", sort="text", zh=SCRIPT, en=SCRIPT, is_required=True),
        Question(name="which", sort="choice", zh=SCRIPT, en=SCRIPT, choices=choices),
    )
    with as_employee(WANG, frozenset({"tickets.manage_surveys"})):
        desk.use_cases.surveys.publish_survey_version(
            Survey.id_for("service"), title_zh=SCRIPT, title_en=SCRIPT, questions=questions
        )
    path = page_of(invited())
    shown = client.get(path)
    typed = {"words": f"</textarea>{SCRIPT}", "which": SCRIPT, SCRIPT: SCRIPT, "lang": "x"}
    refused = client.post(f"{path}?lang=%22%3E%3Cscript%3E", data=typed)

    assert [200, 422] == [one.status_code for one in (shown, refused)]
    for answer in (shown, refused):
        page = ReadPage(answer.text)
        assert ([], []) == (page.unnamed, page.not_plain)
        assert SCRIPT == page.all("h1")[0].text
        assert "49" not in page.text
    assert f"</textarea>{SCRIPT}" == ReadPage(refused.text).form["words"]
    assert [] == answers(desk)


def test_pages_and_other_answers_count_together_against_one_address(client: FlaskClient) -> None:
    for number in range(60):
        client.get(f"{DOOR}/{number:040d}")
    refused = client.get(page_of("x" * 43))

    assert (429, "text/html") == (refused.status_code, refused.mimetype)
    assert int(refused.headers["Retry-After"]) > 0
