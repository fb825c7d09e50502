"""Defaults that a release ships, recorded at migrate."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from shared.context import Context, acting
from shared.event_store import EventStore
from shared.rules import Rules, install_rules
from tests.shared.rules.conftest import NOW, TriedRules

LONG_AGO = datetime(2003, 3, 3, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


class Ship(Protocol):
    def __call__(self, moment: datetime, *, tries: int) -> int: ...


@pytest.fixture
def ship(tmp_path: Path, store: EventStore) -> Ship:
    def ship_at(moment: datetime, *, tries: int) -> int:
        path = tmp_path / "rules.toml"
        path.write_text(f"[limits]\ntries = {tries}\nminutes = 15\n")
        with acting(Context(occurred_at=moment, actor="service:tried", kind="service")):
            return install_rules(store, TriedRules, path=path)

    return ship_at


def tries(store: EventStore, at: datetime) -> int:
    return Rules(store, TriedRules).in_force("limits", at=at).content["tries"]


def test_the_first_defaults_are_in_force_from_ever(ship: Ship, store: EventStore) -> None:
    assert 1 == ship(NOW, tries=5)
    assert 5 == tries(store, LONG_AGO)


def test_a_second_migrate_records_nothing(ship: Ship, store: EventStore) -> None:
    ship(NOW, tries=5)
    before = store.recorder.last_position()
    assert 0 == ship(LATER, tries=5)
    assert before == store.recorder.last_position()


def test_a_new_default_is_in_force_from_its_migrate_on(ship: Ship, store: EventStore) -> None:
    ship(NOW, tries=5)
    assert 1 == ship(LATER, tries=4)
    assert [5, 4] == [tries(store, at) for at in (NOW, LATER)]


def test_a_release_that_steps_back_records_nothing(ship: Ship) -> None:
    ship(NOW, tries=5)
    ship(LATER, tries=4)
    assert 0 == ship(LATER, tries=5)


def test_a_new_default_never_overrides_what_the_centre_entered(
    ship: Ship, store: EventStore
) -> None:
    ship(NOW, tries=5)
    book = store.get(TriedRules, TriedRules.id_for("limits"))
    book.add_version(
        {"tries": 9, "minutes": 15}, effective_from=NOW, source="entered", reason="agreed"
    )
    store.save(book)
    assert 1 == ship(LATER, tries=4)
    assert 9 == tries(store, LATER + timedelta(days=1))
    proposal = store.get(TriedRules, TriedRules.id_for("limits")).versions[-1]
    assert (None, 4) == (proposal.effective_from, proposal.content["tries"])


def test_a_value_outside_a_rule_set_is_refused(tmp_path: Path, store: EventStore) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("tries = 5\n")
    with pytest.raises(TypeError, match="tries"):
        install_rules(store, TriedRules, path=path)
