"""A vintage as files: CSV, JSON, XLSX and SDMX. The same vintage always gives the same bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from gaoxin.economy.rendering.sdmx import Sdmx
from gaoxin.economy.rules.opendata.book import Catalogue, Dataset
from gaoxin.economy.rules.opendata.content import Content

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Vintage:
    """What a file is made of. address: of the vintage, where it can be found again."""

    content: Content
    told: Dataset
    catalogue: Catalogue
    number: int
    compiled_at: dt.datetime
    release_at: dt.datetime
    note: str
    address: str

    def facts(self) -> dict[str, str]:
        """What a reader must know of it, by name: zone, dataset, vintage, times, licence."""
        told, licence = self.told, self.catalogue.licence
        return {
            "dataset": told.code, "title": f"{told.name.zh} {told.name.en}", "about": f"{told.about.zh} {told.about.en}",
            "zone": self.content.zone, "vintage": str(self.number),
            "compiled_at": self.compiled_at.isoformat(timespec="seconds"),
            "release_at": self.release_at.isoformat(timespec="seconds"), "note": self.note,
            "owner": f"{told.owner.zh} {told.owner.en}", "licence": f"{licence.code} {licence.url}", "permalink": self.address,
        } | ({"demo": "演示数据 synthetic data"} if self.content.zone.startswith("demo-") else {})  # fmt: skip

    def sdmx(self) -> Sdmx:
        return Sdmx(
            self.content,
            self.told,
            agency=self.catalogue.agency,
            vintage=self.number,
            prepared=self.release_at,
        )


def rows(vintage: Vintage) -> Iterator[list[str]]:
    """A head, then one line for each observation, its codes beside their names in both languages."""
    content = vintage.content
    codes = [{code.id: code for code in dimension.codes} for dimension in content.dimensions]
    heads = [name for d in content.dimensions for name in (d.id.lower(), f"{d.id.lower()}_zh", f"{d.id.lower()}_en")]
    yield ["period", *heads, "value", "unit", "bound", "basis", "source", "records"]
    for one in content.observations:
        held = [known[at] for known, at in zip(codes, one.at, strict=True)]
        told = [text for code in held for text in (code.key, code.name.zh, code.name.en)]
        yield [one.period, *told, one.value, one.unit, one.bound, content.basis(one), one.source, str(one.records)]


def as_csv(vintage: Vintage) -> bytes:
    """UTF-8 with its mark, for Excel; comment lines of facts before the head."""
    out = io.StringIO()
    out.write("\ufeff")
    for key, text in vintage.facts().items():
        out.write(f"# {key}: {' '.join(text.split())}\r\n")
    csv.writer(out, lineterminator="\r\n").writerows(rows(vintage))
    return out.getvalue().encode()


def as_data(vintage: Vintage) -> dict[str, Any]:
    """For JSON: facts, dimensions with their codes, observations. Values are text, digits as published."""
    content = vintage.content
    names = [dimension.id.lower() for dimension in content.dimensions]
    return {
        **vintage.facts(),
        "dimensions": [
            {
                "id": d.id.lower(), "name": {"zh": d.name.zh, "en": d.name.en},
                "codes": [
                    {"id": c.id, "key": c.key, "zh": c.name.zh, "en": c.name.en, "definition": c.definition} for c in d.codes
                ],
            }
            for d in content.dimensions
        ],
        "observations": [
            {
                "period": one.period, **dict(zip(names, one.at, strict=True)), "value": one.value, "unit": one.unit,
                "bound": one.bound, "basis": content.basis(one), "source": one.source, "records": one.records,
            }
            for one in content.observations
        ],
    }  # fmt: skip


def as_json(vintage: Vintage) -> bytes:
    return json.dumps(as_data(vintage), ensure_ascii=False, indent=1).encode()


def as_xlsx(vintage: Vintage) -> bytes:
    """Two sheets: data (values as numbers) and what they are."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"created": vintage.release_at.astimezone(dt.UTC).replace(tzinfo=None), "title": vintage.told.name.zh}
    )
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("data")
    numbers: Mapping[str, Callable[[str], float]] = {"value": float, "records": int}
    heads: list[str] = []
    for place, row in enumerate(rows(vintage)):
        heads = heads or row
        for column, (head, text) in enumerate(zip(heads, row, strict=True)):
            if place and head in numbers:
                sheet.write_number(place, column, numbers[head](text))
            else:
                sheet.write_string(place, column, text, bold if not place else None)
    sheet.freeze_panes(1, 0)
    about = book.add_worksheet("about")
    for place, (key, text) in enumerate(vintage.facts().items()):
        about.write_string(place, 0, key, bold)
        about.write_string(place, 1, text)
    about.set_column(0, 1, 40)
    book.close()
    return out.getvalue()


FORMATS: Mapping[str, tuple[Callable[[Vintage], bytes], str]] = {
    "data.csv": (as_csv, "text/csv; charset=utf-8"),
    "data.json": (as_json, "application/json; charset=utf-8"),
    "data.xlsx": (as_xlsx, XLSX),
    "sdmx.csv": (lambda vintage: vintage.sdmx().csv(), "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"),
    "sdmx.xml": (lambda vintage: vintage.sdmx().xml(), "application/vnd.sdmx.data+xml; version=3.0.0; charset=utf-8"),
    "structure.xml": (
        lambda vintage: vintage.sdmx().structures(), "application/vnd.sdmx.structure+xml; version=3.0.0; charset=utf-8",
    ),
}  # fmt: skip
