"""Who sees which training needs, and who may say what a team needs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services.training.application.access import PLAN, SEE_ALL, SEE_TEAM, Access
from services.training.application.questions import Staff
from services.training.domain.audience import EMPLOYEE, TEAM, Audience, Target
from services.training.domain.need import Need
from services.training.domain.need_errors import AudienceUnknown, NotYoursToSay
from shared.context import current_context
from shared.errors import FieldError


@dataclass(frozen=True)
class Reader:
    """Whose needs somebody sees.

    Args:
        employee_id: who reads; None where everything is seen.
        targets: employees and teams led, whose needs are seen too.
    """

    employee_id: UUID | None
    targets: frozenset[Target] = frozenset()

    @property
    def sees_all(self) -> bool:
        """Whether nothing is held back."""
        return self.employee_id is None

    def may_see(self, need: Need) -> bool:
        """Whether one raised it, is the one it is about, or leads somebody it is about."""
        return (
            self.sees_all
            or self.employee_id in (need.raiser_id, need.employee_id)
            or not self.targets.isdisjoint(need.audience)
        )

    def sees_whole(self, need: Need) -> bool:
        """Whether one may read the words too: they may be about anybody whom it is about."""
        return (
            self.sees_all
            or self.employee_id in (need.raiser_id, need.employee_id)
            or self.targets.issuperset(need.audience)
        )

    def shown(self, need: Need) -> Audience:
        """Of the audience, what the reader may know of."""
        if self.sees_whole(need):
            return need.audience
        return tuple(one for one in need.audience if one in self.targets)


class NeedReaders:
    """Tells who acts as a reader, and checks for whom one may speak.

    Args:
        access: who acts.
        staff: who works where.
    """

    def __init__(self, access: Access, staff: Staff) -> None:
        self._access = access
        self._staff = staff

    def reader(self) -> Reader:
        """The acting employee as a reader of needs."""
        context = current_context()
        if context.may(PLAN) or context.may(SEE_ALL):
            return Reader(None)
        employee_id = self._access.employee_id()
        return Reader(employee_id, self._led(employee_id) if context.may(SEE_TEAM) else frozenset())

    def check_may_speak_for(self, audience: Audience) -> None:
        """Refuses an audience beyond one's own team, or in which nobody is.

        Raises:
            NotYoursToSay: a target is not of the actor's team.
            AudienceUnknown: nobody works there.
        """
        context = current_context()
        if not (context.may(PLAN) or context.may(SEE_ALL)):
            led = self._led(self._access.employee_id())
            for one in audience:
                if one not in led:
                    raise NotYoursToSay(kind=one.kind, target_id=one.target_id)
        faults = [
            FieldError(f"audience.{number}", "nobody works there.", "没有对应的在职员工。")
            for number, one in enumerate(audience)
            if not self.is_known(one)
        ]
        if faults:
            raise AudienceUnknown(fields=tuple(faults))

    def is_known(self, target: Target) -> bool:
        """Whether anybody works there."""
        return self._staff.somebody_in(target.kind, target.target_id)

    def _led(self, leader_id: UUID) -> frozenset[Target]:
        employees = self._staff.team_of(leader_id)
        teams = self._staff.teams_led(leader_id)
        return frozenset(
            {Target(kind=EMPLOYEE, target_id=one) for one in employees}
            | {Target(kind=TEAM, target_id=one) for one in teams}
        )
