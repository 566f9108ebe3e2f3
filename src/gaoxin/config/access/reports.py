"""Pages and operations of 企业报表 enterprise reports."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import APPLICANTS, ENTERPRISE, Access, only

_STATISTICIAN = only(Role.STATISTICIAN)
_BOTH = only(Role.STATISTICIAN, *APPLICANTS, own=True)

REPORTS: dict[str, Access] = {
    **{f"reports:{name}": _BOTH for name in ("home", "unit", "file", "queries", "query", "import", "template")},
    "reports:late": _STATISTICIAN,
    **{f"reports:{name}": ENTERPRISE for name in ("mail", "mail-stop")},
    **{
        f"api:{name}": Operation(_BOTH.roles, public=True, own=True, scope="reports:read")
        for name in ("reports", "report-queries")
    },
    "api:report-response": Operation(_STATISTICIAN.roles, public=True, scope="reports:read"),
    **{
        f"api:{name}": Operation(_BOTH.roles, public=True, own=True, scope="reports:write")
        for name in ("file-reports", "explain-query")
    },
    **{
        f"api:{name}": Operation(_STATISTICIAN.roles, public=True, scope="reports:write")
        for name in ("settle-query", "estimate-reports", "close-reports")
    },
}
