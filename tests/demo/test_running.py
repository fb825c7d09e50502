"""The demo as a person starts it: in processes of its own, on empty folders."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.timeout(900)

Play = Callable[..., list[str]]
DURATION = "用时"


def started(folder: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "services.cli", "demo", "--until", "07:30", "--scale", "0.05"]
    return subprocess.Popen(
        [*command, "--data-dir", str(folder), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def report_of(run: subprocess.Popen[str]) -> list[str]:
    """What it printed, without the lines that say how long it took."""
    printed, errors = run.communicate()
    assert (0, "") == (run.returncode, errors)
    return [one for one in printed.splitlines() if not one.startswith(DURATION)]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Four runs, two at a time."""
    folders = tmp_path_factory.mktemp("demo")
    found: dict[str, list[str]] = {}
    for pair in (
        {"first": [], "second": []},
        {"other-seed": ["--seed", "2"], "other-date": ["--date", "2003-03-04"]},
    ):
        runs = {name: started(folders / name, *options) for name, options in pair.items()}
        found |= {name: report_of(run) for name, run in runs.items()}
    return found


def test_two_runs_on_empty_folders_print_the_same_but_for_durations(
    reports: dict[str, list[str]],
) -> None:
    assert reports["first"] == reports["second"]


def test_another_seed_plays_another_day(reports: dict[str, list[str]]) -> None:
    assert reports["first"][2:] != reports["other-seed"][2:]


def test_another_date_plays_another_day(reports: dict[str, list[str]]) -> None:
    assert reports["first"][2:] != reports["other-date"][2:]


def new_hire_in(report: list[str]) -> list[str]:
    """The lines about the new hire, until those about first contact resolution."""
    begin = next(number for number, one in enumerate(report) if one.startswith("新人"))
    end = next(number for number, one in enumerate(report) if one.startswith("一次解决"))
    return report[begin:end]


def test_a_new_hire_gets_the_work_of_a_skill_with_the_certificate_and_not_before(
    reports: dict[str, list[str]],
) -> None:
    text = "\n".join(new_hire_in(reports["first"]))
    for stage in ("课程", "笔试", "口试", "模拟操作", "实操"):
        assert stage in text
    assert text.index("拒绝 refused") < text.index("已派单 assigned")
    assert "仅限持证客服代表承接该工作：card_service 未取得。" in text
    assert "Only certified agents may take this work: card_service is missing." in text
    assert "证书 certificate C-" in text


def test_another_seed_examines_the_new_hire_otherwise(reports: dict[str, list[str]]) -> None:
    points = {
        name: [one for one in new_hire_in(reports[name]) if "/ 10 " in one]
        for name in ("first", "other-seed")
    }
    assert [4, 4] == [len(one) for one in points.values()]
    assert points["first"] != points["other-seed"]


def test_the_report_says_what_is_asked_for_and_that_it_is_proven(
    reports: dict[str, list[str]],
) -> None:
    text = "\n".join(reports["first"])
    for part in (
        "联络",
        "工单",
        "SLA",
        "队列",
        "全部历史",
        "两个时刻",
        "新人持证",
        "一次解决",
        "回放",
    ):
        assert part in text
    assert "一致 equal" in text
    assert "DIFFERENT" not in text


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    run = started(tmp_path)
    _, errors = run.communicate()
    assert (2, True) == (run.returncode, "is not empty" in errors)
    assert ["mine"] == [one.name for one in tmp_path.iterdir()]


def test_the_report_tells_of_a_visit_a_merge_callbacks_and_of_what_customers_judged(
    reports: dict[str, list[str]],
) -> None:
    lines = reports["first"]
    proven = "\n".join(one for one in lines if "一致 equal" in one)
    for title, check in (
        ("A field order, request to evaluation", "现场服务单历史 field order"),
        ("Three tickets became one, before the merge and now", "合并 merge"),
        ("客户调查（按工单类型） Customer survey by kind of ticket", "客户调查 surveys"),
    ):
        assert any(title in one for one in lines)
        assert check in proven
    assert any("预约回呼" in one for one in lines)
