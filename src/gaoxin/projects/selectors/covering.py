"""How much of each industry chain is covered before and after the projects of a year, and which kind of project covered the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from gaoxin.investment.selectors.chain_coverage import firm_days, nodes_by_chain
from gaoxin.projects.models import Project
from gaoxin.projects.rules.projects.covering import Covered, cover


@dataclass(frozen=True, slots=True)
class ChainCovered:
    """One chain by its last published version. title, title_en: its name."""

    code: str
    title: str
    title_en: str
    covered: Covered


def by_chain(*, zone: str, year: int) -> list[ChainCovered]:
    """By code of the chain; three queries and one a chain, however many projects there are."""
    first = dt.date(year, 1, 1)
    rows = Project.objects.filter(zone=zone, opened_on__year__lte=year).exclude(node="").order_by()
    days = firm_days(zone=zone)
    earlier = {node for node, on in days.items() if on < first}
    arrived = {node for node, on in days.items() if on.year == year}
    earlier |= set(rows.filter(opened_on__lt=first).values_list("node", flat=True).distinct())
    kinds: dict[str, set[str]] = {}
    for node, kind in rows.filter(opened_on__gte=first).values_list("node", "kind").distinct():
        kinds.setdefault(node, set()).add(kind)
    told: Mapping[str, frozenset[str]] = {node: frozenset(found) for node, found in kinds.items()}
    return [
        ChainCovered(
            chain.code, chain.title, chain.title_en, cover(nodes, earlier=earlier, arrived=arrived, projects=told)
        )
        for chain, nodes in nodes_by_chain(zone=zone)
    ]
