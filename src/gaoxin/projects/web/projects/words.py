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
}
FLOW_WORDS = {"contract": _("合同投资"), "paid": _("到位投资"), "completed": _("完成投资")}
