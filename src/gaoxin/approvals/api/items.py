"""The law as it stands on a day, what reforms make of it, and what somebody's plans would need. For everyone."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec
from ninja import Path, Query, Router, Schema
from pydantic import Field

from gaoxin.approvals.api.acts import Code, Value
from gaoxin.approvals.rules.comparison import compare
from gaoxin.approvals.rules.items.conditions import evaluate, facts_of
from gaoxin.approvals.rules.items.model import Item, digest
from gaoxin.approvals.rules.materials.burden import plan
from gaoxin.approvals.rules.routes import node_of, schedule
from gaoxin.approvals.services import rulebook
from gaoxin.approvals.services.definitions import define
from gaoxin.approvals.services.drafting import reforms_for
from gaoxin.runtime.api import Request, answers

router = Router(tags=["事项 items"])
ItemCode = Annotated[str, Path(max_length=64, examples=["construction-permit"])]
Day = Annotated[dt.date | None, Query(description="the law of that day; today by default")]
Several = Annotated[
    str, Query(max_length=400, description="codes of reforms, comma separated", examples=["four-exemptions"])
]


class ItemRow(Schema):
    """An item in the list. Limits as text: `7wd` is seven working days."""

    code: str = Field(examples=["construction-permit"])
    name: str = Field(examples=["建筑工程施工许可"])
    name_en: str
    stage: str
    kind: str
    authority: str
    statutory: str
    promised: str
    documents: int


class Items(Schema):
    on: dt.date
    items: list[ItemRow]


class ItemWhole(Schema):
    """One definition whole, as a case would pin it. digest: SHA-256 of its canonical JSON."""

    code: str
    digest: str
    reforms: list[str]
    item: dict[str, Any]


class Difference(Schema):
    """What changed, computed from both definitions."""

    item: str
    reforms: list[str]
    documents: dict[str, Any]
    fields: dict[str, int]
    limit: dict[str, str]
    visits: dict[str, int]
    signatures: dict[str, list[bool]]
    steps: dict[str, Any]
    changes: list[dict[str, Any]]
    acts: dict[str, list[str]]


class Plans(Schema):
    """What is known. facts: answers and figures, such as `floor_area`. items: only these; all by default."""

    on: dt.date | None = None
    applicant: Literal["enterprise", "person", "agency"] = "enterprise"
    commits: bool = Field(default=False, description="告知承诺 where the item offers it")
    items: list[Code] = Field(default_factory=list, max_length=100)
    facts: dict[Code, Value] = Field(default_factory=dict, max_length=500, examples=[{"contract_price": 98000000}])


class Document(Schema):
    """A document, how it would be met, and on which article it may be asked."""

    code: str
    name: str
    way: str
    why: str
    article: str


class Needed(Schema):
    """An item. applies: null where a fact is still unknown; `unknown` names those that would settle it."""

    code: str
    name: str
    applies: bool | None
    reason: str
    unknown: list[str]
    reforms: list[str]
    documents: list[Document]
    asked: int = Field(description="how many documents the applicant hands in")
    statutory: str
    promised: str
    visits: int


class Answered(Schema):
    on: dt.date
    items: list[Needed]


class Stop(Schema):
    """A permit, or a phase of one."""

    item: Code
    phase: Code = ""


class Asked(Schema):
    """Permits and the project's dated facts; the law and the reforms of `on`."""

    on: dt.date | None = None
    stops: list[Stop] = Field(min_length=1, max_length=50, examples=[[{"item": "construction-permit"}]])
    dates: dict[Code, dt.date] = Field(max_length=200, examples=[{"contracted_on": "YYYY-MM-DD"}])
    reformed: bool = True


class Placed(Schema):
    """When it can be asked for, by when it is granted, and what held it back."""

    code: str
    name: str
    ready: dt.datetime
    finish: dt.datetime
    held_by: str
    why: str


class Way(Schema):
    placed: list[Placed]
    critical: list[str]


@router.get(
    "/items", response=answers(Items), url_name="items", operation_id="items", summary="事项 every item in force"
)
def items(request: Request, on: Day = None) -> Any:
    """By code, with limits and the number of documents before any reform."""
    day = on or request.at.date()
    return {"on": day, "items": [_row(item) for item in _in_force(day)]}


