"""Answers of customers as they were stored by earlier releases."""

from uuid import UUID

from eventsourcing.persistence import StoredEvent

from services.tickets.domain.survey import SurveyAnswer
from shared.event_store import Mapper
from tests.support.tickets import CUSTOMER, LI, TICKET

VERSION_1 = (
    '{"answered_at":"2020-01-06T02:00:00.000000Z",'
    f'"assignee_id":"{LI}","comment":null,"contact_id":null,"customer_id":"{CUSTOMER}",'
    '"is_solved":true,"meta":{"event_id":"01a20131-966b-7b9a-ae45-834ece14135d",'
    '"occurred_at":"2020-01-06T04:51:11.000000Z","kind":"service","class_version":1},'
    f'"recommendation":9,"satisfaction":5,"ticket_id":"{TICKET}"}}'
)
"""What the first release stored; it stays for ever."""


def test_an_answer_of_the_first_release_is_still_read() -> None:
    stored = StoredEvent(
        originator_id=UUID(int=700),
        originator_version=1,
        topic="tickets.survey_answer.recorded",
        state=VERSION_1.encode(),
    )
    answer = Mapper([SurveyAnswer]).to_domain_event(stored).mutate(None)

    assert (5, 9, True, LI) == (
        answer.satisfaction,
        answer.recommendation,
        answer.is_solved,
        answer.assignee_id,
    )
    assert (None, None, {}, {}, False) == (
        answer.survey_id,
        answer.effort,
        answer.choices,
        answer.texts,
        answer.is_low,
    )
