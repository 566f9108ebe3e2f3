"""Cases: opening one, the list a page at a time, one case whole, why it is as it is, and its rows of the audit chain."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import AwareDatetime, Field

from gaoxin.approvals import selectors
from gaoxin.approvals.api.acts import Code, Key, Reference, Value, key_for
from gaoxin.approvals.rules.cases.acts import State
from gaoxin.approvals.selectors import CaseView
from gaoxin.approvals.services import drafting
from gaoxin.approvals.services.explaining import explain
from gaoxin.audit import selectors as audit_log
from gaoxin.runtime import replays
from gaoxin.runtime.api import Request, answers
from gaoxin.trust import selectors as trust_log

router = Router(tags=["办件 cases"])
MOST = 200


class Wanted(Schema):
    """Which cases. due_before: with its offset, such as `2026-03-03T00:00:00+08:00`; cases without a due date are left out."""

    cursor: uuid.UUID | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    state: State | None = None
    item: Annotated[str, Field(max_length=64)] = ""
    due_before: AwareDatetime | None = None


class Opening(Schema):
    """Whose case of which item. applicant: identifier of the party. reforms: null for all that apply that day."""

    item: Code = Field(examples=["construction-permit"])
    applicant: Code = Field(examples=["91441802MADEM00010"])
    channel: Code = "online"
    reforms: list[Code] | None = Field(default=None, max_length=50)
    phase: Code = ""
    project_code: Annotated[str, Field(max_length=32)] = Field(default="", examples=["2601-441802-04-01-100003"])
    commits: bool = Field(default=False, description="the applicant chooses 告知承诺")
    former: Annotated[str, Field(max_length=32)] = Field(
        default="", description="number of the case whose licence is renewed"
    )
    facts: dict[Code, Value] = Field(default_factory=dict, max_length=500)


class Opened(Schema):
    case: uuid.UUID
    number: str = Field(examples=["20260302-0A1B2C3D"])


class CaseRow(Schema):
    """A case in a list. Times carry their offset."""

    id: uuid.UUID
    number: str
    item: str = Field(alias="item_code")
    phase: str
    applicant: str
    project_code: str
    state: State
    channel: str
    created_at: dt.datetime
    submitted_at: dt.datetime | None
    accepted_at: dt.datetime | None
    decided_at: dt.datetime | None
    due_at: dt.datetime | None


class CasePage(Schema):
    """One page, newest first. next: send it as `cursor` for the page after; null at the end."""

    cases: list[CaseRow]
    next: uuid.UUID | None


class LedgerEntry(Schema):
    """One entry of the clock ledger, with the article on which it counts."""

    kind: str
    at: dt.datetime
    effective: dt.datetime | None
    article: str
    note: str
    limit: str


class Need(Schema):
    """How one document is met: held, fetched, promised, deferred, uploaded or missing; and why."""

    material: str
    way: str
    why: str
    article: str


class Correction(Schema):
    """One line of the one-time notice."""

    element: str
    text: str
    answer: str


class Notice(Schema):
    """A receipt, letter or notice of the case."""

    id: uuid.UUID
    kind: str
    title: str
    issued_at: dt.datetime
    signed: bool


class CaseWhole(CaseRow):
    """A case with everything it is made of."""

    visits: int
    commits: bool
    facts: dict[str, Any]
    sources: dict[str, Any]
    ledger: list[LedgerEntry]
    requirements: list[Need]
    corrections: list[Correction]
    notices: list[Notice]


class Why(Schema):
    """The answers to every "why?": deadline, documents, verdicts, commitments; and what the caller may do now."""

    number: str
    item: str
    name: str
    reforms: list[str]
    state: State
    applicant: str
    deadline: dict[str, Any]
    requirements: list[dict[str, Any]]
    verdicts: list[dict[str, Any]]
    decision: dict[str, Any] | None
    commitments: list[dict[str, Any]]
    sources: dict[str, Any]
    acts: list[str]


class Entry(Schema):
    """One row of the audit chain about the case."""

    seq: int
    at: str
    actor: str
    act: str
    article: str
    detail: dict[str, Any]
    hash: str


class Entries(Schema):
    entries: list[Entry]


@router.get(
    "/cases", response=answers(CasePage), url_name="cases", operation_id="cases", summary="办件列表 cases, newest first"
)
def cases(request: Request, wanted: Query[Wanted]) -> Any:
    """The cases the caller may see, by key: cases that are opened meanwhile move no page."""
    rows, following = selectors.page(zone=request.zone, by=request.actor, **wanted.dict())
    return {"cases": [_row(row) for row in rows], "next": following}


@router.post(
    "/cases",
    response=answers(Opened),
    url_name="start-case",
    operation_id="start-case",
    summary="开始申请 open a draft",
)
def start_case(request: Request, key: Key, body: Opening) -> Any:
    """A draft under the law of today, filled with what registries know. 依据 行政许可法 29"""
    done = drafting.start_case(
        zone=request.zone, item_code=body.item, by=request.actor, at=request.at, key=key_for(request, key),
        **body.dict(exclude={"item"}),
    )  # fmt: skip
    if done.repeated:
        replays.note()
    return {"case": done.case_id, "number": done.result["number"]}


@router.get(
    "/cases/{case}", response=answers(CaseWhole), url_name="case", operation_id="case", summary="办件 one case whole"
)
def case(request: Request, case: Reference) -> Any:
    """The case with its ledger, documents, corrections and notices."""
    view = selectors.case(zone=request.zone, reference=case, by=request.actor)
    ledger = selectors.ledger_of(request.zone, view.id)
    notices = trust_log.documents_of(zone=request.zone, subject=f"case:{view.id}")
    return {
        **_row(view), "visits": view.visits, "commits": view.commits, "facts": view.facts, "sources": view.sources,
        "ledger": [
            {"kind": e.kind, "at": e.at, "effective": e.effective, "article": e.article, "note": e.note, "limit": e.limit}
            for e in ledger
        ],
        "requirements": [
            {"material": n.material, "way": n.way, "why": n.why, "article": n.article}
            for n in selectors.requirements_of(request.zone, view.id)
        ],
        "corrections": [
            {"element": line.element, "text": line.text, "answer": line.answer}
            for line in selectors.corrections_of(request.zone, view.id)
        ],
        "notices": [
            {"id": n.id, "kind": n.kind, "title": n.title, "issued_at": n.issued_at, "signed": n.signed_at is not None}
            for n in notices
        ],
    }  # fmt: skip


@router.get(
    "/cases/{case}/why", response=answers(Why), url_name="case-why", operation_id="case-why",
    summary="为什么 why each date, document and verdict",
)  # fmt: skip
def case_why(request: Request, case: Reference) -> Any:
    """Replayed from what is stored, each step with its article."""
    view = selectors.case(zone=request.zone, reference=case, by=request.actor)
    return explain(zone=request.zone, reference=str(view.id), by=request.actor, at=request.at)


@router.get(
    "/cases/{case}/entries", response=answers(Entries), url_name="case-entries", operation_id="case-entries",
    summary="办件的审计记录 its rows of the audit chain",
)  # fmt: skip
def case_entries(request: Request, case: Reference) -> Any:
    """Who did what on which article, oldest first, with the hash of each row. For officers."""
    view = selectors.case(zone=request.zone, reference=case, by=request.actor)
    rows = audit_log.entries(request.zone, subject=f"case:{view.id}", limit=MOST * 5)
    return {
        "entries": [
            {"seq": e.seq, "at": e.at, "actor": e.actor_name, "act": e.act, "article": e.article,
             "detail": json.loads(e.detail), "hash": e.hash}
            for e in rows
        ]
    }  # fmt: skip


def _row(view: CaseView) -> Mapping[str, Any]:
    return {name: getattr(view, name) for name in LISTED}


LISTED = tuple((field.alias or name) for name, field in CaseRow.model_fields.items())
