"""A baseline's works: a tree whose weights sum to 100 % at each level, with a quantity at each leaf. Exact throughout.

A baseline is frozen: what is removed or weighted anew makes a new one, and progress against an old one stays what it was
(the weighted progress that is wrong after a deletion is frappe/erpnext#7607).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from gaoxin.core.errors import Invalid

WHOLE = 10_000  # basis points: 100 %
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
MOST_WORKS = 500
MOST_QUANTITY = Decimal(10) ** 11
MOST_COST_K = 10**12
KINDS = ("work", "layer")


@dataclass(frozen=True, slots=True)
class Link:
    """Finish to start: the work begins `lag` working days after the end of `before` (0: on the next working day)."""

    before: str
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """One line of a baseline. parent: code of the line above, empty at the top. weight: basis points of the parent.

    kind: a sub-work (单项工程) or one of its layers (结构层). quantity, unit, days, not_before and after: of leaves only. days:
    working days that it takes. not_before: the day before which it does not start; None for the start of the whole. cost_k: planned
    cost of a leaf in 千元; all leaves have one or none has.
    """

    code: str
    name: str
    parent: str = ""
    weight: int = WHOLE
    kind: str = "work"
    unit: str = ""
    quantity: Decimal | None = None
    days: int = 0
    not_before: dt.date | None = None
    after: tuple[Link, ...] = ()
    cost_k: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A work as a list of the tree shows it. share: of the whole. leaf: it has nothing below it."""

    work: Work
    depth: int
    share: Fraction
    leaf: bool


def check_works(works: Sequence[Work]) -> None:
    """Raises Invalid naming the work: what is said twice, hangs in the air, lacks a quantity, or does not sum to 100 %."""
    for _, flaw in flaws(works):
        raise flaw


def flaws(works: Sequence[Work]) -> list[tuple[int, Invalid]]:
    """All that is wrong, each with the position of the work. What hangs in the air hides what would follow from it."""
    if not works:
        return [(0, Invalid("基线没有单项工程 a baseline without works", do="至少写一项 name at least one"))]
    if len(works) > MOST_WORKS:
        why = f"上限 the limit is {MOST_WORKS}"
        return [
            (0, Invalid(f"单项工程过多 too many works: {len(works)}", why=why, do="分为几个项目 split the project"))
        ]
    codes: set[str] = set()
    found: list[tuple[int, Invalid]] = []
    for at, work in enumerate(works):
        found += _caught(at, lambda work=work: _check_named(work, codes))
        codes.add(work.code)
    parents = {work.code: work.parent for work in works}
    for at, work in enumerate(works):
        found += _caught(at, lambda work=work: _check_above(work, parents))
    if found:
        return found
    found += _sums(works)
    leaves = leaves_of(works)
    for at, work in enumerate(works):
        found += _caught(at, lambda work=work: _check_one(work, leaves, codes))
    lacking = [at for at, work in enumerate(works) if work.code in leaves and work.cost_k is None]
    if lacking and len(lacking) < len(leaves):
        work = works[lacking[0]]
        found.append((lacking[0], Invalid(
            f"{work.code} {work.name} 没有计划成本 lacks its planned cost",
            why="末级工程的计划成本要么都写，要么都不写 all leaves have one or none has",
            do="补上，或者全部留空 add it, or leave all empty",
        )))  # fmt: skip
    return found


def weighted_by_cost(works: Sequence[Work]) -> list[Work]:
    """Works whose weights are left empty throughout and whose leaves have planned costs: weights in proportion to the costs, each level
    summing to 100 %; else as they are."""
    if any(work.weight for work in works) or not planned_cost(works):
        return list(works)
    worth = {work.code: work.cost_k or 0 for work in works}
    above = {work.code: work.parent for work in works}
    for work in works:
        seen, at = {work.code}, work.parent
        while work.cost_k and at in above and at not in seen:
            worth[at] += work.cost_k
            seen.add(at)
            at = above[at]
    weights: dict[str, int] = {}
    for parent in dict.fromkeys(above.values()):
        weights |= _apportioned({work.code: worth[work.code] for work in works if work.parent == parent})
    return [replace(work, weight=weights[work.code]) for work in works]


