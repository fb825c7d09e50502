"""Machine clients."""

import pytest

from services.people.domain.account_errors import (
    ClientClosed,
    ClientNotFound,
    PasswordTooWeak,
    RoleNotForClients,
    WrongCredentials,
)
from services.people.domain.errors import CodeTaken
from shared.errors import NotAllowed
from shared.web import TokenReader

SECRET = "s" * 40
OTHER = "t" * 40


@pytest.fixture
def crm(parts, acts):
    with acts():
        return parts.clients.register_client(name="crm", roles=["crm_client"], secret=SECRET)


@pytest.fixture
def claims(parts, acts, settings):
    reader = TokenReader(settings.token_keys_file)

    def enter(secret=SECRET, name="crm"):
        with acts(actor=None):
            return reader.read(parts.clients.sign_in_client(name=name, secret=secret))

    return enter


def test_a_client_gets_a_token_for_its_secret(crm, claims):
    found = claims()
    assert ("client:crm", ("crm_client",)) == (found.sub, found.roles)
    assert {"crm.feed"} == found.permissions


def test_a_client_may_hold_several_tokens_of_one_session(crm, claims, door):
    first, second = claims().sid, claims().sid
    assert first == second
    assert door.stands(first)


@pytest.mark.parametrize(("name", "secret"), [("crm", OTHER), ("cti", SECRET)])
def test_a_wrong_secret_and_an_unknown_name_are_refused_alike(crm, claims, name, secret):
    with pytest.raises(WrongCredentials):
        claims(secret, name)


def test_a_replaced_secret_ends_what_the_old_one_began(parts, acts, crm, claims, door):
    session_id = claims().sid
    with acts():
        parts.clients.replace_client_secret(crm.id, secret=OTHER)
    assert not door.stands(session_id)
    with pytest.raises(WrongCredentials):
        claims()
    assert session_id != claims(OTHER).sid


def test_a_closed_client_signs_in_no_more(parts, acts, crm, claims, door):
    session_id = claims().sid
    with acts():
        parts.clients.close_client(crm.id)
        with pytest.raises(ClientClosed):
            parts.clients.replace_client_secret(crm.id, secret=OTHER)
    assert not door.stands(session_id)
    with pytest.raises(WrongCredentials):
        claims()


def test_a_client_holds_roles_for_machines_only(parts, acts):
    with acts(), pytest.raises(RoleNotForClients):
        parts.clients.register_client(name="crm", roles=["system_administrator"], secret=SECRET)


def test_a_short_secret_is_refused(parts, acts):
    with acts(), pytest.raises(PasswordTooWeak):
        parts.clients.register_client(name="crm", roles=["crm_client"], secret="short")


def test_the_name_of_a_client_is_its_own(parts, acts, crm):
    with acts(), pytest.raises(CodeTaken):
        parts.clients.register_client(name="crm", roles=["crm_client"], secret=SECRET)


def test_clients_are_kept_with_the_permission_only(parts, acts, crm):
    with acts("people.manage_accounts"), pytest.raises(NotAllowed):
        parts.clients.close_client(crm.id)


def test_an_unknown_client_is_not_found(parts, acts, hire):
    with acts(), pytest.raises(ClientNotFound):
        parts.clients.client(hire().id)
