"""What each contact of the day is about: drawn once, played by the CRM and the staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.demo.arrivals import SLOT, Slot
from services.demo.draws import Draws

CHANNELS = (
    ("phone", 62),
    ("chat", 12),
    ("app", 7),
    ("ivr", 7),
    ("web", 5),
    ("email", 5),
    ("social", 2),
)
KINDS = (("inquiry", 46), ("query", 30), ("complaint", 12), ("suggestion", 7), ("compliment", 5))
LEVELS = (("standard", 70), ("silver", 17), ("gold", 10), ("vip", 3))
PRIORITIES = (("normal", 78), ("high", 14), ("urgent", 3), ("low", 5))
FAMILY_NAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
GIVEN_NAMES = ("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "艳", "勇", "杰", "涛")
MATTERS = {
    "inquiry": (
        "信用卡年费如何减免",
        "网银限额怎么调整",
        "外币兑换需要哪些材料",
        "理财产品何时起息",
    ),
    "query": ("查询上月账单明细", "查询转账到账情况", "查询积分余额", "查询贷款还款计划"),
    "complaint": ("重复扣款未退回", "柜台等候时间过长", "客服承诺未兑现", "短信营销过于频繁"),
    "suggestion": ("建议增加周末网点", "建议简化挂失流程", "建议手机银行增加大字版"),
    "compliment": ("表扬客服耐心解答", "表扬经办人员主动回电"),
}
PRODUCTS = ("信用卡", "储蓄账户", "手机银行", "个人贷款", "理财产品")

TICKETS_PERCENT = 24
ABANDONED_PERCENT = 6
NEW_CUSTOMER_PERCENT = 45


@dataclass(frozen=True)
class Caller:
    """A customer of the day.

    Args:
        number: the CRM's customer number.
        name: full name.
        phone: telephone number.
        level: customer level.
    """

    number: str
    name: str
    phone: str
    level: str


@dataclass(frozen=True)
class Arrival:
    """One contact and what comes of it.

    Args:
        ordinal: its place in the day, from 1.
        caller: who comes.
        is_new_caller: whether the CRM has to send the customer first.
        channel: by which channel.
        started_at: when it began.
        wait_seconds: how long the customer waited for a person.
        talk_seconds: how long they talked.
        wrap_up_seconds: how long the agent worked on it afterwards.
        is_abandoned: whether the customer left while waiting.
        needs_ticket: whether it leads to a ticket.
        kind: kind of the matter.
        priority: priority of the ticket.
        matter: what it is about.
        product: which product it is about.
    """

    ordinal: int
    caller: Caller
    is_new_caller: bool
    channel: str
    started_at: datetime
    wait_seconds: int
    talk_seconds: int
    wrap_up_seconds: int
    is_abandoned: bool
    needs_ticket: bool
    kind: str
    priority: str
    matter: str
    product: str


class Script:
    """Writes the contacts of a day, slot by slot.

    Args:
        draws: the run's draws.
    """

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._callers: list[Caller] = []
        self._ordinal = 0

    def arrivals_of(self, slot: Slot) -> list[Arrival]:
        """The contacts of one slot, in the order of their starts."""
        offsets = sorted(
            self._draws.below(int(SLOT.total_seconds()), "offset", slot.index, each)
            for each in range(slot.contacts)
        )
        return [self._arrival(slot.starts_at + timedelta(seconds=one)) for one in offsets]

    def _arrival(self, started_at: datetime) -> Arrival:
        self._ordinal += 1
        ordinal, draws = self._ordinal, self._draws
        caller, is_new = self._caller(ordinal)
        channel = draws.weighed(CHANNELS, "channel", ordinal)
        is_abandoned = channel in ("phone", "chat") and draws.chance(
            ABANDONED_PERCENT, "abandoned", ordinal
        )
        kind = draws.weighed(KINDS, "kind", ordinal)
        return Arrival(
            ordinal=ordinal,
            caller=caller,
            is_new_caller=is_new,
            channel=channel,
            started_at=started_at,
            wait_seconds=draws.between(3, 90, "wait", ordinal),
            talk_seconds=draws.between(40, 420, "talk", ordinal),
            wrap_up_seconds=draws.between(0, 60, "wrap-up", ordinal),
            is_abandoned=is_abandoned,
            needs_ticket=not is_abandoned and draws.chance(TICKETS_PERCENT, "ticket", ordinal),
            kind=kind,
            priority=draws.weighed(PRIORITIES, "priority", ordinal),
            matter=draws.one_of(MATTERS[kind], "matter", ordinal),
            product=draws.one_of(PRODUCTS, "product", ordinal),
        )

    def _caller(self, ordinal: int) -> tuple[Caller, bool]:
        draws = self._draws
        if self._callers and not draws.chance(NEW_CUSTOMER_PERCENT, "new", ordinal):
            return draws.one_of(self._callers, "caller", ordinal), False
        number = len(self._callers) + 1
        family = draws.one_of(FAMILY_NAMES, "family", number)
        caller = Caller(
            number=f"C{number:07d}",
            name=family + draws.one_of(GIVEN_NAMES, "given", number),
            phone=f"+86139{number:08d}",
            level=draws.weighed(LEVELS, "level", number),
        )
        self._callers.append(caller)
        return caller, True
