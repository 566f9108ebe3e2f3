"""Pages and operations of 开放数据 open data."""

from __future__ import annotations

from gaoxin.accounts.rules.roles import Role
from gaoxin.config.access.api import Operation
from gaoxin.config.access.kinds import PUBLIC, Access, only

_PUBLISH = only(Role.STATISTICIAN)

OPENDATA: dict[str, Access] = {
    **{f"opendata:{name}": PUBLIC for name in ("home", "dataset", "vintage", "embed", "file")},
    **{f"opendata:{name}": _PUBLISH for name in ("publish", "cancel")},
    **{f"api:{name}": Operation(public=True) for name in ("datasets", "dataset")},
}
