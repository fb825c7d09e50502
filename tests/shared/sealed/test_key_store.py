"""Sealing, opening and erasing personal data: the same cases on SQLite and PostgreSQL."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import msgspec
import pytest
from structlog.testing import capture_logs

from shared.context import Context, acting
from shared.sealed import Erased, KeyLost, KeyUseNotGranted, SealBroken
from shared.sealed.key_store import LONGEST_USE
from tests.shared.sealed.key_stores import OnPostgreSQL, OnSQLite, OpenKeys, Seconds

ANNA, BO = "customer:1", "customer:2"


class Sealing:
    def test_a_sealed_text_is_opened_by_another_process(self, open_keys: OpenKeys) -> None:
        sealed = open_keys().seal(ANNA, "张三 ☎ 138")
        assert open_keys().open(sealed, purpose="test") == "张三 ☎ 138"

    def test_equal_texts_of_one_subject_look_different(self, open_keys: OpenKeys) -> None:
        keys = open_keys()
        first, second = keys.seal(ANNA, "张三"), keys.seal(ANNA, "张三")
        assert first.key_id == second.key_id
        assert (first.nonce, first.text) != (second.nonce, second.text)

    def test_two_processes_that_seal_first_at_once_agree_on_the_key(
        self, open_keys: OpenKeys
    ) -> None:
        stores = [open_keys() for _ in range(4)]
        with ThreadPoolExecutor(4) as processes:
            sealed = list(processes.map(lambda one: one.seal(ANNA, "张三"), stores))
        assert len({one.key_id for one in sealed}) == 1
        assert {"张三"} == {stores[0].open(one, purpose="test") for one in sealed}

    def test_after_a_rotation_a_new_key_seals_and_the_old_one_still_opens(
        self, open_keys: OpenKeys
    ) -> None:
        keys = open_keys()
        before = keys.seal(ANNA, "old")
        keys.rotate(ANNA)
        after = keys.seal(ANNA, "new")
        assert before.key_id != after.key_id
        assert ["old", "new"] == [open_keys().open(one, purpose="test") for one in (before, after)]

    @pytest.mark.parametrize("subject", ["anna", "customer:", "Customer:1", "customer:1\n", ":1"])
    def test_a_text_that_names_no_subject_is_refused(
        self, open_keys: OpenKeys, subject: str
    ) -> None:
        with pytest.raises(ValueError, match="subject"):
            open_keys().seal(subject, "张三")


class Opening:
    @pytest.mark.parametrize("part", ["nonce", "text"])
    def test_an_altered_value_is_refused(self, open_keys: OpenKeys, part: str) -> None:
        sealed = open_keys().seal(ANNA, "张三")
        content = bytearray(urlsafe_b64decode(getattr(sealed, part)))
        content[0] ^= 1
        altered = msgspec.structs.replace(sealed, **{part: urlsafe_b64encode(content).decode()})
        with pytest.raises(SealBroken):
            open_keys().open(altered, purpose="test")

    def test_a_value_moved_to_another_subject_is_refused(self, open_keys: OpenKeys) -> None:
        keys = open_keys()
        sealed = keys.seal(ANNA, "张三")
        keys.ensure(BO)
        with pytest.raises(SealBroken):
            keys.open(msgspec.structs.replace(sealed, subject=BO), purpose="test")

    def test_a_value_moved_to_another_key_of_its_subject_is_refused(
        self, open_keys: OpenKeys
    ) -> None:
        keys = open_keys()
        sealed = keys.seal(ANNA, "张三")
        keys.rotate(ANNA)
        other = keys.seal(ANNA, "x").key_id
        with pytest.raises(SealBroken):
            keys.open(msgspec.structs.replace(sealed, key_id=other), purpose="test")

    @pytest.mark.parametrize(
        "change", [{"algorithm": "none"}, {"text": "%%"}, {"text": ""}, {"nonce": ""}]
    )
    def test_a_value_in_another_form_is_refused(
        self, open_keys: OpenKeys, change: dict[str, str]
    ) -> None:
        sealed = open_keys().seal(ANNA, "张三")
        with pytest.raises(SealBroken):
            open_keys().open(msgspec.structs.replace(sealed, **change), purpose="test")

    def test_a_key_that_is_missing_without_an_erasure_is_said_to_be_lost(
        self, open_keys: OpenKeys
    ) -> None:
        sealed = open_keys().seal(ANNA, "张三")
        with pytest.raises(KeyLost):
            open_keys().open(msgspec.structs.replace(sealed, key_id="gone"), purpose="test")

    def test_nothing_is_opened_to_nothing(self, open_keys: OpenKeys) -> None:
        assert open_keys().open_or_none(None, purpose="test") is None

    def test_every_opening_is_logged_with_who_whose_and_why_but_never_the_text(
        self, open_keys: OpenKeys
    ) -> None:
        keys = open_keys()
        sealed = keys.seal(ANNA, "张三")
        at = datetime(2026, 3, 2, tzinfo=UTC)
        with (
            acting(Context(occurred_at=at, actor="clerk", correlation_id="c-1")),
            capture_logs() as logs,
        ):
            keys.open(sealed, purpose="show-customer")
        assert [
            {
                "event": "personal_data_opened",
                "log_level": "info",
                "service": "crm",
                "actor": "clerk",
                "correlation_id": "c-1",
                "subject": ANNA,
                "purpose": "show-customer",
            }
        ] == logs

    def test_an_opening_outside_a_context_is_logged_without_an_actor(
        self, open_keys: OpenKeys
    ) -> None:
        keys = open_keys()
        sealed = keys.seal(ANNA, "张三")
        with capture_logs() as logs:
            keys.open(sealed, purpose="project")
        assert [(None, "project")] == [(one["actor"], one["purpose"]) for one in logs]


class Erasing:
    def test_an_erased_subject_can_neither_be_read_nor_written_of(
        self, open_keys: OpenKeys
    ) -> None:
        keys = open_keys()
        sealed = keys.seal(ANNA, "张三")
        keys.rotate(ANNA)
        second = keys.seal(ANNA, "138")
        keys.erase(ANNA)
        for store in (keys, open_keys()):
            for one in (sealed, second):
                with pytest.raises(Erased):
                    store.open(one, purpose="test")
                assert store.open_or_none(one, purpose="test") is None
            with pytest.raises(Erased):
                store.seal(ANNA, "张三")
            assert store.is_erased(ANNA)

    def test_others_stay_readable(self, open_keys: OpenKeys) -> None:
        keys = open_keys()
        sealed = keys.seal(BO, "李四")
        keys.erase(ANNA)
        assert (keys.open(sealed, purpose="test"), keys.is_erased(BO)) == ("李四", False)

    def test_erasing_twice_is_harmless(self, open_keys: OpenKeys) -> None:
        keys = open_keys()
        keys.erase(ANNA)
        keys.erase(ANNA)
        assert keys.is_erased(ANNA)

    def test_merged_files_keep_their_keys_and_are_erased_together(
        self, open_keys: OpenKeys
    ) -> None:
        keys = open_keys()
        sealed = [keys.seal(one, "张三") for one in (ANNA, BO)]
        assert sealed[0].key_id != sealed[1].key_id
        keys.erase_together([ANNA, BO])
        assert [None, None] == [open_keys().open_or_none(one, purpose="test") for one in sealed]

    def test_another_process_keeps_a_key_for_a_minute_at_most(self, open_keys: OpenKeys) -> None:
        seconds = Seconds()
        other = open_keys(seconds=seconds)
        sealed = other.seal(ANNA, "张三")
        other.open(sealed, purpose="test")
        open_keys().erase(ANNA)
        seconds.now = LONGEST_USE
        with pytest.raises(Erased):
            other.open(sealed, purpose="test")
        with pytest.raises(Erased):
            other.seal(ANNA, "张三")

    def test_keys_are_fetched_together_as_far_as_they_are_there(self, open_keys: OpenKeys) -> None:
        one, other = open_keys(), open_keys()
        of_anna, of_bo = one.seal(ANNA, "张三"), one.seal(BO, "李四")
        one.erase(BO)
        other.fetch([of_anna, of_bo, None, of_anna])
        # What was fetched is used for a minute, so it is not read again.
        one.erase(ANNA)
        assert "张三" == other.open(of_anna, purpose="test")
        with pytest.raises(Erased):
            other.open(of_bo, purpose="test")


class Granting:
    def test_a_service_without_the_right_is_refused(self, open_keys: OpenKeys) -> None:
        sealed = open_keys("crm").seal(ANNA, "张三")
        tickets, stranger = open_keys("tickets"), open_keys("stranger")
        assert tickets.open(sealed, purpose="test") == "张三"
        for refused in (
            lambda: tickets.seal(ANNA, "x"),
            lambda: tickets.ensure(ANNA),
            lambda: tickets.erase(ANNA),
            lambda: tickets.seal("employee:1", "x"),
            lambda: stranger.open(sealed, purpose="test"),
        ):
            with pytest.raises(KeyUseNotGranted):
                refused()

    def test_one_subject_without_the_right_refuses_the_whole_erasure(
        self, open_keys: OpenKeys
    ) -> None:
        keys = open_keys("crm")
        with pytest.raises(KeyUseNotGranted):
            keys.erase_together([ANNA, "employee:1"])
        assert not keys.is_erased(ANNA)


class LookingUp:
    def test_equal_texts_of_a_field_have_one_keyed_hash(self, open_keys: OpenKeys) -> None:
        first = open_keys("crm").lookup_hash("name", "e\u0301")
        assert open_keys("tickets").lookup_hash("name", "\u00e9") == first

    def test_another_text_or_field_has_another_hash(self, open_keys: OpenKeys) -> None:
        keys = open_keys()
        pairs = [("phone", "138"), ("phone", "139"), ("number", "138"), ("phon", "e138")]
        assert len({keys.lookup_hash(*pair) for pair in pairs}) == len(pairs)


class TestSealingOnSQLite(OnSQLite, Sealing):
    pass


class TestSealingOnPostgreSQL(OnPostgreSQL, Sealing):
    pass


class TestOpeningOnSQLite(OnSQLite, Opening):
    pass


class TestOpeningOnPostgreSQL(OnPostgreSQL, Opening):
    pass


class TestErasingOnSQLite(OnSQLite, Erasing):
    pass


class TestErasingOnPostgreSQL(OnPostgreSQL, Erasing):
    pass


class TestGrantingOnSQLite(OnSQLite, Granting):
    pass


class TestGrantingOnPostgreSQL(OnPostgreSQL, Granting):
    pass


class TestLookingUpOnSQLite(OnSQLite, LookingUp):
    pass
