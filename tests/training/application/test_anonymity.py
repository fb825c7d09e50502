"""Nobody can tell whose an anonymous answer is, with all files, logs and keys in their hands.

Forty people answer five surveys, 200 answers in forty batches. The attacker has watched in which
order they answered and knows which people and which answers belong to each batch; has the database
files with their write-ahead logs, the key store with the master key, the log with a line for each
request, and what was published; and tries every way to match an order of the people with an order
of the answers. By chance one answer of each batch finds its owner.

Of a thousand ways some pass any bound by luck. So a way counts as a leak when it passes the 95 %
bound in five rounds of 200 answers, one after the other; rounds end when no way is left.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import structlog
from structlog.testing import capture_logs

from services.training.application.sealed_answers import LENGTH, PARTICIPANT, padded
from services.training.domain.survey import LONGEST_COMMENT, MOST_QUESTIONS
from services.training.messages.published import PUBLICATIONS
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.sealed.master_key import read_master_key
from shared.settings import Settings
from tests.support.anonymity_attacker import Loot, chance, hits_by_strategy
from tests.support.anonymity_scene import PEOPLE, AsTheyCame, AsTheyLie, Scene
from tests.support.parts import message, tell
from tests.support.training import QIAN
from tests.training.conftest import ActAs
from tests.training.entrypoints.conftest import Ask, ask, client

__all__ = ["ask", "client"]

ROUNDS = 5

Stage = Callable[..., Scene]


@pytest.fixture
def stage(
    school: TrainingService,
    ask: Ask,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    project: Callable[[], None],
) -> Stage:
    """Sets a scene, with an order of its own if asked for."""
    for one in PEOPLE:
        hired = {"employee_id": str(one), "site_id": None, "hired_on": "2019-01-02"}
        tell(school.models.staff, message("people.employee_hired", hired))

    def set_scene(order: Any = None) -> Scene:
        acting = (as_employee, as_timer)
        return Scene(school, ask=ask, order=order, acting=acting, clock=clock, project=project)

    return set_scene


@pytest.fixture
def log() -> Iterator[list[Any]]:
    """What is logged meanwhile, of each request too, with its time and correlation."""
    moment = structlog.processors.TimeStamper(fmt="iso", utc=True)
    with capture_logs(processors=[structlog.contextvars.merge_contextvars, moment]) as entries:
        yield entries


@pytest.fixture
def steal(school: TrainingService, settings: Settings, log: list[Any]) -> Callable[[], Loot]:
    """Carries off everything there is."""

    def carry_off() -> Loot:
        folder = Path(settings.data_dir)
        files = {
            str(one.relative_to(folder)): one.read_bytes()
            for one in sorted(folder.rglob("*.sqlite*"))
            if "training" in one.name or "keys" in one.name
        }
        return Loot(
            files=files,
            log=msgspec.json.encode([log, published(school)], enc_hook=str),
            master=read_master_key(settings.master_key_file),
        )

    return carry_off


def published(school: TrainingService) -> list[Any]:
    """What went to the broker."""
    found = []
    for record in school.store.recorder.select_records(after=0, limit=100_000):
        form = PUBLICATIONS.public_form_of(record.topic, stream="loopdesk.events")
        if form is not None:
            found.append(form.content_of(school.store.mapper.to_domain_event(record)))
    return found


def test_two_hundred_answers_of_forty_people_are_linked_no_better_than_by_chance(
    stage: Stage, steal: Callable[[], Loot], capsys: pytest.CaptureFixture[str]
) -> None:
    suspects: set[str] | None = None
    for _ in range(ROUNDS):
        batches = stage().play()
        loot = steal()
        hits = hits_by_strategy(batches, loot)
        expected, bound = chance(batches)
        over = {name for name, count in hits.items() if count > bound}
        suspects = over if suspects is None else suspects & over
        best = max(hits, key=hits.__getitem__)
        with capsys.disabled():
            sys.stdout.write(
                f"\n{sum(len(one.answers) for one in batches)} answers in {len(batches)} batches:"
                f" {len(hits)} ways, {expected:.0f} hits expected, at most {bound:.1f} by chance"
                f" (95 %); the best way ({best}) has {hits[best]}\n"
            )

        assert (200, 40) == (sum(len(one.answers) for one in batches), len(batches))
        assert loot.sealed()
        assert [] == loot.opened()
        if not suspects:
            break
    assert set() == suspects


@pytest.mark.parametrize(
    ("order", "way"),
    [
        (AsTheyLie(), "employee id along position"),
        (AsTheyCame(), "arrival along position"),
    ],
    ids=["as they lie", "as they came"],
)
def test_the_same_attacker_finds_over_90_per_cent_where_an_order_is_kept(
    stage: Stage, steal: Callable[[], Loot], order: Any, way: str
) -> None:
    batches = stage(order).play()
    hits = hits_by_strategy(batches, steal())

    assert 0.9 * 200 < hits[way]


def test_the_attacker_reads_in_the_log_who_answered_in_which_order(
    stage: Stage, steal: Callable[[], Loot]
) -> None:
    scene, came = stage(), PEOPLE[3::-1]
    survey_id = scene.open()
    for one in came:
        scene.answer(survey_id, one)
    loot = steal()
    places = [loot.place_of("log", one, is_last=False) for one in came]

    assert -1 not in places
    assert sorted(places) == places


def test_while_a_survey_goes_on_the_attacker_with_the_master_key_reads_what_lies_sealed(
    stage: Stage, steal: Callable[[], Loot]
) -> None:
    """So that the attacker who finds nothing afterwards is known to look in the right places."""
    scene = stage()
    survey_id = scene.open()
    for one in PEOPLE[:4]:
        scene.answer(survey_id, one)

    found = b"".join(steal().opened())
    assert [True] * 4 == [str(one).encode() in found for one in PEOPLE[:4]]

    with scene.as_employee(QIAN):
        scene.surveys.close_survey(survey_id)
    loot = steal()

    assert loot.sealed()
    assert [] == loot.opened()
    assert [] == scene.batches(survey_id, PEOPLE[:4])


def test_what_is_stored_of_an_answer_says_neither_who_nor_when(
    stage: Stage, clock: SetClock
) -> None:
    scene = stage()
    survey_id = scene.open()
    for one in PEOPLE[:10]:
        scene.answer(survey_id, one)
    scene.tick()
    [batch] = scene.batches(survey_id, PEOPLE[:10])
    recorder = scene.school.store.recorder
    events = [recorder.select_history(one)[0] for one in batch.answers]
    metas = [msgspec.json.decode(one.state)["meta"] for one in events]
    day = clock.now().replace(hour=0, minute=0, second=0)

    assert 5 == len(batch.answers)
    assert {4} == {one.version for one in (*batch.answers, *batch.event_ids)}
    assert [{"event_id", "occurred_at", "kind", "channel", "class_version"}] * 5 == [
        set(one) for one in metas
    ]
    assert {("anonymous", day.isoformat().replace("+00:00", ".000000Z"))} == {
        (one["kind"], one["occurred_at"]) for one in metas
    }
    assert 1 == len({one.recorded_at for one in events})
    assert all(str(one).encode() not in two.state for one in PEOPLE for two in events)


def test_a_participant_s_row_holds_no_time_and_is_as_long_as_any_other(stage: Stage) -> None:
    scene = stage()
    survey_id = scene.open()
    with scene.as_employee(PEOPLE[0]):
        scene.surveys.answer_survey(survey_id, scores={"useful": 1, "clear": 1}, comment=None)
    with scene.as_employee(PEOPLE[1]):
        longest = "\x01" * LONGEST_COMMENT
        scene.surveys.answer_survey(survey_id, scores={"useful": 5, "clear": 5}, comment=longest)
    rows = scene.school.store.recorder.side_rows(PARTICIPANT)

    assert [{"sealed"}, {"sealed"}] == [set(one.content) for one in rows]
    assert 1 == len({len(one.value) for one in rows})
    assert [None, None] == [one.expires_at for one in rows]


def test_no_answer_is_longer_than_all_are_made() -> None:
    scores = {f"{number:060}": 5 for number in range(MOST_QUESTIONS)}

    assert LENGTH == len(padded({"scores": scores, "comment": "\x01" * LONGEST_COMMENT}).encode())
    assert LENGTH == len(padded({"scores": {}, "comment": None}).encode())


def test_the_product_s_order_comes_from_the_operating_system(school: TrainingService) -> None:
    sealed = school.use_cases.evaluation.surveys._sealed

    assert random.SystemRandom is type(sealed._order)
