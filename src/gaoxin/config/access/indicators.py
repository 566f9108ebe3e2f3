"""Pages and operations of 指标 indicators."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import Access, only

_READ = only(Role.STATISTICIAN, Role.HEAD, Role.LEADER, Role.AUDITOR)
_FIRMS = only(Role.STATISTICIAN)

INDICATORS: dict[str, Access] = {
    "indicators:list": _READ,
    "indicators:show": _READ,
    "indicators:churn": _FIRMS,
    "api:indicators": Operation(_READ.roles, public=True, scope="indicators:read"),
    "api:indicator": Operation(_READ.roles, public=True, scope="indicators:read"),
    "api:indicator-churn": Operation(_FIRMS.roles, public=True, scope="indicators:read"),
}
