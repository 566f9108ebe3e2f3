"""Published figures of above-scale industry, each computed from filings when asked."""

from __future__ import annotations

from gaoxin.core.figures import Figure
from gaoxin.economy.rules.indicators import told
from gaoxin.economy.selectors.indicators import ABOVE_SCALE, snapshot
from gaoxin.economy.selectors.settings import book, definitions


def figures(*, zone: str, year: int) -> list[Figure]:
    """Through the year's last month that shows no single enterprise; none where nothing was filed that year. While only the first
    few have filed for a month, its figures would be theirs; a zone too small for any month still has its figures."""
    snap = snapshot(zone=zone)
    shown = snap.safe_months
    return told.figures(snap.sums, definitions(), book(), scope=ABOVE_SCALE, year=year, shown=shown)
