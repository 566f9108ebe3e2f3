"""Pages and operations of projects."""

from __future__ import annotations

from dataclasses import replace

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import ENTERPRISE, Access, only

_READ = only(
    Role.HEAD, Role.LEADER, Role.STEWARD, Role.ENGINEER, Role.PROMOTER, Role.STATISTICIAN, Role.AUDITOR, Role.LAND_OFFICER,
    Role.SUPERVISOR,
)  # fmt: skip
_OPEN = only(Role.HEAD, Role.PROMOTER)
_ITS = replace(_OPEN, own=True)
_DISPATCH = only(Role.HEAD, Role.LEADER, Role.STEWARD, Role.ENGINEER, Role.PROMOTER, own=True)

_ROWS = frozenset({"solve-block", "finish-task", "hand-task", "answer-task"})  # named by the key of a row

PROJECTS: dict[str, Access] = {
    "projects:list": _READ,
    "projects:file": replace(_READ, own=True),
    "projects:blocks": _READ,
    "projects:investment": _READ,
    "projects:tasks": _READ,
    "projects:campaign": _READ,
    "projects:mine": only(Role.LEADER),
    "projects:new": _OPEN,
    "projects:import": only(Role.HEAD, Role.PROMOTER, Role.STATISTICIAN),
    "projects:retag": _ITS,
    "projects:make-key": _ITS,
    "projects:hand-over": only(Role.HEAD, Role.LEADER, own=True),
    "projects:accept": only(Role.LEADER, own=True),
    "projects:produced": _DISPATCH,
    "myprojects:home": ENTERPRISE,
    "myprojects:declare": ENTERPRISE,
    "projects:milestone": _DISPATCH,
    "projects:block": _DISPATCH,
    "projects:solve": _DISPATCH,
    "projects:finish": _DISPATCH,
    "projects:hand-task": _DISPATCH,
    "projects:answer-task": _DISPATCH,
    "projects:invest": only(Role.STATISTICIAN, own=True),
    **{
        f"api:{name}": Operation(_READ.roles, public=True, scope="projects:read", own=name == "project")
        for name in ("projects", "project", "project-blocks", "project-investment", "campaign-tasks")
    },
    "api:declare-production": Operation(ENTERPRISE.roles, public=True, scope="projects:write", own=True),
    **{
        f"api:{name}": Operation(roles, public=True, scope="projects:write", own=name in _ROWS)
        for name, roles in (
            ("open-project", _OPEN.roles), ("retag-project", _OPEN.roles), ("note-milestone", _DISPATCH.roles),
            ("raise-block", _DISPATCH.roles), ("solve-block", _DISPATCH.roles),
            ("hand-over-project", frozenset({Role.HEAD, Role.LEADER})), ("answer-hand-over", frozenset({Role.LEADER})),
            ("record-investment", frozenset({Role.STATISTICIAN})), ("answer-production", _DISPATCH.roles),
            ("finish-task", _DISPATCH.roles), ("hand-task", _DISPATCH.roles), ("answer-task", _DISPATCH.roles),
        )
    },
}  # fmt: skip
