"""What differs between two versions of a parcel, and whether a new one may follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from shapely.geometry import shape

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.land.geometry import Problem

CELLS = ("name", "use", "power_kva", "plot_ratio_pct", "water_m3", "gas_m3", "price_k", "ready_on", "stated_m2")
SAME_DEGREES = 1e-8  # a millimetre: what a grid and back may cost
SHORTEST_REASON, LONGEST_REASON = 4, 200
Changes = dict[str, tuple[Any, Any]]


def same_outline(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two geometries have the same corners, wherever they begin."""
    return bool(shape(dict(one)).normalize().equals_exact(shape(dict(other)).normalize(), SAME_DEGREES))


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Cell -> before and after, of what differs. A changed outline is told by the areas, under `geometry`."""
    found: Changes = {
        name: (before[name], after[name]) for name in (*CELLS, "category") if before.get(name) != after.get(name)
    }
    if not same_outline(before["geometry"], after["geometry"]):
        found["geometry"] = (before["area_m2"], after["area_m2"])
    return found


def check_reason(reason: str) -> str:
    """Raises Invalid for no reason: a version says why it came."""
    text = reason.strip()
    if not SHORTEST_REASON <= len(text) <= LONGEST_REASON or not text.isprintable():
        raise Invalid(
            "没有写明更新原因 the reason of the update is missing",
            why="每个版本都留下谁、何时、为什么 each version says who, when and why",
            do=f"写明原因，{SHORTEST_REASON} 至 {LONGEST_REASON} 字 write it",
        )
    return text


def may_follow(*, edited: int | None, read: int, present: int, since: dt.date, last_since: dt.date) -> list[Problem]:
    """edited: the version that the file says it was made from; read: the one that the row was compared with."""
    if present != read or (edited is not None and edited != present):
        return [
            Problem(
                "version", f"地块已有第 {present} 版，文件改的是第 {edited or read} 版 somebody changed it meanwhile",
                "导出最新版本，在其上修改 export the newest version and change that",
            )
        ]  # fmt: skip
    if since < last_since:
        return [
            Problem(
                "since", f"起始日期 {since} 早于现行版本 {last_since} the day is before the present version",
                "核对日期，版本按时间向后 check the day; versions go forward",
            )
        ]  # fmt: skip
    return []
