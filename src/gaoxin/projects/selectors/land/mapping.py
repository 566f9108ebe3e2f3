"""The map: parcels in a box as GeoJSON, each by itself while they are few and gathered in squares where they are many."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, IntegerField, QuerySet, Sum, Value
from django.db.models.functions import Cast

from gaoxin.core.errors import Invalid, NotFound
from gaoxin.core.mu import mu_hundredths
from gaoxin.projects.models import LandBoundary, Parcel, PlanImage
from gaoxin.projects.rules.land.geometry import E6
from gaoxin.projects.selectors.land import book, past

SINGLY = 1000  # parcels that are drawn one by one
SQUARES = 24  # along the longer side of the box
Box = tuple[int, int, int, int]
_SERVED = ("power_kva", "plot_ratio_pct", "water_m3", "gas_m3")
_COLUMNS = ("number", "name", "outline", "category", "area_m2", "use", "held_by", *_SERVED, "lon", "lat")


def boundary(*, zone: str) -> LandBoundary | None:
    """The zone's own boundary, if it has one."""
    return LandBoundary.objects.filter(zone=zone).first()


def read_box(text: str) -> Box | None:
    """`west,south,east,north` in degrees as millionths; None for no text. Raises Invalid."""
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise ValueError(text)
    except ValueError:
        raise Invalid(
            f"范围不正确 not a box: {text[:60]!r}", do="西,南,东,北，单位为度 west,south,east,north in degrees"
        ) from None
    return round(west * E6), round(south * E6), round(east * E6), round(north * E6)


def features(
    *, zone: str, box: Box | None = None, category: str = "", public: bool = False, on: dt.date | None = None
) -> str:
    """A GeoJSON FeatureCollection as text. Where the box holds too many parcels, points with their count and area.

    public: only published parcels, without who holds them. on: as the zone was at the end of that day.
    The members `total` and `gathered` say what was found.
    """
    rows = past.at(zone=zone, day=on) if on else _present(zone, public)
    rows = _within(rows, box, category)
    total = rows.count()
    columns = _COLUMNS if on is None else past.COLUMNS
    found = _gathered(rows, box) if total > SINGLY else _singly(rows, public, columns)
    told = f'"type":"FeatureCollection","crs":{_CRS},"total":{total},"gathered":{json.dumps(total > SINGLY)}'
    return f'{{{told},"features":[{",".join(found)}]}}'


_CRS = '{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}}'


def _present(zone: str, public: bool) -> QuerySet[Any]:
    rows = Parcel.objects.filter(zone=zone, retired_on=None)
    return rows.exclude(published_at=None) if public else rows


def _within(rows: QuerySet[Any], box: Box | None, category: str) -> QuerySet[Any]:
    if category:
        rows = rows.filter(category=category)
    if box is not None:
        west, south, east, north = box
        rows = rows.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)
    return rows


def _singly(rows: QuerySet[Any], public: bool, columns: tuple[str, ...]) -> list[str]:
    names = {one.code: one.name for one in book.categories().categories}
    uses = {one.code: one.name for one in book.matching().uses}
    found: list[str] = []
    told = rows.order_by(columns[0]).values_list(*columns)
    for number, name, outline, category, area, use, held_by, power, ratio, water, gas, lon, lat in told:
        properties: dict[str, Any] = {
            "number": number, "name": name, "category": category, "category_name": names.get(category, category),
            "area_m2": area, "mu": mu_hundredths(area) / 100, "use": use, "use_name": uses.get(use, use), "power_kva": power,
            "plot_ratio": None if ratio is None else ratio / 100, "water_m3": water, "gas_m3": gas,
            "centre": [lon / E6, lat / E6],
        }  # fmt: skip
        if not public:
            properties["held_by"] = held_by
        found.append(
            f'{{"type":"Feature","geometry":{outline},"properties":{json.dumps(properties, ensure_ascii=False)}}}'
        )
    return found


def _gathered(rows: QuerySet[Any], box: Box | None) -> list[str]:
    """A point for each square that holds parcels, at the middle of the square."""
    if box is None:
        edge = rows.order_by("lon").values_list("lon", flat=True)
        tall = rows.order_by("lat").values_list("lat", flat=True)
        west, east, south, north = edge[0], edge.reverse()[0], tall[0], tall.reverse()[0]
    else:
        west, south, east, north = box
    side = max(east - west, north - south, SQUARES) // SQUARES
    whole = IntegerField()
    squares = (
        rows.annotate(
            column=Cast((F("lon") - F("lon") % Value(side)) / Value(side), whole),
            row=Cast((F("lat") - F("lat") % Value(side)) / Value(side), whole),
        )
        .values("column", "row")
        .annotate(count=Count("id"), area=Sum("area_m2"))
        .order_by("column", "row")
    )
    return [
        json.dumps(
            {
                "type": "Feature",
                "geometry": {
                    "type": "Point",
                    "coordinates": [(one["column"] + 0.5) * side / E6, (one["row"] + 0.5) * side / E6],
                },
                "properties": {"count": one["count"], "area_m2": one["area"], "mu": mu_hundredths(one["area"]) / 100},
            }
        )
        for one in squares
    ]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan under the map. corners: west, south, east, north in degrees."""

    id: uuid.UUID
    name: str
    media: str
    sha256: str
    corners: tuple[float, float, float, float]
    review_number: str
    public: bool
    at: Any
    by: str


def plans(*, zone: str, limit: int = 50) -> list[PlanView]:
    """The newest first."""
    return [_plan(row) for row in PlanImage.objects.filter(zone=zone).order_by("-at", "-id")[:limit]]


def public_plan(*, zone: str) -> PlanView | None:
    """The plan that the public map lies on; None where none is examined and published: then there is no public map."""
    row = PlanImage.objects.filter(zone=zone).exclude(published_at=None).order_by("-published_at", "-id").first()
    return _plan(row) if row is not None else None


def plan(*, zone: str, plan_id: uuid.UUID) -> PlanView:
    """One plan. Raises NotFound."""
    row = PlanImage.objects.filter(zone=zone, id=plan_id).first()
    if row is None:
        raise NotFound("没有这张底图 no such plan", do="核对底图 check it")
    return _plan(row)


def _plan(row: PlanImage) -> PlanView:
    corners = (row.west / E6, row.south / E6, row.east / E6, row.north / E6)
    return PlanView(
        row.id, row.name, row.media, row.sha256, corners, row.review_number, row.published_at is not None, row.at, row.by
    )  # fmt: skip