def _apportioned(worth: Mapping[str, int]) -> dict[str, int]:
    """Basis points by largest remainder; none below 1, which the largest pays for."""
    total = sum(worth.values())
    if not total:
        return dict.fromkeys(worth, 0)
    points = {code: max(1, WHOLE * one // total) for code, one in worth.items()}
    by_rest = sorted(worth, key=lambda code: WHOLE * worth[code] % total, reverse=True)
    for code in by_rest[: max(0, WHOLE - sum(points.values()))]:
        points[code] += 1
    points[max(worth, key=lambda code: worth[code])] += WHOLE - sum(points.values())
    return points


def planned_cost(works: Iterable[Work]) -> int | None:
    """Sum of the planned costs in 千元; None where none is stated."""
    costs = [work.cost_k for work in works if work.cost_k is not None]
    return sum(costs) if costs else None


def check_budget(works: Iterable[Work], budget_k: int) -> None:
    """Raises Invalid where planned costs are stated and do not sum to the budget."""
    total = planned_cost(works)
    if total is not None and total != budget_k:
        raise Invalid(
            f"计划成本合计 {total:,} 千元，总预算 {budget_k:,} 千元 the planned costs do not sum to the budget",
            why="预算按各项计划成本挣得 the budget is earned work by work", do="改成一致 make them agree",
        )  # fmt: skip


def check_sum(name: str, weights: Iterable[int]) -> None:
    """Raises Invalid naming the level and the difference in percentage points."""
    total = sum(weights)
    if total != WHOLE:
        off = percent_text(abs(total - WHOLE))
        word = f"多 over by {off}" if total > WHOLE else f"少 short by {off}"
        raise Invalid(
            f"{name} 的下级权重合计 {percent_text(total)}，{word} weights below it must sum to 100 %",
            why="每一级权重之和必须等于 100 % so that the roll-up means something",
            do=f"调整 {name} 下级的权重 change the weights on that level",
        )


def percent_text(basis_points: int) -> str:
    """Basis points as percent without loss: 1250 is 12.5 %."""
    text = f"{Decimal(basis_points) / 100:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"


def leaves_of(works: Iterable[Work]) -> frozenset[str]:
    """Codes with nothing below them."""
    works = tuple(works)
    return frozenset(work.code for work in works) - {work.parent for work in works}


def tree(works: Sequence[Work]) -> list[Row]:
    """Depth first, in the order written, with each one's share of the whole."""
    below: dict[str, list[Work]] = {}
    for work in works:
        below.setdefault(work.parent, []).append(work)
    rows: list[Row] = []
    waiting = [(work, 0, Fraction(1)) for work in reversed(below.get("", []))]
    while waiting:
        work, depth, above = waiting.pop()
        share = above * Fraction(work.weight, WHOLE)
        parts = below.get(work.code, [])
        rows.append(Row(work, depth, share, not parts))
        waiting += [(part, depth + 1, share) for part in reversed(parts)]
    return rows


def roll_up(works: Sequence[Work], done: Mapping[str, Decimal]) -> dict[str, Fraction]:
    """Progress of every work between 0 and 1; the whole is under "". done: quantity to date by leaf, nothing where unknown.

    What was done of a work that this baseline does not have counts nothing here.
    """
    return roll_up_rows(tree(works), done)


def roll_up_rows(rows: Sequence[Row], done: Mapping[str, Decimal]) -> dict[str, Fraction]:
    """The same of a tree that is there already."""
    told: dict[str, Fraction] = {}
    for row in reversed(rows):
        work = row.work
        own = share_done(work.quantity, done.get(work.code)) if row.leaf else told[work.code]
        told[work.code] = own
        if own or work.parent not in told:
            told[work.parent] = told.get(work.parent, Fraction(0)) + own * Fraction(work.weight, WHOLE)
    return told


def share_done(quantity: Decimal | None, done: Decimal | None) -> Fraction:
    """Never below 0 or above 1."""
    if not quantity or done is None:
        return Fraction(0)
    return max(Fraction(0), min(Fraction(1), Fraction(done) / Fraction(quantity)))


def rounded(value: Fraction, places: int = 1) -> Decimal:
    """A share as percent, half up. 0.93 is 93.0."""
    scale = 10**places
    top = value * 100 * scale
    whole = (2 * top.numerator + top.denominator) // (2 * top.denominator)
    return (Decimal(whole) / scale).quantize(Decimal(1).scaleb(-places))


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new baseline does to the one before, by code."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    weighted: tuple[str, ...]
    measured: tuple[str, ...]

    def as_detail(self) -> dict[str, list[str]]:
        return {
            "added": list(self.added), "removed": list(self.removed), "weighted": list(self.weighted),
            "measured": list(self.measured),
        }  # fmt: skip


def compare(old: Sequence[Work], new: Sequence[Work]) -> Changes:
    """Weights are compared as shares of the whole, so that moving a work counts too."""
    before, after = {row.work.code: row for row in tree(old)}, {row.work.code: row for row in tree(new)}
    both = [code for code in after if code in before]
    return Changes(
        tuple(code for code in after if code not in before),
        tuple(code for code in before if code not in after),
        tuple(code for code in both if before[code].share != after[code].share),
        tuple(code for code in both if before[code].work.quantity != after[code].work.quantity),
    )


def check_keeps(old: Sequence[Work], new: Sequence[Work], done: Mapping[str, Decimal]) -> None:
    """Raises Invalid where the new baseline would make what was confirmed unreadable: a leaf with progress that becomes a
    group, another unit, or a quantity below what is done."""
    leaves, units = leaves_of(new), {work.code: work.unit for work in old}
    for work in new:
        amount = done.get(work.code)
        if not amount:
            continue
        what = f"{work.code} {work.name}"
        if work.code not in leaves:
            raise Invalid(
                f"{what} 已有进度，不能再分下级 has progress and cannot become a group",
                do="保留它作为其中一项下级 keep it as one of the works below a new group",
            )
        if units.get(work.code, work.unit) != work.unit:
            raise Invalid(
                f"{what} 已按 {units[work.code]} 计量，不能改为 {work.unit} is measured in another unit already",
                do="新单位用新编码 give the new unit a new code",
            )
        if work.quantity is not None and amount > work.quantity:
            raise Invalid(
                f"{what} 的工程量 {work.quantity:f} 小于已确认完成的 {amount:f} {work.unit} less than what is confirmed as done",
                do="先更正已报进度 correct the reported progress first",
            )


def _check_named(work: Work, codes: set[str]) -> None:
    if not CODE.fullmatch(work.code):
        raise Invalid(
            f"编码无法使用 unusable code {work.code!r}",
            do="字母、数字、点和横线，不超过 32 个 letters, digits, dots, hyphens",
        )
    if work.code in codes:
        raise Invalid(f"编码重复 the code is there twice: {work.code}", do="每项一个编码 one code each")
    if not work.name.strip():
        raise Invalid(f"{work.code} 没有名称 has no name", do="写明名称 name it")
    if work.kind not in KINDS:
        raise Invalid(f"{work.code} 的类型不正确 unknown kind {work.kind!r}", do=f"可选 choose: {', '.join(KINDS)}")
    if not 0 < work.weight <= WHOLE:
        raise Invalid(
            f"{work.code} {work.name} 的权重应大于 0、不超过 100 % the weight must be above 0 and at most 100 %",
            do="不计进度的工程不列入基线 leave out what shall not count",
        )


def _caught(at: int, check: Callable[[], None]) -> list[tuple[int, Invalid]]:
    try:
        check()
    except Invalid as error:
        return [(at, error)]
    return []


def _check_above(work: Work, parents: Mapping[str, str]) -> None:
    if work.parent and work.parent not in parents:
        raise Invalid(f"{work.code} 的上级不存在 its parent is not there: {work.parent}", do="核对上级编码 check it")
    seen, at = {work.code}, work.parent
    while at:
        if at in seen:
            raise Invalid(f"{work.code} 的上级绕成一圈 its parents go in a circle", do="核对上级编码 check them")
        seen.add(at)
        at = parents.get(at, "")


def _sums(works: Sequence[Work]) -> list[tuple[int, Invalid]]:
    """Levels that do not sum, at the work above them."""
    names = {"": "全部工程 the whole"} | {work.code: f"{work.code} {work.name}" for work in works}
    place = {work.code: at for at, work in enumerate(works)}
    levels: dict[str, list[int]] = {}
    for work in works:
        levels.setdefault(work.parent, []).append(work.weight)
    found: list[tuple[int, Invalid]] = []
    for parent, weights in levels.items():
        found += _caught(place.get(parent, 0), lambda parent=parent, weights=weights: check_sum(names[parent], weights))
    return found


def _check_one(work: Work, leaves: frozenset[str], codes: set[str]) -> None:
    if work.code in leaves:
        _check_leaf(work, leaves, codes)
    elif work.after or work.quantity is not None or work.days or work.cost_k is not None:
        raise Invalid(
            f"{work.code} {work.name} 有下级，不能有工程量、工期、成本和紧前工作 has works below it, so no quantity of its own",
            why="只有最末级计量 only leaves are measured", do="写到下级 put it on the works below",
        )  # fmt: skip


def _check_leaf(work: Work, leaves: frozenset[str], codes: set[str]) -> None:
    what = f"{work.code} {work.name}"
    if work.quantity is None or not 0 < work.quantity < MOST_QUANTITY or not work.unit.strip():
        raise Invalid(
            f"{what} 没有工程量或者单位 lacks a quantity above 0 or its unit", do="写明工程量和单位 state both"
        )
    if -_exponent(work.quantity) > 3:
        raise Invalid(f"{what} 的工程量最多三位小数 at most three decimals", do="换用较小的单位 use a smaller unit")
    if work.cost_k is not None and not 0 <= work.cost_k < MOST_COST_K:
        raise Invalid(
            f"{what} 的计划成本应为 0 以上的千元数 the planned cost is 0 or more, in 千元", do="核对单位 check the unit"
        )
    if not 0 < work.days <= 5000:
        raise Invalid(f"{what} 的工期应为 1–5000 个工作日 takes 1 to 5000 working days", do="写明工期 state it")
    for link in work.after:
        if link.before not in codes:
            raise Invalid(
                f"{what} 的紧前工作不存在 follows what is not there: {link.before}", do="核对编码 check the code"
            )
        if link.before not in leaves:
            raise Invalid(
                f"{what} 的紧前工作 {link.before} 有下级 follows a group",
                do="写最末级的编码 name one of the works below it",
            )
        if not 0 <= link.lag <= 1000:
            raise Invalid(
                f"{what} 的间隔应为 0–1000 个工作日 the lag is 0 to 1000 working days", do="核对间隔 check it"
            )
    if len({link.before for link in work.after}) < len(work.after):
        raise Invalid(f"{what} 的紧前工作写了两次 follows the same work twice", do="删去一个 take one away")


def _exponent(value: Decimal) -> int:
    found = value.normalize().as_tuple().exponent
    return found if isinstance(found, int) else 0
