"""Scopes of a token: each narrows its account to one kind of operation; a token never adds to what its account may do."""

from __future__ import annotations

from collections.abc import Iterable

from gaoxin.core.errors import Invalid, NotAllowed

SCOPES = {
    "cases:read": "读办件 read cases",
    "cases:write": "办理办件 act on cases",
    "licences:read": "读证照 read licences",
    "parties:read": "读可代办的主体 read for whom the account may act",
    "audit:read": "读审计记录 read the audit chain",
    "chains:read": "读产业链 read industry chains",
    "chains:write": "导入产业链企业 import firms of industry chains",
    "land:read": "读地块和台账 read parcels and ledgers",
    "land:write": "更新、合并、注销地块 redraw, merge and retire parcels",
    "leads:read": "读招商线索 read investment leads",
    "leads:write": "登记线索和走访 register leads and visits",
    "projects:read": "读项目 read project files",
    "projects:write": "登记项目事项 act on project files",
    "progress:read": "读工程进度 read construction progress",
    "progress:write": "报告和确认工程进度 report and confirm construction progress",
    "stewards:read": "读企业服务 read the service of enterprises",
    "stewards:write": "咨询、答复和填报 ask, answer and declare",
    "reports:read": "读企业报表和核实 read enterprise reports and queries",
    "reports:write": "报送报表、说明核实 file reports and explain queries",
    "audits:read": "审核数字和数据表 audit figures and tables",
    "indicators:read": "读指标 read indicators",
    "cockpit:read": "看驾驶舱和督办 read the cockpit and its tasks",
    "cockpit:write": "发起和办理督办 open and act on supervised tasks",
    "innovation:read": "读科技创新台账 read the innovation register",
    "innovation:write": "登记科技创新事项 act on the innovation register",
    "policies:read": "读惠企政策和匹配 read benefits and matches",
    "policies:write": "同意、兑付和追回 consent to, pay and claw back benefits",
    "talent:read": "读人才供需 read posts and seats",
    "talent:write": "登记人才供需 act on posts and seats",
    "labour:read": "读劳动争议和服务 read disputes and services",
    "labour:write": "申请仲裁、预约和办理 file claims, book and act",
    "webhooks:write": "管理事件推送 manage webhooks",
}


def check_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes, sorted. Raises Invalid for none or an unknown one."""
    wanted = tuple(sorted(set(scopes)))
    strange = [scope for scope in wanted if scope not in SCOPES]
    if strange or not wanted:
        raise Invalid(
            f"权限范围不正确 no such scope: {'、'.join(strange) or '—'}",
            why="令牌至少有一个范围，而且只能是列明的 a token has at least one, and only those listed",
            do=f"可选 choose from: {', '.join(SCOPES)}",
            article="GB/T 22239-2019",
        )
    return wanted


def check_covers(held: Iterable[str], wanted: str) -> None:
    """Raises NotAllowed where a token lacks the scope that an operation asks for."""
    have = sorted(held)
    if wanted and wanted not in have:
        raise NotAllowed(
            f"令牌没有此权限范围 the token lacks the scope {wanted}",
            why=f"令牌的范围 it has: {', '.join(have)}",
            do="建立一个含此范围的令牌 make a token with this scope",
            article="GB/T 22239-2019",
        )
