"""The words of the day: names, matters, products and what agents write."""

from __future__ import annotations

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗"
GIVEN_NAMES = ("伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "艳", "勇", "杰", "涛")

PRODUCTS = ("信用卡", "储蓄账户", "手机银行", "个人贷款", "理财产品")
CARD = "信用卡"

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

INFORMATION = {
    "inquiry": {"answer_source": "业务手册"},
    "query": {"purchase_record": "核心系统已核实", "queried_period": "上一账期"},
    "suggestion": {"department": "产品管理部", "expected_effect": "减少客户往返"},
    "compliment": {"praised": "当班客服代表", "praised_for": "服务周到", "contact_time": "当日"},
    "complaint": {"purchase_record": "核心系统已核实", "demand": "核实并给予答复"},
}
"""What the agent finds out of each kind, beside what the CRM has sent."""

VERIFICATION = ("security_question", "id_card", "callback")
"""How customers are recognised [身份核实]."""

REASON_CODES = ("insufficient_knowledge", "insufficient_authority", "process_obstacle")
"""Why it took more than one contact (TK-8), as agents choose them."""

SOLUTIONS = {
    "inquiry": "已说明办理条件与步骤",
    "query": "已提供查询结果",
    "complaint": "已核实并说明处理结果",
}
REPLY = "您好，您的问题已受理，现答复如下。"
QUESTION = "请补充相关凭证，以便继续办理。"
CUSTOMER_WORDS = "凭证已上传，请继续办理。"
RESOLUTION = "已按规定办理并告知客户。"
DEPARTMENT = "settlement"
