"""What contacts and booked callbacks refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Conflict, Invalid, NotFound, RuleViolated


class ContactNotFound(NotFound):
    """There is no such contact."""

    code = "contact-not-found"
    en = "There is no contact {key}."
    zh = "没有找到联络记录 {key}。"


class ContactAlreadyRecorded(Conflict):
    """The contact is known already."""

    code = "contact-already-recorded"
    en = "Contact {contact_id} is recorded already."
    zh = "联络 {contact_id} 已有记录。"


class ContactAlreadyAnswered(RuleViolated):
    """A contact is answered once."""

    code = "contact-already-answered"
    en = "The contact was answered already."
    zh = "该联络已被接听。"


class ContactNotAnswered(RuleViolated):
    """Nobody has answered the contact."""

    code = "contact-not-answered"
    en = "The contact was not answered; record it as abandoned if the customer left."
    zh = "该联络尚未接听；如客户已放弃，请记录为放弃。"


class ContactOver(RuleViolated):
    """The contact has ended or was abandoned."""

    code = "contact-over"
    en = "The contact is over already."
    zh = "该联络已结束。"


class ContactNotEnded(RuleViolated):
    """After-call work begins when the contact has ended."""

    code = "contact-not-ended"
    en = "The contact goes on; after-call work is recorded when it has ended."
    zh = "该联络尚未结束，结束后才能记录事后处理。"


class ContactAlreadyWrappedUp(RuleViolated):
    """After-call work is recorded once."""

    code = "contact-already-wrapped-up"
    en = "The after-call work of this contact was recorded already."
    zh = "该联络的事后处理已记录。"


class ContactTimesOutOfOrder(Invalid):
    """Offered, answered and ended come in this order."""

    code = "contact-times-out-of-order"
    en = "The times of the contact are out of order: {summary}"
    zh = "联络的时间顺序有误：{summary}"


class CallbackNotFound(NotFound):
    """There is no such booked callback."""

    code = "callback-not-found"
    en = "There is no booked callback {key}."
    zh = "没有找到预约回呼 {key}。"


class CallbackAlreadySettled(RuleViolated):
    """The callback was made, missed or cancelled."""

    code = "callback-already-settled"
    en = "The booked callback is {state} already."
    zh = "该预约回呼{state_zh}，不能重复处理。"


class CallbackWindowWrong(Invalid):
    """The window must lie in the future and end after it begins."""

    code = "callback-window-wrong"
    en = "The time of the callback cannot be kept: {summary}"
    zh = "预约回呼的时间无效：{summary}"


class ContactIsNoCallback(RuleViolated):
    """The contact does not keep what was promised."""

    code = "contact-is-no-callback"
    en = "Contact {contact_id} is no call to this customer since the callback was booked."
    zh = "联络 {contact_id} 不是预约之后拨给该客户的电话。"
