"""Endpoints of 招商 totals: the funnel with what each mode cost, teams with their load, agreements beside what happened."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from gaoxin.investment.rules.leads import access
from gaoxin.investment.rules.leads.book import Phrase
from gaoxin.investment.selectors import leads_agreements, leads_lists, leads_scope
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_delivered import Deal, Group, delivered
from gaoxin.runtime.api import Request, answers

router = Router(tags=["招商线索 leads"])


class StageReached(Schema):
    stage: str = Field(examples=["contact"])
    leads: int


class ModeCosted(Schema):
    """A mode in the year. cost_fen, each_fen (per landed project): 分; each_fen is null where nothing landed."""

    mode: str = Field(examples=["door"])
    leads: int
    landed: int
    cost_fen: int
    each_fen: int | None
    reached: list[StageReached]


class FunnelTold(Schema):
    """reached: how many leads came at least so far, merged ones once. year: of the modes' costs; null where no cost is on record."""

    reached: list[StageReached]
    lost: int
    year: int | None
    modes: list[ModeCosted]


class TeamTold(Schema):
    """A team that is open. percent: its open leads in percent of its people's capacity. late: with an overdue next step."""

    id: uuid.UUID
    code: str
    name: str
    mode: str
    territory: str
    people: int
    open: int
    landed: int
    late: int
    percent: int


class TeamsTold(Schema):
    teams: list[TeamTold]
    people: int = Field(description="each person once")


class PromiseTold(Schema):
    """value, result: in the unit of the code, null for a promised date. standing: kept, running, short, late or unknown."""

    code: str = Field(examples=["output"])
    value: int | None
    due_on: dt.date
    result: int | None
    result_on: dt.date | None
    recorded: bool
    percent: Decimal | None
    standing: str = Field(examples=["running"])


class SignedTold(Schema):
    """An investment agreement. kept, of: promises kept, of those that are due or kept."""

    number: str
    lead: uuid.UUID
    investor: str
    signed_on: dt.date
    kept: int
    of: int
    promises: list[PromiseTold]


class SignedList(Schema):
    agreements: list[SignedTold]


class MeasureSummed(Schema):
    """code: investment, contract, paid, output, tax, jobs. In 千元, jobs in persons. found, gap: over the leads that told, null where
    none did; gap: found less due, where paid-in money is held beside what was promised to be invested. silent: leads with something due
    and no result."""

    code: str = Field(examples=["paid"])
    promised: int
    due: int
    found: int | None
    gap: int | None
    told: int
    silent: int
    next_on: dt.date | None


class GroupDelivered(Schema):
    """code: of the mode, team or chain; empty for leads without. name: in Chinese, english where there is one."""

    code: str
    name: str
    english: str
    leads: int
    agreements: int
    measures: list[MeasureSummed]


class MeasureDelivered(Schema):
    """recorded: read from a project's records; else typed, and source says who told it."""

    code: str = Field(examples=["tax"])
    promised: int | None
    due_on: dt.date | None
    due: int | None
    next_on: dt.date | None
    found: int | None
    on: dt.date | None
    gap: int | None
    source: str
    english: str
    recorded: bool


class DealDelivered(Schema):
    lead: uuid.UUID
    number: str
    investor: str
    agreements: list[str]
    measures: list[MeasureDelivered]


class PromisesTold(Schema):
    """total: over all that you may count, each lead once. deals: of the leads that you see one by one, at most two hundred."""

    by: str
    groups: list[GroupDelivered]
    total: GroupDelivered
    deals: list[DealDelivered]


@router.get(
    "/leads/promises", response=answers(PromisesTold), url_name="leads-promises", operation_id="leads-promises",
    summary="承诺、到位与税收 promised, paid in and taxed",
)  # fmt: skip
def promises(request: Request, by: Annotated[Literal["mode", "team", "chain"], Query()] = "mode") -> Any:
    """By mode, team or chain, and agreement by agreement with the source of every number. No data of statistical surveys."""
    found = delivered(zone=request.zone, reader=request.actor, by=by, on=request.at.date())
    return {
        "by": by, "groups": [_group(one) for one in found.groups], "total": _group(found.total),
        "deals": [_deal(one) for one in found.deals[:200]],
    }  # fmt: skip


