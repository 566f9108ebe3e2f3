"""`./gaoxin figures show YEAR [KEY…]`: the year's published figures, each with unit, basis, source and row count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from gaoxin.portal.selectors import published
from gaoxin.runtime.commands import GaoxinCommand


class Command(GaoxinCommand):
    help = "指标 the year's figures, each computed from records, with unit, basis, source and row count"
    group = "work"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        show = actions.add_parser("show", help="列出 print them")
        show.add_argument("year", type=int, metavar="YEAR")
        show.add_argument("keys", nargs="*", metavar="KEY", help="only these (default: all)")
        self.add_json(show)

    def run(self, options: Mapping[str, Any]) -> None:
        zone, year = settings.ZONE, options["year"]
        if options["keys"]:
            found = [published.figure(zone=zone, year=year, key=key) for key in options["keys"]]
        else:
            found = published.figures(zone=zone, year=year)
        if options["as_json"]:
            told = {one.key: {k: v for k, v in one.as_dict().items() if k != "key"} for one in found}
            return self.emit({"zone": zone, "year": year, "figures": told})
        self.line(f"{zone} {year}")
        for one in found:
            value = "—" if one.value is None else f"{one.bound}{one.value:,}"
            self.line(f"\n{one.name or one.key}  {value} {one.unit}    [{one.key}]")
            self.line(f"  口径 basis   {one.basis}")
            self.line(f"  来源 source  {one.source}，{one.rows:,} 行 rows")
