"""Endpoints of 开放数据 open data: everybody may ask, without a token."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from ninja import Path, Query, Router, Schema
from pydantic import Field

from gaoxin.core.errors import NotFound
from gaoxin.economy.rendering.datasets import FORMATS
from gaoxin.economy.rules.reports.book import Phrase
from gaoxin.economy.selectors.opendata import releases
from gaoxin.economy.selectors.opendata.settings import catalogue
from gaoxin.runtime.api import Request, answers

router = Router(tags=["开放数据 open data"])
DatasetCode = Annotated[str, Path(max_length=32, pattern=r"^[a-z0-9-]+$", examples=["figures"])]
CODES = Annotated[str, Query(max_length=60, description="only observations with this code")]


class Bilingual(Schema):
    zh: str
    en: str


class DatasetListed(Schema):
    """latest: number of the newest released vintage, null for none. files: of that vintage."""

    code: str
    name: Bilingual
    about: Bilingual
    owner: Bilingual
    frequency: str
    released: Bilingual
    latest: int | None
    files: list[str]


class ReleaseListed(Schema):
    """A vintage on the release calendar. released: false where its time has not come; then its files are not there."""

    dataset: str
    vintage: int
    release_at: dt.datetime
    released: bool
    note: str


class DatasetsListed(Schema):
    licence: str
    datasets: list[DatasetListed]
    calendar: list[ReleaseListed]


class DatasetCodeTold(Schema):
    id: str
    key: str
    zh: str
    en: str
    definition: str


class DatasetDimension(Schema):
    id: str
    name: Bilingual
    codes: list[DatasetCodeTold]


class DatasetObservation(Schema):
    """at: a code of each dimension, in their order. value: text, digits as published. bound: `>` for a lower bound."""

    period: str = Field(examples=["2024"])
    at: list[str]
    value: str
    unit: str
    bound: str
    basis: str
    source: str
    records: int


class DatasetData(Schema):
    dataset: str
    vintage: int
    compiled_at: dt.datetime
    release_at: dt.datetime
    note: str
    licence: str
    permalink: str
    dimensions: list[DatasetDimension]
    observations: list[DatasetObservation]
    count: int = Field(description="how many there are in all; `observations` holds those from `after` on")


@router.get(
    "/datasets", response=answers(DatasetsListed), url_name="datasets", operation_id="datasets", summary="数据集 datasets"
)  # fmt: skip
def datasets(request: Request) -> Any:
    """The catalogue and the release calendar."""
    told = catalogue()
    newest = {one.code: releases.latest(zone=request.zone, code=one.code, at=request.at) for one in told.datasets}
    return {
        "licence": told.licence.code,
        "datasets": [
            {
                "code": one.code, "name": _both(one.name), "about": _both(one.about), "owner": _both(one.owner),
                "frequency": one.frequency, "released": _both(one.released), "latest": newest[one.code],
                "files": [f"/data/{one.code}/v{newest[one.code]}/{name}" for name in FORMATS] if newest[one.code] else [],
            }
            for one in told.datasets
        ],
        "calendar": [
            {
                "dataset": one.dataset.code, "vintage": one.vintage, "release_at": one.release_at, "released": one.released,
                "note": one.note,
            }
            for one in releases.calendar(zone=request.zone, at=request.at)
        ],
    }  # fmt: skip


@router.get(
    "/datasets/{dataset}", response=answers(DatasetData), url_name="dataset", operation_id="dataset", summary="一个数据集 one dataset"
)  # fmt: skip
def dataset(
    request: Request, dataset: DatasetCode, vintage: Annotated[int, Query(ge=0, le=100_000, description="0: the newest")] = 0,
    indicator: CODES = "", period: CODES = "", after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Any:  # fmt: skip
    """A vintage, 2,000 observations at a time."""
    number = vintage or releases.latest(zone=request.zone, code=catalogue().dataset(dataset).code, at=request.at)
    if number is None:
        raise NotFound("这个数据集还没有公布 nothing of it is released yet", do="看发布日历 see the release calendar")
    found = releases.vintage(zone=request.zone, code=dataset, number=number, at=request.at)
    content = found.content
    rows = [
        one
        for one in content.observations
        if (not indicator or indicator in one.at) and (not period or one.period == period)
    ]
    return {
        "dataset": dataset, "vintage": number, "compiled_at": found.compiled_at, "release_at": found.release_at,
        "note": found.note, "licence": found.catalogue.licence.code, "permalink": found.address, "count": len(rows),
        "dimensions": [
            {
                "id": d.id, "name": _both(d.name),
                "codes": [
                    {"id": c.id, "key": c.key, "zh": c.name.zh, "en": c.name.en, "definition": c.definition} for c in d.codes
                ],
            }
            for d in content.dimensions
        ],
        "observations": [
            {
                "period": one.period, "at": list(one.at), "value": one.value, "unit": one.unit, "bound": one.bound,
                "basis": content.basis(one), "source": one.source, "records": one.records,
            }
            for one in rows[after : after + 2000]
        ],
    }  # fmt: skip


def _both(phrase: Phrase) -> dict[str, str]:
    return {"zh": phrase.zh, "en": phrase.en}
