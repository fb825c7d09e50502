"""Refusals and failures as problem documents, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema, ValidationError, fields, validate

from shared.errors import DomainError
from shared.web.problems import STATUS, invalid_input

NOTES = "/api/notes/v1/notes"
Headers = Callable[..., dict[str, str]]


def test_a_refusal_is_a_problem_in_chinese_unless_asked_otherwise(
    client: FlaskClient, headers: Headers
) -> None:
    response = client.post(NOTES, json={}, headers=headers(Accept_Language=""))

    assert "application/problem+json" == response.content_type
    assert "zh-CN" == response.headers["Content-Language"]
    problem = response.get_json()
    assert {
        "type": "urn:loopdesk:problem:invalid-input",
        "title": "输入无效",
        "status": 422,
        "code": "invalid-input",
        "detail": "输入无效：title: 缺少此项，请填写。",
        "errors": [{"field": "title", "detail": "缺少此项，请填写。"}],
        "correlation_id": response.headers["X-Correlation-Id"],
    } == problem


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("zh", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("de", "zh-CN"),
        ("de, en;q=0.5, zh;q=0.1", "en"),
    ],
)
def test_the_reader_chooses_the_language(client: FlaskClient, asked: str, language: str) -> None:
    response = client.get(NOTES, headers={"Accept-Language": asked})

    assert language == response.headers["Content-Language"]


def test_a_refusal_of_the_domain_keeps_its_code_and_sentence(
    client: FlaskClient, headers: Headers, written: dict[str, Any]
) -> None:
    address = f"{NOTES}/{written['note_id']}/end"
    client.post(address, headers=headers())

    english = client.post(address, headers=headers()).get_json()
    chinese = client.post(address, headers=headers(Accept_Language="zh")).get_json()

    assert f"Note {written['note_id']} is finished; write a new one." == english["detail"]
    assert f"便笺 {written['note_id']} 已完成，请新建一条。" == chinese["detail"]


def test_every_kind_of_refusal_has_a_status() -> None:
    kinds = {one.kind for one in [DomainError, *DomainError.__subclasses__()]}

    assert kinds <= set(STATUS)


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/notes/v1/nowhere", 404),
        ("GET", "/api/notes/v1/notes/no-id", 404),
        ("DELETE", "/api/notes/v1/notes", 405),
        ("TRACE", "/api/notes/v1/notes", 405),
    ],
)
def test_what_is_not_there_is_a_problem_too(
    client: FlaskClient, headers: Headers, method: str, address: str, status: int
) -> None:
    response = client.open(address, method=method, headers=headers())

    assert (status, "application/problem+json") == (response.status_code, response.content_type)
    assert status == response.get_json()["status"]


def test_a_method_that_is_not_supported_names_those_that_are(client: FlaskClient) -> None:
    allowed = client.delete(NOTES).headers["Allow"]

    assert {"GET", "HEAD", "OPTIONS", "POST"} == set(allowed.split(", "))


def test_a_failure_says_nothing_of_its_inside(client: FlaskClient, headers: Headers) -> None:
    response = client.get("/api/notes/v1/failures", headers=headers())

    assert (500, "internal-server-error") == (response.status_code, response.get_json()["code"])
    assert "13800000000" not in response.text
    assert "ZeroDivision" not in response.text


def test_a_nested_field_is_named_by_its_path() -> None:
    class LineSchema(Schema):
        amount = fields.Integer(required=True)

    class FormSchema(Schema):
        lines = fields.List(fields.Nested(LineSchema))

    with pytest.raises(ValidationError) as caught:
        FormSchema().load({"lines": [{"amount": 1}, {"amount": "x"}]})

    (field,) = invalid_input(caught.value.messages).fields
    assert ("lines.1.amount", "must be a whole number.", "应为整数。") == (
        field.field,
        field.en,
        field.zh,
    )


class EveryField(Schema):
    text = fields.String(validate=validate.Length(2, 4))
    longer = fields.String(validate=validate.Length(min=2))
    shorter = fields.String(validate=validate.Length(max=2))
    exact = fields.String(validate=validate.Length(equal=2))
    pattern = fields.String(validate=validate.Regexp("^a$"))
    choice = fields.String(validate=validate.OneOf(["a", "b"]))
    whole = fields.Integer(validate=validate.Range(min=2))
    below = fields.Integer(validate=validate.Range(max=2, max_inclusive=False))
    above = fields.Integer(validate=validate.Range(min=2, min_inclusive=False))
    most = fields.Integer(validate=validate.Range(max=2))
    number = fields.Decimal()
    flag = fields.Boolean()
    id = fields.UUID()
    moment = fields.AwareDateTime()
    day = fields.Date()
    hour = fields.Time()
    many = fields.List(fields.String())
    mapping = fields.Dict()
    inner = fields.Nested(Schema.from_dict({"x": fields.String()}))
    mail = fields.Email()
    link = fields.Url()
    kinds = fields.List(fields.String(), validate=validate.ContainsOnly(["a"]))
    given = fields.String(required=True)
    null = fields.String()


def test_every_message_of_the_schemas_is_told_in_both_languages_with_its_remedy() -> None:
    wrong = {
        "text": "a",
        "longer": "a",
        "shorter": "abc",
        "exact": "a",
        "pattern": "b",
        "choice": "c",
        "whole": 1,
        "below": 2,
        "above": 2,
        "most": 3,
        "number": "x",
        "flag": "x",
        "id": "x",
        "moment": "2026-01-01T00:00:00",
        "day": "x",
        "hour": "x",
        "many": "x",
        "mapping": "x",
        "inner": "x",
        "mail": "x",
        "link": "x",
        "kinds": ["b"],
        "null": None,
        "unknown": 1,
    }
    with pytest.raises(ValidationError) as caught:
        EveryField().load(wrong)

    told = {one.field: one for one in invalid_input(caught.value.messages).fields}

    assert {*wrong, "given"} == set(told)
    assert [] == [one.field for one in told.values() if one.zh.isascii() or one.zh == one.en]


def test_a_message_of_a_service_stays_as_it_is() -> None:
    (field,) = invalid_input({"title": ["Not on Sundays."]}).fields

    assert ("Not on Sundays.", "Not on Sundays.") == (field.en, field.zh)
