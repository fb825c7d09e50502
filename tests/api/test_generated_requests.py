"""Generated requests to every operation as an agent, a supervisor and nobody, with all checks.

Nothing breaks, what the documents promise is kept, what they forbid is refused. `make test` sends
20 requests to each operation, `make fuzz` 200.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.specs.openapi.schemas import OpenApiSchema

from services.catalog import NAMES
from tests.api.centre import Centre
from tests.api.good import GOOD
from tests.api.operations import operations_of
from tests.api.realism import Realism
from tests.support.fuzzing import CASES_PER_OPERATION, IS_SHORT, SEED

ACCEPTED = ["2xx", "3xx", "401", "403", "404", "409", "412", "422", "428", "429", "5xx"]
"""Schemathesis's own list, and 412, 422 and 428: state, rules and versions decide them."""

STEPS = 8
"""Requests that follow from one another."""

patient = settings(
    max_examples=CASES_PER_OPERATION,
    stateful_step_count=STEPS,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

pytestmark = pytest.mark.fuzz


@pytest.fixture(scope="class")
def documented(request: pytest.FixtureRequest, centre: Centre) -> OpenApiSchema:
    """The API of the test class's service, called by its actor."""
    service, actor = request.cls.service, request.cls.actor
    checked = {"positive_data_acceptance": {"expected-statuses": ACCEPTED}}
    content: dict[str, Any] = {
        "checks": checked,
        "generation": {"max-examples": CASES_PER_OPERATION, "no-shrink": True},
        # Boundary values of every parameter, in a short run as one caller only.
        "phases": {"coverage": {"enabled": actor == "boss" or not IS_SHORT}},
        "seed": SEED,
    }
    schema = schemathesis.openapi.from_wsgi(
        f"/api/{service}/v1/openapi.json",
        centre.app,
        config=SchemathesisConfig.from_dict(content),
    )
    if actor is not None:
        sign_in(schema, centre, actor)
    return schema


def sign_in(schema: OpenApiSchema, centre: Centre, actor: str) -> None:
    """Lets every request carry the actor's token, but those that are generated without."""

    @schema.auth(refresh_interval=None)
    class Token:
        def get(self, *_: Any) -> str:
            return centre.seat(actor).token

        def set(self, case: Case, data: str, *_: Any) -> None:
            case.headers["Authorization"] = f"Bearer {data}"


@pytest.fixture(scope="class")
def realism(request: pytest.FixtureRequest, centre: Centre) -> Realism:
    return Realism(centre, request.cls.service, actor=request.cls.actor)


class GeneratedRequests:
    """The tests of one service and one caller."""

    service: str
    actor: str | None

    def test_every_request_is_answered_as_the_document_says(
        self, documented: OpenApiSchema, realism: Realism, operation_name: str
    ) -> None:
        def check(case: Case) -> None:
            realism.complete(case)
            case.call_and_validate()

        # What `parametrize` makes; its fixtures for schemas do not run under pytest 9.2.
        run = build_operation_test(
            config=documented.config,
            operation=documented.find_operation_by_id(operation_name),
            test_func=check,
            given_kwargs={},
            feedback=FeedbackSources(),
            explicit_settings=patient,
        )
        run()

    def test_requests_that_follow_from_one_another_are_answered_so_too(
        self, documented: OpenApiSchema, realism: Realism
    ) -> None:
        class Following(documented.as_state_machine()):  # type: ignore[misc]
            walks = 0

            def setup(self) -> None:
                super().setup()
                type(self).walks += 1

            def before_call(self, case: Case) -> None:
                realism.complete(case)

        while Following.walks < CASES_PER_OPERATION:
            left = settings(patient, max_examples=CASES_PER_OPERATION - Following.walks)
            # A walk that begins like an earlier one may end otherwise: the centre has gone on.
            with suppress(FlakyStrategyDefinition):
                seed(SEED + Following.walks)(Following).run(settings=left)

    def test_no_operation_is_left_out(self, centre: Centre) -> None:
        assert {*operations_of(centre, self.service)} == {*GOOD[self.service]}


class TestPeopleAsAgent(GeneratedRequests):
    service, actor = "people", "li"


class TestPeopleAsSupervisor(GeneratedRequests):
    service, actor = "people", "boss"


class TestPeopleAsNobody(GeneratedRequests):
    service, actor = "people", None


class TestCrmAsAgent(GeneratedRequests):
    service, actor = "crm", "li"


class TestCrmAsSupervisor(GeneratedRequests):
    service, actor = "crm", "boss"


class TestCrmAsTheCrm(GeneratedRequests):
    service, actor = "crm", "crm_client"


class TestCrmAsNobody(GeneratedRequests):
    service, actor = "crm", None


class TestTicketsAsAgent(GeneratedRequests):
    service, actor = "tickets", "li"


class TestTicketsAsSupervisor(GeneratedRequests):
    service, actor = "tickets", "boss"


class TestTicketsAsNobody(GeneratedRequests):
    service, actor = "tickets", None


def test_every_service_is_asked_as_agent_supervisor_and_nobody() -> None:
    asked = {(one.service, one.actor) for one in GeneratedRequests.__subclasses__()}
    assert asked >= {(name, actor) for name in NAMES for actor in ("li", "boss", None)}
