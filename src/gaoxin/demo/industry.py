"""Generates the monthly reports of synthetic above-scale enterprises, calibrated so that their sums meet given totals.

Pure and repeatable: the same plan gives the same reports. Whole 千元; the last unit of a group takes what rounding leaves.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import yaml

from gaoxin.core.errors import Invalid

PERIODS = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)  # January is filed with February
# Share of the year's output by period: a short February, a strong end.
SEASON = (0.128, 0.083, 0.080, 0.081, 0.085, 0.080, 0.081, 0.088, 0.086, 0.098, 0.110)
OTHER = "other"
Values = dict[str, int]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Share(_Part, frozen=True):
    count: int
    industries: tuple[str, ...]


class Added(_Part, frozen=True):
    """value_added in 千元; growth per mille."""

    value_added: int
    growth: int


class Level(_Part, frozen=True):
    """level in 千元; growth per mille."""

    level: int
    growth: int


class Targets(_Part, frozen=True):
    leading: Added
    whole: Added
    revenue: Level
    profit: Level


class IndustryPlan(_Part, frozen=True):
    """What `catalogue/demo/reports.yaml` says."""

    seed: int
    year: int
    applicant_since: int
    units: dict[str, Share]
    enter: int
    leave: int
    revise: int
    late: int
    doubt: int
    targets: Targets


@dataclass(slots=True)
class Unit:
    """One synthetic enterprise. this, last: its whole year and the year before, by item, in 千元 (persons for staff). grown: what the
    year before those was of last. late: files after the due moment. doubted: what it files asks for an explanation."""

    serial: int
    group: str
    industry: str
    entrant: bool = False
    leaver: bool = False
    reviser: bool = False
    grown: float = 0.9
    late: bool = False
    doubted: bool = False
    this: Values = field(default_factory=dict)
    last: Values = field(default_factory=dict)
    paths: dict[int, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """One filing to make. kind: filed, revised or admission."""

    serial: int
    form: str
    period: int
    kind: str
    values: Values


def read_industry(folder: Path) -> IndustryPlan:
    """`reports.yaml` under catalogue/demo. Raises Invalid naming the mistake."""
    try:
        return msgspec.convert(yaml.safe_load((folder / "reports.yaml").read_bytes()), IndustryPlan)
    except (OSError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise Invalid(f"demo/reports.yaml: {error}", do="按文件修改 correct the file") from error


def enterprises(plan: IndustryPlan, rate: Callable[[str], int]) -> list[Unit]:
    """The units with both years' sums. rate: value added per mille of output by GB/T 4754 class."""
    dice = random.Random(plan.seed)
    units = [
        Unit(0, group, dice.choice(share.industries)) for group, share in plan.units.items() for _ in range(share.count)
    ]
    units += [Unit(0, OTHER, dice.choice(plan.units[OTHER].industries), leaver=True) for _ in range(plan.leave)]
    for serial, unit in enumerate(units, 101):
        unit.serial, unit.grown = serial, random.Random(plan.seed * 1000 + serial).uniform(0.84, 0.96)
    staying = [unit for unit in units if not unit.leaver]
    for unit in dice.sample(staying, plan.enter):
        unit.entrant = True
    for unit in dice.sample([unit for unit in staying if not unit.entrant], plan.revise):
        unit.reviser = True
    steady = [unit for unit in staying if not unit.entrant and not unit.reviser]
    for unit in steady[: plan.late]:
        unit.late = True
    for unit in steady[plan.late : plan.late + plan.doubt]:
        unit.doubted = True
    _outputs(units, plan, rate, dice)
    _money(units, plan, dice)
    for unit in units:
        for year in (plan.year - 1, plan.year):
            noisy = [share * dice.uniform(0.93, 1.07) for share in SEASON]
            unit.paths[year] = tuple(sum(noisy[: n + 1]) / sum(noisy) for n in range(len(noisy)))
    return units


