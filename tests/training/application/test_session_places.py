"""Places go to whoever comes first, and freed ones to whoever waits longest."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from services.training.domain import session_errors as errors
from services.training.domain.errors import EmployeeUnknown
from services.training.domain.session import TrainingSession
from services.training.service import TrainingService
from shared.bus.message import Message
from shared.errors import NotAllowed, Stale
from shared.event_store.history import history
from tests.support.parts import message, tell
from tests.support.sessions import HOUR, TUESDAY, plan
from tests.support.training import FENG, LI, QIAN, SUN, WANG, WU, ZHAO, ZHENG, ZHOU
from tests.training.conftest import ActAs


@pytest.fixture
def session_id(school: TrainingService, as_employee: ActAs) -> UUID:
    """A session of Zhou's with one place."""
    with as_employee(QIAN):
        return plan(school).id


def stored(school: TrainingService, session_id: UUID) -> TrainingSession:
    return school.store.get(TrainingSession, session_id)


def take(school: TrainingService, as_employee: ActAs, session_id: UUID, *who: UUID) -> None:
    for one in who:
        with as_employee(one):
            school.use_cases.session_places.take_place(session_id)


def waiting(session: TrainingSession) -> list[UUID]:
    return [one.employee_id for one in session.waiting]


def last_event(school: TrainingService, session_id: UUID) -> tuple[str, dict[str, object]]:
    entry = history(school.store, session_id)[-1]
    return entry.topic, {name: after for name, (_, after) in entry.changes.items()}


def test_the_first_have_places_and_the_others_wait_in_their_order(
    school: TrainingService, as_employee: ActAs, session_id: UUID
) -> None:
    take(school, as_employee, session_id, LI, ZHAO, SUN)
    session = stored(school, session_id)

    assert ((LI,), [ZHAO, SUN]) == (session.places, waiting(session))
    assert [None, 1, 2] == [session.waiting_place(one) for one in (LI, ZHAO, SUN)]


def test_a_freed_place_goes_to_the_first_waiting_and_the_event_says_so(
    school: TrainingService, as_employee: ActAs, session_id: UUID
) -> None:
    take(school, as_employee, session_id, LI, ZHAO, SUN)
    with as_employee(LI):
        school.use_cases.session_places.give_up_place(session_id)
    session = stored(school, session_id)
    [taken] = [
        school.store.mapper.to_domain_event(one)
        for one in school.store.recorder.select_history(session_id)
    ][-1:]

    assert ((ZHAO,), [SUN]) == (session.places, waiting(session))
    assert "training.session.place_taken" == taken.TOPIC
    assert (ZHAO, "freed", LI) == (taken.employee_id, taken.cause, taken.instead_of)


def test_whoever_waits_and_is_elsewhere_by_then_is_passed_over_and_told_so(
    school: TrainingService, as_employee: ActAs, session_id: UUID
) -> None:
    with as_employee(QIAN):
        other = plan(school, TUESDAY + HOUR, trainer_ids=[WU]).id
    take(school, as_employee, session_id, LI, ZHAO, SUN)
    take(school, as_employee, other, ZHAO)
    with as_employee(LI):
        school.use_cases.session_places.give_up_place(session_id)
    session = stored(school, session_id)

    assert ((SUN,), []) == (session.places, waiting(session))
    assert (other,) == tuple(
        one for one in (session_id, other) if ZHAO in stored(school, one).places
    )


def test_new_places_go_to_who_waits_and_taken_ones_stay(
    school: TrainingService, as_employee: ActAs, session_id: UUID
) -> None:
    sessions = school.use_cases.sessions
    take(school, as_employee, session_id, LI, ZHAO, SUN)
    with as_employee(QIAN):
        sessions.change_capacity(session_id, capacity=2, expected_version=4)
        with pytest.raises(errors.PlacesTaken):
            sessions.change_capacity(session_id, capacity=1)
        with pytest.raises(errors.CapacityWrong):
            sessions.change_capacity(session_id, capacity=301)
        with pytest.raises(Stale):
            sessions.change_capacity(session_id, capacity=3, expected_version=4)
    with as_employee(LI), pytest.raises(NotAllowed):
        sessions.change_capacity(session_id, capacity=9)
    session = stored(school, session_id)

    assert (2, (LI, ZHAO), [SUN]) == (session.capacity, session.places, waiting(session))


@pytest.mark.parametrize("tries", range(3))
def test_of_many_who_want_the_last_place_exactly_one_gets_it(
    school: TrainingService, as_employee: ActAs, session_id: UUID, tries: int
) -> None:
    wishing = [LI, ZHAO, SUN, WANG, WU, ZHENG, FENG, QIAN]

    def wish(one: UUID) -> None:
        with as_employee(one):
            school.use_cases.session_places.take_place(session_id)

    with ThreadPoolExecutor(len(wishing)) as pool:
        assert [None] * len(wishing) == list(pool.map(wish, wishing))
    session = stored(school, session_id)

    assert 1 == len(session.places)
    assert {*wishing} == {*session.places, *waiting(session)}


