"""Where each administrator begins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from gaoxin.accounts.rules.roles import Role

DOORS = (
    ("manage:catalogue", _("事项目录"), _("每个事项的版本、每个版本改了什么"), frozenset(Role)),
    ("manage:publish", _("发布新版本"), _("上传、检查、看差异，在以后的一天生效"), frozenset({Role.SYSTEM_ADMIN})),
    ("manage:calendars", _("工作日历"), _("已有的年份，导入下一年的节假日"), frozenset(Role)),
    ("manage:jobs", _("后台任务"), _("等待的、失败的，上一次运行"), frozenset({Role.SYSTEM_ADMIN})),
    ("manage:people", _("人员与角色"), _("谁有哪些角色"), frozenset({Role.SECURITY_ADMIN})),
    ("manage:mandates", _("委托"), _("谁可以代哪家企业办事"), frozenset({Role.SECURITY_ADMIN})),
    ("manage:audit", _("审计日志"), _("谁在什么时候做了什么，依据哪一条"), frozenset({Role.AUDIT_ADMIN})),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The doors that this administrator may open."""
    roles = request.actor.roles  # type: ignore[attr-defined]
    doors = [(name, title, text) for name, title, text, who in DOORS if roles & who]
    return render(request, "approvals/manage/home.html", {"doors": doors})
