"""Asks the pure rules of benefits what a scenario asks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gaoxin.innovation.rules.policies.engine import evaluate_firm
from gaoxin.innovation.rules.policies.firms import read_firm
from gaoxin.innovation.rules.policies.reading import read_book

POLICIES = read_book(Path(__file__).parents[2] / "catalogue" / "policies")


def benefit(given: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What one firm gets of one policy on a day. in_zone: registered and taxed there."""
    told = dict(given["facts"])
    if "in_zone" in given:
        told |= {"registered_here": given["in_zone"], "taxpayer_here": given["in_zone"]}
    told |= {"received": given.get("received", {}), "received_before": given.get("before", [])}
    firm, _ = read_firm(told, POLICIES, source="scenario")
    one = evaluate_firm(POLICIES, firm, given["day"])[given["policy"]]
    articles = [str(basis) for basis in one.version.basis] if one.version else []
    articles += [check.article for check in one.checks] + [cut.article for cut in one.cuts]
    values = {
        "verdict": one.outcome, "yuan": one.yuan, "version": one.version.since.isoformat() if one.version else None,
        "failed": [check.code for check in one.checks if check.holds is False], "missing": list(one.missing),
        "cuts": [cut.kind for cut in one.cuts],
    }  # fmt: skip
    return values, tuple(articles)


READS = {"benefit": (benefit, frozenset({"policy", "day", "facts", "in_zone", "received", "before"}))}
