"""Pages and operations of 招商线索 leads."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import Access, only

_SEES = only(Role.PROMOTER, Role.AMBASSADOR, Role.HEAD, Role.AUDITOR, own=True)
_WORKS = only(Role.PROMOTER, Role.AMBASSADOR, Role.HEAD, own=True)
_OFFICE = only(Role.PROMOTER, Role.HEAD, Role.AUDITOR, own=True)
_PROMOTES = only(Role.PROMOTER, Role.HEAD, own=True)
_COUNTS = only(Role.PROMOTER, Role.HEAD, Role.AUDITOR, Role.LEADER, Role.STATISTICIAN)
_HEAD = only(Role.HEAD)

_READ = Operation(_SEES.roles, public=True, own=True, scope="leads:read")
_WRITE = Operation(_WORKS.roles, public=True, own=True, scope="leads:write")

LEADS: dict[str, Access] = {
    **{f"leads:{name}": _SEES for name in ("list", "board", "lead")},
    **{f"leads:{name}": _WORKS for name in ("new", "edit", "move", "need", "visit", "worker")},
    **{f"leads:{name}": _OFFICE for name in ("entry-board", "entry", "agreements", "agreement")},
    **{f"leads:{name}": _PROMOTES for name in ("assign", "merge", "undo-merge", "credit", "result")},
    "api:leads": _READ,
    "api:lead": _READ,
    "api:lead-new": _WRITE,
    "api:lead-visit": _WRITE,
    "api:lead-need": _WRITE,
    "api:leads-agreements": Operation(_OFFICE.roles, public=True, own=True, scope="leads:read"),
    **{
        f"api:leads-{name}": Operation(_COUNTS.roles, public=True, scope="leads:read")
        for name in ("funnel", "promises", "teams")
    },
    **{
        f"api:{name}": Operation(_HEAD.roles, public=True, scope="leads:write")
        for name in ("lead-team", "lead-team-close")
    },
    "leads:teams": _COUNTS,
    "leads:funnel": _COUNTS,
    **{f"leads:{name}": _HEAD for name in ("overrule", "join", "leave", "import", "ambassadors", "spend")},
}
