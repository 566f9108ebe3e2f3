"""3+3 培育: where a leading enterprise or a cluster stands on the way to its target. Thousand yuan throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gaoxin.core.errors import Invalid
from gaoxin.projects.rules.stewards.book import Ladder, Rung, pick


@dataclass(frozen=True, slots=True)
class Place:
    """gap_k: to the target, 0 once it is reached; None without a figure. reached_bp: share of the target in hundredths of a percent.
    growth_bp: against the year before; None where that is unknown. years: at this growth until the target; None where it never
    comes, or growth is unknown, 0 where it is there."""

    year: int | None
    output_k: int | None
    target_k: int
    rung: Rung
    gap_k: int | None
    reached_bp: int | None
    growth_bp: int | None
    years: int | None


def place(outputs: Mapping[int, int], target_k: int, ladder: Ladder) -> Place:
    """outputs: year -> thousand yuan. The latest year counts."""
    if not outputs:
        return Place(None, None, target_k, ladder.rungs[0], None, None, None, None)
    year = max(outputs)
    output, before = outputs[year], outputs.get(year - 1)
    rung = [rung for rung in ladder.rungs if rung.from_k <= output][-1]
    growth = (output - before) * 10_000 // before if before else None
    gap = max(0, target_k - output)
    return Place(
        year, output, target_k, rung, gap, output * 10_000 // target_k, growth, _years(output, target_k, growth)
    )


def check_output(source: str, output_k: int, ladder: Ladder) -> None:
    """Raises Invalid for a source that may not be used, or an amount that cannot be."""
    never = ladder.never
    if source == never.code:
        raise Invalid(
            f"{never.name.zh}不得进入企业档案 statistical survey data enters no enterprise file",
            why="统计调查中获得的单个对象资料不得用于统计以外的目的 it serves statistics only",
            do="改用企业自报、审计报告或者协议履约记录 take it from the enterprise, an audit or an agreement", article=never.article,
        )  # fmt: skip
    pick(ladder.sources, source, "来源 source")
    if output_k < 0:
        raise Invalid(f"产值不能为负 output cannot be negative: {output_k}", do="核对金额（千元）check the amount")


def check_slot(kind: str, taken: int, ladder: Ladder) -> None:
    """Raises Invalid for an unknown kind, or when all of its places are taken."""
    pick(ladder.kinds, kind, "培育对象类别 kind")
    slots = ladder.slots.get(kind, 0)
    if taken >= slots:
        raise Invalid(
            f"名额已满 all {slots} places are taken", why="“3+3”各有名额 the ladder has so many places of each",
            do="先调出一个再纳入 take one out first",
        )  # fmt: skip


def _years(output: int, target: int, growth_bp: int | None) -> int | None:
    if output >= target:
        return 0
    if growth_bp is None or growth_bp <= 0 or output <= 0:
        return None
    years = 0
    while output < target and years < 100:
        output += output * growth_bp // 10_000
        years += 1
    return years if output >= target else None
