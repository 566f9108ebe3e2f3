"""The input-output table that gaps are ranked by: the catalogue's own, until the zone imports a newer one."""

from __future__ import annotations

import uuid
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gaoxin.investment.models import ImportedTable
from gaoxin.investment.rules.chains.table import Table, from_flows, read_table

OWN = "cn-io-2007 全国投入产出表（135 部门）；关联度 trade 1998–2000"


def own_table() -> Table:
    """The catalogue's table, read once a process."""
    return _own(settings.CATALOGUE / "chains" / "tables")


def table_in_force(zone: str) -> Table:
    """The zone's last imported table, else the catalogue's own."""
    last = ImportedTable.objects.filter(zone=zone).order_by("-at", "-id").values_list("id", flat=True).first()
    return own_table() if last is None else _imported(last)


@lru_cache(maxsize=2)
def _own(folder: Path) -> Table:
    return read_table(folder, OWN)


@lru_cache(maxsize=2)
def _imported(pk: uuid.UUID) -> Table:
    row = ImportedTable.objects.get(id=pk)
    sectors = [(str(code), str(name), float(value)) for code, name, value in row.content["sectors"]]
    flows = [(str(seller), str(buyer), float(value)) for seller, buyer, value in row.content["flows"]]
    return joined(row.name, sectors, flows)


def joined(name: str, sectors: list[tuple[str, str, float]], flows: list[tuple[str, str, float]]) -> Table:
    """A table with relatedness, complexity and industries of the catalogue's sectors that bear the same name."""
    own = own_table()
    by_name = {title: place for place, title in enumerate(own.names)}
    places = [by_name.get(title, -1) for _, title, _ in sectors]
    known = [place for place in places if place >= 0]
    bare = from_flows(name, sectors, flows)
    phi, pci = bare.phi.copy(), bare.pci.copy()
    here = [at for at, place in enumerate(places) if place >= 0]
    for at, place in zip(here, known, strict=True):
        phi[at, here] = own.phi[place, known]
        pci[at] = own.pci[place]
    back = {own.codes[place]: sectors[at][0] for at, place in zip(here, known, strict=True)}
    groups = {group: back[sector] for group, sector in own.groups.items() if sector in back}
    return Table(bare.name, bare.codes, bare.names, bare.direct, bare.sold, phi, pci, groups, own.approximate)
