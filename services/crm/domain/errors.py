"""What customer files refuse, named by the fact."""

from __future__ import annotations

from shared.errors import Invalid, NotFound, RuleViolated


class CustomerNotFound(NotFound):
    """There is no such customer file."""

    code = "customer-not-found"
    en = "There is no customer file {customer_id}."
    zh = "没有找到客户档案 {customer_id}。"


class CustomerErased(RuleViolated):
    """The customer's data was erased; nothing is recorded about the person any more."""

    code = "customer-erased"
    en = "The data of customer {customer_id} was erased; the file takes no more entries."
    zh = "客户 {customer_id} 的个人信息已删除，该档案不再接受任何记录。"


class CustomerMerged(RuleViolated):
    """The file was found to be a duplicate; work goes on in the surviving one."""

    code = "customer-merged"
    en = "Customer file {customer_id} was merged into {survivor_id}; use that one."
    zh = "客户档案 {customer_id} 已并入 {survivor_id}，请使用后者。"


class CustomerMergedIntoItself(RuleViolated):
    """A file cannot be its own duplicate."""

    code = "customer-merged-into-itself"
    en = "Customer file {customer_id} cannot be merged into itself; name another one."
    zh = "客户档案 {customer_id} 不能并入自身，请选择另一份档案。"


class LevelUnknown(Invalid):
    """The rules in force know no such customer level."""

    code = "unknown-level"
    en = "There is no customer level {level}; the rules know {levels}."
    zh = "没有客户等级 {level}；现行规则中的等级为：{levels}。"


class ConsentPurposeUnknown(Invalid):
    """The rules in force know no such purpose of consent."""

    code = "unknown-consent-purpose"
    en = "There is no purpose of consent {purpose}; the rules know {purposes}."
    zh = "没有同意用途 {purpose}；现行规则中的用途为：{purposes}。"
