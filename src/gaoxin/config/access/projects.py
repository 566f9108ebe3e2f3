"""Pages and operations of projects."""

from __future__ import annotations

from dataclasses import replace

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import Access, only

_READ = only(
    Role.HEAD, Role.LEADER, Role.STEWARD, Role.ENGINEER, Role.PROMOTER, Role.STATISTICIAN, Role.AUDITOR, Role.LAND_OFFICER,
    Role.SUPERVISOR,
)  # fmt: skip
_OPEN = only(Role.HEAD, Role.PROMOTER)
_ITS = replace(_OPEN, own=True)
_DISPATCH = only(Role.HEAD, Role.LEADER, Role.STEWARD, Role.ENGINEER, Role.PROMOTER, own=True)

PROJECTS: dict[str, Access] = {
    "projects:list": _READ,
    "projects:file": replace(_READ, own=True),
    "projects:blocks": _READ,
    "projects:investment": _READ,
    "projects:campaign": _READ,
    "projects:mine": only(Role.LEADER),
    "projects:new": _OPEN,
    "projects:retag": _ITS,
    "projects:make-key": _ITS,
    "projects:hand-over": only(Role.HEAD, Role.LEADER, own=True),
    "projects:milestone": _DISPATCH,
    "projects:block": _DISPATCH,
    "projects:solve": _DISPATCH,
    "projects:finish": _DISPATCH,
    "projects:invest": only(Role.STATISTICIAN, own=True),
    **{
        f"api:{name}": Operation(_READ.roles, public=True, scope="projects:read", own=name == "project")
        for name in ("projects", "project", "project-blocks", "project-investment")
    },
    **{
        f"api:{name}": Operation(roles, public=True, scope="projects:write", own=name == "solve-block")
        for name, roles in (
            ("open-project", _OPEN.roles), ("retag-project", _OPEN.roles), ("note-milestone", _DISPATCH.roles),
            ("raise-block", _DISPATCH.roles), ("solve-block", _DISPATCH.roles),
            ("hand-over-project", frozenset({Role.HEAD, Role.LEADER})), ("record-investment", frozenset({Role.STATISTICIAN})),
        )
    },
}  # fmt: skip
