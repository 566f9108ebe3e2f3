"""The zone that is ranked: six industries of the reference, on the catalogue's own table."""

from __future__ import annotations

from gaoxin.config.paths import catalogue_dir
from gaoxin.investment.rules.chains.gaps import Present
from gaoxin.investment.rules.chains.table import Table, read_table

INDUSTRIES = tuple(
    Present(code, weight)
    for code, weight in (("398", 30), ("325", 15), ("265", 12), ("264", 8), ("361", 20), ("272", 15))
)


def table() -> Table:
    return read_table(catalogue_dir() / "chains" / "tables", "2007")
