"""Endpoints of 产业链图谱 chain map: the chains, one as it is drawn, and the zone's gaps with every term."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from gaoxin.core.errors import Invalid
from gaoxin.core.workbooks import MOST_BYTES
from gaoxin.investment.api.leads import Key
from gaoxin.investment.selectors import chain_nodes, chains
from gaoxin.investment.services.chains.importing import import_firms
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
    """coefficient: input in one unit of the buyer's output. share: of the seller's output. basis: table, stated, or empty: not known."""

    seller: str
    buyer: str
    coefficient: str | None = Field(examples=["0.036900"])
    share: str | None
    basis: str = Field(examples=["table"])
    confidence_bp: int | None
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


class EmptyNode(Schema):
    """A node without a firm. kind: by which its sector scores best. shared_by: nodes that share its group, itself among them."""

    node: str = Field(examples=["electronics/laminate"])
    name: str
    score: float
    kind: str
    sector: str
    shared_by: int
    terms: dict[str, float | None]


class GapsShown(Schema):
    """table: the input-output table, empty where no firm stands at a node. unplaced: sectors that are not ranked. nodes: without a
    firm, the best first."""

    table: str
    unplaced: list[str]
    gaps: list[GapShown]
    nodes: list[EmptyNode]


class AssessmentShown(Schema):
    """computed: by the rules; grade: in force. reason: of whoever overruled. terms: every term of the score."""

    node: str = Field(examples=["electronics/pcb"])
    on: dt.date
    computed: str
    grade: str = Field(examples=["potential"])
    reason: str
    by: str
    terms: dict[str, float | None]


class AssessmentsShown(Schema):
    assessments: list[AssessmentShown]


class FirmsFile(Schema):
    """source: where the file comes from, empty for its name. dry_run: check every row, write nothing."""

    source: Annotated[str, Field(max_length=200)] = ""
    dry_run: bool = False


class FirmsImported(Schema):
    """places, supplies, targets: rows of each sort of sheet."""

    places: int
    supplies: int
    targets: int
    added: int
    updated: int
    unchanged: int
    dry_run: bool


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
    scored = chain_nodes.scored(zone=request.zone, found=told)
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
        "nodes": [
            {"node": ref, "name": row.name, "score": one.score, "kind": one.kind, "sector": one.sector,
             "shared_by": int(one.terms["shared_by"] or 1), "terms": dict(one.terms)}
            for row, ref, one in chain_nodes.empty_nodes(zone=request.zone, scores=scored)
        ],
    }  # fmt: skip


@router.get(
    "/chains/{code}/assessments", url_name="chain-assessments", operation_id="chain-assessments",
    summary="环节评估 assessments of a chain's nodes", response=answers(AssessmentsShown),
)  # fmt: skip
def chain_assessments(request: Request, code: str) -> Any:
    """The newest 500, the newest first, with what was computed beside what staff decided."""
    chains.version(zone=request.zone, code=code)
    names = ("node", "on", "computed", "grade", "reason", "terms")
    rows = chains.assessed(zone=request.zone, chain=code)
    return {"assessments": [{n: getattr(row, n) for n in names} | {"by": row.by_name} for row in rows]}


@router.post(
    "/chain-firms", url_name="chain-firms", operation_id="chain-firms", summary="导入企业挂链、供需和目标企业 import firms",
    response=answers(FirmsImported),
)  # fmt: skip
def chain_firms(request: Request, body: Form[FirmsFile], file: File[UploadedFile], key: Key) -> Any:
    """A workbook of firms at nodes, trade and target firms; all rows or none. A refused file leaves the key free."""
    if (file.size or 0) > MOST_BYTES:
        raise Invalid(f"文件过大 the file is too large: {file.size:,} B", do="分批导入 import in parts")
    return import_firms(
        zone=request.zone, data=file.read(), source=body.source or file.name or "", by=request.actor, at=request.at,
        dry_run=body.dry_run, key=key,
    ).as_dict()  # fmt: skip
