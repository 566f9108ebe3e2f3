"""The parcels of a ledger as a workbook, as CSV, or as GeoJSON that can be changed and imported again."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from gaoxin.core.errors import Invalid
from gaoxin.projects.models import Parcel
from gaoxin.projects.selectors.land import book, ledgers, yields
from gaoxin.projects.web.land.asked import word
from gaoxin.ui.tables import FORMS, table

FORMATS = (*FORMS, "geojson")
_CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}


def export(form: str, *, zone: str, category: str, text: str, today: dt.date) -> HttpResponse:
    """Every parcel that the filter leaves. Raises Invalid for a form that there is not."""
    if form not in FORMATS:
        raise Invalid(f"没有这种导出格式 no such form: {form[:20]!r}", do=f"可选 choose: {', '.join(FORMATS)}")
    rows = ledgers.every(zone=zone, category=category, text=text, shapes=form == "geojson")
    if form != "geojson":
        return table(form, "land", [(_("土地台账"), _lines(rows, zone))], today)
    answer = HttpResponse(_geojson(rows), content_type="application/geo+json")
    answer["Content-Disposition"] = f'attachment; filename="land-{today:%Y%m%d}.{form}"'
    return answer


def _lines(rows: list[Parcel], zone: str) -> list[list[Any]]:
    names = {one.code: word(one) for one in (*book.categories().categories, *book.matching().uses)}
    brought = yields.of(rows, zone=zone)
    heads = [
        _("编号"), _("名称"), _("类别"), _("起始日期"), _("规划用途"), _("亩"), _("平方米"), _("供电（kVA）"), _("可供时间"),
        _("使用者"), _("用地协议"), _("项目"), _("结果年份"), _("亩均产出（千元）"), _("承诺亩均产出（千元）"), _("亩均税收（千元）"),
        _("承诺亩均税收（千元）"), _("来源"), _("版本"), _("容积率"), _("供水（m³/日）"), _("供气（m³/时）"),
    ]  # fmt: skip
    lines: list[list[Any]] = [heads]
    for row in rows:
        one = brought.get(row.pk) or yields.Yield("", "")
        lines.append([
            row.number, row.name, names.get(row.category, row.category), row.category_since.isoformat(),
            names.get(row.use, row.use), float(ledgers.mu(row.area_m2).replace(",", "")), row.area_m2, row.power_kva,
            row.ready_on.isoformat() if row.ready_on else "", row.held_by, one.agreement, one.project, one.year or "",
            one.output_k, one.promised_output_k, one.tax_k, one.promised_tax_k, one.source, row.version,
            None if row.plot_ratio_pct is None else row.plot_ratio_pct / 100, row.water_m3, row.gas_m3,
        ])  # fmt: skip
    return lines


def _geojson(rows: list[Parcel]) -> bytes:
    features = [
        {
            "type": "Feature", "geometry": row.geometry,
            "properties": {
                "number": row.number, "name": row.name, "area_m2": row.stated_m2, "use": row.use, "power_kva": row.power_kva,
                "plot_ratio": None if row.plot_ratio_pct is None else row.plot_ratio_pct / 100,
                "water_m3": row.water_m3, "gas_m3": row.gas_m3,
                "price_k": row.price_k, "ready_on": row.ready_on.isoformat() if row.ready_on else None,
                "category": row.category, "version": row.version,
            },
        }
        for row in rows
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "crs": _CRS, "features": features}, ensure_ascii=False).encode()
