"""One bus process of many leads; another takes over when it has gone."""

from __future__ import annotations

import psycopg

from shared.bus.session_lock import SessionLock


def test_only_one_process_leads_and_another_takes_over(postgres_url: str) -> None:
    first, second = SessionLock(postgres_url, "relay"), SessionLock(postgres_url, "relay")
    assert (True, True, False) == (first.is_held(), first.is_held(), second.is_held())
    first.close()
    assert second.is_held()
    second.close()


def test_different_relays_have_leaders_of_their_own(postgres_url: str) -> None:
    one, other = SessionLock(postgres_url, "one"), SessionLock(postgres_url, "other")
    assert (True, True) == (one.is_held(), other.is_held())
    one.close()
    other.close()


def test_a_leader_whose_session_was_ended_leads_no_more(postgres_url: str) -> None:
    leader = SessionLock(postgres_url, "ended")
    assert leader.is_held()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks"
            " WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    assert not leader.is_held()
    assert leader.is_held()
    leader.close()
