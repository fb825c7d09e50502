"""An erasure and a first sealing at the same moment, on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from shared.sealed import Erased
from shared.settings import Settings
from tests.shared.sealed.key_stores import OnPostgreSQL, OpenKeys
from tests.support.eventually import eventually

ANNA = "customer:1"


class TestErasingAtOnce(OnPostgreSQL):
    def test_no_key_is_made_for_a_person_who_is_just_being_erased(
        self, installation: Settings, open_keys: OpenKeys
    ) -> None:
        url, keys = installation.keys_database_url, open_keys()
        with (
            psycopg.connect(url, options="-c search_path=keys") as erasing,
            psycopg.connect(url, autocommit=True) as watcher,
            ThreadPoolExecutor() as pool,
        ):
            erasing.execute("INSERT INTO subjects VALUES (%s, 'now')", (ANNA,))
            sealing = pool.submit(keys.seal, ANNA, "张三")
            waiting = (
                "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE NOT granted AND datname = current_database()"
            )
            eventually(lambda: watcher.execute(waiting).fetchone(), within=30)
            erasing.commit()
            with pytest.raises(Erased):
                sealing.result(timeout=30)
            assert erasing.execute("SELECT count(*) FROM subject_keys").fetchone() == (0,)
