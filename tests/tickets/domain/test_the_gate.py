from datetime import date, timedelta

import pytest

from services.tickets.domain.gate import (
    GateDemand,
    GateRules,
    HeldCertificate,
    Lack,
    lacks,
    only_certified_agents_may_take_the_skill,
)
from services.tickets.domain.gate_errors import CertificateLacking
from tests.support.tickets import MONDAY

DAY = timedelta(days=1)


def held(certification: str = "card_service", **facts: object) -> HeldCertificate:
    given = {
        "begins_at": MONDAY,
        "ends_at": MONDAY + 10 * DAY,
        "valid_until": date(2020, 1, 15),
        "is_suspended": False,
        "is_revoked": False,
        "is_outdated": False,
        **facts,
    }
    return HeldCertificate(certification=certification, **given)  # type: ignore[arg-type]


def fault(*certificates: HeldCertificate, days: int = 0) -> str | None:
    found = lacks(("card_service",), certificates, at=MONDAY + days * DAY)
    return found[0].fault if found else None


def test_the_date_alone_decides() -> None:
    assert None is fault(held())
    assert "not_yet_valid" == fault(held(), days=-1)
    assert None is fault(held(), days=9)
    assert "expired" == fault(held(), days=10)
    assert None is fault(held(ends_at=None), days=9999)


@pytest.mark.parametrize(
    ("certificates", "expected"),
    [
        ((), "missing"),
        ((held("teller"),), "missing"),
        ((held(is_suspended=True),), "suspended"),
        ((held(is_revoked=True, is_suspended=True),), "revoked"),
        ((held(is_outdated=True, ends_at=MONDAY),), "outdated"),
        ((held(is_outdated=True),), None),
        ((held(is_revoked=True), held()), None),
        ((held(is_revoked=True), held(ends_at=MONDAY)), "expired"),
    ],
)
def test_what_is_the_matter_is_named(
    certificates: tuple[HeldCertificate, ...], expected: str | None
) -> None:
    assert expected == fault(*certificates)


def test_all_demands_that_fit_count() -> None:
    rules = GateRules(
        demands=(
            GateDemand("cards", "any", ("card_service", "privacy")),
            GateDemand("any", "disputes", ("privacy", "disputes")),
        )
    )

    assert ("card_service", "privacy") == rules.certifications_for("cards", None)
    assert ("card_service", "privacy", "disputes") == rules.certifications_for("cards", "disputes")
    assert ("privacy", "disputes") == rules.certifications_for("loans", "disputes")
    assert () == rules.certifications_for("loans", None)
    assert {"privacy", "disputes"} == rules.certifications_in("loans")


def test_the_refusal_names_each_certification_in_both_languages() -> None:
    lacking = (Lack("card_service", "expired", date(2020, 1, 15)), Lack("privacy", "missing"))
    with pytest.raises(CertificateLacking) as refusal:
        only_certified_agents_may_take_the_skill(lacking)

    assert (
        "Only certified agents may take this work: "
        "card_service expired with 2020-01-15; privacy is missing." == str(refusal.value)
    )
    assert (
        "仅限持证客服代表承接该工作：card_service 已于 2020-01-15 到期；privacy 未取得。"
        == refusal.value.in_language("zh")
    )
    only_certified_agents_may_take_the_skill(())
