"""What the centre lays down of mentors: how many mentees, who may not, and the tasks (TR-4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import msgspec

from services.training.domain.mentoring_errors import MentoringTemplateUnknown
from shared.errors import FieldError


class MentorTask(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the mentor does with the mentee.

    Args:
        code: as stored and sent.
        zh: what it is, in Chinese.
        en: what it is, in English.
        due_on: by when.
    """

    code: str
    zh: str
    en: str
    due_on: date


@dataclass(frozen=True)
class TaskRule:
    """A task of a template.

    Args:
        code: as stored and sent.
        zh: what it is, in Chinese.
        en: what it is, in English.
        within_days: by which day of the mentorship.
    """

    code: str
    zh: str
    en: str
    within_days: int


@dataclass(frozen=True)
class MentoringTemplate:
    """The tasks of a mentorship, by kind of post.

    Args:
        code: as stored and sent.
        zh: its name in Chinese.
        en: its name in English.
        days: how long a mentorship lasts.
        tasks: what is to be done.
    """

    code: str
    zh: str
    en: str
    days: int
    tasks: tuple[TaskRule, ...]

    def tasks_from(self, day: date) -> tuple[MentorTask, ...]:
        """The tasks of a mentorship that begins on a day."""
        return tuple(
            MentorTask(
                code=one.code, zh=one.zh, en=one.en, due_on=day + timedelta(days=one.within_days)
            )
            for one in self.tasks
        )

    def ends_on(self, day: date) -> date:
        """When a mentorship that begins on a day is to end."""
        return day + timedelta(days=self.days)


@dataclass(frozen=True)
class MentoringRules:
    """The rule set `mentoring` (TR-4).

    Args:
        most_mentees: mentees of one mentor at a time.
        supervisor_may_mentor: whether whoever supervises somebody may be their mentor.
        templates: tasks by kind of post.
    """

    most_mentees: int
    supervisor_may_mentor: bool
    templates: tuple[MentoringTemplate, ...]

    def template(self, code: str) -> MentoringTemplate:
        """The template of this code.

        Raises:
            MentoringTemplateUnknown: there is none; the field is named.
        """
        for one in self.templates:
            if one.code == code:
                return one
        known = [one.code for one in self.templates]
        fault = FieldError(
            "template", f"there are {', '.join(known)}.", f"可用：{'、'.join(known)}。"
        )
        raise MentoringTemplateUnknown(fields=(fault,))