def test_of_two_sessions_at_one_time_a_learner_gets_one_however_they_race(
    school: TrainingService, as_employee: ActAs, session_id: UUID
) -> None:
    with as_employee(QIAN):
        other = plan(school, trainer_ids=[WU]).id

    def wish(one: UUID) -> bool:
        with as_employee(LI):
            try:
                school.use_cases.session_places.take_place(one)
            except errors.TimesClash:
                return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert [False, True] == sorted(pool.map(wish, (session_id, other)))
    assert 1 == sum(LI in stored(school, one).places for one in (session_id, other))


def test_nobody_takes_two_places_nor_one_in_their_own_session(
    school: TrainingService, as_employee: ActAs, session_id: UUID
) -> None:
    take(school, as_employee, session_id, LI, ZHAO)
    for who in (LI, ZHAO):
        with pytest.raises(errors.PlaceAlreadyTaken):
            take(school, as_employee, session_id, who)
    with pytest.raises(errors.TrainerTakesNoPlace):
        take(school, as_employee, session_id, ZHOU)
    with as_employee(SUN), pytest.raises(errors.NoPlaceTaken):
        school.use_cases.session_places.give_up_place(session_id)
    with pytest.raises(errors.SessionNotFound):
        take(school, as_employee, UUID(int=1), LI)


@pytest.mark.parametrize("giver", [QIAN, ZHOU])
def test_places_are_given_and_taken_away_by_who_plans_or_teaches(
    school: TrainingService, as_employee: ActAs, session_id: UUID, giver: UUID
) -> None:
    places = school.use_cases.session_places
    with as_employee(giver):
        places.give_place(session_id, employee_id=LI)
        places.give_place(session_id, employee_id=ZHAO)
        places.withdraw_place(session_id, employee_id=LI)
        with pytest.raises(errors.NotForOneself):
            places.give_place(session_id, employee_id=giver)
        with pytest.raises(EmployeeUnknown):
            places.give_place(session_id, employee_id=UUID(int=9))

    assert (ZHAO,) == stored(school, session_id).places


def test_nobody_else_gives_places(
    school: TrainingService, as_employee: ActAs, session_id: UUID
) -> None:
    places = school.use_cases.session_places
    with as_employee(LI), pytest.raises(NotAllowed):
        places.give_place(session_id, employee_id=ZHAO)
    teaches_elsewhere = frozenset({"people.self", "training.teach"})
    with as_employee(WU, teaches_elsewhere), pytest.raises(errors.NotTheTrainer):
        places.give_place(session_id, employee_id=ZHAO)


def test_shortly_before_a_place_is_given_up_by_who_plans_only(
    school: TrainingService, as_employee: ActAs, session_id: UUID, wait: Callable[[int], None]
) -> None:
    places = school.use_cases.session_places
    take(school, as_employee, session_id, LI, ZHAO, SUN)
    wait(86_400 - 7_199)
    with as_employee(LI), pytest.raises(errors.GiveUpTooLate):
        places.give_up_place(session_id)
    with as_employee(ZHAO):
        places.give_up_place(session_id)
    with as_employee(QIAN):
        places.withdraw_place(session_id, employee_id=LI)

    assert (SUN,) == stored(school, session_id).places


def test_whoever_has_left_frees_their_places_and_waits_no_more(
    school: TrainingService,
    as_employee: ActAs,
    session_id: UUID,
    project: Callable[[], None],
    react: Callable[[Message], None],
) -> None:
    with as_employee(QIAN):
        full = plan(school, TUESDAY + 3 * HOUR).id
    take(school, as_employee, session_id, LI, ZHAO)
    take(school, as_employee, full, SUN, LI)
    project()
    gone = message("people.employee_left", {"employee_id": str(LI), "last_day": "2020-01-06"})
    tell(school.models.staff, gone)
    react(gone)

    assert (ZHAO,) == stored(school, session_id).places
    assert [] == waiting(stored(school, full))


def test_a_departure_that_is_heard_of_late_leaves_what_has_begun_and_frees_the_rest(
    school: TrainingService,
    as_employee: ActAs,
    session_id: UUID,
    wait: Callable[[int], None],
    project: Callable[[], None],
    react: Callable[[Message], None],
) -> None:
    with as_employee(QIAN):
        later = plan(school, TUESDAY + 3 * HOUR).id
    for one in (session_id, later):
        take(school, as_employee, one, LI)
    project()
    wait(86_400)
    react(message("people.employee_left", {"employee_id": str(LI), "last_day": "2020-01-06"}))

    assert [(LI,), ()] == [stored(school, one).places for one in (session_id, later)]
