"""What the use cases work with: answers of read models, keys, rules, numbers, files."""

from __future__ import annotations

from dataclasses import dataclass

from services.training.application import (
    certificate_questions,
    evaluation_questions,
    plan_progress,
    questions,
    session_questions,
    succession_pools,
    training_records,
)
from services.training.application.applied_rules import AppliedRules
from services.training.application.compliance import Completions
from services.training.application.exams import Pool
from services.training.application.item_analysis import ItemAnswers
from services.training.application.key_corrections import SittingsToCorrect
from services.training.application.known_papers import KnownPapers
from services.training.application.markings import TaughtLearners
from services.training.application.packages import Unpack
from services.training.application.sittings import DueSittings
from shared.numbers import Numbers
from shared.sealed import KeyStore
from shared.sealed.files import SealedFiles


@dataclass(frozen=True)
class Answers:
    """Who answers the questions of the use cases."""

    staff: questions.Staff
    papers: KnownPapers
    due_sittings: DueSittings
    sittings_to_correct: SittingsToCorrect
    taught_learners: TaughtLearners
    completions: Completions
    question_pool: Pool
    item_answers: ItemAnswers
    positions: succession_pools.Positions
    sites: session_questions.Sites
    session_people: session_questions.SessionPeople
    done_learning: plan_progress.DoneLearning
    stage_results: certificate_questions.StageResults
    leading_curricula: certificate_questions.LeadingCurricula
    ending_certificates: certificate_questions.EndingCertificates
    outdated_certificates: certificate_questions.OutdatedCertificates
    skill_holders: certificate_questions.SkillHolders
    certificate_holders: certificate_questions.Holders
    training_record: training_records.RecordRows
    evaluation: evaluation_questions.EvaluationAnswers


@dataclass(frozen=True)
class Tools:
    """What the use cases work with, whatever store they stand over.

    Args:
        answers: who answers their questions.
        keys: the keys of personal data.
        rules: the rules in force.
        files: keeps files of courses, exams and records.
        unpack: takes SCORM archives apart.
        certificate_numbers: hands out the numbers of certificates.
    """

    answers: Answers
    keys: KeyStore
    rules: AppliedRules
    files: SealedFiles
    unpack: Unpack
    certificate_numbers: Numbers
