"""Codes of project files in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KIND_WORDS = {"extend": _("延链"), "supplement": _("补链"), "strengthen": _("强链")}
STAGE_WORDS = {
    "": _("未签约"), "signed": _("已签约"), "land": _("已供地"), "permitted": _("已获施工许可"), "started": _("已开工"),
    "completed": _("已竣工"), "producing": _("已投产"),
}  # fmt: skip
MODULE_WORDS = {
    "projects": _("项目"),
    "land": _("用地"),
    "approvals": _("审批"),
    "progress": _("工程进度"),
    "investment": _("招商"),
    "noted": _("人工登记"),
    "enterprise": _("企业申报"),
    "care": _("企业咨询"),
    "visits": _("企业服务"),
}
FLOW_WORDS = {"contract": _("合同投资"), "paid": _("到位投资"), "completed": _("完成投资")}
FLOW_MEANINGS = {
    "contract": _("当月签订的投资协议约定的投资额"),
    "paid": _("当月实际到账、可用于本项目的资金"),
    "completed": _("当月完成的建设和设备投资的工作量"),
}
CARD_WORDS = {"yellow": _("黄牌"), "red": _("红牌")}
TASK_STATES = {"open": _("未完成"), "late": _("已超期"), "done": _("已完成")}
# The list that a task works through: its name, route and query.
TASK_LISTS = {
    "projects": (_("项目清单"), "projects:list", ""),
    "key": (_("重点项目"), "projects:list", "?key=1"),
    **{
        stage: (STAGE_WORDS[stage], "projects:list", f"?stage={stage}")
        for stage in ("signed", "land", "permitted", "started", "completed", "producing")
    },
    "investment": (_("投资统计"), "projects:investment", ""),
    "progress": (_("工程进度"), "progress:list", ""),
    "parcels": (_("土地台账"), "land:ledgers", ""),
    "leads": (_("招商线索"), "leads:list", ""),
}
