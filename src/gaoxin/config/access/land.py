"""Pages and operations of 用地 land."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.kinds import PUBLIC, Access, only

_READ = only(
    Role.LAND_OFFICER, Role.HEAD, Role.AUDITOR, Role.PROMOTER, Role.LEADER, Role.ENGINEER, Role.STATISTICIAN, Role.STEWARD,
    Role.SUPERVISOR,
)  # fmt: skip
_KEEP = only(Role.LAND_OFFICER, Role.HEAD)

LAND: dict[str, Access] = {
    **{f"land:{name}": _READ for name in ("map", "features", "ledgers", "match", "plans", "plan-image", "parcel")},
    **{
        f"land:{name}": _KEEP
        for name in (
            "import", "upload-plan", "publish-plan", "withdraw-plan", "enter-status", "publish", "sign", "works", "result", "end",
        )
    },
    **{f"landmap:{name}": PUBLIC for name in ("map", "features", "plan")},
}  # fmt: skip
