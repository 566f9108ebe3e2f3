"""`./gaoxin figures`: the year's published figures; figures read out of a text; claims audited against each other."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from gaoxin.core.errors import Invalid
from gaoxin.economy.selectors import claims, published
from gaoxin.runtime.commands import GaoxinCommand


class Command(GaoxinCommand):
    help = (
        "指标 the year's figures with basis and source; figures read out of a text; figures audited against each other"
    )
    group = "work"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        show = actions.add_parser("show", help="列出 print them")
        show.add_argument("year", type=int, metavar="YEAR")
        show.add_argument("keys", nargs="*", metavar="KEY", help="only these (default: all)")
        self.add_json(show)
        read = actions.add_parser(
            "read", help="从文本读出数字 find the figures of a Chinese text, for a person to confirm"
        )
        read.add_argument("file", nargs="?", default="-", metavar="FILE.txt", help="default: standard input")
        read.add_argument(
            "--yaml", action="store_true", dest="as_yaml", help="print the YAML that `figures audit` takes"
        )
        self.add_json(read)
        audit = actions.add_parser(
            "audit", help="审核数字 find figures that cannot be true together, and what would repair them"
        )
        audit.add_argument(
            "file", nargs="?", default="-", metavar="FILE.yaml", help="YAML or JSON (default: standard input)"
        )
        self.add_json(audit)

    def run(self, options: Mapping[str, Any]) -> None:
        {"show": self._show, "read": self._read, "audit": self._audit}[options["action"]](options)

    def _show(self, options: Mapping[str, Any]) -> None:
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

    def _read(self, options: Mapping[str, Any]) -> None:
        found = claims.read(_text(options["file"]))
        if options["as_yaml"]:
            return self.line(found.yaml)
        if options["as_json"]:
            return self.emit(list(found.rows))
        for row in found.rows:
            whole = f" → {row['whole']}" if row["whole"] else ""
            scope = f"{row['scope']}·" if row["scope"] else ""
            flags = " ".join(filter(None, [row["bound"], "预估 estimate" if row["estimate"] else ""]))
            self.line(
                f"{row['id']:>5}  {row['value']:,} {row['unit']} {flags}  [{row['kind']}]  {scope}{row['indicator']}{whole}"
            )
            self.line(f"       {row['text']}")
        self.line(f"\n{len(found.rows)} 个数字，请逐条核对 figures: confirm each")

    def _audit(self, options: Mapping[str, Any]) -> None:
        told = claims.told(claims.audited(_text(options["file"])))
        if options["as_json"]:
            return self.emit(told)
        for number, one in enumerate(told["contradictions"], 1):
            self.line(f"{number}. {one['reason']['zh']}\n   {one['reason']['en']}")
            for figure in one["figures"]:
                self.line(
                    f"     第 {figure['line']} 行 line {figure['line']}  {figure['id']}  {figure['text'] or figure['name']}"
                )
        if told["derived"]:
            self.line("\n推算 what follows")
        for one in told["derived"]:
            self.line(f"  {one['name']}  {one['shown']}")
        for note in told["notes"]:
            self.line(f"\n{note['zh']}\n{note['en']}")
        count = len(told["contradictions"])
        self.line(f"\n{told['claims']} 个数字，{count} 处矛盾，{len(told['untested'])} 个没有别的数字可以检验")
        self.line(f"{told['claims']} figures, {count} contradictions, {len(told['untested'])} that nothing else tests")


def _text(name: str) -> str:
    """The text of a file, of standard input where it is `-`. Raises Invalid."""
    if name == "-":
        return claims.read_text(sys.stdin.buffer.read())
    path = Path(name)
    if not path.is_file():
        raise Invalid(f"没有这个文件 no such file: {name}", do="检查路径 check the path")
    return claims.read_text(path.read_bytes())
