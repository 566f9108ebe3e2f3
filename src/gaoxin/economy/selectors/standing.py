"""Indicators as their reader may see them: statisticians the whole tree down to enterprises, everybody else merged industries only.

What others see is merged by the one rule of open data and bundle (`rules/indicators/parts.py`), so that nothing that one of them shows
can be found by subtracting what another shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.conf import settings
from django.utils import timezone

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.core.identifiers import industry
from gaoxin.core.mu import mu_hundredths
from gaoxin.economy.models import Unit
from gaoxin.economy.rules.indicators import formulas, linking, parts, tree
from gaoxin.economy.rules.indicators.definitions import Indicator
from gaoxin.economy.rules.indicators.formulas import published
from gaoxin.economy.rules.reports.book import Phrase
from gaoxin.economy.selectors import indicators
from gaoxin.economy.selectors.settings import book, definitions
from gaoxin.parties import selectors as parties
from gaoxin.projects.selectors.land import ledgers

WHOLE = Phrase("规上工业合计", "All above-scale industry")
REST = Phrase("其他行业", "Other industries")
PULL_DIGITS = 2  # as the report card rounds it
MONEY = "亿元"
EVERYBODY = 1 << 40


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the tree. parent: empty for the whole."""

    code: str
    name: Phrase
    parent: str


@dataclass(frozen=True, slots=True)
class Space:
    """All that a reader may see of a scope. whole: down to classes and enterprises."""

    sums: tree.Sums
    nodes: dict[str, Node]
    whole: bool

    @property
    def months(self) -> tuple[int, ...]:
        return self.sums.months

    def node(self, code: str) -> Node:
        """Raises NotFound, also for a node that this reader may not see."""
        if code not in self.nodes:
            raise NotFound(
                "没有这个行业 no such industry", why="它不存在，或者为保密已合并 it is not there, or merged for secrecy",
                do="从上级行业进入 come from the industry above", article="统计法 28",
            )  # fmt: skip
        return self.nodes[code]

    def children(self, code: str) -> list[Node]:
        return [one for one in self.nodes.values() if one.parent == code and one.code != code]

    def path(self, code: str) -> list[Node]:
        """From the whole to the node."""
        here = self.node(code)
        return [*(self.path(here.parent) if here.parent else []), here]


@dataclass(frozen=True, slots=True)
class Cell:
    """One node's month, rounded as published; None where the formula has no meaning. growth: percent, of a ratio its change in the
    indicator's unit. month_growth: of the month alone, January and February together; None for stocks and ratios. two_years: average
    growth of two years. rank_level, rank_growth: among its siblings from 1."""

    node: Node
    ym: int
    count: int
    level: Decimal | None
    base: Decimal | None
    growth: Decimal | None
    month_growth: Decimal | None
    two_years: Decimal | None
    share: Decimal | None
    contribution: Decimal | None
    pull: Decimal | None
    rank_level: int | None = None
    rank_growth: int | None = None


@dataclass(frozen=True, slots=True)
class Firm:
    """An enterprise behind a cell: for statisticians only. x, base: in the indicator's unit."""

    name: str
    identifier: str
    x: Decimal
    base: Decimal
    pull: Decimal | None


def space(*, zone: str, entitled: bool, scope: str = indicators.ABOVE_SCALE) -> Space:
    """entitled: sees survey data. Raises Invalid where nothing is filed, or even the whole would show a single enterprise."""
    snap = indicators.snapshot(zone=zone, scope=scope)
    if not snap.sums.months:
        raise Invalid("还没有报表 nothing was filed yet", do="先报送 file reports first")
    if entitled:
        return Space(snap.sums, {one.code: one for one in _classes(snap.sums)}, True)
    shown = snap.safe
    if shown is None:
        raise Invalid(
            "企业太少，汇总数会显出单个企业 too few enterprises: the sums would show a single one",
            why="统计调查资料保密 survey data are secret", do="请统计人员查看 ask a statistician", article="统计法 28",
        )  # fmt: skip
    summed = parts.summed(snap.engine.leaves(), shown, book())
    sums = parts.sums(summed, shown.parts, book(), len(definitions().measures))
    return Space(sums, {one.code: one for one in _merged(sums, shown.parts)}, False)


def cell(held: Space, code: str, node: str, ym: int) -> Cell:
    """One of them with its ranks. Raises NotFound for an unknown indicator, industry or month."""
    here = held.node(node)
    if not here.parent:
        return _cell(held, code, here, ym)
    return next(one for one in cells(held, code, here.parent, ym) if one.node.code == node)


