"""What people of the centre are able to do."""

from __future__ import annotations

import pytest

from services.training.domain.competencies import Competency, CompetencyRules
from services.training.domain.errors import CompetencyUnknown

KNOWN = CompetencyRules((Competency("sales", "营销技巧", "Sales skills"),))


def test_codes_that_are_known_pass() -> None:
    KNOWN.check_known(["sales", "sales"], field="competencies")


def test_an_unknown_code_is_refused_by_its_field_with_those_that_there_are() -> None:
    with pytest.raises(CompetencyUnknown) as refused:
        KNOWN.check_known(["selling"], field="objectives")

    [fault] = refused.value.fields
    assert ("objectives", "selling is no competency; there are sales.") == (fault.field, fault.en)
