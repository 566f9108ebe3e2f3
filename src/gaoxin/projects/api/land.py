"""Endpoints of 用地 land: parcels as GeoJSON, the ledgers, one parcel, what fits a need; a new outline, merging and retiring."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Header, Path, Query, Router, Schema
from pydantic import Field

from gaoxin.investment.rules.leads.needs import Need
from gaoxin.projects.permissions.land import check_reader
from gaoxin.projects.rules.land.matching import Match
from gaoxin.projects.rules.land.results import UNITS
from gaoxin.projects.selectors.land import finding, ledgers, mapping
from gaoxin.projects.services.land import parcels as parcelling
from gaoxin.projects.services.land import retiring
from gaoxin.runtime.api import Request, answers

router = Router(tags=["用地 land"])
Number = Annotated[str, Path(max_length=40, description="number of the parcel", examples=["A-01"])]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=36, pattern=r"^[!-~]+$",
        description="the same for a retry", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip
Whole = Annotated[int, Field(ge=0, le=2_000_000_000)]
_CELLS = (
    "number",
    "name",
    "category",
    "area_m2",
    "use",
    "power_kva",
    "water_m3",
    "gas_m3",
    "price_k",
    "ready_on",
    "version",
)


class Ledger(Schema):
    """One category. mu: 亩, two digits. ledger: one of the three (三块地)."""

    category: str
    name: str
    ledger: bool
    parcels: int
    area_m2: int
    mu: str
    article: str


class Ledgers(Schema):
    ledgers: list[Ledger]


class ParcelEntry(Schema):
    category: str
    since: dt.date
    evidence: str
    article: str


class Version(Schema):
    """What the parcel was from a day on. changed: the cells that differ from the version before."""

    serial: int
    since: dt.date
    area_m2: int
    reason: str
    source: str
    by: str
    at: dt.datetime
    changed: list[str]


class Comparison(Schema):
    """One measure of one year, for each 亩. share_bp: result to promise in basis points."""

    year: int
    measure: str = Field(examples=["output"])
    unit: str = Field(examples=list(UNITS.values()))
    promised: int | None
    actual: int | None
    share_bp: int | None
    verdict: str = Field(examples=["met"])


class Agreement(Schema):
    number: str
    holder: str
    project: str
    signed_on: dt.date
    start_by: dt.date | None
    complete_by: dt.date | None
    started_on: dt.date | None
    completed_on: dt.date | None
    ended_on: dt.date | None
    standing: str = Field(description="fine, nearing or idle: by its dates only")
    compared: list[Comparison]


class ParcelShown(Schema):
    """A parcel with its geometry (CGCS2000), its ledger and versions (newest first) and its agreements. version: what a redrawing names.
    plot_ratio: the plan's upper limit; water_m3: a day; gas_m3: an hour; these and power_kva null where nobody knows. retired_on: since
    when it is no parcel. merged_from, merged_into: numbers."""

    number: str
    name: str
    category: str
    area_m2: int
    mu: str
    use: str
    power_kva: int | None
    plot_ratio: float | None
    water_m3: int | None
    gas_m3: int | None
    price_k: int | None
    ready_on: dt.date | None
    held_by: str
    published: bool
    version: int
    retired_on: dt.date | None
    retired_for: str
    merged_from: list[str]
    merged_into: str
    geometry: dict[str, Any]
    history: list[ParcelEntry]
    versions: list[Version]
    agreements: list[Agreement]


class NewOutline(Schema):
    """A parcel drawn anew. geometry: a GeoJSON Polygon or MultiPolygon. version: the one that was looked at. datum: `cgcs2000`,
    `gcj02` or the EPSG code of a grid."""

    geometry: dict[str, Any] = Field(
        examples=[{"type": "Polygon", "coordinates": [[[113.1, 23.6], [113.2, 23.6], [113.2, 23.7], [113.1, 23.6]]]}]
    )
    since: dt.date
    reason: Annotated[str, Field(max_length=200)] = Field(examples=["竣工测量更正界址"])
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    datum: Annotated[str, Field(max_length=40)] = "cgcs2000"


class Merging(Schema):
    """numbers: adjoining parcels of one use. number: of the parcel that they become. on: the day since when."""

    numbers: Annotated[list[Annotated[str, Field(max_length=40)]], Field(min_length=2, max_length=50)]
    number: Annotated[str, Field(max_length=40)]
    name: Annotated[str, Field(max_length=80)] = ""
    category: Annotated[str, Field(max_length=32)] = Field(examples=["approved-unsupplied"])
    on: dt.date
    evidence: Annotated[str, Field(max_length=200)]


class Retiring(Schema):
    """on: from this day on it is no parcel."""

    on: dt.date
    reason: Annotated[str, Field(max_length=200)]


class Unmerging(Schema):
    reason: Annotated[str, Field(max_length=200)] = Field(examples=["合并登记有误，批复尚未下达"])


class Unmerged(Schema):
    """parcels: the parts, parcels again. number: of the merged one, retired since the day of the merger."""

    number: str
    parcels: list[str]


class NeedTold(Schema):
    """What is asked for. project, lead: numbers; what is left out is then taken from what the lead states. number: a parcel whose terms
    are wanted whatever they are. building_m2: floor area; water_m3: a day; gas_m3: an hour. Of a parcel whose register does not know one,
    the term is `unknown`: without points, and no refusal."""

    project: Annotated[str, Field(max_length=32)] = ""
    lead: Annotated[str, Field(max_length=32)] = ""
    area_m2: Whole = Field(0, examples=[20_000])
    use: Annotated[str, Field(max_length=16)] = Field("", examples=["100102"])
    power_kva: Whole = 0
    building_m2: Whole = 0
    water_m3: Whole = 0
    gas_m3: Whole = 0
    node: Annotated[str, Field(max_length=64)] = Field("", examples=["electronics/pcb"])
    needed_on: dt.date | None = None
    number: Annotated[str, Field(max_length=40)] = ""


class TermShown(Schema):
    name: str = Field(examples=["area"])
    side: str = Field(examples=["for"], description="for, against, refused, open (not asked) or unknown")
    points: int
    most: int
    words: str
    english: str


class Matched(Schema):
    number: str
    area_m2: int
    fits: bool
    points: int
    terms: list[TermShown]


class ShortlistShown(Schema):
    """refused: how many parcels each term excludes; a parcel may be excluded by several."""

    looked_at: int
    fitting: int
    fits: list[Matched]
    misses: list[Matched]
    refused: dict[str, int]
    asked: Matched | None


@router.get(
    "/land/parcels", url_name="land-parcels", operation_id="land-parcels", summary="地块 GeoJSON parcels as GeoJSON",
    response=answers(dict[str, Any]),
    openapi_extra={"responses": {200: {"content": {"application/geo+json": {"schema": {"type": "object"}}}}}},
)  # fmt: skip
def parcels(
    request: Request,
    bbox: Annotated[str, Query(max_length=100, description="west,south,east,north in degrees")] = "",
    category: Annotated[str, Query(max_length=32)] = "",
    on: Annotated[dt.date | None, Query(description="as the zone was at the end of that day")] = None,
) -> Any:
    """A FeatureCollection in CGCS2000. More than a thousand in the box are gathered into points (`gathered`)."""
    check_reader(request.actor, request.zone)
    text = mapping.features(zone=request.zone, box=mapping.read_box(bbox), category=category, on=on)
    return HttpResponse(text, content_type="application/geo+json")


@router.get(
    "/land/ledgers", url_name="land-ledgers", operation_id="land-ledgers", summary="土地台账合计 totals of the ledgers",
    response=answers(Ledgers),
)  # fmt: skip
def totals(request: Request) -> Any:
    """Every category, those without parcels too."""
    check_reader(request.actor, request.zone)
    found = ledgers.totals(zone=request.zone)
    return {
        "ledgers": [
            {
                "category": one.category.code, "name": one.category.name, "ledger": one.category.ledger,
                "parcels": one.parcels, "area_m2": one.area_m2, "mu": one.mu, "article": one.category.article,
            }
            for one in found
        ]
    }  # fmt: skip


@router.get(
    "/land/parcels/{number}", url_name="land-parcel", operation_id="land-parcel", summary="一个地块 one parcel",
    response=answers(ParcelShown),
)  # fmt: skip
def parcel(request: Request, number: str) -> Any:
    """With promise against result of every agreement on it."""
    check_reader(request.actor, request.zone)
    return _shown(request, number)


def _shown(request: Request, number: str) -> dict[str, Any]:
    view = ledgers.parcel(zone=request.zone, number=number, today=timezone.localdate(request.at))
    row = view.row
    return {
        **{name: getattr(row, name) for name in _CELLS},
        "plot_ratio": None if row.plot_ratio_pct is None else row.plot_ratio_pct / 100,
        "retired_on": row.retired_on, "retired_for": row.retired_for, "merged_from": list(view.merged_from),
        "merged_into": row.merged_into.number if row.merged_into else "",
        "mu": ledgers.mu(row.area_m2), "held_by": row.held_by, "published": row.published_at is not None,
        "geometry": row.geometry,
        "history": [
            {"category": e.category, "since": e.since, "evidence": e.evidence, "article": e.article} for _, e in view.history
        ],
        "versions": [
            {name: getattr(one.row, name) for name in Version.model_fields if name != "changed"} | {"changed": list(one.changes)}
            for one in view.versions
        ],
        "agreements": [_agreement(one) for one in view.agreements],
    }  # fmt: skip


def _act(request: Request, key: str) -> dict[str, Any]:
    at = timezone.localtime(request.at)
    return {"zone": request.zone, "by": request.actor, "at": at, "today": at.date(), "key": key}


@router.post(
    "/land/parcels/{number}/outline", url_name="land-redraw", operation_id="land-redraw", summary="更新界址 a new outline",
    response=answers(ParcelShown),
)  # fmt: skip
def redraw(request: Request, number: Number, body: NewOutline, key: Key) -> Any:
    """The parcel's next version; its former outline stays in `versions`. Refused where it lies on another parcel or outside the zone,
    and where somebody made a newer version than the one that was looked at."""
    feature = {"type": "Feature", "properties": {}, "geometry": body.geometry}
    data = json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False).encode()
    parcelling.redraw(
        number=number, name="api.geojson", data=data, since=body.since, reason=body.reason, version=body.version,
        datum=body.datum, **_act(request, key),
    )  # fmt: skip
    return _shown(request, number)


@router.post(
    "/land/parcels/{number}/retirement", url_name="land-retire", operation_id="land-retire", summary="注销地块 retire a parcel",
    response=answers(ParcelShown),
)  # fmt: skip
def retire(request: Request, number: Number, body: Retiring, key: Key) -> Any:
    """Its past stays to be read. Refused while an agreement on it stands."""
    retiring.retire(number=number, on=body.on, reason=body.reason, **_act(request, key))
    return _shown(request, number)


@router.post(
    "/land/merges", url_name="land-merge", operation_id="land-merge", summary="合并地块 merge parcels",
    response=answers(ParcelShown),
)  # fmt: skip
def merge(request: Request, body: Merging, key: Key) -> Any:
    """Adjoining parcels become one under a new number, which is answered; the parts are retired."""
    made = retiring.merge(**body.dict(), **_act(request, key))
    return _shown(request, made.number)


@router.post(
    "/land/parcels/{number}/unmerging", url_name="land-unmerge", operation_id="land-unmerge", summary="撤销合并 undo a merger",
    response=answers(Unmerged),
)  # fmt: skip
def unmerge(request: Request, number: Number, body: Unmerging, key: Key) -> Any:
    """The parts are parcels again, as they were. Refused once an agreement, a version or an entry of the ledger rests on the merged
    parcel, or it was merged once more."""
    parts = retiring.unmerge(number=number, reason=body.reason, **_act(request, key))
    return {"number": number, "parcels": [one.number for one in parts]}


@router.post(
    "/land/match", url_name="land-match", operation_id="land-match", summary="选址匹配 parcels that fit a need",
    response=answers(ShortlistShown),
)  # fmt: skip
def match(request: Request, body: NeedTold) -> Any:
    """Best first, each term with its points and its words; what does not fit says why. Changes nothing."""
    check_reader(request.actor, request.zone)
    asking = finding.asking(
        zone=request.zone, project_number=body.project, lead_number=body.lead, by=request.actor,
        on=timezone.localdate(request.at),
    )  # fmt: skip
    told = (asking.need if asking else None) or Need(0, "")
    need = Need(
        body.area_m2 or told.area_m2, body.use or told.use, body.power_kva or told.power_kva,
        body.node or (asking.node if asking else ""), body.needed_on or told.needed_on,
        body.building_m2 or told.building_m2, body.water_m3 or told.water_m3, body.gas_m3 or told.gas_m3,
    )  # fmt: skip
    found = finding.shortlist(zone=request.zone, need=need, number=body.number)
    return {
        "looked_at": found.looked_at, "fitting": found.fitting, "fits": [_matched(one) for one in found.fits],
        "misses": [_matched(one) for one in found.misses], "refused": dict(found.refused),
        "asked": _matched(found.asked) if found.asked else None,
    }  # fmt: skip


def _agreement(one: ledgers.AgreementView) -> dict[str, Any]:
    names = ("number", "holder", "signed_on", "start_by", "complete_by", "started_on", "completed_on", "ended_on")
    compared = [{name: getattr(each, name) for name in Comparison.model_fields} for each in one.compared]
    return {
        **{name: getattr(one.row, name) for name in names}, "project": one.project_number,
        "standing": one.standing.code, "compared": compared,
    }  # fmt: skip


def _matched(one: Match) -> dict[str, Any]:
    return {
        "number": one.offer.number, "area_m2": one.offer.area_m2, "fits": one.fits, "points": one.points,
        "terms": [{name: getattr(term, name) for name in TermShown.model_fields} for term in one.terms],
    }  # fmt: skip
