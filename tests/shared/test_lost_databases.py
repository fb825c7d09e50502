"""A database that goes without a word is noticed: nobody waits for hours for its answer."""

import socket

import psycopg
import pytest

from shared.settings import Settings, read_settings
from tests.support.servers import PrivatePostgres


def settings_with(url: str) -> Settings:
    return read_settings({"LOOPDESK_DATABASE_URL": url})


def tcp_options(url: str) -> tuple[int, int]:
    """Seconds of silence before the first probe, and milliseconds without an answer at most."""
    with (
        psycopg.connect(url) as connection,
        socket.socket(fileno=connection.fileno()) as line,
    ):
        options = (
            line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
            line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
        )
        line.detach()
    return options


@pytest.mark.parametrize("given", ["", "?application_name=night"])
def test_connections_probe_a_silent_server_and_give_it_up(
    postgres_server: PrivatePostgres, given: str
) -> None:
    settings = settings_with(postgres_server.url() + given)
    for url in (settings.database_url_of("tickets"), settings.keys_database_url):
        assert tcp_options(url) == (10, 20_000)


def test_whoever_sets_the_times_in_the_url_keeps_them(postgres_server: PrivatePostgres) -> None:
    url = f"{postgres_server.url()}?keepalives_idle=60&tcp_user_timeout=90000"
    assert tcp_options(settings_with(url).database_url_of("tickets")) == (60, 90_000)


def test_an_embedded_installation_has_no_database_url() -> None:
    assert settings_with("").is_embedded
