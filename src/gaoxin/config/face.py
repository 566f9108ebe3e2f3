"""What every page needs: the navigation this reader has, and how they like the page to look."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from gaoxin.accounts.rules.roles import Actor
from gaoxin.config.access import ACCESS

# (group's word or None, entries): entries of None stand in the bar itself; so does the one entry a reader has of a group.
NAVIGATION: tuple[tuple[Any, tuple[tuple[str, Any], ...]], ...] = (
    (
        None,
        (
            ("my:home", _("我的企业")),
            ("desk:worklist", _("工作台")),
            ("cockpit:home", _("驾驶舱")),
        ),
    ),
    (
        _("办事服务"),
        (
            ("portal:guides", _("办事指南")),
            ("portal:verify", _("核验证照")),
            ("mysteward:home", _("我的专员")),
            ("myappointments:home", _("我的预约")),
            ("appointments:list", _("服务预约")),
            ("stewards:home", _("企业服务")),
        ),
    ),
    (
        _("审批监督"),
        (
            ("desk:seals", _("用印")),
            ("desk:supervision", _("督办")),
        ),
    ),
    (
        _("招商与项目"),
        (
            ("chains:list", _("产业链")),
            ("leads:list", _("招商")),
            ("projects:list", _("项目")),
            ("progress:list", _("工程进度")),
            ("land:map", _("土地")),
            ("myprojects:home", _("我的项目")),
        ),
    ),
    (
        _("惠企政策"),
        (
            ("benefits:list", _("惠企政策清单")),
            ("policies:home", _("惠企政策办理")),
            ("mybenefits:home", _("我的惠企政策")),
        ),
    ),
    (
        _("科技创新"),
        (
            ("innovation:public", _("科技创新概况")),
            ("innovation:home", _("科技创新台账")),
            ("patents:list", _("专利台账")),
            ("readiness:list", _("达标名单")),
            ("myreadiness:home", _("我的达标自评")),
            ("transfer:home", _("成果转化")),
            ("transfer:results", _("科技成果")),
            ("mytransfer:home", _("技术需求")),
        ),
    ),
    (
        _("人才与劳动"),
        (
            ("talent:open", _("岗位需求和课程")),
            ("talent:home", _("人才供需")),
            ("mytalent:home", _("我的人才服务")),
            ("talent:councils", _("产教联合体")),
            ("labour:home", _("劳动仲裁庭")),
            ("myclaims:home", _("劳动仲裁")),
            ("harmony:home", _("劳动关系")),
            ("myharmony:home", _("劳动关系自查")),
        ),
    ),
    (
        _("经济运行"),
        (
            ("reports:home", _("企业报表")),
            ("indicators:list", _("指标体系")),
            ("audits:home", _("数据审核")),
            ("card:home", _("成绩单")),
        ),
    ),
    (
        _("数据公开"),
        (
            ("portal:figures", _("公开数据")),
            ("opendata:home", _("开放数据")),
        ),
    ),
    (None, (("manage:home", _("管理")),)),
)


def _entries(actor: Actor | None, entries: tuple[tuple[str, Any], ...]) -> list[dict[str, Any]]:
    """Those of `entries` this reader may use and this zone serves."""
    found: list[dict[str, Any]] = []
    for name, text in entries:
        row = ACCESS.get(name)
        if row is None or not (row.public or (actor and (not row.roles or actor.roles & row.roles))):
            continue
        with suppress(NoReverseMatch):
            found.append({"href": reverse(name), "text": text, "here": False})
    return found


def face(request: HttpRequest) -> dict[str, Any]:
    """`ui`: nav (groups of what this reader may use: text, here, entries), theme, large, demo."""
    actor = getattr(request, "actor", None)
    nav: list[dict[str, Any]] = []
    for text, rows in NAVIGATION:
        entries = _entries(actor, rows)
        if text is None or len(entries) == 1:
            nav += [{"text": None, "here": False, "entries": [entry]} for entry in entries]
        elif entries:
            nav.append({"text": text, "here": False, "entries": entries})
    # The section of a page is the one with the longest address that begins its own: /desk/seals/ is not the worklist at /desk/.
    within = [(entry, group) for group in nav for entry in group["entries"] if request.path.startswith(entry["href"])]
    if within:
        entry, group = max(within, key=lambda pair: len(pair[0]["href"]))
        entry["here"] = group["here"] = True
    return {
        "ui": {
            "nav": nav,
            "theme": "dark" if request.COOKIES.get("theme") == "dark" else "light",
            "large": request.COOKIES.get("large") == "1",
            "demo": settings.ZONE.startswith("demo-"),
        }
    }