def cells(held: Space, code: str, parent: str, ym: int) -> list[Cell]:
    """The industries of a node in the order of the tree, ranked among themselves."""
    rows = [_cell(held, code, node, ym) for node in held.children(parent)]
    levels = sorted((one.level for one in rows if one.level is not None), reverse=True)
    rates = sorted((one.growth for one in rows if one.growth is not None), reverse=True)
    return [
        Cell(
            one.node, one.ym, one.count, one.level, one.base, one.growth, one.month_growth, one.two_years, one.share,
            one.contribution, one.pull, levels.index(one.level) + 1 if one.level is not None else None,
            rates.index(one.growth) + 1 if one.growth is not None else None,
        )
        for one in rows
    ]  # fmt: skip


def months(held: Space, code: str, node: str) -> list[Cell]:
    """All months of a node, the first first."""
    here = held.node(node)
    return [_cell(held, code, here, ym) for ym in held.months]


def firms(*, zone: str, code: str, node: str, ym: int, limit: int = 20) -> list[Firm]:
    """The enterprises that moved a level most. For statisticians: the caller has asked the permission."""
    one, snap = definitions().indicator(code), indicators.snapshot(zone=zone)
    at = snap.sums.nodes.place(node), snap.sums.month(ym), definitions().place(one.over)
    whole = int(snap.sums.b[0, at[1], at[2]])
    rows = snap.behind(code, node, ym, limit)
    known = names(zone=zone, units=[str(unit) for unit, _, _ in rows])
    return [
        Firm(
            *known[str(unit)], rounded(x, one), rounded(b, one),
            published(formulas.pull(x, b, whole), PULL_DIGITS),
        )
        for unit, x, b in rows
    ]  # fmt: skip


def names(*, zone: str, units: list[str]) -> dict[str, tuple[str, str]]:
    """Key of a survey unit as text -> name and identifier of the enterprise."""
    of = dict(Unit.objects.filter(zone=zone, pk__in=units).values_list("pk", "party_id"))
    return {
        str(unit): (
            parties.party_name(zone=zone, party_id=party),
            parties.identifier_of(zone=zone, party_id=party),
        )
        for unit, party in of.items()
    }


