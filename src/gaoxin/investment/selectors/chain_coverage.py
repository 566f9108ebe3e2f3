"""What other slices need to say how much of a chain is covered: its nodes, and since when a firm stands at each."""

from __future__ import annotations

import datetime as dt

from django.db.models import Min

from gaoxin.investment.models import Chain, ChainNode, FirmNode
from gaoxin.investment.selectors.chains import current


def nodes_by_chain(*, zone: str) -> list[tuple[Chain, list[str]]]:
    """The last published version of every chain with its nodes as `CHAIN/NODE`, in their order."""
    found: list[tuple[Chain, list[str]]] = []
    for chain in current(zone=zone):
        codes = (
            ChainNode.objects.filter(zone=zone, chain=chain).order_by("place", "code").values_list("code", flat=True)
        )
        found.append((chain, [f"{chain.code}/{code}" for code in codes]))
    return found


def firm_days(*, zone: str) -> dict[str, dt.date]:
    """`CHAIN/NODE` -> the first day for which there is evidence of a firm that stands there now."""
    rows = FirmNode.objects.filter(zone=zone, ended_at=None).order_by()
    return dict(rows.values_list("node").annotate(first=Min("on")))
