"""What every page needs: the navigation this reader has, and how they like the page to look."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from gaoxin.config.access import ACCESS

NAVIGATION = (
    ("portal:guides", _("办事指南")),
    ("portal:verify", _("核验证照")),
    ("benefits:list", _("惠企政策清单")),
    ("portal:figures", _("公开数据")),
    ("my:home", _("我的企业")),
    ("desk:worklist", _("工作台")),
    ("chains:list", _("产业链")),
    ("leads:list", _("招商")),
    ("projects:list", _("项目")),
    ("progress:list", _("工程进度")),
    ("land:map", _("土地")),
    ("stewards:home", _("企业服务")),
    ("myprojects:home", _("我的项目")),
    ("mysteward:home", _("我的专员")),
    ("innovation:public", _("科技创新")),
    ("innovation:home", _("科技创新台账")),
    ("patents:list", _("专利台账")),
    ("readiness:list", _("达标名单")),
    ("myreadiness:home", _("我的达标自评")),
    ("policies:home", _("惠企政策")),
    ("transfer:home", _("成果转化")),
    ("transfer:results", _("科技成果")),
    ("mytransfer:home", _("技术需求")),
    ("mybenefits:home", _("我的惠企政策")),
    ("talent:home", _("人才供需")),
    ("mytalent:home", _("我的人才服务")),
    ("talent:councils", _("产教联合体")),
    ("labour:home", _("劳动仲裁庭")),
    ("myclaims:home", _("劳动仲裁")),
    ("harmony:home", _("劳动关系")),
    ("appointments:list", _("服务预约")),
    ("myappointments:home", _("我的预约")),
    ("myharmony:home", _("劳动关系自查")),
    ("cockpit:home", _("驾驶舱")),
    ("reports:home", _("企业报表")),
    ("indicators:list", _("指标体系")),
    ("audits:home", _("数据审核")),
    ("card:home", _("成绩单")),
    ("opendata:home", _("开放数据")),
    ("desk:seals", _("用印")),
    ("desk:supervision", _("督办")),
    ("manage:home", _("管理")),
)


def face(request: HttpRequest) -> dict[str, Any]:
    """`ui`: nav (only what this reader may use), theme, large, demo."""
    actor = getattr(request, "actor", None)
    nav: list[dict[str, Any]] = []
    for name, text in NAVIGATION:
        row = ACCESS.get(name)
        if row is None or not (row.public or (actor and (not row.roles or actor.roles & row.roles))):
            continue
        try:
            href = reverse(name)
        except NoReverseMatch:
            continue
        nav.append({"href": href, "text": text, "here": False})
    # The section of a page is the one with the longest address that begins its own: /desk/seals/ is not the worklist at /desk/.
    within = [entry for entry in nav if request.path.startswith(entry["href"])]
    if within:
        max(within, key=lambda entry: len(entry["href"]))["here"] = True
    return {
        "ui": {
            "nav": nav,
            "theme": "dark" if request.COOKIES.get("theme") == "dark" else "light",
            "large": request.COOKIES.get("large") == "1",
            "demo": settings.ZONE.startswith("demo-"),
        }
    }
