"""Endpoints of 产业链图谱 chain map: the chains, one as it is drawn, and the zone's gaps with every term."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema
from pydantic import Field

from gaoxin.investment.selectors import chains
from gaoxin.runtime.api import Request, answers

router = Router(tags=["产业链图谱 chain map"])


class ChainLine(Schema):
    code: str = Field(examples=["electronics"])
    version: int
    title: str
    source: str


class ChainList(Schema):
    chains: list[ChainLine]


class NodeShown(Schema):
    """side: up, mid or down. grade: of the last assessment, else by the rules."""

    code: str
    name: str
    name_en: str
    side: str = Field(examples=["mid"])
    parent: str
    products: list[str]
    industries: list[str]
    hs: list[str]
    firms: int
    grade: str = Field(examples=["potential"])


class LinkShown(Schema):
    seller: str
    buyer: str
    coefficient: str | None
    source: str
    on: str


class ChainShown(Schema):
    code: str
    version: int
    state: str
    title: str
    title_en: str
    source: str
    nodes: list[NodeShown]
    links: list[LinkShown]


class GapShown(Schema):
    """computed: its place by score alone. ruling: first or drop where staff overruled it, else empty."""

    kind: str = Field(examples=["supplement"])
    sector: str
    name: str
    score: float
    computed: int
    ruling: str
    reason: str
    terms: dict[str, float | None]


class GapsShown(Schema):
    """table: the input-output table, empty where no firm stands at a node. unplaced: sectors that are not ranked."""

    table: str
    unplaced: list[str]
    gaps: list[GapShown]


@router.get(
    "/chains", url_name="chain-list", operation_id="chain-list", summary="产业链列表 the chains",
    response=answers(ChainList),
)  # fmt: skip
def chain_list(request: Request) -> Any:
    """The last published version of each."""
    rows = chains.current(zone=request.zone)
    return {"chains": [{name: getattr(row, name) for name in ChainLine.model_fields} for row in rows]}


@router.get(
    "/chains/{code}", url_name="chain-one", operation_id="chain-one", summary="一条产业链 one chain",
    response=answers(ChainShown),
)  # fmt: skip
def chain_one(request: Request, code: str) -> Any:
    """As it was last published, with firms and grades."""
    return chains.as_drawing(zone=request.zone, chain=chains.version(zone=request.zone, code=code))


@router.get(
    "/chain-gaps", url_name="chain-gaps", operation_id="chain-gaps", summary="缺口排序 gaps of the zone",
    response=answers(GapsShown),
)  # fmt: skip
def chain_gaps(request: Request) -> Any:
    """In the order in force, each term of each score."""
    told = chains.gaps(zone=request.zone)
    return {
        "table": told.found.table if told.found else "", "unplaced": list(told.found.unplaced) if told.found else [],
        "gaps": [
            {
                "kind": kind, "sector": one.gap.sector, "name": one.gap.name, "score": one.gap.score, "computed": one.computed,
                "ruling": one.ruling.ruling if one.ruling and one.ruling.ruling != "computed" else "",
                "reason": one.ruling.reason if one.ruling else "", "terms": dict(one.gap.terms),
            }
            for kind in told.ranked
            for one in told.ranked[kind]
        ],
    }  # fmt: skip
