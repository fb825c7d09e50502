"""The rules of learning: who ticks what off, what new hires learn, which courses all must have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True)
class LearningRules:
    """Who says that a unit was completed (TR-2).

    Args:
        ticked_by_learners: kinds of units that learners tick off themselves; a trainer confirms
            all others, and a SCORM package reports for itself.
    """

    ticked_by_learners: tuple[str, ...]


@dataclass(frozen=True)
class PackageRules:
    """What a SCORM package may be, and how it is played.

    Args:
        most_files: files in a package.
        most_bytes: bytes of all its files, unpacked.
        most_bytes_of_a_file: bytes of one of them, unpacked.
        most_ratio: how many times smaller a file may be in the archive.
        link_hours: hours for which a launched package is played.
        most_commits: how often it may report in all.
    """

    most_files: int
    most_bytes: int
    most_bytes_of_a_file: int
    most_ratio: int
    link_hours: int
    most_commits: int


@dataclass(frozen=True)
class OnboardingRules:
    """What new hires learn (TR-1).

    Args:
        curricula: codes of the curricula that a new hire is assigned; none for nothing.
        new_for_days: for how many days after the first day somebody counts as a new hire; whoever
            is entered later (staff taken over from another system) is assigned nothing.
    """

    curricula: tuple[str, ...]
    new_for_days: int

    def is_new(self, hired_on: date, *, told_on: date) -> bool:
        """Whether somebody who was entered on a day counts as a new hire."""
        return told_on <= hired_on + timedelta(days=self.new_for_days)


@dataclass(frozen=True)
class ComplianceCourse:
    """A course that all of its audience must have completed (TR-9).

    Args:
        course: code of the course.
        required_rate: share of the audience that must have completed it, from 0 to 1.
        site_ids: whose employees it is for; empty for all sites.
        position_ids: holders of which positions it is for; empty for all positions.
        valid_days: days for which a completion counts; 0 for ever.
    """

    course: str
    required_rate: Decimal
    site_ids: tuple[UUID, ...]
    position_ids: tuple[UUID, ...]
    valid_days: int

    def is_met(self, *, done: int, audience: int) -> bool:
        """Whether enough of the audience have completed it; nobody's is always met."""
        return Decimal(done) >= self.required_rate * audience

    def counts_from(self, today: date) -> date | None:
        """The first day whose completions count; None for all."""
        return today - timedelta(days=self.valid_days) if self.valid_days else None


@dataclass(frozen=True)
class ComplianceRules:
    """The compliance courses of the centre.

    Args:
        courses: all of them.
    """

    courses: tuple[ComplianceCourse, ...]

    def of(self, code: str) -> ComplianceCourse | None:
        """The rule of a course; None if it is none of compliance."""
        return next((one for one in self.courses if one.course == code), None)
