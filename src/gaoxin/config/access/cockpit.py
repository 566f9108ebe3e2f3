"""Pages and operations of 驾驶舱 cockpit."""

from __future__ import annotations

from dataclasses import replace

from gaoxin.accounts.rules.roles import Role
from gaoxin.cockpit.rules.access import SEE_ALL
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import Access, only

_READ = only(Role.LEADER, Role.HEAD, Role.AUDITOR, Role.STATISTICIAN)
_OPEN = only(Role.LEADER, Role.HEAD)
# Whoever may be given a task finds it; whose it is, the selector asks.
_TASKS = only(
    Role.LEADER, Role.HEAD, Role.AUDITOR, Role.STATISTICIAN, Role.SUPERVISOR, Role.STEWARD, Role.PROMOTER, Role.ENGINEER,
    Role.LAND_OFFICER, own=True,
)  # fmt: skip
_TASK = replace(_TASKS, given=_TASKS.roles - SEE_ALL)
_ACT = replace(_TASKS, roles=_TASKS.roles - {Role.AUDITOR})
_WRITE = Operation(_ACT.roles, public=True, own=True, scope="cockpit:write")

COCKPIT: dict[str, Access] = {
    **{f"cockpit:{name}": _READ for name in ("home", "year", "wall", "pdf", "vintages", "mail", "subscribe")},
    "cockpit:stop": replace(_READ, own=True),
    "cockpit:ask": _OPEN,
    "cockpit:follow-ups": _TASKS,
    "cockpit:follow-up": _TASK,
    "cockpit:act": _ACT,
    "api:cockpit": Operation(_READ.roles, public=True, scope="cockpit:read"),
    "api:follow-ups": Operation(_TASKS.roles, public=True, own=True, scope="cockpit:read"),
    "api:follow-up": Operation(_TASKS.roles, public=True, own=True, given=_TASK.given, scope="cockpit:read"),
    "api:open-follow-up": Operation(_OPEN.roles, public=True, scope="cockpit:write"),
    **{
        f"api:{name}-follow-up": _WRITE for name in ("answer", "send-back", "close", "hand-over")
    },
}  # fmt: skip
