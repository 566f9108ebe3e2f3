"""Pages and operations of 工程进度 construction progress."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import Access, only

_READ = only(Role.ENGINEER, Role.HEAD, Role.LEADER, Role.STATISTICIAN, Role.AUDITOR)
_CONFIRM = only(Role.ENGINEER, Role.HEAD)
_PLAN = only(Role.HEAD)

PROGRESS: dict[str, Access] = {
    **{
        f"progress:{name}": _READ
        for name in ("list", "project", "curve-csv", "sheet", "picture", "photo", "waiting", "worker")
    },
    "progress:report": only(Role.ENGINEER),
    "progress:answer": _CONFIRM,
    "progress:baseline": _PLAN,
    "progress:site": only(Role.HEAD, Role.LEADER, own=True),
    "progress:cost": only(Role.HEAD, Role.STATISTICIAN),
    "api:progress": Operation(_READ.roles, public=True, scope="progress:read"),
    "api:report-progress": Operation(frozenset({Role.ENGINEER}), public=True, scope="progress:write"),
    "api:confirm-progress": Operation(_CONFIRM.roles, public=True, scope="progress:write"),
}
