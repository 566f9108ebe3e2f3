"""Pages and operations of 产业链图谱 chain map."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import Access, only

_READ = only(
    Role.PROMOTER, Role.HEAD, Role.AUDITOR, Role.LEADER, Role.ENGINEER, Role.STATISTICIAN, Role.STEWARD, Role.LAND_OFFICER,
)  # fmt: skip
_DRAW = only(Role.PROMOTER, Role.HEAD)
_API = Operation(_READ.roles, public=True, scope="chains:read")

CHAINS: dict[str, Access] = {
    **{f"chains:{name}": _READ for name in ("list", "map", "node", "gaps")},
    **{
        f"chains:{name}": _DRAW
        for name in (
            "draft", "start", "put-node", "move-node", "remove-node", "put-link", "remove-link", "place", "review", "withdraw",
            "assess", "rule", "supply", "target", "refer",
        )
    },
    "chains:publish": only(Role.HEAD),
    "chains:import": only(Role.HEAD),
    **{f"api:chain-{name}": _API for name in ("list", "one", "gaps", "assessments")},
    "api:chain-firms": Operation(frozenset({Role.HEAD}), public=True, scope="chains:write"),
}  # fmt: skip