def reports(plan: IndustryPlan, units: Sequence[Unit]) -> list[Report]:
    """Every filing of the year and the year before, as they are filed; those of a leaver end with the year before."""
    found: list[Report] = []
    for unit in units:
        before, now = plan.year - 1, plan.year
        first = _year(unit, before, unit.last, None)
        filed = _shaken(unit, first) if unit.reviser else first
        kind = "admission" if unit.entrant else "filed"
        found += [Report(unit.serial, form, period, kind, values) for (form, period), values in filed.items()]
        if unit.reviser:
            found += [Report(unit.serial, form, period, "revised", values) for (form, period), values in first.items()]
        if not unit.leaver:
            this = _year(unit, now, unit.this, first)
            if unit.doubted:  # the year's bonus is paid in December: true, but nobody believes it without being told
                this["finance", now * 100 + 12]["wages.ytd"] *= 10
            found += [Report(unit.serial, form, period, "filed", values) for (form, period), values in this.items()]
    # As it happened: a year is filed, then revised, before the next one begins.
    return sorted(found, key=lambda one: (one.period // 100, one.kind == "revised", one.period, one.serial, one.form))


def _outputs(units: Sequence[Unit], plan: IndustryPlan, rate: Callable[[str], int], dice: random.Random) -> None:
    weight = {unit.serial: dice.lognormvariate(0, 0.9) for unit in units}
    for unit in (unit for unit in units if unit.leaver):
        unit.last["output"] = round(weight[unit.serial] * 60_000)
    targets = plan.targets
    base = {part: round(one.value_added * 1000 / (1000 + one.growth)) for part, one in _named(targets).items()}
    sides = (
        (lambda unit: unit.group != OTHER, targets.leading.value_added, base["leading"]),
        (lambda unit: unit.group == OTHER, targets.whole.value_added - targets.leading.value_added, base["whole"] - base["leading"]),
    )  # fmt: skip
    for belongs, now, before in sides:
        members = [unit for unit in units if belongs(unit) and not unit.leaver]
        grown = {unit.serial: weight[unit.serial] / dice.uniform(0.92, 1.38) for unit in members}
        rates = {unit.serial: rate(unit.industry) for unit in members}
        for side, wanted, shares in (("this", now, weight), ("last", before, grown)):
            scale = wanted * 1000 / sum(shares[unit.serial] * rates[unit.serial] for unit in members)
            for unit in members:
                getattr(unit, side)["output"] = max(1, round(shares[unit.serial] * scale))


def _named(targets: Targets) -> dict[str, Added]:
    return {"leading": targets.leading, "whole": targets.whole}


def _money(units: Sequence[Unit], plan: IndustryPlan, dice: random.Random) -> None:
    members = [unit for unit in units if not unit.leaver]
    for unit in units:
        ratio, margin = dice.uniform(0.93, 1.03), dice.gauss(0.055, 0.03)
        for values, drift in ((unit.last, 0.75), (unit.this, 1.0)):
            output = values.get("output")
            if output is None:
                continue
            values["sales"] = round(output * dice.uniform(0.94, 0.995))
            values["exports"] = round(values["sales"] * max(0.0, dice.gauss(0.12, 0.1)))
            values["power"] = max(1, round(output / dice.uniform(130, 170)))
            values["revenue"] = round(output * ratio)
            values["profit"] = round(values["revenue"] * margin * drift)
            values["staff"] = max(20, round(output / dice.uniform(900, 1300)))
    for item, level in (("revenue", plan.targets.revenue), ("profit", plan.targets.profit)):
        _calibrate(members, "this", item, level.level)
        _calibrate(members, "last", item, round(level.level * 1000 / (1000 + level.growth)))
    for unit in units:
        # Its own ratios: with the same for all, two units of one revenue would look like copies of each other.
        own = random.Random(plan.seed * 1000 + unit.serial + 500_000)
        cost, vat, assets, owed = (
            own.uniform(*span) for span in ((0.84, 0.95), (0.024, 0.038), (0.9, 1.4), (0.4, 0.65))
        )
        for values in (unit.last, unit.this):
            if "revenue" in values:
                values["cost"] = round((values["revenue"] - values["profit"]) * cost)
                values["vat"] = round(values["revenue"] * vat)
                values["assets"] = round(values["revenue"] * assets)
                values["liabilities"] = round(values["assets"] * owed)
                values["equity"] = values["assets"] - values["liabilities"]
                values["wages"] = values["staff"] * 78


def _calibrate(members: Sequence[Unit], side: str, item: str, wanted: int) -> None:
    """Scale so that the sum is the wanted one; the largest takes what rounding leaves."""
    scale = wanted / sum(getattr(unit, side)[item] for unit in members)
    for unit in members:
        getattr(unit, side)[item] = round(getattr(unit, side)[item] * scale)
    largest = max(members, key=lambda unit: getattr(unit, side)[item])
    getattr(largest, side)[item] += wanted - sum(getattr(unit, side)[item] for unit in members)


def _year(
    unit: Unit, year: int, whole: Values, base: dict[tuple[str, int], Values] | None
) -> dict[tuple[str, int], Values]:
    """A year's filings by form and period. base: those of the year before, whose values are this year's bases."""
    found: dict[tuple[str, int], Values] = {}
    before = dict.fromkeys(("output", "sales", "exports", "power"), 0)
    for place, month in enumerate(PERIODS):
        period, part = year * 100 + month, unit.paths[year][place]
        output, finance = Values(), Values()
        for item in before:
            through = round(whole[item] * part)
            output |= {f"{item}.month": through - before[item], f"{item}.ytd": through}
            before[item] = through
        for item in ("revenue", "cost", "profit", "vat", "wages"):
            finance[f"{item}.ytd"] = round(whole[item] * part)
        finance |= {f"{item}.stock": whole[item] for item in ("assets", "liabilities", "equity", "staff")}
        for form, values in (("output", output), ("finance", finance)):
            earlier = base[form, period - 100] if base else {}
            for key in [key for key in values if not key.endswith(".stock")]:
                # The year before the first is not on file: it is about a tenth less, so that growth can be told for it too.
                values[f"{key}.base"] = earlier[key] if base else round(values[key] * unit.grown)
            found[form, period] = values
    for place, month in enumerate(PERIODS):  # the month's base is a difference of bases that add up as well
        _settle(
            found["output", year * 100 + month],
            found.get(("output", year * 100 + PERIODS[place - 1])) if place else None,
        )
    return found


def _settle(values: Values, before: Values | None) -> None:
    for item in ("output", "sales", "exports", "power"):
        values[f"{item}.month.base"] = values[f"{item}.ytd.base"] - (before[f"{item}.ytd.base"] if before else 0)


def _shaken(unit: Unit, first: dict[tuple[str, int], Values]) -> dict[tuple[str, int], Values]:
    """As first filed, before it was revised: the months of output two percent off and summed again, so that every identity holds."""
    factor = 1.02 if unit.serial % 2 else 0.98
    found: dict[tuple[str, int], Values] = {}
    through: Values = {}
    for (form, period), values in sorted(first.items(), key=lambda pair: pair[0][1]):
        told = dict(values)
        for key in values:
            if form == "output" and key.count(".") == 1 and key.endswith(".month"):
                item = key.removesuffix(".month")
                told[key] = round(values[key] * factor)
                through[item] = told[f"{item}.ytd"] = through.get(item, 0) + told[key]
            elif form == "finance" and key.endswith(".ytd"):
                told[key] = round(values[key] * factor)
        found[form, period] = told
    return found
