"""What `training` publishes of certificates has the shape of the examples that consumers read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import services.training
from services.training.domain.certificate import Certificate
from services.training.messages.certificate_events import CERTIFICATES
from services.training.messages.published import PUBLICATIONS
from services.training.service import TrainingService
from shared.bus.asyncapi import asyncapi_document
from shared.bus.envelope import Translator, place_after
from shared.bus.place import Place
from shared.clock import SetClock
from shared.ids import id_of
from tests.support.certificates import CODE, ON_PAPER, certified, evidence_id, passed
from tests.support.leading import leading_curriculum, learned
from tests.support.training import LI, QIAN, ZHAO
from tests.training.conftest import ActAs

FOLDER = Path(__file__).parents[2] / "contracts" / "training"
NAMES = [f"{one.name}.v1.json" for one in CERTIFICATES]
EXAMPLES = {one: json.loads((FOLDER / one).read_text("utf-8")) for one in NAMES}
DAY = 86_400
REASON = "多次违规外呼"
Json = dict[str, Any]


@pytest.fixture
def published(
    school: TrainingService,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
    project: Callable[[], None],
) -> Json:
    """One message of each type of this part, by name of its example."""
    cases = school.use_cases
    certificate_id = certified(school, as_employee, QIAN)
    with as_employee(QIAN):
        cases.certificates.suspend_certificate(certificate_id, cause="quality", reason=REASON)
        cases.certificates.resume_certificate(certificate_id)
    wait(360 * DAY)
    project()
    with as_timer():
        cases.certificate_watch.remind_of_expiry(clock.now())
    with as_employee(QIAN):
        renewed = passed(school, LI, clock.now())
        cases.certificates.renew_certificate(certificate_id, candidacy_id=renewed)
    with as_timer():
        held = school.store.get(Certificate, certificate_id)
        held.outdate(
            course_id=id_of("course", "cards_basic"),
            course_version=2,
            at=clock.now(),
            grace_days=30,
        )
        school.store.save(held)
    wait(40 * DAY)
    project()
    with as_timer():
        cases.certificate_watch.expire_certificates(clock.now())
    with as_employee(QIAN):
        cases.certificates.revoke_certificate(certificate_id, cause="violation", reason=REASON)
        failing = cases.candidacies.open_candidacy(ZHAO, certification_code=CODE)
        for name in ("one", "two"):
            cases.candidacies.note_stage(
                failing.id,
                stage_code="written",
                is_passed=False,
                evidence_id=evidence_id(name),
                happened_at=clock.now(),
                reason=ON_PAPER,
            )
    return {f"{name.removeprefix('loopdesk.training.')}.json": one for name, one in by_type(school)}


def by_type(school: TrainingService) -> list[tuple[str, Json]]:
    """The last message of each type."""
    translator = Translator(PUBLICATIONS, school.store.mapper, stream="loopdesk.events")
    identity, before, messages = school.store.recorder.log(), Place(), {}
    for record in school.store.recorder.select_records(after=0, limit=1000):
        made = translator.message_for(record, identity, before)
        if made is not None:
            before = place_after(made)
            messages[made["type"]] = made
    return list(messages.items())


def test_every_public_type_is_published(published: Json) -> None:
    assert set(NAMES) <= set(published)


def test_what_is_published_has_exactly_the_fields_of_its_example(published: Json) -> None:
    optional = {"correlationid", "causationid"}
    for name, example in EXAMPLES.items():
        assert set(example) - optional == set(published[name]) - optional, name
        assert set(example["data"]) == set(published[name]["data"]), name


def test_examples_and_messages_fit_the_described_schemas(published: Json) -> None:
    document = asyncapi_document(
        title="training", version="1", description="", published=[PUBLICATIONS]
    )
    for name, example in EXAMPLES.items():
        schema = {
            **document["components"]["messages"][example["type"]]["payload"],
            "components": document["components"],
        }
        for one in (example, published[name]):
            jsonschema.validate(one, schema, cls=jsonschema.Draft7Validator)


def test_nothing_personal_is_in_clear(school: TrainingService, published: Json) -> None:
    stored = b"".join(
        one.state for one in school.store.recorder.select_records(after=0, limit=1000)
    ).decode()

    assert REASON not in json.dumps(published, ensure_ascii=False) + stored


def test_the_readme_names_all_public_events() -> None:
    readme = Path(services.training.__file__).with_name("README.md").read_text("utf-8")

    assert [] == [one.name for one in CERTIFICATES if f"`{one.name}`" not in readme]


def test_it_is_told_that_a_curriculum_has_opened_a_candidacy(
    school: TrainingService, as_employee: ActAs, decide: Callable[[], int]
) -> None:
    learned(school, as_employee, leading_curriculum(school, as_employee))
    assert 1 == decide()
    data = dict(by_type(school))["loopdesk.training.candidacy_opened.v1"]["data"]

    assert ("curriculum", str(LI), CODE) == (
        data["origin"],
        data["employee_id"],
        data["certification_code"],
    )
