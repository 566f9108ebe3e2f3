"""Pages and operations of 数据与数字审核 audits of figures and tables."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import Access, only

_AUDIT = only(Role.STATISTICIAN, Role.HEAD, Role.AUDITOR)

AUDITS: dict[str, Access] = {
    **{f"audits:{name}": _AUDIT for name in ("home", "tables", "tables-file")},
    "api:read-figures": Operation(_AUDIT.roles, public=True, scope="audits:read"),
    "api:audit-figures": Operation(_AUDIT.roles, public=True, scope="audits:read"),
    "api:audit-table": Operation(_AUDIT.roles, public=True, scope="audits:read"),
}
