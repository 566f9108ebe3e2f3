"""Who should serve which enterprise: a proposal that evens out the load, with the reason of each line. A head decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from gaoxin.projects.rules.stewards.book import Load


@dataclass(frozen=True, slots=True)
class Served:
    """An enterprise: its steward now (empty for none), its open inquiries and standing signals. industry: GB/T 4754 code."""

    key: str
    name: str
    steward: str
    inquiries: int = 0
    signals: int = 0
    industry: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Give `party` to `steward`, with `backup` standing in. before: who serves it now."""

    party: str
    name: str
    before: str
    steward: str
    backup: str
    points: int
    reason: str


def points_of(one: Served, load: Load) -> int:
    """What serving it weighs."""
    return load.enterprise + load.inquiry * one.inquiries + load.signal * one.signals


def loads(served: Sequence[Served], stewards: Sequence[str], load: Load) -> dict[str, int]:
    """Points of each steward; those that serve nobody with 0."""
    found = dict.fromkeys(stewards, 0)
    for one in served:
        if one.steward in found:
            found[one.steward] += points_of(one, load)
    return found


def propose(
    served: Sequence[Served], stewards: Sequence[str], load: Load, names: Mapping[str, str], most: int | None = None
) -> list[Proposal]:
    """First those without a steward, as `place` does; then moves from the heaviest to the lightest while that narrows the gap by
    more than the tolerance. most: so many and no more.

    An enterprise keeps its steward otherwise: a change costs trust. Nothing is proposed where nobody serves.
    """
    held = loads(served, stewards, load)
    found = place(served, stewards, load, names, held, most)
    if stewards and (most is None or len(found) < most):
        found += _moves(served, held, load, names, None if most is None else most - len(found))
    return found


def place(
    served: Sequence[Served], stewards: Sequence[str], load: Load, names: Mapping[str, str], held: dict[str, int] | None = None,
    most: int | None = None,
) -> list[Proposal]:  # fmt: skip
    """Those without a steward, the heaviest first, each to whoever carries least (and knows its industry, where that is even).

    held: points of each steward, to be filled; found when not given.
    """
    if not stewards:
        return []
    held = loads(served, stewards, load) if held is None else held
    knows: dict[str, set[str]] = {who: set() for who in stewards}
    for one in served:
        if one.steward in knows and one.industry:
            knows[one.steward].add(one.industry[:2])
    found: list[Proposal] = []
    waiting = [one for one in served if one.steward not in held]
    for one in sorted(waiting, key=lambda one: (-points_of(one, load), one.name, one.key))[:most]:
        least = min(held.values())
        who = min((w for w in held if held[w] == least), key=lambda w: (one.industry[:2] not in knows[w], w))
        held[who] += points_of(one, load)
        knows[who].add(one.industry[:2])
        told = f"尚无专员；{names.get(who, who)} 负荷最低，分配后 {held[who]} 分 has none; the lightest load, then {held[who]} points"
        found.append(_proposal(one, who, held, load, told))
    return found


def _moves(
    served: Sequence[Served], held: dict[str, int], load: Load, names: Mapping[str, str], most: int | None
) -> list[Proposal]:
    found: list[Proposal] = []
    left: dict[str, list[Served]] | None = None  # by steward; sorted out once there is something to move
    while most is None or len(found) < most:
        heavy, light = max(held, key=lambda w: (held[w], w)), min(held, key=lambda w: (held[w], w))
        gap = held[heavy] - held[light]
        if gap <= load.tolerance:
            break
        left = _movable(served, held, load, most) if left is None else left
        fitting = [one for one in left[heavy] if points_of(one, load) < gap]
        if not fitting:
            break
        one = min(fitting, key=lambda one: (abs(gap - 2 * points_of(one, load)), one.inquiries, one.name, one.key))
        weight = points_of(one, load)
        after = abs(gap - 2 * weight)
        if after >= gap:
            break
        held[heavy] -= weight
        held[light] += weight
        left[heavy].remove(one)
        told = (
            f"{names.get(heavy, heavy)} 与 {names.get(light, light)} 相差 {gap} 分，移交后相差 {after} 分 "
            f"they differ by {gap} points, by {after} afterwards"
        )
        found.append(_proposal(one, light, held, load, told))
    return found


def _movable(
    served: Sequence[Served], held: Mapping[str, int], load: Load, most: int | None
) -> dict[str, list[Served]]:
    """What each steward could hand over: of those that weigh the same and ask the same, no more than the first `most` by name."""
    alike: dict[tuple[str, int, int], list[Served]] = {}
    for one in served:
        if one.steward in held:
            alike.setdefault((one.steward, points_of(one, load), one.inquiries), []).append(one)
    left: dict[str, list[Served]] = {who: [] for who in held}
    for (who, _, _), group in alike.items():
        left[who] += group if most is None else nsmallest(most, group, key=lambda one: (one.name, one.key))
    return left


def _proposal(one: Served, who: str, held: Mapping[str, int], load: Load, reason: str) -> Proposal:
    others = [w for w in held if w != who]
    backup = min(others, key=lambda w: (held[w], w)) if others else ""
    over = "；超过容量 over capacity" if held[who] > load.capacity else ""
    return Proposal(one.key, one.name, one.steward, who, backup, points_of(one, load), reason + over)
