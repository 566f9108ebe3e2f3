"""`./gaoxin chain gaps ZONE.yaml`: where the chains of any set of industries have gaps, with every term of every score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from gaoxin.core.errors import Invalid
from gaoxin.investment.rules.chains.gaps import KINDS, Gap, Gaps, find_gaps
from gaoxin.investment.rules.chains.zonefile import present, read_zone
from gaoxin.investment.services.chain_tables import table_in_force
from gaoxin.runtime.commands import GaoxinCommand

TITLES = {"supplement": "补链 supplement", "extend": "延链 extend", "strengthen": "强链 strengthen"}


class Command(GaoxinCommand):
    help = "产业链 industry chains: gaps ZONE.yaml ranks what a zone lacks, with every term of every score"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        gaps = actions.add_parser("gaps", help="缺口 rank the gaps of the industries in a file")
        gaps.add_argument("file", metavar="ZONE.yaml")
        gaps.add_argument(
            "--most", type=int, default=10, help="of each kind, when printed (default: 10; --json prints all)"
        )
        self.add_json(gaps)

    def run(self, options: Mapping[str, Any]) -> None:
        path = Path(options["file"])
        try:
            zone = read_zone(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise Invalid(
                f"读不了文件 the file cannot be read: {path}", why=str(error), do="核对路径和编码 UTF-8"
            ) from None
        found = find_gaps(table_in_force(), present(zone))
        if options["as_json"]:
            return self.emit({"zone": zone.zone, "basis": zone.basis, **told(found)})
        screen = Console(file=self.stdout, highlight=False)
        screen.print(f"{zone.zone}：{found.table}", soft_wrap=True)
        for kind in KINDS:
            screen.print(_shown(TITLES[kind], found.ranked[kind][: options["most"]]))


def told(found: Gaps) -> dict[str, Any]:
    """For JSON, ranks of the list included."""
    return {
        "table": found.table, "weights": found.weights, "unplaced": list(found.unplaced),
        "gaps": {kind: [{"rank": at} | asdict(gap) for at, gap in enumerate(found.ranked[kind], 1)] for kind in KINDS},
    }  # fmt: skip


def _shown(title: str, gaps: Any) -> Table:
    table = Table(title=title)
    for heading in ("", "部门 sector", "分 score", "各项 terms", "通过 through"):
        table.add_column(heading)
    for at, gap in enumerate(gaps, 1):
        table.add_row(
            str(at),
            f"{gap.sector} {gap.name}",
            f"{gap.score:.3f}",
            _terms(gap),
            "、".join(n for _, n, _ in gap.through),
        )
    return table


def _terms(gap: Gap) -> str:
    return "  ".join(f"{name} {'—' if value is None else f'{value:.3g}'}" for name, value in gap.terms.items())