@router.get(
    "/leads/funnel", response=answers(FunnelTold), url_name="leads-funnel", operation_id="leads-funnel",
    summary="招商漏斗和单个落地成本 funnel and cost of a landed project",
)  # fmt: skip
def funnel(request: Request, year: Annotated[int | None, Query(ge=1990, le=2200)] = None) -> Any:
    """Without a year, the last one for which a cost is on record."""
    access.check_counts(request.actor)
    found = leads_lists.funnel(zone=request.zone)
    year = year or leads_lists.last_year(zone=request.zone)
    costs = leads_lists.costs(zone=request.zone, year=year) if year else []
    modes = [
        {
            "mode": one.mode, "leads": one.leads, "landed": one.landed, "cost_fen": one.cost_fen,
            "each_fen": one.each_fen, "reached": _reached(found.by_mode.get(one.mode, {})),
        }
        for one in costs
    ]  # fmt: skip
    return {"reached": _reached(found.reached), "lost": found.lost, "year": year, "modes": modes}


@router.get(
    "/leads/teams", response=answers(TeamsTold), url_name="leads-teams", operation_id="leads-teams",
    summary="招商队伍和负荷 teams with their load",
)  # fmt: skip
def teams(request: Request) -> Any:
    """Every open team today."""
    access.check_counts(request.actor)
    loads = leads_lists.loads(zone=request.zone, on=request.at.date())
    told = [
        {
            "id": one.team.id,
            "code": one.team.code, "name": one.team.name, "mode": one.team.mode, "territory": one.team.territory,
            "people": len(one.people), "open": one.open, "landed": one.landed, "late": one.late, "percent": one.percent,
        }
        for one in loads
    ]  # fmt: skip
    return {"teams": told, "people": len({member.promoter_id for one in loads for member in one.people})}


@router.get(
    "/leads/agreements", response=answers(SignedList), url_name="leads-agreements", operation_id="leads-agreements",
    summary="投资协议的兑现 agreements, promised and kept",
)  # fmt: skip
def agreements(request: Request) -> Any:
    """Of the leads that the account sees, the newest two hundred."""
    on = request.at.date()
    scope = leads_scope.whose(zone=request.zone, by=request.actor, on=on)
    return {"agreements": [_signed(one) for one in leads_agreements.all_of(zone=request.zone, scope=scope, on=on)]}


def _group(one: Group) -> dict[str, Any]:
    zh, en = (one.name.zh, one.name.en) if isinstance(one.name, Phrase) else (one.name, one.name)
    return {
        "code": one.code, "name": zh, "english": en, "leads": one.deals, "agreements": one.agreements,
        "measures": [asdict(row) for row in one.sums],
    }  # fmt: skip


def _deal(one: Deal) -> dict[str, Any]:
    measures = []
    for row in one.measures:
        zh, en = (row.source.zh, row.source.en) if isinstance(row.source, Phrase) else (row.source, row.source)
        names = ("code", "promised", "due_on", "due", "next_on", "found", "on", "gap", "recorded")
        measures.append({name: getattr(row, name) for name in names} | {"source": zh, "english": en})
    signed = [number for number, _on in one.signed]
    return {
        "lead": one.lead.pk, "number": one.lead.number, "investor": one.lead.investor, "agreements": signed, "measures": measures,
    }  # fmt: skip


def _reached(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [{"stage": stage.code, "leads": counts.get(stage.code, 0)} for stage in book().way]


def _signed(one: leads_agreements.Judged) -> dict[str, Any]:
    row = one.agreement
    promises = [
        {
            "code": each.promise.code, "value": each.promise.value, "due_on": each.promise.due_on,
            "result": each.result.value if each.result else None, "result_on": each.result.on if each.result else None,
            "recorded": bool(each.result and each.result.recorded), "percent": each.percent, "standing": each.standing,
        }
        for each in one.rows
    ]  # fmt: skip
    return {
        "number": row.number, "lead": row.lead_id, "investor": row.lead.investor, "signed_on": row.signed_on, "kept": one.kept,
        "of": one.of, "promises": promises,
    }  # fmt: skip
