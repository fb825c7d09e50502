"""Hundreds of learners start an exam of 16 questions within one second, and answer it.

Beside it stands what was published of Moodle 4.5 (UDELAR, 2026): 2,000 learners on 16 virtual
cores of web and database servers. Ours shares its cores with PostgreSQL and with the learners.
"""

import json
import os
from typing import Any
from uuid import UUID, uuid4

from tests.benchmarks.crowd import Crowd, Script, Step
from tests.benchmarks.http_load import post, put
from tests.benchmarks.installation import Installation
from tests.benchmarks.results import Figure, Target
from tests.benchmarks.sampling import percentile
from tests.benchmarks.web_servers import loopdesk_server
from tests.benchmarks.workbench import Workbench
from tests.support.exam_hall import QUESTIONS, ExamHall, answers_to, body_of

STARTED_WITHIN = 1.0
MOODLE_PER_CORE = 2_000 / 16
API = "/api/training/v1/sittings"
WARM_LEARNERS = 20

Acknowledged = dict[UUID, dict[int, dict[str, Any]]]


def measure(bench: Workbench) -> list[Figure]:
    """Lets learners sit an exam; each thinks for some seconds over each question."""
    installation = Installation(bench, has_broker=False)
    hall = ExamHall(installation.services["training"], installation.settings)
    with bench.preparing("a bank of questions"):
        hall.fill_bank()
    server = loopdesk_server(bench, installation.environment)
    server.start()
    learners = bench.size(500, quick=40)
    thinking = float(bench.size(5, quick=1))
    with bench.preparing(f"{WARM_LEARNERS} learners before the others"):
        _sat(hall, server.port, named="warm", learners=WARM_LEARNERS, thinking=0.5)
    p99: dict[str, list[float]] = {"start": [], "answer": [], "handing in": []}
    lost = []
    for number in range(bench.size(3, quick=1)):
        seconds, gone = _sat(
            hall, server.port, named=f"round-{number}", learners=learners, thinking=thinking
        )
        lost.append(float(gone))
        for kind, figures in p99.items():
            figures.append(percentile(seconds[kind], 0.99) * 1000)
    server.stop()
    return _figures(p99, lost, learners=learners)


def _figures(p99: dict[str, list[float]], lost: list[float], *, learners: int) -> list[Figure]:
    cores = os.cpu_count() or 1
    what = f"{learners} learners start an exam within one second"
    return [
        Figure(
            name=f"learners per core who started a {QUESTIONS}-question exam within one second",
            unit="learners/core",
            rounds=[learners / cores],
            peer="Moodle 4.5 as published: 2,000 on 16 vCPU",
            peer_rounds=[MOODLE_PER_CORE],
            target=Target("ratio at least", 1),
        ),
        Figure(
            name="acknowledged answers that the log does not hold",
            unit="answers",
            rounds=lost,
            target=Target("value exactly", 0),
        ),
        *(
            Figure(name=f"{what}: {kind}, p99", unit="ms", rounds=rounds)
            for kind, rounds in p99.items()
        ),
    ]


def _sat(
    hall: ExamHall, port: int, *, named: str, learners: int, thinking: float
) -> tuple[dict[str, list[float]], int]:
    """One exam: times by what was done, and how many answers were lost."""
    exam_id = hall.new_exam(f"hall-{named}")
    acknowledged: Acknowledged = {}
    crowd = Crowd(
        port,
        [
            _learner(
                exam_id,
                hall.token_of(one),
                acknowledged,
                begins_after=STARTED_WITHIN * number / learners,
                thinking=thinking,
            )
            for number, one in enumerate(hall.employ(learners, named=named))
        ],
    )
    crowd.run()
    assert learners * QUESTIONS == sum(map(len, acknowledged.values()))
    return crowd.seconds, hall.lost(acknowledged)


def _learner(
    exam_id: UUID, token: str, acknowledged: Acknowledged, *, begins_after: float, thinking: float
) -> Script:
    start = json.dumps({"exam_id": str(exam_id)}).encode()
    headers = {"Authorization": f"Bearer {token}"}
    begun = post(API, start, Idempotency_Key=uuid4().hex, **headers)
    shown = json.loads((yield Step("start", begins_after, begun, 201)))
    sitting_id = UUID(shown["sitting_id"])
    path = f"{API}/{sitting_id}"
    acknowledged[sitting_id] = {}
    for number, answer in answers_to(shown["questions"]).items():
        request = put(f"{path}/answers/{number}", body_of(answer), **headers)
        yield Step("answer", thinking, request, 200)
        acknowledged[sitting_id][number] = answer
    handing_in = post(f"{path}/handing-in", b"", Idempotency_Key=uuid4().hex, **headers)
    yield Step("handing in", thinking, handing_in, 200)
