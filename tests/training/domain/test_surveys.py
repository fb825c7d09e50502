"""Surveys of participants as they were stored by earlier releases."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from services.training.domain.survey import Survey
from shared.event_store import Mapper
from tests.support.evaluation import COURSE
from tests.support.training import LI, ZHOU

OPENED_1 = (
    '{"meta":{"event_id":"01a20131-966b-7b9a-ae45-834ece14135d",'
    '"occurred_at":"2020-01-06T04:51:11.000000Z","kind":"person","class_version":1,'
    '"rules":{"evaluation":"1"}},'
    f'"plan":{{"closes_at":"2020-01-13T01:00:00.000000Z","course_id":"{COURSE}",'
    f'"invited":["{LI}"],"is_anonymous":true,"questions":[{{"aspect":"content",'
    f'"code":"useful","en":"Useful?","zh":"有用吗？"}}],"trainer_ids":["{ZHOU}"]}}}}'
)
"""What the first release stored; it stays for ever."""


def test_a_survey_of_the_first_release_is_read_with_the_promise_of_five() -> None:
    stored = StoredEvent(
        originator_id=UUID(int=700),
        originator_version=1,
        topic="training.survey.opened",
        state=OPENED_1.encode(),
    )
    survey = Mapper([Survey]).to_domain_event(stored).mutate(None)

    assert (5, True, (LI,), datetime(2020, 1, 13, 1, tzinfo=UTC)) == (
        survey.smallest,
        survey.takes_answers,
        survey.plan.invited,
        survey.plan.closes_at,
    )
