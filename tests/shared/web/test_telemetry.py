"""Logs: JSON lines that operators can follow and that hold nothing personal."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from flask.testing import FlaskClient

from shared.settings import Settings
from shared.telemetry import WITHHELD, configure_logging

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(settings: Settings) -> Iterator[Lines]:
    """The log lines so far."""
    output = StringIO()
    handlers, level = logging.root.handlers, logging.root.level
    configure_logging(settings, output=output)
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    structlog.reset_defaults()
    logging.root.handlers = handlers
    logging.root.setLevel(level)


def test_a_request_is_told_by_its_operation_never_by_its_address(
    lines: Lines, client: FlaskClient, headers: Callable[..., dict[str, str]]
) -> None:
    client.get(
        "/api/notes/v1/notes?cursor=13800000000",
        headers=headers(X_Correlation_Id="case-17"),
    )

    (line,) = lines()
    assert ("request-answered", "list_notes", "case-17", 422) == (
        line["event"],
        line["operation"],
        line["correlation_id"],
        line["status"],
    )
    assert "13800000000" not in json.dumps(line)


def test_a_failure_is_told_by_its_type_and_place_never_by_its_words(
    lines: Lines, client: FlaskClient, headers: Callable[..., dict[str, str]]
) -> None:
    client.get("/api/notes/v1/failures", headers=headers())

    failure = lines()[0]
    assert ("unexpected-failure", "ZeroDivisionError", "error") == (
        failure["event"],
        failure["error"],
        failure["level"],
    )
    assert failure["places"][-1].endswith(" fail")
    assert "13800000000" not in json.dumps(failure)


def test_a_text_under_an_unknown_name_is_withheld(lines: Lines) -> None:
    structlog.get_logger().info("said", words="my name is Zhang San", count=3, service="notes")

    (line,) = lines()
    assert (WITHHELD, 3, "notes") == (line["words"], line["count"], line["service"])


def test_an_exception_that_is_being_handled_is_told_without_its_words(lines: Lines) -> None:
    try:
        raise ValueError("Zhang San")
    except ValueError:
        structlog.get_logger().exception("failed")

    (line,) = lines()
    assert "ValueError" == line["error"]
    assert "Zhang San" not in json.dumps(line)


def test_a_librarys_line_is_told_without_the_values_put_into_it(lines: Lines) -> None:
    try:
        raise ValueError("Zhang San")
    except ValueError:
        logging.getLogger("library").exception("cannot serve %s", "13800000000")

    (line,) = lines()
    assert ("cannot serve %s", "library", "ValueError") == (
        line["event"],
        line["log"],
        line["error"],
    )
    assert "Zhang San" not in json.dumps(line)
