"""What field-service orders refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotAllowed, NotFound, RuleViolated


class FieldOrderNotFound(NotFound):
    """There is no such order, or it is not for the actor."""

    code = "field-order-not-found"
    en = "There is no field-service order {key}."
    zh = "没有找到现场服务单 {key}。"


class FieldOrderNotYours(NotAllowed):
    """The actor may see the order and not decide about it."""

    code = "field-order-not-yours"
    en = "Field-service order {number} is somebody else's."
    zh = "现场服务单 {number} 由他人负责。"


class FieldOrderElsewhere(RuleViolated):
    """The order is in a state that does not allow the step."""

    code = "field-order-state"
    en = "Field-service order {number} is {state}; this step does not fit."
    zh = "现场服务单 {number} 当前为「{state_zh}」，不能执行此步骤。"


class PerformerAlreadyAssigned(RuleViolated):
    """It is assigned to that performer already."""

    code = "performer-already-assigned"
    en = "Field-service order {number} is with them already."
    zh = "现场服务单 {number} 已派给该执行方。"


class PerformerNotFit(Invalid):
    """The performer cannot be given the order."""

    code = "performer-not-fit"
    en = "This performer cannot get the order: {summary}"
    zh = "不能派给该执行方：{summary}"


class AppointmentMissing(RuleViolated):
    """Nobody goes out before time and place are agreed."""

    code = "appointment-missing"
    en = "Time and place of field-service order {number} are not agreed yet."
    zh = "现场服务单 {number} 尚未与客户约定时间和地点。"


class AppointmentAlreadyAgreed(RuleViolated):
    """Another time or place is a change, with its reason."""

    code = "appointment-already-agreed"
    en = "Field-service order {number} has an appointment; change it and say why."
    zh = "现场服务单 {number} 已有约定，请走变更并说明原因。"


class AppointmentWrong(Invalid):
    """The window is over already, or ends before it begins."""

    code = "appointment-wrong"
    en = "The window does not fit: {summary}"
    zh = "约定时段有误：{summary}"


class UnknownChecklistItem(Invalid):
    """The standard of the kind has no such step."""

    code = "unknown-checklist-item"
    en = "The checklist has no such item: {summary}"
    zh = "检查表中没有该项：{summary}"


class ChecklistIncomplete(Invalid):
    """A completed order has every mandatory step checked and shown."""

    code = "checklist-incomplete"
    en = "The checklist is not complete: {summary}"
    zh = "检查表尚未完成：{summary}"


class FailureReasonMissing(Invalid):
    """A visit that was not completed says why."""

    code = "failure-reason-missing"
    en = "Say why the order was not completed: {summary}"
    zh = "请选择未完成的原因：{summary}"


class EvidenceNotFound(NotFound):
    """The order has no such file."""

    code = "evidence-not-found"
    en = "There is no file {key}."
    zh = "没有找到文件 {key}。"


class OrderAlreadyEvaluated(RuleViolated):
    """A customer evaluates an order once."""

    code = "order-already-evaluated"
    en = "The customer has evaluated field-service order {number} already."
    zh = "客户已对现场服务单 {number} 作出评价。"


class OwnEvaluation(NotAllowed):
    """Nobody records the judgement on their own work."""

    code = "own-evaluation"
    en = "The evaluation of one's own work is recorded by somebody else."
    zh = "本人执行的服务须由他人登记客户评价。"


class EvaluationOutstanding(RuleViolated):
    """The customer's evaluation is waited for."""

    code = "evaluation-outstanding"
    en = "Field-service order {number} waits for the customer's evaluation until {until}."
    zh = "现场服务单 {number} 等待客户评价，截止 {until}。"


class ProblemsOutstanding(RuleViolated):
    """An order with an open problem stays open."""

    code = "problems-outstanding"
    en = "Field-service order {number} has problems that are not solved yet."
    zh = "现场服务单 {number} 尚有未解决的问题。"


class ProblemNotFound(NotFound):
    """The order has no such problem."""

    code = "problem-not-found"
    en = "There is no problem {key}."
    zh = "没有找到问题 {key}。"


class ProblemAlreadySolved(RuleViolated):
    """A problem is solved once."""

    code = "problem-already-solved"
    en = "The problem was solved already."
    zh = "该问题已解决。"
