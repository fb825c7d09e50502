"""The READMEs quote what was measured and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.architecture.project import PROJECT
from tests.benchmarks.readme import (
    README,
    README_ZH,
    holds,
    table_in_chinese,
    table_in_english,
)


@pytest.fixture
def content() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((PROJECT / "bench.json").read_text(encoding="utf-8"))
    return found


def test_both_readmes_quote_the_figures_as_they_were_measured(content: dict[str, Any]) -> None:
    assert holds(README, table_in_english(content))
    assert holds(README_ZH, table_in_chinese(content))


def test_a_figure_of_which_nothing_was_measured_is_noticed(content: dict[str, Any]) -> None:
    content["idle"]["figures"][0]["value"] += 1
    assert not holds(README, table_in_english(content))
