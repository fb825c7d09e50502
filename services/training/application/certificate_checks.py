"""Whether a certificate is genuine and counts: for anybody who holds the paper (TR-3)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from uuid import UUID

from services.training.application.certificate_questions import Holders
from services.training.application.certificates import NUMBER_PREFIX
from services.training.application.workbench import Workbench
from services.training.domain.certificate import Certificate
from services.training.domain.certificate_facts import EXPIRING, VALID
from services.training.domain.certification import Certification
from services.training.domain.validity import Term
from shared.numbers import NumberMistyped, Numbers, read_number

UNKNOWN = "unknown"
ALTERED = "altered"

RESULTS = (VALID, "expired", "suspended", "revoked", "outdated", ALTERED, UNKNOWN)

_FIELD = "certificate-check"
_CODE_LENGTH = 32
_SHOWN = 2


@dataclass(frozen=True)
class Check:
    """What anybody is told who holds a certificate.

    Args:
        result: one of `RESULTS`.
        certificate: the certificate; None unless the code fits.
        titles: name of the certification in Chinese and English.
        holder: the end of the holder's staff number; no name.
        is_renewed_since: whether a newer term than the printed one has been given.
    """

    result: str
    certificate: Certificate | None = None
    titles: tuple[str, str] | None = None
    holder: str | None = None
    is_renewed_since: bool = False


class CertificateChecks:
    """Makes the codes on certificates and reads them.

    A code is a keyed hash over the printed facts, so that nobody makes one up, and a code of one
    certificate fits no other.

    Args:
        bench: what all use cases stand on.
        holders: staff numbers of holders.
        numbers: finds certificates by their numbers.
    """

    def __init__(self, bench: Workbench, *, holders: Holders, numbers: Numbers) -> None:
        self._bench = bench
        self._holders = holders
        self._numbers = numbers

    def code_of(self, certificate: Certificate, term: Term) -> str:
        """The code that is printed with a term."""
        facts = (
            certificate.number,
            certificate.about.certification_code,
            str(certificate.employee_id),
            str(term.ordinal),
            term.valid_from.isoformat(),
            "" if term.valid_until is None else term.valid_until.isoformat(),
        )
        return self._bench.keys.lookup_hash(_FIELD, "\n".join(facts))[:_CODE_LENGTH]

    def address_of(self, certificate: Certificate) -> str:
        """Where the printed code of the newest term leads, by the rules."""
        code = self.code_of(certificate, certificate.term)
        address = self._bench.rules.certificates.check_address
        return address.replace("{number}", certificate.number).replace("{code}", code)

    def check_certificate(self, number: str, code: str) -> Check:
        """What is behind a number and a code; nothing else is told where the code does not fit."""
        certificate = self._certificate(number)
        if certificate is None:
            return Check(UNKNOWN)
        printed = self._printed(certificate, code)
        if printed is None:
            return Check(ALTERED)
        state = certificate.state_at(self._bench.now, expiring_days=0)
        return Check(
            VALID if state == EXPIRING else state,
            certificate=certificate,
            titles=self.titles_of(certificate),
            holder=_masked(self._holders.staff_number_of(certificate.employee_id)),
            is_renewed_since=printed.ordinal < certificate.term.ordinal,
        )

    def titles_of(self, certificate: Certificate) -> tuple[str, str]:
        """The name of the certification by the version of the newest term."""
        entity_id = Certification.id_for(certificate.about.certification_code)
        certification = self._bench.store.get(Certification, entity_id)
        plan = certification.versions[certificate.term.certification_version - 1].plan
        return plan.title_zh, plan.title_en

    def staff_number_of(self, employee_id: UUID) -> str | None:
        """The staff number that is printed for the holder."""
        return self._holders.staff_number_of(employee_id)

    def _certificate(self, number: str) -> Certificate | None:
        try:
            read = read_number(number, prefix=NUMBER_PREFIX)
        except NumberMistyped:
            return None
        certificate_id = self._numbers.holder_of(read)
        if certificate_id is None:
            return None
        return self._bench.store.find(Certificate, certificate_id)

    def _printed(self, certificate: Certificate, code: str) -> Term | None:
        fitting = [
            one
            for one in certificate.terms
            if hmac.compare_digest(self.code_of(certificate, one).encode(), code.encode())
        ]
        return fitting[0] if fitting else None


def _masked(staff_number: str | None) -> str | None:
    """The last signs of a staff number: enough to compare with a badge, too few to find one."""
    if staff_number is None:
        return None
    return "*" * 4 + staff_number[-_SHOWN:] if len(staff_number) > _SHOWN else "*" * 4
