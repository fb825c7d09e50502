"""Drawing a paper [组卷] by blueprint: the same seed and pool give the same paper for ever.

Chance comes from SHA-256 of the seed alone, which no release of Python can change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from services.training.domain.exam_definition import Blueprint, Section
from services.training.domain.exam_errors import SectionCannotBeFilled


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A question in use, as far as drawing depends on it; without text or key.

    Args:
        question_id: the question.
        version: number of its version in use.
        code: its code.
        kind: its kind.
        competency: what it asks for.
        difficulty: 1 to 5.
        tags: its tags.
        points: what it is worth by itself.
        choices: keys of the choices as entered, by part (`` for the question itself).
    """

    question_id: UUID
    version: int
    code: str
    kind: str
    competency: str
    difficulty: int
    points: Decimal
    tags: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = {}


class PaperQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A question on a paper.

    Args:
        question_id: the question.
        version: the version that was drawn, for this sitting for ever.
        kind: its kind.
        section: place of its section in the blueprint, 0 for the first.
        points: what it is worth on this paper.
        choices: keys of the choices in the order shown, by part (`` for the question itself).
    """

    question_id: UUID
    version: int
    kind: str
    section: int
    points: Decimal
    choices: dict[str, tuple[str, ...]] = {}


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """What one learner is asked.

    Args:
        seed: by which it was drawn.
        questions: in the order shown.
    """

    seed: str
    questions: tuple[PaperQuestion, ...]

    @property
    def full(self) -> Decimal:
        """All points together."""
        return sum((one.points for one in self.questions), Decimal(0))


def seed_of(*parts: object) -> str:
    """The seed that belongs to `parts`, such as the sitting's id: 64 hex digits."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def wants(section: Section, one: Candidate) -> bool:
    """Whether a question fits a section."""
    return (
        set(section.tags) <= set(one.tags)
        and (not section.competencies or one.competency in section.competencies)
        and (not section.kinds or one.kind in section.kinds)
        and (not section.difficulties or one.difficulty in section.difficulties)
    )


def draw(blueprint: Blueprint, pool: Sequence[Candidate], seed: str) -> Paper:
    """A paper by the blueprint: no question twice, each section balanced.

    Within a section the questions come as evenly as can be from all competencies and difficulties
    that it asks for. Where sections compete for questions, they give way to each other as long as
    all can be filled.

    Args:
        blueprint: how papers are drawn.
        pool: the questions that may be drawn, in any order; repeated ones count once.
        seed: chance (`seed_of`).

    Raises:
        SectionCannotBeFilled: the section is named.
    """
    by_id = {one.question_id: one for one in pool}
    chosen = _assigned(blueprint.sections, by_id, seed)
    questions: list[PaperQuestion] = []
    for place, section in enumerate(blueprint.sections):
        found = [by_id[one] for one, owner in chosen.items() if owner == place]
        in_order = sorted(found, key=lambda one: _order(blueprint, one, f"{seed}|order|{place}"))
        questions += [_on_paper(blueprint, section, place, one, seed) for one in in_order]
    return Paper(seed=seed, questions=tuple(questions))


def _assigned(
    sections: Sequence[Section], pool: Mapping[UUID, Candidate], seed: str
) -> dict[UUID, int]:
    """Which section has which question: a matching by augmenting paths, in a drawn order."""
    preferred = [
        _balanced([one for one in pool.values() if wants(section, one)], f"{seed}|{place}")
        for place, section in enumerate(sections)
    ]
    owners: dict[UUID, int] = {}

    def take_one(place: int, seen: set[UUID]) -> bool:
        for one in preferred[place]:
            if one in seen or owners.get(one) == place:
                continue
            seen.add(one)
            if one not in owners or take_one(owners[one], seen):
                owners[one] = place
                return True
        return False

    for place, section in enumerate(sections):
        for taken in range(section.count):
            if not take_one(place, set()):
                raise SectionCannotBeFilled(title=section.zh, needed=section.count, found=taken)
    return owners


def _balanced(candidates: Sequence[Candidate], seed: str) -> list[UUID]:
    """Their ids in a drawn order in which every group comes round in turn."""
    groups: dict[tuple[str, int], list[Candidate]] = {}
    for one in sorted(candidates, key=lambda one: _chance(seed, one.question_id)):
        groups.setdefault((one.competency, one.difficulty), []).append(one)
    ranked = [
        (rank, _chance(seed, group), one.question_id)
        for group, members in groups.items()
        for rank, one in enumerate(members)
    ]
    return [question_id for _, _, question_id in sorted(ranked)]


def _order(blueprint: Blueprint, one: Candidate, seed: str) -> str:
    return _chance(seed, one.question_id) if blueprint.shuffles_questions else one.code


def _on_paper(
    blueprint: Blueprint, section: Section, place: int, one: Candidate, seed: str
) -> PaperQuestion:
    choices = {
        part: _shuffled(keys, f"{seed}|{one.question_id}|{part}")
        if blueprint.shuffles_choices
        else keys
        for part, keys in one.choices.items()
    }
    return PaperQuestion(
        question_id=one.question_id,
        version=one.version,
        kind=one.kind,
        section=place,
        points=one.points if section.points is None else section.points,
        choices=choices,
    )


def _shuffled(keys: Sequence[str], seed: str) -> tuple[str, ...]:
    return tuple(sorted(keys, key=lambda one: _chance(seed, one)))


def _chance(seed: str, about: object) -> str:
    return hashlib.sha256(f"{seed}|{about}".encode()).hexdigest()
