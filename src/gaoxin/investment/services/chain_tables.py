"""The input-output table that gaps are ranked by: the catalogue's own, until the zone imports a newer one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.investment.rules.chains.table import Table, read_table

OWN = "cn-io-2007 全国投入产出表（135 部门）；关联度 trade 1998–2000"


def table_in_force() -> Table:
    """The table, read once a process."""
    return _own(settings.CATALOGUE / "chains" / "tables")


@lru_cache(maxsize=2)
def _own(folder: Path) -> Table:
    return read_table(folder, OWN)
