"""The whole audit of one table: what it is, and its findings in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gaoxin.economy.rules.audits.tables import copies, cumulative, digits, identities, keys, lines, signs, slips, texts
from gaoxin.economy.rules.audits.tables.book import Book
from gaoxin.economy.rules.audits.tables.inferring import infer
from gaoxin.economy.rules.audits.tables.look import Look
from gaoxin.economy.rules.audits.tables.panel import Panel
from gaoxin.economy.rules.audits.tables.table import Finding, Table

JOINED = {"copied_unit", "rounding_change", "definition_break"}


@dataclass(frozen=True)
class Report:
    """findings: highest score first; those below the threshold of the book are counted in `faint`, not told."""

    table: Table
    panel: Panel | None
    findings: tuple[Finding, ...]
    faint: int

    def profile(self) -> dict[str, Any]:
        """What the table was taken for, and why."""
        panel = self.panel
        told: dict[str, Any] = {
            "file": self.table.name,
            "rows": self.table.rows,
            "columns": len(self.table.columns),
            **self.table.said,
        }
        if panel is None:
            return {**told, "form": "list", "unit": [], "period": [], "measures": [], "said": [SAID_LIST]}
        return {
            **told,
            "form": panel.layout.form,
            "unit": list(panel.layout.unit),
            "period": list(panel.layout.period),
            "periodicity": panel.kind,
            "units": len(panel.units),
            "periods": len(panel.places),
            "from": panel.labels[0],
            "to": panel.labels[-1],
            "measures": list(panel.layout.measures),
            "attributes": list(panel.layout.attributes),
            "said": [list(one) for one in panel.layout.said],
        }

    def as_dict(self) -> dict[str, Any]:
        return {**self.profile(), "findings": [one.as_dict() for one in self.findings], "faint": self.faint}


def _joined(told: list[Finding]) -> list[Finding]:
    """One cause in several columns (a pair of units, a period from another source) is told once, with the others in `also`."""
    kept: dict[tuple[str, ...], int] = {}
    results: list[Finding] = []
    for one in told:
        span = (str(one.where["from"]), str(one.where["to"]))
        units = tuple(sorted(one.where["units"]))
        key = (
            one.kind,
            *(span if one.kind == "rounding_change" else units if one.kind == "copied_unit" else (*span, *units)),
        )
        if one.kind not in JOINED or key not in kept:
            kept[key] = len(results)
            results.append(one)
            continue
        first = results[kept[key]]
        also = [
            *first.evidence.get("also", []),
            {"column": one.column, "score": one.score, "count": one.where["count"]},
        ]
        results[kept[key]] = replace(first, evidence={**first.evidence, "also": also})
    return results


SAID_LIST = ["没有期间列，只核对主键、编码和文字", "no period was found: only keys, codes and texts are looked at"]


def audit(table: Table, book: Book, lists: Mapping[str, Mapping[str, str]], unit: str = "", period: str = "") -> Report:
    """The report of a table. unit, period: see `infer`. Raises Invalid where neither can be found."""
    panel = infer(table, book.thresholds, unit, period)
    found = texts.check(table, book, lists)
    if panel is not None:
        found += panel_findings(Look(panel, book))
    told = [one for one in found if one.score >= book.thresholds.reported]
    told.sort(key=lambda one: (-one.score, -int(one.where.get("count") or 0), one.kind, one.column))
    told = _joined(told)
    return Report(table, panel, tuple(told[: book.limits.findings]), len(found) - len(told))


def panel_findings(look: Look) -> list[Finding]:
    """Every check of a panel, measure by measure so that a wide table stays small in memory."""
    found = keys.check(look) + cumulative.check(look) + identities.check(look)
    for measure in look.panel.measures:
        own = signs.check(look, measure) + slips.check(look, measure) + lines.check(look, measure)
        own += copies.check(look, measure) + digits.check(look, measure)
        found += _clearest(own)
    return found


def _clearest(own: list[Finding]) -> list[Finding]:
    """One value for all units makes carried values and copied periods its consequence; so does a copied period."""
    kinds = {one.kind for one in own}
    hidden: set[str] = set()
    if "one_value_for_all" in kinds:
        hidden |= {
            "straight_line",
            "constant_growth",
            "carried_forward",
            "common_factor",
            "copied_period",
            "copied_unit",
            "rounding_change",
            "spike",
            "jump",
            "level_shift_all",
        }
    if "unit_change_all" in kinds:
        hidden |= {"rounding_change"}
    if "common_factor" in kinds:
        hidden |= {"level_shift_all"}
    return [one for one in own if one.kind not in hidden]
