"""Training needs [培训需求]: raised, merged, prioritised, and answered or refused (TR-5, TR-6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self
from uuid import UUID

import msgspec

from services.training.domain.audience import Audience, audience_of, only_employee
from services.training.domain.need_errors import (
    EvidenceAlreadyThere,
    NeedNotAnswered,
    NeedsCannotBeMerged,
    NeedSettled,
    TooManyEvidences,
)
from services.training.domain.need_terms import (
    ANSWERED,
    MERGED,
    MOST_EVIDENCES,
    OPEN,
    REFUSED,
    STATES_ZH,
    Answer,
    NewNeed,
)
from services.training.domain.need_weights import Evidence, NeedRules, Weight, most_urgent
from shared.event_store.aggregate import Aggregate, event
from shared.ids import id_of
from shared.sealed.envelope import Sealed


class Need(Aggregate):
    """One need; others that are the same are merged into it with all that shows them."""

    TOPIC = "training.need"

    class Created(Aggregate.Created):
        TOPIC = "training.need.raised"
        need: NewNeed
        description: Sealed | None
        weight: Weight

    def __init__(self, need: NewNeed, description: Sealed | None, weight: Weight) -> None:
        self.origin = need.origin
        self.origins: tuple[str, ...] = (need.origin,)
        self.audience = need.audience
        self.competency = need.competency
        self.urgency = need.urgency
        self.evidences = need.evidences
        self.raiser_id = need.raiser_id
        self.description = description
        self.weight = weight
        self.state = OPEN
        self.merged_from: tuple[UUID, ...] = ()
        self.merged_into: UUID | None = None
        self.answer: Answer | None = None
        self.words: Sealed | None = None
        self.study_id: UUID | None = None

    @staticmethod
    def id_of_fact(source: str, fact_id: str) -> UUID:
        """The one id of the need of which another system has told."""
        return id_of("need", "fact", source, fact_id)

    @classmethod
    def raise_need(
        cls, need: NewNeed, *, need_id: UUID, description: Sealed | None, rules: NeedRules
    ) -> Self:
        """Says what is needed.

        Args:
            need: what, by whom.
            need_id: its id.
            description: more words.
            rules: what makes a need matter.
        """
        whole = msgspec.structs.replace(need, audience=audience_of(need.audience))
        weight = rules.weigh(origins=[need.origin], urgency=need.urgency, evidences=need.evidences)
        return cls._create(
            cls.Created, id=need_id, need=whole, description=description, weight=weight
        )

    @property
    def employee_id(self) -> UUID | None:
        """The only one who needs it; None where it is about several."""
        return only_employee(self.audience)

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state == OPEN

    def add_evidence(
        self, evidence: Evidence, *, rules: NeedRules, audience: Audience = ()
    ) -> None:
        """Something more shows the need.

        Args:
            evidence: what.
            rules: what makes a need matter.
            audience: who needs it too.

        Raises:
            EvidenceAlreadyThere: it was added before.
            TooManyEvidences: there are as many as a need holds.
        """
        self._check_open()
        if self.rests_on(evidence):
            raise EvidenceAlreadyThere(source=evidence.source, reference=evidence.reference)
        if len(self.evidences) >= MOST_EVIDENCES:
            raise TooManyEvidences(most=MOST_EVIDENCES)
        evidences = (*self.evidences, evidence)
        self._add_evidence(
            evidence=evidence,
            audience=audience_of((*self.audience, *audience)),
            weight=rules.weigh(origins=self.origins, urgency=self.urgency, evidences=evidences),
        )

    @event("EvidenceAdded", topic="training.need.evidence_added")
    def _add_evidence(self, evidence: Evidence, audience: Audience, weight: Weight) -> None:
        self.evidences = (*self.evidences, evidence)
        self.audience = audience
        self.weight = weight

    def rests_on(self, evidence: Evidence) -> bool:
        """Whether it is shown by this."""
        return any(one.key == evidence.key for one in self.evidences)

    def prioritise(self, *, urgency: str, rules: NeedRules) -> None:
        """Weighs it anew, by another urgency or by the rules as they are now."""
        self._check_open()
        weight = rules.weigh(origins=self.origins, urgency=urgency, evidences=self.evidences)
        self._prioritise(urgency=urgency, weight=weight)

    @event("Prioritised", topic="training.need.prioritised")
    def _prioritise(self, urgency: str, weight: Weight) -> None:
        self.urgency = urgency
        self.weight = weight

    def take_in(self, others: Sequence[Need], *, rules: NeedRules) -> None:
        """Takes in others that are the same, with everything that shows them.

        Raises:
            NeedsCannotBeMerged: one is itself, stands there twice, or is about something else.
            NeedSettled: one was decided before.
            TooManyEvidences: together they have more than a need holds.
        """
        self._check_open()
        ids = {one.id for one in others}
        is_same = all(one.competency == self.competency for one in others)
        if not others or len(ids) != len(others) or self.id in ids or not is_same:
            raise NeedsCannotBeMerged
        every = (self, *others)
        evidences = tuple({e.key: e for one in every for e in one.evidences}.values())
        if len(evidences) > MOST_EVIDENCES:
            raise TooManyEvidences(most=MOST_EVIDENCES)
        for one in others:
            one.go_on_in(self.id)
        origins = tuple(dict.fromkeys(origin for one in every for origin in one.origins))
        urgency = most_urgent([one.urgency for one in every])
        whole = msgspec.structs.replace(
            self._as_raised(),
            audience=audience_of(target for one in every for target in one.audience),
            evidences=evidences,
            urgency=urgency,
        )
        self._take_in(
            need_ids=tuple(one.id for one in others),
            origins=origins,
            need=whole,
            weight=rules.weigh(origins=origins, urgency=urgency, evidences=evidences),
        )

    @event("TookIn", topic="training.need.took_in")
    def _take_in(
        self, need_ids: tuple[UUID, ...], origins: tuple[str, ...], need: NewNeed, weight: Weight
    ) -> None:
        self.merged_from = (*self.merged_from, *need_ids)
        self.origins = origins
        self.audience = need.audience
        self.evidences = need.evidences
        self.urgency = need.urgency
        self.weight = weight

    def go_on_in(self, into_id: UUID) -> None:
        """Another need has taken it in."""
        self._check_open()
        self._merge(into_id=into_id)

    @event("Merged", topic="training.need.merged")
    def _merge(self, into_id: UUID) -> None:
        self.state = MERGED
        self.merged_into = into_id

    def give_answer(self, answer: Answer, *, words: Sealed | None) -> None:
        """Something is done about it.

        Args:
            answer: what.
            words: more about it.
        """
        self._check_open()
        self._answer(need=self._as_raised(), answer=answer, words=words)

    @event("Answered", topic="training.need.answered")
    def _answer(self, need: NewNeed, answer: Answer, words: Sealed | None) -> None:
        self.state = ANSWERED
        self.answer = answer
        self.words = words

    def refuse(self, reason: Sealed) -> None:
        """Nothing is done about it, for a reason."""
        self._check_open()
        self._refuse(need=self._as_raised(), reason=reason)

    @event("Refused", topic="training.need.refused")
    def _refuse(self, need: NewNeed, reason: Sealed) -> None:
        self.state = REFUSED
        self.words = reason

    def link_study(self, study_id: UUID) -> None:
        """The effect of its answer is measured there.

        Raises:
            NeedNotAnswered: nothing was done yet.
        """
        if self.state != ANSWERED:
            raise NeedNotAnswered
        self._link_study(study_id=study_id)

    @event("StudyLinked", topic="training.need.study_linked")
    def _link_study(self, study_id: UUID) -> None:
        self.study_id = study_id

    def _as_raised(self) -> NewNeed:
        return NewNeed(
            origin=self.origin,
            audience=self.audience,
            competency=self.competency,
            urgency=self.urgency,
            evidences=self.evidences,
            raiser_id=self.raiser_id,
        )

    def _check_open(self) -> None:
        if self.state != OPEN:
            raise NeedSettled(state=self.state, state_zh=STATES_ZH[self.state])
