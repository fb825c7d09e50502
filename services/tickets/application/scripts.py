"""The use cases of scripts [话术] and of the tests between their versions (TK-4)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from services.tickets.application.access import KEEP_SCRIPTS, SEE_ALL, WORK
from services.tickets.application.outbound_questions import ScriptOutcomes
from services.tickets.application.workbench import Workbench
from services.tickets.domain import terms
from services.tickets.domain.contact import Contact
from services.tickets.domain.contact_errors import ContactNotFound
from services.tickets.domain.outbound_rules import PURPOSES
from services.tickets.domain.rate_comparison import ArmCount, Comparison
from services.tickets.domain.script import Script, Texts
from services.tickets.domain.script_errors import (
    ContactNotOfTheTest,
    OutcomeAlreadyRecorded,
    ScriptNotFound,
    ScriptTestNotFound,
)
from services.tickets.domain.script_test import A, B, ComparisonPlan, ScriptOutcome, ScriptTest
from shared.context import current_context
from shared.event_store import AsOf
from shared.event_store.store import Store, expect_version

INBOUND = "inbound"
SCRIPT_PURPOSES = (INBOUND, *PURPOSES)
"""What scripts are for: calls that come in, or a purpose of outbound calls."""


class Scripts:
    """Keeps scripts; every step on one is by its version.

    Args:
        bench: what all use cases stand on.
    """

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def script(self, script_id: UUID, *, as_of: AsOf | None = None) -> Script:
        """The script, whoever may see it.

        Raises:
            ScriptNotFound: there is none.
        """
        found = self._bench.store.find(Script, script_id, as_of=as_of)
        if found is None:
            raise ScriptNotFound(key=script_id)
        return found

    def see_script(self, script_id: UUID, *, as_of: AsOf | None = None) -> Script:
        """The script as it stands or stood, for those who speak with customers or keep scripts."""
        check_reads_scripts()
        return self.script(script_id, as_of=as_of)

    def begin_script(self, *, name: str, purpose: str, texts: Texts) -> Script:
        """Begins a script with the draft of its first version."""
        current_context().require(KEEP_SCRIPTS)
        script = Script.begin(
            script_id=self._bench.new_id(),
            name=name,
            purpose=terms.known_word(purpose, among=SCRIPT_PURPOSES, field="purpose"),
        )
        script.draft_version(texts, by=self._bench.access.employee_id())
        self._bench.store.save(script)
        return script

    def draft_version(
        self, script_id: UUID, *, texts: Texts, expected_version: int | None = None
    ) -> Script:
        """Writes a further version."""
        by = self._bench.access.employee_id()
        return self._change(
            script_id, lambda one: one.draft_version(texts, by=by), expected_version
        )

    def revise_draft(
        self, script_id: UUID, number: int, *, texts: Texts, expected_version: int | None = None
    ) -> Script:
        """Writes a draft anew."""
        by = self._bench.access.employee_id()
        return self._change(
            script_id, lambda one: one.revise_draft(number, texts, by=by), expected_version
        )

    def release_version(
        self, script_id: UUID, number: int, *, expected_version: int | None = None
    ) -> Script:
        """Lets agents say a version that somebody else has written."""
        by = self._bench.access.employee_id()
        return self._change(
            script_id, lambda one: one.release_version(number, by=by), expected_version
        )

    def retire_version(
        self, script_id: UUID, number: int, *, expected_version: int | None = None
    ) -> Script:
        """Takes a version out of use."""
        return self._change(script_id, lambda one: one.retire_version(number), expected_version)

    def _change(
        self, script_id: UUID, decide: Callable[[Script], None], expected_version: int | None
    ) -> Script:
        current_context().require(KEEP_SCRIPTS)
        script = self.script(script_id)
        expect_version(script, expected_version)
        decide(script)
        self._bench.store.save(script)
        return script


class ScriptTests:
    """Runs tests between two versions of a script.

    Args:
        bench: what all use cases stand on.
        scripts: the scripts.
        outcomes: what the arms have come to.
    """

    def __init__(self, bench: Workbench, *, scripts: Scripts, outcomes: ScriptOutcomes) -> None:
        self._bench = bench
        self._scripts = scripts
        self._outcomes = outcomes

    def script_test(self, test_id: UUID, *, as_of: AsOf | None = None) -> ScriptTest:
        """The test, whoever may see it.

        Raises:
            ScriptTestNotFound: there is none.
        """
        found = self._bench.store.find(ScriptTest, test_id, as_of=as_of)
        if found is None:
            raise ScriptTestNotFound(key=test_id)
        return found

    def see_script_test(self, test_id: UUID, *, as_of: AsOf | None = None) -> ScriptTest:
        """The test as it stands or stood."""
        check_reads_scripts()
        return self.script_test(test_id, as_of=as_of)

    def outcome(self, outcome_id: UUID) -> ScriptOutcome:
        """An outcome that counts."""
        return self._bench.store.get(ScriptOutcome, outcome_id)

    def result_of(self, test: ScriptTest) -> Comparison:
        """What the test has come to up to now, and whether that is enough to decide by."""
        return test.compared(*self._counts(test.id))

    def start_script_test(self, plan: ComparisonPlan) -> ScriptTest:
        """Starts a test between two released versions.

        Raises:
            ScriptTestInvalid: the versions are one, or the rates are none.
            ScriptVersionStateWrong: a version is not released.
        """
        current_context().require(KEEP_SCRIPTS)
        with self._bench.rules.noted("dispositions"):
            for code in plan.successes:
                self._bench.rules.dispositions.disposition(code)
            script = self._scripts.script(plan.script_id)
            test = ScriptTest.start(
                plan, test_id=self._bench.new_id(), script=script, seed=self._bench.new_id().hex
            )
            self._bench.store.save(test, unchanged=[script])
        return test

    def record_outcome(self, test_id: UUID, *, subject_id: UUID, disposition: str) -> ScriptOutcome:
        """Records what a contact of the actor's came to, once each.

        What the customer of an outbound task came to is recorded with the result of the task.

        Args:
            test_id: the test.
            subject_id: the contact.
            disposition: code of what it came to.

        Raises:
            ContactNotFound: there is none, or somebody else's.
            ContactNotOfTheTest: the actor has not answered it since the test began, or it has
                another direction than the script.
            ScriptTestOver: the test has ended.
            OutcomeAlreadyRecorded: it counts already.
        """
        current_context().require(WORK)
        with self._bench.rules.noted("dispositions"):
            self._bench.rules.dispositions.disposition(disposition)
            test = self.script_test(test_id)
            test.check_running()
            contact = self._contact_of(test, subject_id)
            if outcome_of(self._bench.store, test, subject_id, contact.customer_id) is not None:
                raise OutcomeAlreadyRecorded(subject_id=subject_id)
            outcome = ScriptOutcome.record(test, subject_id=subject_id, disposition=disposition)
            self._bench.store.save(outcome, unchanged=[test])
        return outcome

    def end_script_test(self, test_id: UUID, *, expected_version: int | None = None) -> ScriptTest:
        """Ends a test; its result is kept with the numbers that it was made of."""
        current_context().require(KEEP_SCRIPTS)
        test = self.script_test(test_id)
        expect_version(test, expected_version)
        test.end(*self._counts(test_id))
        self._bench.store.save(test)
        return test

    def _contact_of(self, test: ScriptTest, contact_id: UUID) -> Contact:
        contact = self._bench.store.find(Contact, contact_id)
        if contact is None:
            raise ContactNotFound(key=contact_id)
        self._bench.access.check_sees_contact(contact)
        purpose = self._scripts.script(test.plan.script_id).purpose
        is_own = contact.employee_id == self._bench.access.employee_id()
        is_since = contact.offered_at >= test.created_on
        is_inbound = contact.direction == INBOUND
        if not (is_own and is_since and is_inbound == (purpose == INBOUND)):
            raise ContactNotOfTheTest(contact_id=contact_id)
        return contact

    def _counts(self, test_id: UUID) -> tuple[ArmCount, ArmCount]:
        counts = self._outcomes.counts(test_id)
        return counts.get(A, ArmCount()), counts.get(B, ArmCount())


def outcome_of(store: Store, test: ScriptTest, *subject_ids: UUID | None) -> ScriptOutcome | None:
    """What counts already in a test for a contact or for its customer, if anything does."""
    found = (
        store.find(ScriptOutcome, ScriptOutcome.id_for(test.id, one))
        for one in subject_ids
        if one is not None
    )
    return next((one for one in found if one is not None), None)


def check_reads_scripts() -> None:
    """Refuses whoever neither speaks with customers, nor keeps scripts, nor sees all."""
    context = current_context()
    if not context.may(SEE_ALL) and not context.may(KEEP_SCRIPTS):
        context.require(WORK)
