"""Nobody can tell whose an anonymous answer is, with all files, logs and keys in their hands.

Forty people answer five surveys, 200 answers in forty batches. The attacker has watched in which
order they answered and knows which people and which answers belong to each batch; has the database
files with their write-ahead logs, the key store with the master key, what was logged, and what was
published; and tries every way to match an order of the people with an order of the answers. By
chance one answer of each batch finds its owner.

Of a thousand ways some pass any bound by luck. So a way counts as a leak when it passes the 95 %
bound in five rounds of 200 answers, one after the other; rounds end when no way is left.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import pytest
from structlog.testing import capture_logs

from services.training.application.sealed_answers import (
    LENGTH,
    PARTICIPANT,
    SealedAnswers,
    padded,
    words_subject,
)
from services.training.application.surveys import Surveys
from services.training.domain.survey import (
    LONGEST_COMMENT,
    MOST_QUESTIONS,
    SurveyPlan,
    SurveyQuestion,
)
from services.training.messages.published import PUBLICATIONS
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.sealed.master_key import read_master_key
from shared.settings import Settings
from tests.support.anonymity_attacker import Batch, Loot, chance, hits_by_strategy
from tests.support.evaluation import COURSE
from tests.support.parts import message, tell
from tests.support.training import QIAN
from tests.training.conftest import ActAs

PEOPLE = tuple(UUID(int=0x9000_0000_0000 + 7919 * number) for number in range(40))
SURVEYS = 5
ROUNDS = 5
QUESTIONS = (
    SurveyQuestion(code="useful", aspect="content", zh="内容有用吗？", en="Was it useful?"),
    SurveyQuestion(code="clear", aspect="lecturer", zh="讲得清楚吗？", en="Was it clear?"),
)

T = TypeVar("T")


class AsTheyLie:
    """A faulty order: that in which the rows lie, by employee id."""

    def sample(self, population: Sequence[T], k: int) -> list[T]:
        return list(population[:k])


class AsTheyCame:
    """A faulty order: that in which the answers came."""

    def __init__(self) -> None:
        self.arrivals: list[UUID] = []

    def sample(self, population: Sequence[T], k: int) -> list[T]:
        rank = {str(one): number for number, one in enumerate(self.arrivals)}
        rows: list[Any] = sorted(population, key=lambda row: rank[row.key.partition("/")[2]])  # type: ignore[attr-defined]
        return rows[:k]


class Scene:
    """Surveys that forty people answer, and what the attacker gets of it.

    Args:
        school: the service.
        order: where the order of batches comes from; None for the product's own.
        acting: acts as employees and as the timer.
        log: what the processes log.
        moves_on: lets a minute pass and brings the read models up to date.
    """

    def __init__(
        self,
        school: TrainingService,
        *,
        order: Any,
        acting: tuple[ActAs, ActAs],
        clock: SetClock,
        project: Callable[[], None],
    ) -> None:
        self.school = school
        self.order = order
        self.as_employee, self.as_timer = acting
        self._clock = clock
        self._project = project
        self.arrivals: dict[UUID, list[UUID]] = {}
        bench, models = school.use_cases.bench, school.models
        sealed = SealedAnswers(bench, rows=school.store.recorder, order=order)
        self.surveys = Surveys(bench, sealed=sealed, everybody=models.staff, opened=models.surveys)

    def open(self) -> UUID:
        """A survey of everybody."""
        with self.as_employee(QIAN):
            plan = SurveyPlan(
                course_id=COURSE,
                trainer_ids=(),
                questions=QUESTIONS,
                invited=PEOPLE,
                is_anonymous=True,
                closes_at=self._clock.now() + timedelta(days=7),
            )
            survey_id = self.surveys.open_survey(plan).id
        self._project()
        return survey_id

    def answer(self, survey_id: UUID, employee_id: UUID) -> None:
        """Somebody answers; the comment names them, by which the test knows the truth."""
        scores = {"useful": 1 + employee_id.int % 5, "clear": 5}
        with self.as_employee(employee_id):
            self.surveys.answer_survey(survey_id, scores=scores, comment=f"是我：{employee_id}")
        if isinstance(self.order, AsTheyCame):
            self.order.arrivals.append(employee_id)

    def tick(self) -> None:
        """The timer comes round."""
        self._clock.move_to(self._clock.now() + timedelta(minutes=1))
        with self.as_timer():
            self.surveys.write_answers(self._clock.now())

    def play(self, *, surveys: int = SURVEYS) -> list[Batch]:
        """So many surveys from their opening to their end."""
        batches = []
        for _ in range(surveys):
            survey_id = self.open()
            if isinstance(self.order, AsTheyCame):
                self.order.arrivals.clear()
            arrivals = random.sample(PEOPLE, len(PEOPLE))
            for number, one in enumerate(arrivals, start=1):
                self.answer(survey_id, one)
                if number % 5 == 0:
                    self.tick()
            with self.as_employee(QIAN):
                self.surveys.close_survey(survey_id)
            batches += self.batches(survey_id, arrivals)
        return batches

    def batches(self, survey_id: UUID, arrivals: Sequence[UUID]) -> list[Batch]:
        """The batches of a survey as they stand in the log."""
        found: list[list[Any]] = []
        for record in self.school.store.recorder.select_records(after=0, limit=100_000):
            event = self.school.store.mapper.to_domain_event(record)
            if record.topic == "training.survey.answers_counted":
                if event.originator_id == survey_id:
                    found.append([])
            elif record.topic == "training.survey_answer.given" and event.survey_id == survey_id:
                found[-1].append(event)
        return [self._batch(one, survey_id, arrivals) for one in found]

    def _batch(self, events: list[Any], survey_id: UUID, arrivals: Sequence[UUID]) -> Batch:
        keys = self.school.keys
        assert {words_subject(survey_id)} == {one.comment.subject for one in events}
        said = [keys.open(one.comment, purpose="know-the-truth") for one in events]
        owners = [UUID(one.removeprefix("是我：")) for one in said]
        return Batch(
            answers=tuple(one.originator_id for one in events),
            event_ids=tuple(one.meta.event_id for one in events),
            owners=tuple(owners),
            arrivals=tuple(one for one in arrivals if one in owners),
        )


Stage = Callable[..., Scene]


@pytest.fixture
def stage(
    school: TrainingService,
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
        return Scene(school, order=order, acting=acting, clock=clock, project=project)

    return set_scene


@pytest.fixture
def log() -> Iterator[list[Any]]:
    """What is logged meanwhile."""
    with capture_logs() as entries:
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