def published_by(ym: int, day: dt.date | None) -> dt.datetime:
    """The end of the day by which last year's figures count as published; by default of January of the report's year."""
    return dt.datetime.combine(day or dt.date(ym // 100, 1, 31), dt.time(23, 59, 59), timezone.get_current_timezone())


def per_mu(*, zone: str, one: Indicator, level: Decimal | None) -> tuple[Decimal, Decimal] | None:
    """万元 a 亩 of all supplied land, and how many 亩; None for what is no amount of money, or where no parcel is on record."""
    if one.unit != MONEY or level is None:
        return None
    return _a_mu(
        Fraction(level), sum(total.area_m2 for total in ledgers.totals(zone=zone) if not total.category.supply)
    )


def per_mu_of_holders(*, zone: str, one: Indicator, ym: int) -> tuple[Decimal, Decimal, int] | None:
    """万元 a 亩 of the land of those who filed, what these made on it alone; how many 亩, and how many enterprises. None for what is no
    amount of money, or where none of them has land on record. Survey data: the caller has asked the permission."""
    if one.unit != MONEY or one.per:
        return None
    snap, held = indicators.snapshot(zone=zone), ledgers.held_by_parties(zone=zone)
    of = dict(Unit.objects.filter(zone=zone, party_id__in=held).values_list("pk", "party_id"))
    filed = [(of[unit], x) for unit, x, _ in snap.behind(one.code, tree.TOTAL, ym, EVERYBODY) if unit in of]
    amount = Fraction(sum(x for _, x in filed) * one.times, one.divisor)
    told = _a_mu(amount, sum(held[party] for party, _ in filed))
    return (*told, len(filed)) if told else None


def _a_mu(amount: Fraction, area_m2: int) -> tuple[Decimal, Decimal] | None:
    """An amount in 亿元 as 万元 a 亩, and the 亩."""
    if not area_m2:
        return None
    mu = Fraction(mu_hundredths(area_m2), 100)
    told, size = published(amount * 10_000 / mu, 2, times=1), published(mu, 2, times=1)
    return None if told is None or size is None else (told, size)


def quarters(held: Space, code: str, node: str) -> tuple[list[float], tuple[int, int]] | None:
    """Amounts of whole quarters of a level on the newest year's scope (`rules.indicators.linking`), the year before the first on file
    from its bases; only what has no gap up to the end. None for stocks and ratios."""
    one = definitions().indicator(code)
    if one.per or not _flow(one):
        return None
    where, over = held.sums.nodes.place(node), definitions().place(one.over)
    through = {
        ym: (int(held.sums.x[where, at, over]), int(held.sums.b[where, at, over]))
        for at, ym in enumerate(held.months) if ym % 100 % 3 == 0
    }  # fmt: skip
    amounts: dict[int, tuple[int, int]] = {}
    for ym, (x, b) in through.items():
        before = through.get(ym - 3) if ym % 100 > 3 else (0, 0)
        if before is not None:
            amounts[ym // 100 * linking.YEAR + ym % 100 // 3 - 1] = x - before[0], b - before[1]
    found: list[tuple[int, float]] = []
    for quarter, amount in sorted(linking.linked(amounts).items()):
        if found and found[-1][0] != quarter - 1:
            found = []  # a quarter is missing: only what comes after is one series
        found.append((quarter, float(amount / one.divisor)))
    first = found[0][0] if found else 0
    return ([value for _, value in found], (first // linking.YEAR, first % linking.YEAR + 1)) if found else None


def _flow(one: Indicator) -> bool:
    measure = definitions().measures[definitions().place(one.over)]
    return not measure.key.endswith(".stock")


def rounded(amount: int, one: Indicator) -> Decimal:
    """A sum of an indicator's measure in its unit, as published."""
    found = published(Fraction(amount * one.times, one.divisor), one.digits, times=1)
    assert found is not None
    return found


def _cell(held: Space, code: str, node: Node, ym: int) -> Cell:
    told, one = definitions(), definitions().indicator(code)
    exact = tree.exact(held.sums, told, code, node.code, ym)
    before = tree.exact(held.sums, told, code, node.code, ym - 100).growth if ym - 100 in held.months else None
    digits = told.growth.digits
    twice = None
    if not one.per and exact.growth is not None and before is not None and min(exact.growth, before) >= -1:
        twice = formulas.two_year_average(exact.growth, before, digits)
    growth = published(exact.growth, one.digits, times=1) if one.per else published(exact.growth, digits)
    part = bool(node.parent)
    return Cell(
        node, ym, exact.count, published(exact.level, one.digits, times=1), published(exact.base, one.digits, times=1),
        growth, published(_month_growth(held, one, node, ym), digits), twice,
        published(exact.share, digits) if part else None, published(exact.contribution, digits) if part else None,
        published(exact.pull, PULL_DIGITS) if part else None,
    )  # fmt: skip


def _month_growth(held: Space, one: Indicator, node: Node, ym: int) -> Fraction | None:
    """Of this month alone, as the difference of what was filed through it and through the month before."""
    if one.per or not _flow(one) or ym % 100 == 1:
        return None
    where, over, month = held.sums.nodes.place(node.code), definitions().place(one.over), held.sums.month(ym)
    x, b = int(held.sums.x[where, month, over]), int(held.sums.b[where, month, over])
    if ym % 100 > 2:
        if ym - 1 not in held.months:
            return None
        x -= int(held.sums.x[where, held.sums.month(ym - 1), over])
        b -= int(held.sums.b[where, held.sums.month(ym - 1), over])
    return formulas.growth(x, b)


def _classes(sums: tree.Sums) -> Iterator[Node]:
    """The whole; unions; their industries and those of none; classes; divisions only where no industry holds any of their classes."""
    told, held = book(), sums.nodes
    yield Node(tree.TOTAL, WHOLE, "")
    above = {group: union.code for union in told.unions.values() for group in union.groups}
    for union in told.unions.values():
        yield Node(union.code, union.name, tree.TOTAL)
    for code, group in told.groups.items():
        yield Node(code, group.name, above.get(code, tree.TOTAL))
    free = {one for one in held.classes if not told.group_of(f"{one:04}")}
    for division in sorted({f"{one:04}"[:2] for one in free}):
        within = set(held.within(division))
        if within <= free:
            yield Node(division, _named(division), tree.TOTAL)
    for one in held.classes:
        code = f"{one:04}"
        group = told.group_of(code)
        whole = set(held.within(code[:2])) <= free
        yield Node(code, _named(code), group or (code[:2] if whole else tree.TOTAL))


def _named(code: str) -> Phrase:
    """The official list has Chinese names only."""
    try:
        name = industry(settings.CATALOGUE / "codes", code)
    except Invalid:
        name = code
    return Phrase(name, f"{name} {code}")


def _merged(sums: tree.Sums, shown: tuple[tuple[str, ...], ...]) -> Iterator[Node]:
    told = book()
    yield Node(tree.TOTAL, WHOLE, "")
    above: dict[str, str] = {}
    for union in told.unions.values():
        if union.code in sums.nodes.codes:
            yield Node(union.code, union.name, tree.TOTAL)
            above |= dict.fromkeys(union.groups, union.code)
    for number, part in enumerate(shown, 1):
        each = [told.groups[group].name if group in told.groups else REST for group in part]
        name = Phrase("、".join(one.zh for one in each), ", ".join(one.en for one in each))
        yield Node(f"{number:04}", name, above.get(part[0], tree.TOTAL))
