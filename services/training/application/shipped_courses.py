"""The courses and curricula that a release ships; what the centre makes of them stays its own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from services.training.domain.course import Course, CourseDraft, Objective, Unit
from services.training.domain.curriculum import Curriculum, Step
from shared.event_store.store import Store


def install_courses(store: Store, *, path: Path) -> int:
    """Writes the shipped courses and curricula whose codes are not taken; runs at each migrate.

    Args:
        store: the service's log; the call runs within a context.
        path: the file that ships them.

    Returns:
        How many were written.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    courses = [_install_course(store, one) for one in content["courses"]]
    return sum(courses) + sum(_install_curriculum(store, one) for one in content["curricula"])


def _install_course(store: Store, content: Mapping[str, Any]) -> bool:
    if store.find(Course, Course.id_for(content["code"])) is not None:
        return False
    course = Course.create(content["code"])
    course.publish_version(
        CourseDraft(
            level=content["level"],
            title_zh=content["title_zh"],
            title_en=content["title_en"],
            credits=Decimal(content["credits"]),
            objectives=tuple(
                Objective(text=one["text"], competencies=tuple(one["competencies"]))
                for one in content["objectives"]
            ),
            units=tuple(Unit(**one) for one in content["units"]),
            trainer_ids=(),
            prerequisites=tuple(Course.id_for(one) for one in content["prerequisites"]),
            is_open=False,
            outdates_certificates=False,
            changes="",
        )
    )
    store.save(course)
    return True


def _install_curriculum(store: Store, content: Mapping[str, Any]) -> bool:
    if store.find(Curriculum, Curriculum.id_for(content["code"])) is not None:
        return False
    curriculum = Curriculum.create(content["code"])
    steps = [
        Step(course_id=Course.id_for(one["course"]), due_days=one["due_days"])
        for one in content["steps"]
    ]
    curriculum.publish_version(
        title_zh=content["title_zh"], title_en=content["title_en"], steps=steps
    )
    store.save(curriculum)
    return True
