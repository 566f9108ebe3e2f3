"""What differs between two versions of a parcel, and whether a new one may follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
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


def may_unmerge(*, number: str, agreements: Sequence[str], version: int, entries: int) -> Problem | None:
    """What stands on a merged parcel by now, so that the merger can no longer be taken back. agreements: their numbers, also of ended
    ones. version: its newest. entries: in its ledger."""
    if agreements:
        return Problem(
            "agreement", f"地块 {number} 上已有用地协议 {'、'.join(agreements[:3])} agreements were made on the merged parcel",
            "协议写的是合并后的地块，合并不再撤销 they are about the merged parcel, which stays",
        )  # fmt: skip
    if version > 1:
        return Problem(
            "version", f"地块 {number} 合并以后已更新到第 {version} 版 it was renewed since",
            "后来的更新会丢失；需要分开的，注销后重新导入各地块 what was renewed would be lost: retire it and import the parts",
        )  # fmt: skip
    if entries > 1:
        return Problem(
            "status", f"地块 {number} 合并以后又登记了台账 its ledger has a later entry",
            "台账只向后记；需要分开的，注销后重新导入各地块 a ledger goes forward: retire it and import the parts",
        )  # fmt: skip
    return None
