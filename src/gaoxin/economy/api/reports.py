"""Endpoints of 企业报表 enterprise reports."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Header, Query, Router, Schema
from pydantic import Field, StringConstraints

from gaoxin.approvals.services import rulebook
from gaoxin.core.errors import NotFound
from gaoxin.economy.permissions import reports as permissions
from gaoxin.economy.selectors import filed, late
from gaoxin.economy.selectors.settings import reminding
from gaoxin.economy.services import answering, estimating, filing
from gaoxin.runtime.api import Request, answers

router = Router(tags=["企业报表 enterprise reports"])
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=50, pattern=r"^[!-~]+$",
        description="a new one for each act, the same for its retries", examples=["8f14e45f-ceea-467f-9575-3b0e9f0b1c7a"],
    ),
]  # fmt: skip
Period = Annotated[int, Field(ge=199001, le=210012, description="YYYYMM; January and February are filed as February")]
Code = Annotated[str, StringConstraints(max_length=32)]
Words = Annotated[str, StringConstraints(max_length=2000)]
Value = Annotated[int, Field(ge=-(10**13), le=10**13)]


class ReportGiven(Schema):
    """identifier: 统一社会信用代码. values: every key of the questionnaire, `output.month`, `output.ytd.base`, …; whole 千元."""

    identifier: Annotated[str, StringConstraints(max_length=32)]
    form: Code = Field(examples=["output"])
    period: Period
    values: dict[Code, Value] = Field(max_length=200)
    kind: Literal["filed", "revised", "admission"] = "filed"
    reason: Annotated[str, StringConstraints(max_length=500)] = ""


class ReportsGiven(Schema):
    reports: list[ReportGiven] = Field(min_length=1, max_length=2000)
    dry_run: bool = False


class RowProblem(Schema):
    """row: place in the list, from 0."""

    row: int
    what: str
    why: str
    do: str


class RowDoubt(Schema):
    """What will have to be explained. rule: code of catalogue/indicators/validation.yaml."""

    row: int
    rule: str
    what: str
    do: str


class ReportsTaken(Schema):
    """filings: empty where there were problems or it was a dry run: then nothing was kept."""

    filings: list[uuid.UUID]
    problems: list[RowProblem]
    doubts: list[RowDoubt]


class ReportTold(Schema):
    id: uuid.UUID
    unit: uuid.UUID
    form: str
    period: int
    vintage: int
    kind: str
    values: dict[str, int]
    reason: str
    source: str
    filed_at: dt.datetime


class ReportsTold(Schema):
    reports: list[ReportTold]


class LateUnit(Schema):
    """state: missing, estimated or late."""

    unit: uuid.UUID
    name: str
    identifier: str
    state: str
    filed_at: dt.datetime | None
    reminded: list[str]


class ResponseTold(Schema):
    """rate, on_time: per mille of the units that owe it; null where none does."""

    form: str
    period: int
    due: dt.datetime
    closed: bool
    units: int
    rate: int | None
    on_time: int | None
    late: list[LateUnit]


class MonthGiven(Schema):
    """A questionnaire of a month."""

    form: Code = Field(examples=["output"])
    period: Period


class EstimatesTold(Schema):
    """filings: estimates made, flagged E. skipped: units without last year's report. method: in both languages."""

    filings: list[uuid.UUID]
    skipped: list[uuid.UUID]
    method: str


class ClosedTold(Schema):
    form: str
    period: int
    closed: bool


class QueryTold(Schema):
    id: uuid.UUID
    unit: uuid.UUID
    enterprise: str
    form: str
    period: int
    rule: str
    state: str
    asked: str
    say: list[str]
    do: list[str]
    raised_at: dt.datetime


class QueriesTold(Schema):
    queries: list[QueryTold]


class ExplanationGiven(Schema):
    text: Words = Field(examples=["二号线 3 月停产检修十二天，少产约四百万元"])


class SettlementGiven(Schema):
    accept: bool
    text: Words = ""


@router.post(
    "/reports", response=answers(ReportsTaken), url_name="file-reports", operation_id="file-reports", summary="报送报表 file reports",
)  # fmt: skip
def file(request: Request, body: ReportsGiven, key: Key) -> Any:
    """All of them or none; every row with a problem is named. A dry run checks and keeps nothing."""
    by, zone = request.actor, request.zone
    mine = {
        unit.identifier: unit.id for unit in filed.units(zone=zone, parties=permissions.whose(by, zone), limit=100_000)
    }
    nobody = uuid.UUID(int=0)
    rows = [
        filing.Incoming(mine.get(one.identifier, nobody), one.form, one.period, one.values, one.kind, one.reason, place)
        for place, one in enumerate(body.reports)
    ]
    taken = filing.file(
        zone=zone, rows=rows, source="api", by=by, at=request.at, today=rulebook.calendar().local(request.at).date(),
        dry_run=body.dry_run, key=key,
    )  # fmt: skip
    every = permissions.may_see_all(by, zone)
    return {
        "filings": list(taken.filings),
        "problems": [{"row": p.row, "what": p.error.what, "why": p.error.why, "do": p.error.do} for p in taken.problems],
        "doubts": [
            {"row": d.row, "rule": d.rule, "what": f"{d.say.zh} {d.say.en}", "do": f"{d.do.zh} {d.do.en}"}
            for d in taken.doubts
            if every or d.asked == "enterprise"
        ],
    }  # fmt: skip


