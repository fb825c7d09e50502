"""The words of the report, Chinese first."""

from __future__ import annotations

CHANNELS = {
    "phone": "电话 phone",
    "chat": "在线 chat",
    "email": "邮件 e-mail",
    "social": "社交 social",
    "app": "应用 app",
    "ivr": "自助语音 IVR",
    "web": "网站 web",
}
KINDS = {
    "inquiry": "咨询 inquiry",
    "query": "查询 query",
    "complaint": "投诉 complaint",
    "suggestion": "建议 suggestion",
    "compliment": "表扬 compliment",
}
DIRECTIONS = {"inbound": "呼入 in", "outbound": "外呼 out"}
ANSWERS = {
    "proposed": "待确认 proposed",
    "confirmed": "已确认 confirmed",
    "declined": "已拒绝 declined",
}
CLOCKS = {
    "first_response": "首次响应 first response",
    "resolution": "解决 resolution",
    "reply": "答复 reply",
    "follow_up": "回访 follow-up",
}
REASONS = {
    "first_contact": "一次解决 solved at first contact",
    "insufficient_knowledge": "知识不足 insufficient knowledge",
    "insufficient_authority": "权限不够 insufficient authority",
    "process_obstacle": "流程障碍 process obstacle",
}
STATES = {
    "queued": "排队 queued",
    "assigned": "已分派 assigned",
    "in_progress": "处理中 in progress",
    "waiting_for_customer": "等待客户 waiting for customer",
    "waiting_for_third_party": "等待第三方 waiting for third party",
    "referred": "已转专家 referred",
    "resolved": "已解决 resolved",
    "closed": "已关闭 closed",
    "merged": "已合并 merged",
}
POINTS = {
    "customer_level": "客户等级 level",
    "kind": "类型 kind",
    "priority": "优先级 priority",
    "waiting": "等待分钟 waiting",
}
CALLBACK_EVENTS = {
    "booked": "预约 booked",
    "given": "派给坐席 given to an agent",
    "came_late": "提醒逾时 came late",
    "made": "已回呼 made",
}
EVENTS = {
    "opened": "开立 opened",
    "complaint_handed_over": "移交投诉 handed over to complaints",
    "information_recorded": "填写信息 information recorded",
    "assigned": "分派 assigned",
    "accepted": "受理 accepted",
    "returned_to_queue": "退回队列 returned to queue",
    "transferred": "转派 transferred",
    "referred": "转专家 referred",
    "identity_verified": "身份核实 identity verified",
    "solution_proposed": "提出方案 solution proposed",
    "solution_answered": "客户确认 solution answered",
    "laid_aside": "搁置 laid aside",
    "resumed": "恢复处理 resumed",
    "resolved": "解决 resolved",
    "closed": "关闭 closed",
    "reopened": "重开 reopened",
    "merged": "合并 merged",
    "absorbed": "并入 absorbed",
}


FIELD_EVENTS = {
    "requested": "受理 requested",
    "appointment_agreed": "约定时间地点 appointment agreed",
    "assigned": "派工 assigned",
    "accepted": "接单 accepted",
    "departed": "出发 departed",
    "arrived": "到场 arrived",
    "performed": "完工 performed",
    "evaluated": "客户评价 evaluated",
    "closed": "关闭 closed",
}
FIELD_KINDS = {
    "repair": "维修 repair",
    "installation": "安装 installation",
    "delivery": "配送 delivery",
    "appointment": "预约 appointment",
}
PUNCTUALITY = {"early": "提前 early", "on_time": "准时 on time", "late": "迟到 late"}
CERTIFICATION_STAGES = {
    "courses": "课程 courses",
    "written": "笔试 written",
    "oral": "口试 oral",
    "simulated": "模拟操作 simulated",
    "practical": "实操 practical",
}


def word(words: dict[str, str], name: str | None) -> str:
    """The word for a name; the name itself where there is none."""
    return words.get(name or "", name or "—")
