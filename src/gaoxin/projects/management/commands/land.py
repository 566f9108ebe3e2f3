"""`./gaoxin land import | boundary | totals`: parcels from GeoJSON or a zipped shapefile, the zone's boundary, the ledgers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import Invalid, NotFound
from gaoxin.projects.selectors.land import book, ledgers
from gaoxin.projects.services.land import parcels
from gaoxin.runtime.commands import GaoxinCommand

SHOWN = 50


class Command(GaoxinCommand):
    help = "土地 land: import FILE [--update --reason R] [--dry-run] [--crs D] | boundary FILE --name N --source S | totals"

    def add_arguments(self, parser: Any) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        taken = actions.add_parser("import", help="parcels from GeoJSON or a zipped shapefile, all or none")
        taken.add_argument("file", type=Path)
        taken.add_argument(
            "--crs", default="", help="where the file does not say it: cgcs2000, gcj02, or EPSG:4491 to 4554"
        )
        taken.add_argument("--update", action="store_true", help="registered numbers get a new version; needs --reason")
        taken.add_argument("--reason", default="", help="why parcels are updated")
        taken.add_argument("--dry-run", action="store_true", help="check and show, write nothing")
        bound = actions.add_parser("boundary", help="the zone's own boundary: the first feature of a GeoJSON")
        bound.add_argument("file", type=Path)
        bound.add_argument("--name", required=True)
        bound.add_argument("--source", required=True, help="the paper that it is taken from")
        total = actions.add_parser("totals", help="the ledgers: parcels, 亩 and square metres of each category")
        for sub in (taken, bound, total):
            self.add_json(sub)

    def run(self, options: Mapping[str, Any]) -> int:
        return {"import": self._import, "boundary": self._boundary, "totals": self._totals}[options["action"]](options)

    def _import(self, options: Mapping[str, Any]) -> int:
        outcome = parcels.import_parcels(
            name=options["file"].name, data=_read(options["file"]), datum=options["crs"], dry_run=options["dry_run"],
            update=options["update"], reason=options["reason"], today=timezone.localdate(), **_by(),
        )  # fmt: skip
        rows = [
            {"line": line.line, "number": line.number, "problems": [vars_of(one) for one in line.problems]}
            for line in outcome.wrong
        ]
        told = {
            "parcels": len(outcome.lines), "area_m2": outcome.area_m2, "mu": ledgers.mu(outcome.area_m2),
            **{kind: len(outcome.of(kind)) for kind in ("new", "changed", "same")},
            "plane_m2": outcome.plane_m2, "dry_run": outcome.dry_run, "written": outcome.written, "errors": rows,
        }  # fmt: skip
        if options["as_json"]:
            self.emit(told)
        else:
            for row in rows[:SHOWN]:
                for problem in row["problems"]:
                    self.line(f"第 {row['line']} 行 row {row['number']}: {problem['what']} | 处理 do: {problem['do']}")
            if outcome.plane_m2 is not None:
                off = outcome.area_m2 - outcome.plane_m2
                self.line(
                    f"投影平面面积 on the plane {outcome.plane_m2:,} m²，椭球面积 on the ellipsoid {off:+,} m²，以椭球面积为准 kept"
                )
            done = "已导入 imported" if outcome.written else "没有写入 nothing was written"
            self.line(
                f"{len(outcome.lines)} 个地块 parcels，{told['mu']} 亩，新增 new {told['new']}，更新 changed {told['changed']}，"
                f"未变 same {told['same']}，{len(rows)} 行有错 rows are wrong；{done}"
            )
        return 1 if rows else 0

    def _boundary(self, options: Mapping[str, Any]) -> int:
        try:
            told: Any = json.loads(_read(options["file"]).decode("utf-8-sig"))
            shape = (
                told["features"][0]["geometry"]
                if told.get("type") == "FeatureCollection"
                else told.get("geometry", told)
            )
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
            raise Invalid("文件不是 GeoJSON the file is not GeoJSON", do="导出为 GeoJSON export it as such") from error
        row = parcels.set_boundary(name=options["name"], geometry_of=shape, source=options["source"], **_by())
        if options["as_json"]:
            self.emit({"name": row.name, "area_m2": row.area_m2, "mu": ledgers.mu(row.area_m2)})
        else:
            self.line(f"园区边界已登记 the boundary is kept: {row.name}，{ledgers.mu(row.area_m2)} 亩")
        return 0

    def _totals(self, options: Mapping[str, Any]) -> int:
        found = [
            {
                "category": one.category.code, "name": one.category.name, "ledger": one.category.ledger,
                "parcels": one.parcels, "area_m2": one.area_m2, "mu": one.mu, "article": one.category.article,
            }
            for one in ledgers.totals(zone=settings.ZONE)
        ]  # fmt: skip
        if options["as_json"]:
            self.emit({"zone": settings.ZONE, "note": book.categories().note, "categories": found})
        else:
            for one in found:
                self.line(f"{one['name']}: {one['parcels']} 个地块，{one['mu']} 亩，{one['area_m2']:,} m²")
        return 0


def vars_of(problem: Any) -> dict[str, str]:
    return {"code": problem.code, "what": problem.what, "do": problem.do}


def _by() -> dict[str, Any]:
    return {"zone": settings.ZONE, "at": timezone.now(), "by": Actor.system(settings.ZONE, "命令行 command line")}


def _read(path: Path) -> bytes:
    """The file, not more of it than may be. Raises NotFound."""
    most = book.checks().limits.file_bytes
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise NotFound(f"文件打不开 the file cannot be opened: {path}", do="核对路径 check the path") from error