@router.get(
    "/reports", response=answers(ReportsTold), url_name="reports", operation_id="reports", summary="报表 reports"
)
def reports(
    request: Request, unit: uuid.UUID, form: Annotated[Code, Query()] = "", period: Annotated[int, Query(ge=0, le=210012)] = 0
) -> Any:  # fmt: skip
    """Every vintage of a unit, the newest month and vintage first; at most 200."""
    found = filed.unit(zone=request.zone, unit_id=unit)
    permissions.check_files_for(request.actor, request.zone, found.party_id if found else None)
    rows = filed.vintages(zone=request.zone, unit_id=unit, form=form, period=period or None)
    return {
        "reports": [
            {
                "id": r.id, "unit": r.unit_id, "form": r.form, "period": r.period, "vintage": r.vintage, "kind": r.kind,
                "values": dict(r.values), "reason": r.reason, "source": r.source, "filed_at": r.at,
            }
            for r in rows
        ]
    }  # fmt: skip


@router.get(
    "/reports/response", response=answers(ResponseTold), url_name="report-response", operation_id="report-response",
    summary="回收率和迟报清单 response and late list",
)  # fmt: skip
def response(
    request: Request, form: Annotated[Code, Query()], period: Annotated[int, Query(ge=199001, le=210012)]
) -> Any:
    """Of all units in scope in that month."""
    permissions.check_statistician(request.actor, request.zone, "查看迟报清单 see the late list")
    if not 1 <= period % 100 <= 12:
        raise NotFound(f"不是月份 not a month: {period}", do="按 YYYYMM 填 write YYYYMM")
    found = late.response(zone=request.zone, form=form, period=period, tz=rulebook.calendar().tz)
    return {
        "form": form, "period": period, "due": found.due, "closed": found.closed, "units": len(found.rows), "rate": found.rate,
        "on_time": found.on_time,
        "late": [
            {
                "unit": r.unit_id, "name": r.name, "identifier": r.identifier, "state": r.state, "filed_at": r.filed_at,
                "reminded": list(r.reminded),
            }
            for r in found.late
        ],
    }  # fmt: skip


@router.post(
    "/reports/estimates", response=answers(EstimatesTold), url_name="estimate-reports", operation_id="estimate-reports",
    summary="估算迟报 estimate late reports",
)  # fmt: skip
def estimate(request: Request, body: MonthGiven, key: Key) -> Any:
    """One estimate for every unit that has nothing on file for the month, after the due moment; the report takes its place."""
    now = rulebook.calendar().local(request.at)
    made = estimating.estimate(
        zone=request.zone, form=body.form, period=body.period, by=request.actor, at=now, today=now.date(), key=key
    )
    method = reminding().estimate.method
    return {"filings": list(made.filings), "skipped": list(made.skipped), "method": f"{method.zh} {method.en}"}


@router.post(
    "/reports/closures", response=answers(ClosedTold), url_name="close-reports", operation_id="close-reports", summary="封库 close a month",
)  # fmt: skip
def close(request: Request, body: MonthGiven, key: Key) -> Any:
    """Afterwards only revisions with a reason are taken."""
    now = rulebook.calendar().local(request.at)
    filing.close(zone=request.zone, form=body.form, period=body.period, by=request.actor, at=now, key=key)
    return {"form": body.form, "period": body.period, "closed": True}


@router.get(
    "/reports/queries", response=answers(QueriesTold), url_name="report-queries", operation_id="report-queries", summary="核实 queries",
)  # fmt: skip
def queries(request: Request, state: Literal["", "open", "answered", "accepted", "refused", "outdated"] = "") -> Any:
    """The newest 200. An enterprise sees its own."""
    parties = permissions.whose(request.actor, request.zone)
    return _told(filed.queries(zone=request.zone, parties=parties, states=(state,) if state else ()))


@router.post(
    "/reports/queries/{query}/explanation", response=answers(QueriesTold), url_name="explain-query", operation_id="explain-query",
    summary="说明 explain",
)  # fmt: skip
def explain(request: Request, query: uuid.UUID, body: ExplanationGiven, key: Key) -> Any:
    """What happened, in words: '核实无误' alone is refused."""
    answering.explain(zone=request.zone, query_id=query, text=body.text, by=request.actor, at=request.at, key=key)
    return _one(request, query)


@router.post(
    "/reports/queries/{query}/settlement", response=answers(QueriesTold), url_name="settle-query", operation_id="settle-query",
    summary="审定说明 settle",
)  # fmt: skip
def settle(request: Request, query: uuid.UUID, body: SettlementGiven, key: Key) -> Any:
    """Accept the explanation, or refuse it with words."""
    answering.settle(
        zone=request.zone, query_id=query, accept=body.accept, text=body.text, by=request.actor, at=request.at, key=key
    )
    return _one(request, query)


def _one(request: Request, query: uuid.UUID) -> Any:
    parties = permissions.whose(request.actor, request.zone)
    return _told(filed.queries(zone=request.zone, parties=parties, query_id=query))


def _told(rows: list[filed.QueryView]) -> Any:
    return {
        "queries": [
            {
                "id": r.id, "unit": r.unit_id, "enterprise": r.name, "form": r.form, "period": r.period, "rule": r.rule,
                "state": r.state, "asked": r.asked, "say": r.evidence.get("say", []), "do": r.evidence.get("do", []),
                "raised_at": r.raised_at,
            }
            for r in rows
        ]
    }  # fmt: skip
