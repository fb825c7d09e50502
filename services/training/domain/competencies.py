"""Competencies [胜任力]: what courses teach, questions ask and development plans aim at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.training.domain.errors import CompetencyUnknown
from shared.errors import FieldError


@dataclass(frozen=True)
class Competency:
    """Something that people of the centre are able to do.

    Args:
        code: as stored and sent.
        zh: its name in Chinese.
        en: its name in English.
    """

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class CompetencyRules:
    """The competencies of the centre (TR-5, CA-3).

    Args:
        competencies: all of them.
    """

    competencies: tuple[Competency, ...]

    def check_known(self, codes: Iterable[str], *, field: str) -> None:
        """Refuses codes that are no competency.

        Args:
            codes: what was given.
            field: the field in which it was given.

        Raises:
            CompetencyUnknown: one of them is none; the field is named.
        """
        known = [one.code for one in self.competencies]
        faults = [
            FieldError(
                field,
                f"{code} is no competency; there are {', '.join(known)}.",
                f"没有胜任力 {code}；可用：{'、'.join(known)}。",
            )
            for code in dict.fromkeys(codes)
            if code not in known
        ]
        if faults:
            raise CompetencyUnknown(fields=tuple(faults))
