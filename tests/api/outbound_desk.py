"""Campaigns, outbound tasks, scripts and call records in every state, made by the use cases."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.tickets.domain.campaign import Plan
from services.tickets.domain.outbound_rules import CallingRules
from services.tickets.domain.script import Texts
from services.tickets.domain.script_test import ComparisonPlan

if TYPE_CHECKING:
    from tests.api.centre import Centre

CALLING = CallingRules(
    from_time="08:00",
    until_time="21:00",
    on_open_days_only=False,
    most_tries=3,
    gap_seconds=3600,
)

TEXTS = {"zh": "您好", "en": "Hello"}

_unlisted = count(0xC0FFEE)


class OutboundDesk:
    """Brings forth what the API of outbound calls is asked about.

    Args:
        centre: where.
        words: what customers say; only who may see a task reads it.
    """

    def __init__(self, centre: Centre, *, words: str) -> None:
        self._centre = centre
        self._words = words
        self._cases = centre.tickets.use_cases

    def fill(self) -> None:
        """One of everything."""
        self.task("calling")
        self.record()
        self.script_outcome()
        self.do_not_call()
        self.occasion()

    def campaign(self, state: str = "running", *, customers: int = 0) -> UUID:
        """A campaign of the skill group `cards`, with so many unknown customers on its list."""
        now = self._centre.clock.now()
        plan = Plan(
            name="回访",
            purpose="follow_up",
            mode="preview",
            skill_group="cards",
            from_at=now - timedelta(hours=1),
            until_at=now + timedelta(days=30),
            calling=CALLING,
        )
        campaigns = self._cases.outbound.campaigns
        with self._centre.acting_as("boss"):
            campaign_id = campaigns.plan_campaign(plan).id
            if customers:
                wanted = [UUID(int=next(_unlisted)) for _ in range(customers)]
                campaigns.list_targets(campaign_id, wanted)
            if state != "planned":
                campaigns.start_campaign(campaign_id)
        return campaign_id

    def task(self, state: str = "waiting") -> UUID:
        """A task of a campaign of its own, and Li's if it is taken."""
        campaign_id = self.campaign(customers=1)
        self._centre.settle()
        [row] = self._centre.tickets.models.outbound_list.page(
            campaign_id, state=None, after=None, limit=1
        )
        tasks = self._cases.outbound.tasks
        if state != "waiting":
            self._take(row.task_id)
            with self._centre.acting_as("li"):
                tasks.prepare_task(row.task_id, note=self._words)
                if state == "calling":
                    tasks.begin_attempt(row.task_id)
        return row.task_id

    def _take(self, task_id: UUID) -> None:
        """Li takes the task itself, whatever else waits."""
        task = self._cases.outbound.attempts.task(task_id)
        with self._centre.acting_as("li"):
            task.take(self._centre.employees["li"], at=self._centre.clock.now())
            self._centre.tickets.store.save(task)

    def record(self, *, is_recorded: bool = False) -> UUID:
        """A call record of Li's."""
        records = self._cases.outbound.call_records
        with self._centre.acting_as("li"):
            contact_id = self._cases.contacts.offer_contact(channel="phone").id
            self._cases.contacts.answer_contact(contact_id)
            record = records.begin_call_record(contact_id, kind="inquiry")
            for one in record.reference if is_recorded else ():
                records.record_stage(record.id, stage=one.stage, seconds=9, done=one.key_actions)
        return record.id

    def script(self, state: str = "draft") -> UUID:
        """A script whose last version is a draft of an operations supervisor's, or released."""
        scripts = self._cases.outbound.scripts
        with self._centre.acting_as("operations_supervisor"):
            script = scripts.begin_script(
                name="开场", purpose="follow_up", texts=Texts(zh="您好", en="Hello")
            )
        if state == "released":
            with self._centre.acting_as("boss"):
                scripts.release_version(script.id, 1)
        return script.id

    def script_of_two(self) -> UUID:
        """A script with two released versions."""
        scripts, script_id = self._cases.outbound.scripts, self.script("released")
        with self._centre.acting_as("operations_supervisor"):
            scripts.draft_version(script_id, texts=Texts(zh="您好，回访", en="Hello again"))
        with self._centre.acting_as("boss"):
            scripts.release_version(script_id, 2)
        return script_id

    def comparison(self) -> dict[str, Any]:
        """What is compared, as the API takes it."""
        return {
            "script_id": self.script_of_two(),
            "version_a": 1,
            "version_b": 2,
            "percent_b": 50,
            "successes": ["agreed"],
            "base_rate": "0.1",
            "smallest_difference": "0.05",
        }

    def script_test(self) -> UUID:
        """A running test."""
        plan = self.comparison()
        with self._centre.acting_as("boss"):
            made = ComparisonPlan(**{**plan, "successes": tuple(plan["successes"])})
            return self._cases.outbound.script_tests.start_script_test(made).id

    def script_outcome(self) -> UUID:
        """An outcome of a running test."""
        test_id = self.script_test()
        contact_id = self.spoken()
        with self._centre.acting_as("li"):
            return self._cases.outbound.script_tests.record_outcome(
                test_id, subject_id=contact_id, disposition="agreed"
            ).id

    def spoken(self) -> UUID:
        """A call of the centre in which Li speaks with somebody."""
        contacts = self._cases.contacts
        with self._centre.acting_as("li"):
            contact_id = contacts.offer_contact(channel="phone", direction="outbound").id
            return contacts.answer_contact(contact_id).id

    def stranger(self) -> UUID:
        """A customer of whom nothing is known."""
        return UUID(int=next(_unlisted))

    def do_not_call(self) -> UUID:
        """A customer who has asked not to be called."""
        customer_id = self.stranger()
        with self._centre.acting_as("li"):
            self._cases.outbound.wishes.record_do_not_call(customer_id)
        return customer_id

    def occasion(self) -> UUID:
        """A customer whose birthday is known."""
        customer_id = self.stranger()
        with self._centre.acting_as("li"):
            self._cases.outbound.wishes.note_occasion(customer_id, occasion="birthday", day="06-15")
        return customer_id
