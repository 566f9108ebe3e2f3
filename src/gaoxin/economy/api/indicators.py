"""Endpoints of 指标 indicators. Statisticians get the whole tree, others industries merged for secrecy (统计法 28)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from ninja import Path, Query, Router, Schema

from gaoxin.economy.permissions.indicators import check_reads, check_sees_firms
from gaoxin.economy.rules.indicators import tree
from gaoxin.economy.rules.indicators.formulas import published
from gaoxin.economy.selectors import indicators, standing
from gaoxin.economy.selectors.settings import definitions
from gaoxin.runtime.api import Request, answers

router = Router(tags=["指标 indicators"])
IndicatorCode = Annotated[str, Path(max_length=32, pattern=r"^[a-z_]+$", examples=["revenue"])]
NodeCode = Annotated[str, Query(max_length=60, examples=["total"], description="code of an industry; total by default")]
MonthAsked = Annotated[int, Query(ge=0, le=999912, description="YYYYMM; 0 is the newest month on file", examples=[0])]


class IndicatorListed(Schema):
    """over, per: measures of `catalogue/indicators`; a ratio has both. basis: comparable or constant price."""

    code: str
    zh: str
    en: str
    unit: str
    over: str
    per: str
    basis: str
    digits: int


class IndicatorsListed(Schema):
    """months: YYYYMM on file, ascending."""

    indicators: list[IndicatorListed]
    months: list[int]


class IndicatorCell(Schema):
    """One industry's month, rounded as published. Amounts in the indicator's unit; rates in percent; pull in points; null where the
    formula has no meaning. growth: of a ratio its change. month_growth: January and February together."""

    node: str
    zh: str
    en: str
    period: int
    units: int
    level: Decimal | None
    base: Decimal | None
    growth: Decimal | None
    month_growth: Decimal | None
    two_years: Decimal | None
    share: Decimal | None
    contribution: Decimal | None
    pull: Decimal | None
    rank_level: int | None
    rank_growth: int | None


class IndicatorTold(Schema):
    """cell: what was asked for. below: the industries that make it up. months: the same node through time. merged: industries are
    merged for secrecy."""

    indicator: IndicatorListed
    merged: bool
    cell: IndicatorCell
    below: list[IndicatorCell]
    months: list[IndicatorCell]


class ChurnChange(Schema):
    """reason: entry, exit or revision. published, base, amount: in the indicator's unit. points: of nominal growth."""

    enterprise: str
    identifier: str
    reason: str
    published: Decimal
    base: Decimal
    amount: Decimal
    points: Decimal | None


class ChurnTold(Schema):
    """nominal: against last year as published then. comparable: the same enterprises, as now revised; both in percent."""

    period: int
    node: str
    nominal: Decimal | None
    comparable: Decimal | None
    changes: list[ChurnChange]


@router.get(
    "/indicators", url_name="indicators", operation_id="indicators", summary="指标列表 all indicators",
    response=answers(IndicatorsListed),
)  # fmt: skip
def listed(request: Request) -> Any:
    """Definitions, and the months there are."""
    held = standing.space(zone=request.zone, entitled=check_reads(request.actor, request.zone))
    return {"indicators": [_definition(code) for code in definitions().indicators], "months": list(held.months)}


@router.get(
    "/indicators/{code}", url_name="indicator", operation_id="indicator", summary="一个指标 one indicator",
    response=answers(IndicatorTold),
)  # fmt: skip
def show(request: Request, code: IndicatorCode, node: NodeCode = tree.TOTAL, ym: MonthAsked = 0) -> Any:
    """One node's month, the industries below it, and its months."""
    held = standing.space(zone=request.zone, entitled=check_reads(request.actor, request.zone))
    told = _definition(code)
    month = ym or held.months[-1]
    return {
        "indicator": told, "merged": not held.whole, "cell": _cell(standing.cell(held, code, node, month)),
        "below": [_cell(one) for one in standing.cells(held, code, node, month)],
        "months": [_cell(one) for one in standing.months(held, code, node)],
    }  # fmt: skip


@router.get(
    "/indicators/{code}/churn", url_name="indicator-churn", operation_id="indicator-churn",
    summary="名义与可比增速之差 nominal against comparable growth", response=answers(ChurnTold),
)  # fmt: skip
def churn(
    request: Request, code: IndicatorCode, node: NodeCode = tree.TOTAL, ym: MonthAsked = 0, until: dt.date | None = None
) -> Any:
    """Enterprise by enterprise, for statisticians. until: figures of last year count as published if filed by the end of that day;
    by default the end of January of the report's year."""
    check_sees_firms(request.actor, request.zone)
    held = standing.space(zone=request.zone, entitled=True)
    month, one = ym or held.months[-1], definitions().indicator(code)
    held.sums.month(month)
    told = indicators.churn(
        zone=request.zone, code=code, node=held.node(node).code, ym=month, published=standing.published_by(month, until)
    )
    digits = definitions().growth.digits + 1
    known = standing.names(zone=request.zone, units=[change.unit for change in told.changes])
    return {
        "period": month, "node": node, "nominal": published(told.nominal, digits),
        "comparable": published(told.comparable, digits),
        "changes": [
            {
                "enterprise": known[change.unit][0], "identifier": known[change.unit][1], "reason": change.reason,
                "published": standing.rounded(change.published, one), "base": standing.rounded(change.base, one),
                "amount": standing.rounded(change.amount, one), "points": published(told.points(change), digits + 1),
            }
            for change in told.changes
        ],
    }  # fmt: skip


def _definition(code: str) -> dict[str, Any]:
    one = definitions().indicator(code)
    return {
        "code": one.code, "zh": one.name.zh, "en": one.name.en, "unit": one.unit, "over": one.over, "per": one.per,
        "basis": one.basis, "digits": one.digits,
    }  # fmt: skip


def _cell(one: standing.Cell) -> dict[str, Any]:
    return {
        "node": one.node.code, "zh": one.node.name.zh, "en": one.node.name.en, "period": one.ym, "units": one.count,
        "level": one.level, "base": one.base, "growth": one.growth, "month_growth": one.month_growth,
        "two_years": one.two_years, "share": one.share, "contribution": one.contribution, "pull": one.pull,
        "rank_level": one.rank_level, "rank_growth": one.rank_growth,
    }  # fmt: skip
