"""Generated requests to every operation as an agent, a supervisor and nobody, with all checks.

Nothing breaks, what the documents promise is kept, what they forbid is refused. `make test` sends
20 requests to each operation as each of them, `make fuzz` 200. Making a request costs ten times
what answering it does, so each is made once and then sent by one caller after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from copy import deepcopy
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
from tests.support.fuzzing import CASES_PER_OPERATION, SEED

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
    """The API of the test class's service, called by whoever is at the door."""
    service = request.cls.service
    checked = {"positive_data_acceptance": {"expected-statuses": ACCEPTED}}
    content: dict[str, Any] = {
        "checks": checked,
        "generation": {"max-examples": CASES_PER_OPERATION, "no-shrink": True},
        "seed": SEED,
    }
    return schemathesis.openapi.from_wsgi(
        f"/api/{service}/v1/openapi.json",
        centre.app,
        config=SchemathesisConfig.from_dict(content),
    )


class Door:
    """Where the callers of one service stand in line.

    Args:
        schema: the service's API.
        centre: whose people they are.
        actors: who they are; None is somebody without a token.
    """

    def __init__(self, schema: OpenApiSchema, centre: Centre, actors: Sequence[str | None]) -> None:
        self._tokens = {one: centre.seat(one).token for one in actors if one is not None}
        self.actor = actors[0]
        schema.auth(refresh_interval=None)(self._credentials())

    def _credentials(self) -> type:
        door = self

        class Token:
            def get(self, *_: Any) -> str:
                return ""

            def set(self, case: Case, _data: str, *_: Any) -> None:
                door.sign_in(case)

        return Token

    def sign_in(self, case: Case) -> None:
        """Lets a request carry the token of whoever is at the door."""
        if self.actor is None:
            case.headers.pop("Authorization", None)
        else:
            case.headers["Authorization"] = f"Bearer {self._tokens[self.actor]}"

    def sent_by(self, actor: str | None, case: Case) -> Case:
        """The same request as somebody else's; what is made without a token stays without."""
        self.actor = actor
        copied = _copy_of(case)
        if "Authorization" in case.headers:
            self.sign_in(copied)
            copied._record_starting_state()
        return copied


def _copy_of(case: Case) -> Case:
    # A request leads to its operation, and that to the whole document: shared by all.
    shared = {id(case.operation): case.operation}
    copied: Case = object.__new__(Case)
    for name in Case.__slots__:
        # A plain assignment would count as a change of what was generated.
        object.__setattr__(copied, name, deepcopy(getattr(case, name), shared))
    return copied


@pytest.fixture(scope="class")
def door(request: pytest.FixtureRequest, centre: Centre, documented: OpenApiSchema) -> Door:
    return Door(documented, centre, request.cls.actors)


@pytest.fixture(scope="class")
def realisms(request: pytest.FixtureRequest, centre: Centre) -> dict[str | None, Realism]:
    """What is real to each caller."""
    service = request.cls.service
    return {one: Realism(centre, service, actor=one) for one in request.cls.actors}


class GeneratedAsking:
    """Requests to each operation of a service, or to a `share` of them; the first caller may most.

    The tests of a class run in one process, so a large service is shared out to several.
    """

    service: str
    actors: tuple[str | None, ...]
    share = slice(None)

    def test_every_request_is_answered_as_the_document_says(
        self,
        documented: OpenApiSchema,
        door: Door,
        realisms: dict[str | None, Realism],
        operation_name: str,
    ) -> None:
        def check(case: Case) -> None:
            for actor, realism in realisms.items():
                asked = door.sent_by(actor, case)
                realism.complete(asked)
                try:
                    asked.call_and_validate()
                except BaseException as failure:
                    failure.add_note(f"asked by {actor or 'nobody'}")
                    raise
            door.actor = self.actors[0]

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


class GeneratedRequests(GeneratedAsking):
    """All tests of one service."""

    def test_requests_that_follow_from_one_another_are_answered_so_too(
        self,
        documented: OpenApiSchema,
        door: Door,
        realisms: dict[str | None, Realism],
        actor: str | None,
    ) -> None:
        door.actor = actor

        class Following(documented.as_state_machine()):  # type: ignore[misc]
            walks = 0

            def setup(self) -> None:
                super().setup()
                type(self).walks += 1

            def before_call(self, case: Case) -> None:
                realisms[actor].complete(case)

        while Following.walks < CASES_PER_OPERATION:
            left = settings(patient, max_examples=CASES_PER_OPERATION - Following.walks)
            # A walk that begins like an earlier one may end otherwise: the centre has gone on.
            with suppress(FlakyStrategyDefinition):
                seed(SEED + Following.walks)(Following).run(settings=left)

    def test_no_operation_is_left_out(self, centre: Centre) -> None:
        assert {*operations_of(centre, self.service)} == {*GOOD[self.service]}


class TestPeople(GeneratedRequests):
    service, actors = "people", ("boss", "li", None)


class TestCrm(GeneratedRequests):
    service, actors = "crm", ("boss", "crm_client", "li", None)


class TestTickets(GeneratedRequests):
    service, actors = "tickets", ("boss", "li", None)


OF_TRAINING = ("training_manager", "boss", "wang", "li", None)


class TestTraining(GeneratedRequests):
    service, actors, share = "training", OF_TRAINING, slice(0, None, 3)


class TestSecondShareOfTraining(GeneratedAsking):
    service, actors, share = "training", OF_TRAINING, slice(1, None, 3)


class TestThirdShareOfTraining(GeneratedAsking):
    service, actors, share = "training", OF_TRAINING, slice(2, None, 3)


def test_every_service_is_asked_as_agent_supervisor_and_nobody() -> None:
    asked = {one.service: one.actors for one in GeneratedRequests.__subclasses__()}
    assert {*NAMES} == {*asked}
    assert all({"li", "boss", None} <= {*actors} for actors in asked.values())
