"""分阶段许可: one phase of an item as an item of its own, and whether it may be applied for yet."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import msgspec

from gaoxin.accounts.rules.roles import Verdict
from gaoxin.approvals.rules.items.model import Item, Material, Phase
from gaoxin.approvals.rules.reforms.load import ImpossibleReform
from gaoxin.core.errors import NotFound


def phase_of(item: Item, phase: str) -> Phase:
    """The phase of that code. Raises NotFound, or ImpossibleReform where the item may not be split."""
    if "phased" not in item.reforms:
        raise ImpossibleReform(
            f"{item.name.zh} 未实行分阶段许可 may not be permitted in phases",
            why="未适用 phased 改革 the reform `phased` is not applied",
            do="整体申请，或者适用分阶段许可 apply for the whole, or with the reform",
            article="；".join(str(r) for p in item.phases[:1] for r in p.basis),
        )
    found = next((p for p in item.phases if p.code == phase), None)
    if found is None:
        known = ", ".join(p.code for p in item.phases)
        raise NotFound(f"没有阶段 no phase {phase!r}", do=f"可选 choose from: {known}")
    return found


@lru_cache(maxsize=256)
def phase_item(item: Item, phase: str) -> Item:
    """The item for one phase: its own facts, conditions and documents; what an earlier phase carries forward is held."""
    chosen = phase_of(item, phase)
    carried = {code for p in item.phases if p.code in earlier(item, phase) for code in p.carries}
    return msgspec.structs.replace(
        item,
        phase=phase,
        name=msgspec.structs.replace(
            item.name, zh=f"{item.name.zh}（{chosen.name.zh}）", en=f"{item.name.en} ({chosen.name.en})"
        ),
        facts=chosen.facts,
        materials=tuple(_carried(m, carried) for m in item.materials if not m.phases or phase in m.phases),
        conditions=tuple(c for c in item.conditions if not c.phases or phase in c.phases),
    )


def earlier(item: Item, phase: str) -> frozenset[str]:
    """Every phase that comes before this one, however far."""
    found: set[str] = set()
    waiting = list(phase_of(item, phase).after)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += phase_of(item, code).after
    return frozenset(found)


def phase_open(item: Item, phase: str, granted: Collection[str]) -> Verdict:
    """Whether this phase may be applied for, given the phases already granted for the same works."""
    chosen = phase_of(item, phase)
    article = "；".join(str(reference) for reference in chosen.basis)
    lacking = [code for code in chosen.after if code not in granted]
    if lacking:
        names = "、".join(phase_of(item, code).name.zh for code in lacking)
        return Verdict(False, f"须先取得前一阶段许可 the former phase is not permitted yet: {names}", article)
    if phase in granted:
        return Verdict(False, "该阶段已取得许可 this phase is permitted already", article)
    return Verdict(True, "", article)


def _carried(material: Material, carried: Collection[str]) -> Material:
    if material.code not in carried or material.phase_scoped:
        return material
    return msgspec.structs.replace(material, ways=("held", *(w for w in material.ways if w != "held")))
