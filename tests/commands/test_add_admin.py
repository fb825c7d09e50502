"""`loopdesk people add-admin`, as an operator types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli import main
from services.operations.administrators import random_password
from services.operations.migrate import migrate
from services.people.domain.account_errors import WrongCredentials
from services.people.service import PeopleService
from shared.context import Context, acting
from shared.platform import Platform, platform_of
from shared.settings import read_settings

GIVEN = "Orchid-42-River"


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Platform:
    monkeypatch.setenv("LOOPDESK_DATA_DIR", str(tmp_path))
    platform = platform_of(read_settings())
    migrate(platform)
    return platform


def add_admin(password: str, *, staff_number: str = "S9001") -> Result:
    typed = f"{staff_number}\n林晓东\n9001\n{password}\n{password}\n"
    return CliRunner().invoke(main, ["people", "add-admin"], input=typed)


def must_change(platform: Platform, password: str) -> bool:
    """Signs in with a password; whether it has to be changed at once."""
    context = Context(occurred_at=platform.clock.now(), actor=None, ids=platform.ids("test"))
    with acting(context):
        signed_in = PeopleService(platform).sign_in.sign_in(agent_id="9001", password=password)
    return signed_in.must_change_password


def test_the_administrator_signs_in_with_the_typed_password_and_must_change_it(
    platform: Platform,
) -> None:
    assert 0 == add_admin(GIVEN).exit_code
    assert must_change(platform, GIVEN)


def test_without_a_typed_password_a_random_one_is_printed(platform: Platform) -> None:
    answer = add_admin("")
    printed = answer.output.partition("Initial password: ")[2].split()[0]
    assert 0 == answer.exit_code
    assert must_change(platform, printed)


def test_a_typed_password_is_never_printed(platform: Platform) -> None:
    assert GIVEN not in add_admin(GIVEN).output


def test_a_second_first_administrator_is_refused_in_both_languages(platform: Platform) -> None:
    add_admin(GIVEN)
    answer = add_admin(GIVEN, staff_number="S9002")
    assert 1 == answer.exit_code
    assert "首位管理员已存在" in answer.output
    assert "The first administrator is there already" in answer.output


def test_a_weak_password_is_refused_and_nobody_is_added(platform: Platform) -> None:
    assert 1 == add_admin("short").exit_code
    with pytest.raises(WrongCredentials):
        must_change(platform, "short")
    assert 0 == add_admin(GIVEN).exit_code


def test_random_passwords_hold_every_kind_of_characters_and_differ() -> None:
    passwords = {random_password() for _ in range(50)}
    assert 50 == len(passwords)
    for one in passwords:
        kinds = (str.islower, str.isupper, str.isdecimal)
        assert all(any(kind(character) for character in one) for kind in kinds)
        assert not one.isalnum()
