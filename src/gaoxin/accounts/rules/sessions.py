"""When a session ends by itself, and who needs a second factor. Pure: the caller says what time it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gaoxin.accounts.rules.roles import Role

# Whoever acts for the authority, or administers. Applicants and agents may have a second factor; the letter they sign asks.
NEED_SECOND_FACTOR = frozenset(Role) - {Role.APPLICANT, Role.AGENT, Role.SYSTEM}
# A school's own staff act for their school, which is no enterprise; see `may_be_entrusted`.
MAY_ACT_FOR_OTHERS = frozenset({Role.APPLICANT, Role.AGENT, Role.SCHOOL})


@dataclass(frozen=True, slots=True)
class Limits:
    """idle: how long an officer's session lasts without a request. longest: how long anybody's lasts."""

    idle: dt.timedelta
    longest: dt.timedelta


def needs_second_factor(roles: frozenset[Role]) -> bool:
    """Whether a password alone opens nothing for these roles (GB/T 22239: two ways of proof)."""
    return bool(roles & NEED_SECOND_FACTOR)


def may_be_entrusted(roles: frozenset[Role], kind: str) -> bool:
    """Whether such an account may hold a mandate of a party of that kind: a school's account only of a body, never of a firm."""
    return bool(roles & {Role.APPLICANT, Role.AGENT}) or (Role.SCHOOL in roles and kind == "agency")


def ended(*, started: dt.datetime, seen: dt.datetime, now: dt.datetime, roles: frozenset[Role], limits: Limits) -> str:
    """Why the session is over, in words for its owner; empty while it lasts."""
    if now - started >= limits.longest:
        return f"登录已满 {_hours(limits.longest)} 小时 signed in for {_hours(limits.longest)} hours"
    if needs_second_factor(roles) and now - seen >= limits.idle:
        minutes = int(limits.idle.total_seconds() // 60)
        return f"{minutes} 分钟没有操作 nothing was done for {minutes} minutes"
    return ""


def _hours(span: dt.timedelta) -> int:
    return int(span.total_seconds() // 3600)
