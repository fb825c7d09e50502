"""What the use cases work with: answers of read models, keys, rules, numbers, files."""

from __future__ import annotations

from dataclasses import dataclass

from services.training.application import (
    plan_progress,
    questions,
    session_questions,
    succession_pools,
)
from services.training.application.applied_rules import AppliedRules
from services.training.application.compliance import Completions
from services.training.application.exams import Pool
from services.training.application.item_analysis import ItemAnswers
from services.training.application.packages import Unpack
from shared.sealed import KeyStore
from shared.sealed.files import SealedFiles


@dataclass(frozen=True)
class Answers:
    """Who answers the questions of the use cases."""

    staff: questions.Staff
    completions: Completions
    question_pool: Pool
    item_answers: ItemAnswers
    offered_courses: session_questions.Courses
    positions: succession_pools.Positions
    sites: session_questions.Sites
    courses: session_questions.Courses
    session_people: session_questions.SessionPeople
    done_learning: plan_progress.DoneLearning


@dataclass(frozen=True)
class Tools:
    """What the use cases work with, whatever store they stand over.

    Args:
        answers: who answers their questions.
        keys: the keys of personal data.
        rules: the rules in force.
        files: keeps files of courses, exams and records.
        unpack: takes SCORM archives apart.
    """

    answers: Answers
    keys: KeyStore
    rules: AppliedRules
    files: SealedFiles
    unpack: Unpack
