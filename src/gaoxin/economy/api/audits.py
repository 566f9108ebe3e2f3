"""Endpoints of 数据与数字审核 audits of figures and tables."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from gaoxin.economy.permissions.claims import check_audits
from gaoxin.economy.selectors import claims
from gaoxin.runtime.api import Request, answers

router = Router(tags=["数据与数字审核 audits of figures and tables"])


class TextGiven(Schema):
    text: Annotated[str, Field(min_length=1, max_length=200_000)] = Field(examples=["出口842.9亿元，同比增长8.5%。"])


class FigureRead(Schema):
    """positions: [start, end] in the text. interval: what the printed digits allow, in the unit. guessed: fields to confirm."""

    id: str
    text: str
    value: float
    unit: str
    indicator: str
    kind: str
    scope: str
    whole: str
    period: str
    basis: str
    bound: str
    direction: str
    estimate: bool
    decimals: int
    interval: list[float | None]
    positions: list[list[int]]
    guessed: list[str]


class FiguresRead(Schema):
    """claims: the same as the YAML that `audit-figures` takes."""

    figures: list[FigureRead]
    claims: str


class ClaimsGiven(Schema):
    claims: Annotated[str, Field(min_length=1, max_length=2_000_000)] = Field(
        description="YAML or JSON, see the how-to", examples=["- {indicator: 出口, value: 842.9, unit: 亿元}"]
    )


class FiguresAudited(Schema):
    """contradictions: each with `claims`, `interval`, `would_need`. derived: what follows. untested: ids that nothing else tests."""

    claims: int
    consistent: bool
    contradictions: list[dict[str, Any]]
    derived: list[dict[str, Any]]
    implied: dict[str, list[float | None]]
    untested: list[str]
    notes: list[dict[str, str]]


@router.post(
    "/figures/read", response=answers(FiguresRead), url_name="read-figures", operation_id="read-figures",
    summary="读出数字 read the figures of a text",
)  # fmt: skip
def read(request: Request, body: TextGiven) -> Any:
    """Numbers with unit, indicator and kind, relations guessed, for a person to confirm. Nothing is kept."""
    check_audits(request.zone, request.actor)
    found = claims.read(body.text)
    return {"figures": list(found.rows), "claims": found.yaml}


@router.post(
    "/figures/audit", response=answers(FiguresAudited), url_name="audit-figures", operation_id="audit-figures",
    summary="审核数字 find figures that cannot be true together",
)  # fmt: skip
def audit(request: Request, body: ClaimsGiven) -> Any:
    """Minimal contradicting sets with what would repair each, and what the figures imply. Nothing is kept."""
    check_audits(request.zone, request.actor)
    return claims.told(claims.audited(body.claims))
