"""Pages of investment and projects, asked for through the whole stack by the people they are for."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from bench.pages.asking import Asked, Asking

# Name, login, route, argument, query.
WANTED = (
    ("招商 leads, head", "head", "leads:list", "", ""),
    ("招商 leads, promoter", "promoter-1", "leads:list", "", ""),
    ("招商 leads, one stage", "head", "leads:list", "", "?stage=visited"),
    ("招商搜索 leads, a number", "head", "leads:list", "", "?q=S000500"),
    ("招商搜索 leads, a name", "head", "leads:list", "", "?q=合成投资000089"),
    ("招商看板 board, head", "head", "leads:board", "", ""),
    ("招商看板 board, promoter", "promoter-1", "leads:board", "", ""),
    ("招商漏斗 funnel", "head", "leads:funnel", "", ""),
    ("招商队伍 teams", "head", "leads:teams", "", ""),
    ("线索 lead page", "head", "leads:lead", "lead", ""),
    ("项目 projects", "head", "projects:list", "", ""),
    ("项目 projects, one kind", "head", "projects:list", "", "?kind=extend"),
    ("项目 projects, one stage", "head", "projects:list", "", "?stage=started"),
    ("项目 projects, no stage", "head", "projects:list", "", "?stage=none"),
    ("项目 projects, one card", "head", "projects:list", "", "?card=red"),
    ("项目 projects, one leader", "head", "projects:list", "", "?leader=leader-1@" + settings.ZONE),
    ("项目搜索 projects, a name", "head", "projects:list", "", "?q=合成项目000089"),
    ("项目 project page", "head", "projects:file", "project", ""),
    ("包干 a leader's own", "leader-1", "projects:mine", "", ""),
    ("堵点 blocks", "head", "projects:blocks", "", ""),
    ("投资统计 investment", "head", "projects:investment", "", "?year=2024"),
    ("工程进度 works", "head", "progress:list", "", ""),
    ("园区进度 the park", "head", "progress:project", "park", ""),
    ("500 项工程 500 works", "head", "progress:project", "largest", ""),
    ("土地地图 land map", "head", "land:map", "", ""),
    ("土地台账 ledgers", "head", "land:ledgers", "", ""),
    ("产业链 chains", "head", "chains:list", "", ""),
    ("企业服务 service", "steward", "stewards:home", "", ""),
    ("专员负荷 caseload", "head", "stewards:caseload", "", ""),
    ("欠薪预警 wages at risk", "labour-officer", "harmony:home", "", ""),
    ("欠薪预警 wages, red, page 5", "labour-officer", "harmony:home", "", "?level=red&page=5"),
    ("公开指标 figures", "", "portal:zone-figures", "year", ""),
)


def _kinds() -> tuple[list[Asked], list[str]]:
    lead = apps.get_model("investment", "Lead").objects.filter(zone=settings.ZONE).order_by("-id")
    given = {
        "lead": lead.values_list("id", flat=True)[0], "project": "P-PARK", "park": "P-PARK", "year": 2024,
        "largest": "S-000001",
    }  # fmt: skip
    kinds: list[Asked] = []
    absent: list[str] = []
    for name, login, route, argument, query in WANTED:
        try:
            address = reverse(route, args=[given[argument]] if argument else []) + query
        except NoReverseMatch:
            absent.append(name)
            continue
        kinds.append(Asked(name, login, lambda chance, address=address: address))
    return kinds, absent


def make(options: dict[str, Any]) -> Asking:
    return Asking(*_kinds())
