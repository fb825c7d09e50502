"""The call guide: the steps and stages of a call with reference times and key actions (TK-2, 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from services.tickets.domain.script_errors import StageIncomplete, StageUnknown
from services.tickets.domain.sla import ANY
from shared.errors import FieldError


@dataclass(frozen=True)
class Named:
    """A code with its names."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class GuideStage:
    """One stage of a call.

    Args:
        code: as stored and sent.
        zh: its name in Chinese.
        en: its name in English.
        reference_seconds: how long it takes as a rule.
        key_actions: what is done in it.
    """

    code: str
    zh: str
    en: str
    reference_seconds: int
    key_actions: tuple[Named, ...]


@dataclass(frozen=True)
class KindGuide:
    """What calls about tickets of one kind take; its stages stand for those of the same code.

    Args:
        kind: the kind, or `any`.
        stages: the stages in their order.
    """

    kind: str
    stages: tuple[GuideStage, ...]


@dataclass(frozen=True)
class CallGuideRules:
    """The rule set `call_guide`.

    Args:
        guides: the guide of `any` kind has all stages; that of a kind only those that differ.
        reasons: codes of the reasons for which a key action is left out.
    """

    guides: tuple[KindGuide, ...]
    reasons: tuple[Named, ...]

    def stages_of(self, kind: str) -> tuple[GuideStage, ...]:
        """The stages of calls of a kind, in their order."""
        own = {one.code: one for one in self._stages(kind)}
        return tuple(own.get(one.code, one) for one in self._stages(ANY))

    def _stages(self, kind: str) -> tuple[GuideStage, ...]:
        return next((one.stages for one in self.guides if one.kind == kind), ())


class ReferenceStage(msgspec.Struct, frozen=True, kw_only=True):
    """A stage as the rules had it when the call was recorded."""

    stage: str
    reference_seconds: int
    key_actions: tuple[str, ...]


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A key action that was not done, and why."""

    action: str
    reason: str


class RecordedStage(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent did in one stage.

    Args:
        stage: its code.
        seconds: how long it took.
        reference_seconds: how long it takes as a rule.
        done: key actions that were done.
        left_out: key actions that were not, with the reason.
    """

    stage: str
    seconds: int
    reference_seconds: int
    done: tuple[str, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def over_seconds(self) -> int:
        """How much longer than the reference it took; negative if it took less."""
        return self.seconds - self.reference_seconds


def reference_of(stages: Sequence[GuideStage]) -> tuple[ReferenceStage, ...]:
    """The stages as they are stored with a call."""
    return tuple(
        ReferenceStage(
            stage=one.code,
            reference_seconds=one.reference_seconds,
            key_actions=tuple(action.code for action in one.key_actions),
        )
        for one in stages
    )


def recorded_stage(
    reference: Sequence[ReferenceStage],
    *,
    stage: str,
    seconds: int,
    done: Sequence[str],
    left_out: Sequence[LeftOut],
    reasons: Sequence[str],
) -> RecordedStage:
    """What was done in a stage, checked against the guide.

    Raises:
        StageUnknown: the guide has no such stage.
        StageIncomplete: a key action is neither done nor left out, or is both; or a reason is
            none of the rules.
    """
    found = next((one for one in reference if one.stage == stage), None)
    if found is None:
        names = ", ".join(one.stage for one in reference)
        raise StageUnknown(field="stage", stage=stage, stages=names)
    named = [*done, *(one.action for one in left_out)]
    wrong = [_unaccounted(one) for one in found.key_actions if named.count(one) != 1]
    wrong += [_unknown(one) for one in sorted({*named} - {*found.key_actions})]
    wrong += [_reasonless(one, reasons) for one in left_out if one.reason not in reasons]
    if wrong:
        raise StageIncomplete(fields=tuple(wrong))
    return RecordedStage(
        stage=stage,
        seconds=seconds,
        reference_seconds=found.reference_seconds,
        done=tuple(one for one in found.key_actions if one in done),
        left_out=tuple(sorted(left_out, key=lambda one: found.key_actions.index(one.action))),
    )


def _unaccounted(action: str) -> FieldError:
    return FieldError(
        f"done.{action}",
        "say whether it was done, or why it was left out; once.",
        "请说明已完成，或未完成的原因（只填一次）。",
    )


def _unknown(action: str) -> FieldError:
    return FieldError(f"done.{action}", "is no key action of this stage.", "不是该环节的关键动作。")


def _reasonless(one: LeftOut, reasons: Sequence[str]) -> FieldError:
    names = ", ".join(reasons)
    return FieldError(f"left_out.{one.action}", f"choose one of {names}.", f"请选择 {names} 之一。")
