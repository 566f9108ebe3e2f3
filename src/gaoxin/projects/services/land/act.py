"""What the acts on land share: once a form, one audit row, and a lock so that no two take the same land."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.audit.services import Keyed
from gaoxin.core.errors import NotFound, WrongState
from gaoxin.projects.models import LandBoundary, Parcel

_KEYED = Keyed("land")
repeated, record_keyed = _KEYED.repeated, _KEYED.record


def recorded(
    act: str, subject: str, *, zone: str, at: dt.datetime, by: Actor, article: str = "", **detail: Any
) -> None:
    """The audit row of an act that no form sends; those of forms are `record_keyed`."""
    told: Mapping[str, Any] = detail
    audit.record(zone=zone, actor=by, act=act, subject=subject, at=at, article=article, detail=told)


def locked_boundary(zone: str) -> LandBoundary:
    """The zone's boundary, held until the transaction ends. Raises WrongState where there is none yet."""
    row = LandBoundary.objects.select_for_update().filter(zone=zone).first()
    if row is None:
        raise WrongState(
            "还没有园区边界 the zone has no boundary yet",
            why="地块要落在边界以内 parcels lie within it",
            do="先导入边界 import it first: ./gaoxin land boundary FILE",
        )
    return row


def locked_parcel(zone: str, number: str) -> Parcel:
    """The parcel, held until the transaction ends. Raises NotFound, WrongState for one that is retired."""
    row = Parcel.objects.select_for_update().filter(zone=zone, number=number).first()
    if row is None:
        raise NotFound(f"没有这个地块 no such parcel: {number[:60]}", do="核对地块编号 check the number")
    if row.retired_on is not None:
        raise WrongState(
            f"地块 {number} 已于 {row.retired_on} 注销 the parcel was retired", why="只能查看，不能再登记 its past can be read only",
            do="在并入的地块或者新地块上办理 use the parcel that took its place",
        )  # fmt: skip
    return row
