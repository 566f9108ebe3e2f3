"""What a dataset would hold now: from published figures and indicator series, each checked that it shows no single enterprise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from gaoxin.core.errors import Invalid
from gaoxin.core.figures import Figure
from gaoxin.economy.rules.indicators import parts, told, tree
from gaoxin.economy.rules.indicators.definitions import Indicator
from gaoxin.economy.rules.indicators.formulas import published
from gaoxin.economy.rules.opendata.content import Code, Content, Dimension, Observation, identifier
from gaoxin.economy.rules.reports.book import Phrase
from gaoxin.economy.selectors import indicators
from gaoxin.economy.selectors import published as zone_figures
from gaoxin.economy.selectors.card import years
from gaoxin.economy.selectors.opendata.settings import catalogue
from gaoxin.economy.selectors.settings import book, definitions

WHOLE = Phrase("规上工业合计", "All above-scale industry")
REST = Phrase("其他行业", "Other industries")
MEASURES = {
    "LEVEL": ("level", Phrase("水平", "Level"), "1 月起累计；四舍五入 cumulative from January, half up"),
    "GROWTH": (
        "growth",
        Phrase("增速", "Growth"),
        "同一批企业的累计同比；四舍五入 same enterprises, cumulative, year on year, half up",
    ),
    "SHARE": (
        "share",
        Phrase("占比", "Share"),
        "占规上工业，现价，累计；四舍五入 of all above-scale industry, current prices, half up",
    ),
    "PULL": (
        "pull",
        Phrase("拉动", "Pull"),
        "（累计 − 上年同期）÷ 合计的上年同期；四舍五入 change over the whole's base, half up",
    ),
    "CONTRIBUTION": (
        "contribution",
        Phrase("贡献率", "Contribution"),
        "增量占合计增量；四舍五入 part of the whole's change, half up",
    ),
}
OF_THE_WHOLE = ("LEVEL", "GROWTH")  # the others compare a part with the whole
DIFFERENCE = "与上年同期之差；各月累计；四舍五入 difference from the year before, cumulative, half up"
PLACES = {"PULL": 2}  # as the report card rounds it
Parts = Sequence[Sequence[str]]


def compiled(*, zone: str, code: str, at: dt.datetime) -> Content:
    """Raises NotFound for an unknown dataset, Invalid where there is nothing to publish or it would show an enterprise."""
    kind = catalogue().dataset(code).kind
    content = _figures(zone, code, at) if kind == "figures" else _industry(zone, code)
    if not content.observations:
        raise Invalid(
            "没有可以公布的数 nothing to publish",
            why="还没有记录 there are no records yet",
            do="先报送记录 file records first",
        )
    return content


def _figures(zone: str, code: str, at: dt.datetime) -> Content:
    known = years(zone=zone) or [at.year - 1, at.year]
    shown = _shown(zone)
    names: dict[str, Figure] = {}
    found: list[Observation] = []
    for year in known:
        for one in zone_figures.figures(zone=zone, year=year):
            if one.value is None or not may_show(one, shown):
                continue
            names[one.key] = one
            found.append(
                Observation(
                    str(year), (identifier(one.key),), str(one.value), one.unit, one.source, one.rows, one.basis, one.bound
                )
            )  # fmt: skip
    codes = tuple(Code(identifier(key), key, split_name(one.name), one.basis) for key, one in sorted(names.items()))
    return Content(code, zone, (Dimension("INDICATOR", Phrase("指标", "Indicator"), codes),), tuple(found))


def may_show(figure: Figure, shown: Parts | None) -> bool:
    """Whether a figure shows no single enterprise. Figures of surveys: the whole only where parts are safe, a union only of them."""
    if figure.source != told.SOURCE:
        return True
    if shown is None:
        return False
    union = next((u for u in book().unions.values() if u.code in figure.key.split(".")), None)
    return union is None or _whole(union.groups, shown)


def _whole(groups: Sequence[str], shown: Parts) -> bool:
    return all(set(part) <= set(groups) for part in shown if set(part) & set(groups))


def _shown(zone: str) -> Parts | None:
    shown = indicators.snapshot(zone=zone).safe
    return shown and shown.parts


def _industry(zone: str, code: str) -> Content:
    snap = indicators.snapshot(zone=zone)
    shown = snap.safe
    if shown is None:
        raise Invalid(
            "企业太少，汇总数会显出单个企业 too few enterprises: the sums would show a single one",
            why="统计调查资料保密 survey data are secret", do="不公布这个数据集 do not publish this dataset", article="统计法 28",
        )  # fmt: skip
    summed = parts.summed(snap.engine.leaves(), shown, book())
    sums = parts.sums(summed, shown.parts, book(), len(definitions().measures))
    nodes = _nodes(sums, shown.parts)
    ones = tuple(definitions().indicators.values())
    dimensions = (
        Dimension("INDUSTRY", Phrase("行业", "Industry"), tuple(code for code, _ in nodes)),
        Dimension("INDICATOR", Phrase("指标", "Indicator"), tuple(_indicator(one) for one in ones)),
        Dimension(
            "MEASURE", Phrase("度量", "Measure"),
            tuple(Code(key, part, name, basis) for key, (part, name, basis) in MEASURES.items()),
        ),
    )  # fmt: skip
    rows = (
        row
        for ym in sums.months
        for node, place in nodes
        for one in ones
        for row in _cell(tree.exact(sums, definitions(), one.code, place, ym), one, node, ym)
    )
    return Content(code, zone, dimensions, tuple(rows))


def _nodes(sums: tree.Sums, shown: Parts) -> list[tuple[Code, str]]:
    """Code and place in the tree: the whole, unions made of whole parts, the parts."""
    told_ = book()
    found = [(Code("TOTAL", tree.TOTAL, WHOLE), tree.TOTAL)]
    found += [
        (Code(identifier(f"U.{one.code}"), one.code, one.name), one.code)
        for one in told_.unions.values()
        if one.code in sums.nodes.codes
    ]
    for number, part in enumerate(shown, 1):
        names = [told_.groups[group].name if group in told_.groups else REST for group in part]
        name = Phrase("、".join(one.zh for one in names), ", ".join(one.en for one in names))
        found.append((Code(identifier(".".join(part)), "+".join(part), name), f"{number:04}"))
    return found


def _indicator(one: Indicator) -> Code:
    return Code(identifier(one.code), one.code, one.name, f"{one.unit}；{told.BASES[one.basis]}")


def _cell(cell: tree.Exact, one: Indicator, node: Code, ym: int) -> Iterator[Observation]:
    values: Mapping[str, Fraction | None] = {
        "level": cell.level, "growth": cell.growth, "share": cell.share, "pull": cell.pull, "contribution": cell.contribution,
    }  # fmt: skip
    period = f"{ym // 100}-{ym % 100:02}"
    for key, (part, _, _) in MEASURES.items():
        value = _rounded(values[part], one, key)
        if value is None or (key not in OF_THE_WHOLE and (one.per or node.id == "TOTAL")):
            continue
        at = (node.id, identifier(one.code), key)
        if one.per and key == "GROWTH":
            unit = "百分点" if one.unit == "%" else one.unit
            yield Observation(period, at, str(value), unit, told.SOURCE, cell.count, DIFFERENCE)
        else:
            unit = one.unit if key == "LEVEL" else "百分点" if key == "PULL" else "%"
            yield Observation(period, at, str(value), unit, told.SOURCE, cell.count)


def _rounded(value: Fraction | None, one: Indicator, key: str) -> Decimal | int | None:
    if value is None:
        return None
    if key == "LEVEL" or one.per:
        return published(value, one.digits, times=1)
    return published(value, PLACES.get(key, definitions().growth.digits))


def split_name(name: str) -> Phrase:
    """`规上工业增加值 Value added` in its two languages, by where the last Chinese character stands."""
    last = max((place for place, sign in enumerate(name) if "\u2e80" <= sign <= "\uffef"), default=-1)
    zh, en = name[: last + 1].strip(), name[last + 1 :].strip()
    return Phrase(zh or en, en or zh)
