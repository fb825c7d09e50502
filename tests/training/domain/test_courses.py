"""Courses, their versions and what comes before them."""

from __future__ import annotations

from uuid import UUID

import msgspec
import pytest

from services.training.domain.course import Course, is_web_address
from services.training.domain.course_errors import (
    CourseRetired,
    CourseVersionFaulty,
    PrerequisitesCircle,
    PrerequisiteUnknown,
)
from services.training.domain.prerequisites import courses_behind
from tests.support.catalogue import DRILL, FILM, READING, at, codes, course, draft, new_events


def test_a_course_is_taught_in_its_newest_version() -> None:
    made = course()
    with at():
        made.publish_version(
            draft(title_zh="礼仪进阶", level="advanced", outdates_certificates=True)
        )

    assert ["VersionPublished"] == new_events(made)
    assert [1, 2] == [one.number for one in made.versions]
    assert ("礼仪进阶", True) == (
        made.version_in_use.title_zh,
        made.version_in_use.outdates_certificates,
    )
    assert 90 == made.version_numbered(1).minutes
    assert ("communication",) == made.version_numbered(1).competencies


def test_a_first_version_outdates_nothing() -> None:
    with at():
        made = Course.create("etiquette")
        with pytest.raises(CourseVersionFaulty) as refused:
            made.publish_version(draft(outdates_certificates=True))

    assert ["outdates_certificates"] == codes(refused.value.fields)
    assert ["Created"] == new_events(made)


def test_all_that_is_wrong_with_units_is_told_at_once() -> None:
    made = course()
    units = (
        msgspec.structs.replace(READING, text=""),
        msgspec.structs.replace(FILM, code="reading", link="javascript:alert(1)"),
        msgspec.structs.replace(DRILL, package_id=UUID(int=1)),
        msgspec.structs.replace(DRILL, code="package", kind="scorm"),
        msgspec.structs.replace(FILM, link=None),
    )
    with at(), pytest.raises(CourseVersionFaulty) as refused:
        made.publish_version(draft(units=units))

    assert [
        "units.0.text",
        "units.1.code",
        "units.1.link",
        "units.2.package_id",
        "units.3.package_id",
        "units.4.link",
    ] == codes(refused.value.fields)
    assert [] == new_events(made)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//host/x",
        "https://",
        "https://[",
        "https:\\\\host",
        "https://host/a b",
        "https://host/\n",
    ],
)
def test_what_a_browser_should_not_follow_is_no_link(link: str) -> None:
    assert not is_web_address(link)


def test_a_web_address_is_a_link() -> None:
    assert is_web_address("https://video.example/7?t=1")
    assert is_web_address("http://intranet/x")


def test_a_retired_course_is_changed_no_more() -> None:
    made = course()
    with at():
        made.retire()
        with pytest.raises(CourseRetired):
            made.publish_version(draft())
        with pytest.raises(CourseRetired):
            made.retire()

    assert ["Retired"] == new_events(made)


def test_all_courses_behind_a_course_are_found_once() -> None:
    first = course("first")
    second = course("second", prerequisites=(first.id,))
    third = course("third", prerequisites=(first.id, second.id))
    known = {one.id: one for one in (first, second, third)}

    behind = courses_behind(Course.id_for("new"), (third.id, second.id), find=known.get)

    assert {"first", "second", "third"} == {one.code for one in behind}
    assert 3 == len(behind)


def test_no_course_comes_before_itself() -> None:
    first = course("first")
    second = course("second", prerequisites=(first.id,))
    known = {one.id: one for one in (first, second)}

    with pytest.raises(PrerequisitesCircle):
        courses_behind(first.id, (second.id,), find=known.get)
    with pytest.raises(PrerequisitesCircle):
        courses_behind(first.id, (first.id,), find=known.get)


def test_an_unknown_prerequisite_is_refused_by_its_field() -> None:
    first = course("first")
    with pytest.raises(PrerequisiteUnknown) as refused:
        courses_behind(Course.id_for("new"), (first.id, UUID(int=1)), find={first.id: first}.get)

    assert ["prerequisites.1"] == codes(refused.value.fields)