@router.get(
    "/items/{code}",
    response=answers(ItemWhole),
    url_name="item",
    operation_id="item",
    summary="事项详情 one item whole",
)
def item(request: Request, code: ItemCode, on: Day = None, reforms: Several = "", phase: Several = "") -> Any:
    """With every article, as the law has it on that day, or as these reforms make it."""
    found = define(code, on or request.at.date(), _codes(reforms), phase)
    return {
        "code": found.code,
        "digest": digest(found),
        "reforms": list(found.reforms),
        "item": msgspec.to_builtins(found),
    }


@router.get(
    "/items/{code}/diff", response=answers(Difference), url_name="item-diff", operation_id="item-diff",
    summary="差异 what an amendment or reforms change",
)  # fmt: skip
def item_diff(request: Request, code: ItemCode, since: Day = None, until: Day = None, apply: Several = "") -> Any:
    """The version of `since` against that of `until` (both today by default), the latter with the reforms of `apply`."""
    today = request.at.date()
    before = rulebook.catalogue().on(code, since or today)
    told = compare(before, define(code, until or since or today, _codes(apply))).as_dict()
    return msgspec.to_builtins(told)


@router.post(
    "/pre-check", response=answers(Answered), url_name="pre-check", operation_id="pre-check",
    summary="我需要办什么 what do I need",
)  # fmt: skip
def pre_check(request: Request, body: Plans) -> Any:
    """Items that apply to these facts under the reforms of the day, with their documents and limits. Nothing is kept."""
    day = body.on or request.at.date()
    found = [i for i in _in_force(day) if body.applicant in i.applicants and (not body.items or i.code in body.items)]
    return {"on": day, "items": [_needed(i, day, body) for i in found]}


@router.post(
    "/routes", response=answers(Way), url_name="route", operation_id="route", summary="审批路线图 permits in time"
)
def route(request: Request, body: Asked) -> Any:
    """Each permit at its earliest, from the project's own dates; and the chain that decides the last."""
    day = body.on or request.at.date()
    nodes = []
    for stop in body.stops:
        reforms = reforms_for(stop.item, day, commits=False) if body.reformed else ()
        nodes.append(node_of(define(stop.item, day, reforms, stop.phase)))
    way = schedule(nodes, body.dates, rulebook.calendar())
    return {
        "critical": list(way.critical),
        "placed": [
            {"code": p.node.code, "name": p.node.name, "ready": p.ready, "finish": p.finish, "held_by": p.held_by, "why": p.why}
            for p in way.placed.values()
        ],
    }  # fmt: skip


def _in_force(day: dt.date) -> list[Item]:
    catalogue = rulebook.catalogue()
    return [
        version
        for code in catalogue.codes()
        for version in catalogue.items[code]
        if version.valid_from <= day and (version.valid_to is None or day <= version.valid_to)
    ]


def _row(item: Item) -> dict[str, Any]:
    return {
        "code": item.code, "name": item.name.zh, "name_en": item.name.en, "stage": item.stage, "kind": item.kind,
        "authority": item.authority.name.zh, "statutory": item.limits.statutory.limit,
        "promised": item.limits.promised.limit, "documents": len(item.materials),
    }  # fmt: skip


def _needed(item: Item, day: dt.date, asked: Plans) -> dict[str, Any]:
    applies = evaluate(item.applies, asked.facts) if item.applies else None
    reformed = define(item.code, day, reforms_for(item.code, day, commits=asked.commits))
    needs = plan(reformed, asked.facts)
    return {
        "code": item.code, "name": item.name.zh, "applies": applies.holds if applies else True,
        "reason": applies.reason if applies else "", "reforms": list(reformed.reforms),
        "unknown": sorted(name for name in facts_of(item.applies) if asked.facts.get(name) in (None, "")),
        "documents": [
            {"code": n.material, "name": reformed.material(n.material).name.zh, "way": n.way, "why": n.why, "article": n.article}
            for n in needs
        ],
        "asked": sum(n.way in ("uploaded", "missing") for n in needs),
        "statutory": reformed.limits.statutory.limit, "promised": reformed.limits.promised.limit,
        "visits": reformed.service.visits,
    }  # fmt: skip


def _codes(text: str) -> tuple[str, ...]:
    """Reform codes of a comma-separated list."""
    return tuple(sorted({code for code in text.split(",") if code}))
