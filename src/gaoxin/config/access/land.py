"""Pages and operations of 用地 land."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import PUBLIC, Access, only

_READ = only(
    Role.LAND_OFFICER, Role.HEAD, Role.AUDITOR, Role.PROMOTER, Role.LEADER, Role.ENGINEER, Role.STATISTICIAN, Role.STEWARD,
)  # fmt: skip
_KEEP = only(Role.LAND_OFFICER, Role.HEAD)

_API = Operation(_READ.roles, public=True, scope="land:read")
_API_KEEP = Operation(_KEEP.roles, public=True, scope="land:write")

LAND: dict[str, Access] = {
    **{f"land:{name}": _READ for name in ("map", "features", "ledgers", "match", "plans", "plan-image", "parcel")},
    **{
        f"land:{name}": _KEEP
        for name in (
            "import", "upload-plan", "publish-plan", "withdraw-plan", "enter-status", "publish", "sign", "works", "result", "end",
            "redraw", "retire", "merge", "unmerge",
        )
    },
    **{f"api:land-{name}": _API for name in ("parcels", "ledgers", "parcel", "match")},
    **{f"api:land-{name}": _API_KEEP for name in ("redraw", "retire", "merge", "unmerge")},
    **{f"landmap:{name}": PUBLIC for name in ("map", "features", "plan")},
}  # fmt: skip
