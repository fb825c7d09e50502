from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.training.domain.certificate import Certificate
from services.training.domain.certificate_facts import AboutCertificate
from services.training.domain.certificate_rules import CertificateRules
from services.training.domain.certification_errors import (
    CertificateNotSuspended,
    CertificateRevoked,
    CertificateSuspended,
)
from services.training.domain.validity import Term, end_of, last_day, local_day
from shared.sealed import Sealed
from tests.support.certificates import CODE, at, new_events
from tests.support.training import LI, MONDAY

SHANGHAI = "Asia/Shanghai"
DAY = timedelta(days=1)
RULES = CertificateRules(
    expiring_days=90, reminder_days=(90, 60, 30, 7), outdated_grace_days=30, check_address=""
)
REASON = Sealed(subject="employee:x", key_id="k", algorithm="A256GCM", nonce="n", text="t")
COURSE = UUID(int=11)


def term(ordinal: int = 1, begins_at: datetime = MONDAY, days: int = 365) -> Term:
    first = local_day(begins_at, zone=SHANGHAI)
    last = first + timedelta(days=days - 1)
    return Term(
        ordinal=ordinal,
        certification_version=1,
        skills=("cards",),
        zone=SHANGHAI,
        valid_from=first,
        begins_at=begins_at,
        candidacy_id=UUID(int=ordinal),
        valid_until=last,
        ends_at=end_of(last, zone=SHANGHAI),
    )


def issued(given: Term | None = None) -> Certificate:
    about = AboutCertificate(number="C-000001-3", employee_id=LI, certification_code=CODE)
    with at():
        made = Certificate.issue(about, ordinal=1, term=given or term())
    made.collect_events()
    return made


def state(made: Certificate, moment: datetime) -> str:
    return made.state_at(moment, expiring_days=90)


def decide(made: Certificate, name: str, *, when: datetime, **facts: Any) -> None:
    words = {"cause": "quality", "reason": REASON} if name in ("suspend", "revoke") else {}
    with at(when):
        getattr(made, name)(at=when, **words, **facts)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2020, 1, 6), 12, date(2021, 1, 5)),
        (date(2020, 1, 31), 1, date(2020, 2, 28)),
        (date(2019, 12, 1), 1, date(2019, 12, 31)),
        (date(2020, 2, 29), 12, date(2021, 2, 27)),
    ],
)
def test_months_end_with_the_day_before(first: date, months: int, last: date) -> None:
    assert last == last_day(first, months=months)


def test_the_last_day_counts_to_its_end_where_the_holder_works() -> None:
    made = issued()
    ends_at = datetime(2021, 1, 4, 16, 0, tzinfo=UTC)

    assert ends_at == made.ends_at
    assert made.counts_at(ends_at - timedelta(microseconds=1))
    assert not made.counts_at(ends_at)


def test_its_state_follows_the_date_without_any_timer() -> None:
    made = issued()
    ends_at = made.ends_at
    assert ends_at is not None

    assert "valid" == state(made, MONDAY)
    assert "expiring" == state(made, ends_at - 90 * DAY)
    assert "expired" == state(made, ends_at)


def test_its_end_is_recorded_once() -> None:
    made = issued(term(days=1))
    decide(made, "expire", when=MONDAY)
    assert [] == new_events(made)
    decide(made, "expire", when=MONDAY + DAY)
    decide(made, "expire", when=MONDAY + DAY)

    assert ["Expired"] == new_events(made)


def test_each_reminder_is_sent_once_and_none_that_came_too_late() -> None:
    made = issued()
    ends_at = made.ends_at
    assert ends_at is not None
    for days in (91, 90, 90, 45, 20, 20, 7, 1, 0):
        with at(ends_at - timedelta(days=days, hours=1)):
            made.remind(at=ends_at - timedelta(days=days, hours=1), rules=RULES)
    sent = [one.reminder_days for one in made.collect_events()]

    assert [90, 60, 30, 7] == sent


def test_a_long_pause_of_the_timers_sends_only_the_nearest_reminder() -> None:
    made = issued()
    ends_at = made.ends_at
    assert ends_at is not None
    with at(ends_at - 5 * DAY):
        made.remind(at=ends_at - 5 * DAY, rules=RULES)
        made.remind(at=ends_at - 5 * DAY, rules=RULES)

    assert [7] == [one.reminder_days for one in made.collect_events()]


