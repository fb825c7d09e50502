from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from services.training.domain.certificate import Certificate
from services.training.service import TrainingService
from shared.clock import SetClock
from shared.event_store import EventStore
from tests.support.certificates import certified
from tests.support.training import LI, QIAN, ZHAO
from tests.training.conftest import ActAs

DAY = 86_400


@pytest.fixture
def run(
    school: TrainingService, as_timer: ActAs, clock: SetClock, project: Callable[[], None]
) -> Callable[[str], int]:
    """Runs a timer on read models that are up to date."""
    projected = 0

    def once(name: str) -> int:
        nonlocal projected
        # Most days of a year add nothing to the log, and looking at each read model takes long.
        if projected != (end := school.store.recorder.last_position()):
            project()
            projected = end
        with as_timer():
            done: int = getattr(school.use_cases.certificate_watch, name)(clock.now())
        return done

    return once


def names(store: EventStore, certificate_id: UUID) -> list[str]:
    records = store.recorder.select_records(after=0, limit=1000)
    mine = [one for one in records if one.originator_id == certificate_id]
    return [one.topic.rpartition(".")[2] for one in mine]


def test_an_end_is_recorded_once_however_often_the_timer_runs(
    school: TrainingService,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
    run: Callable[[str], int],
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    wait(364 * DAY)
    assert 0 == run("expire_certificates")
    wait(2 * DAY)
    assert 1 == run("expire_certificates")
    with as_timer():
        behind = school.use_cases.certificate_watch.expire_certificates(clock.now())
    assert 0 == behind
    assert 0 == run("expire_certificates")
    assert ["issued", "expired"] == names(school.store, certificate_id)


def test_of_two_timers_at_once_one_records_the_end(
    school: TrainingService,
    as_employee: ActAs,
    as_timer: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
    run: Callable[[str], int],
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    wait(366 * DAY)
    slow = school.store.get(Certificate, certificate_id)
    with as_timer():
        slow.expire(at=clock.now())
    assert 1 == run("expire_certificates")
    with as_timer(), pytest.raises(Exception, match="changed"):
        school.store.save(slow)
    assert ["issued", "expired"] == names(school.store, certificate_id)


def test_reminders_come_as_the_rules_say_each_once(
    school: TrainingService,
    as_employee: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
    run: Callable[[str], int],
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    sent = []
    for _ in range(366):
        wait(DAY)
        sent.append(run("remind_of_expiry") + run("remind_of_expiry"))
    certificate = school.store.get(Certificate, certificate_id)
    days = [day for day, count in enumerate(sent, start=1) if count]

    assert frozenset({90, 60, 30, 7}) == certificate.reminded
    assert [275, 305, 335, 358] == days
    assert 4 == sum(sent)


def test_nobody_is_reminded_of_what_was_revoked(
    school: TrainingService,
    as_employee: ActAs,
    wait: Callable[[int], None],
    run: Callable[[str], int],
) -> None:
    certificate_id = certified(school, as_employee, QIAN)
    with as_employee(QIAN):
        school.use_cases.certificates.revoke_certificate(certificate_id, cause="other", reason="x")
    wait(360 * DAY)
    assert 0 == run("remind_of_expiry")
    wait(30 * DAY)
    assert 0 == run("expire_certificates")


def test_certificates_of_several_holders_end_each_on_their_own_day(
    school: TrainingService,
    as_employee: ActAs,
    clock: SetClock,
    wait: Callable[[int], None],
    run: Callable[[str], int],
) -> None:
    certified(school, as_employee, QIAN, LI)
    wait(10 * DAY)
    certified(school, as_employee, QIAN, ZHAO)
    clock.move_to(clock.now() + timedelta(days=357))
    assert 1 == run("expire_certificates")
    wait(10 * DAY)
    assert 1 == run("expire_certificates")
