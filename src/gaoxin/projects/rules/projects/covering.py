"""Coverage of a chain before and after: a node is covered where a firm stands or a project was opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gaoxin.projects.rules.projects.tags import KINDS


@dataclass(frozen=True, slots=True)
class Covered:
    """before, after: covered nodes among `nodes`. opened: `CHAIN/NODE` that projects of the year covered first, by kind of the
    projects; a node with projects of two kinds stands under both. left: nodes that nothing covers yet."""

    nodes: int
    before: int
    after: int
    opened: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]

    @property
    def percent_before(self) -> Decimal | None:
        return _percent(self.before, self.nodes)

    @property
    def percent_after(self) -> Decimal | None:
        return _percent(self.after, self.nodes)


def cover(
    nodes: Sequence[str], *, earlier: Collection[str], arrived: Collection[str], projects: Mapping[str, Collection[str]]
) -> Covered:
    """earlier: covered before the year. arrived: where a firm came to stand in it. projects: node -> kinds of the year's projects there."""
    before = [node for node in nodes if node in earlier]
    after = [node for node in nodes if node in earlier or node in arrived or projects.get(node)]
    opened = {
        kind: tuple(node for node in nodes if node not in earlier and kind in projects.get(node, ())) for kind in KINDS
    }
    reached = set(after)
    return Covered(len(nodes), len(before), len(after), opened, tuple(node for node in nodes if node not in reached))


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None