def test_while_it_is_suspended_it_does_not_count() -> None:
    made = issued()
    decide(made, "suspend", when=MONDAY + DAY)
    assert ("suspended", False) == (state(made, MONDAY + DAY), made.counts_at(MONDAY + DAY))
    decide(made, "resume", when=MONDAY + 2 * DAY)

    assert ["Suspended", "Resumed"] == new_events(made)
    assert made.counts_at(MONDAY + 2 * DAY)
    assert not made.counts_at(MONDAY + DAY)
    assert made.counts_at(MONDAY)


def test_it_is_neither_suspended_nor_resumed_twice() -> None:
    made = issued()
    with pytest.raises(CertificateNotSuspended):
        decide(made, "resume", when=MONDAY)
    decide(made, "suspend", when=MONDAY)
    with pytest.raises(CertificateSuspended):
        decide(made, "suspend", when=MONDAY)


def test_revoked_is_revoked_but_what_was_stays() -> None:
    made = issued()
    decide(made, "revoke", when=MONDAY + DAY)

    assert ["Revoked"] == new_events(made)
    assert (True, False) == (made.counts_at(MONDAY), made.counts_at(MONDAY + DAY))
    for name in ("revoke", "suspend", "resume"):
        with pytest.raises(CertificateRevoked):
            decide(made, name, when=MONDAY + DAY)
    with at(), pytest.raises(CertificateRevoked):
        made.renew(term(2))
    decide(made, "expire", when=MONDAY + 400 * DAY)
    assert [] == new_events(made)


def test_a_renewal_adds_a_term_and_keeps_number_and_history() -> None:
    made = issued(term(days=10))
    decide(made, "expire", when=MONDAY + 20 * DAY)
    made.collect_events()
    with at(MONDAY + 30 * DAY):
        made.renew(term(2, begins_at=MONDAY + 30 * DAY, days=10))

    assert ["Renewed"] == new_events(made)
    assert ("C-000001-3", [1, 2]) == (made.number, [one.ordinal for one in made.terms])
    assert made.counts_at(MONDAY + 5 * DAY)
    assert not made.counts_at(MONDAY + 25 * DAY)
    assert made.counts_at(MONDAY + 30 * DAY)
    decide(made, "expire", when=MONDAY + 60 * DAY)
    assert ["Expired"] == new_events(made)


def test_what_is_suspended_is_not_renewed() -> None:
    made = issued()
    decide(made, "suspend", when=MONDAY)
    with at(), pytest.raises(CertificateSuspended):
        made.renew(term(2))


def test_who_renews_early_loses_no_days() -> None:
    made = issued()

    assert date(2021, 1, 5) == made.next_valid_from(date(2020, 12, 1))
    assert date(2021, 2, 1) == made.next_valid_from(date(2021, 2, 1))


def test_a_new_course_version_lets_it_run_out_after_a_grace() -> None:
    made = issued()
    for version in (2, 3):
        decide(
            made,
            "outdate",
            when=MONDAY + DAY,
            course_id=COURSE,
            course_version=version,
            grace_days=30,
        )

    assert ["Outdated"] == new_events(made)
    assert made.counts_at(MONDAY + 30 * DAY)
    assert not made.counts_at(MONDAY + 31 * DAY)
    assert "outdated" == state(made, MONDAY + 31 * DAY)


def test_a_renewal_heals_what_was_outdated() -> None:
    made = issued()
    decide(made, "outdate", when=MONDAY + DAY, course_id=COURSE, course_version=2, grace_days=1)
    with at(MONDAY + 5 * DAY):
        made.renew(term(2, begins_at=MONDAY + 5 * DAY))

    assert "valid" == state(made, MONDAY + 5 * DAY)
    assert not made.counts_at(MONDAY + 4 * DAY)


def test_what_counts_no_more_is_not_outdated() -> None:
    made = issued(term(days=1))
    decide(made, "outdate", when=MONDAY + DAY, course_id=COURSE, course_version=2, grace_days=1)

    assert [] == new_events(made)


def test_a_certificate_for_ever_neither_expires_nor_reminds() -> None:
    made = issued(
        Term(
            ordinal=1,
            certification_version=1,
            skills=(),
            zone="UTC",
            valid_from=date(2020, 1, 6),
            begins_at=MONDAY,
            candidacy_id=UUID(int=1),
        )
    )
    later = MONDAY + 9999 * DAY
    with at(later):
        made.expire(at=later)
        made.remind(at=later, rules=RULES)

    assert [] == new_events(made)
    assert "valid" == state(made, later)
