"""The audit chain for auditors: its entries by sequence, and whether it holds."""

from __future__ import annotations

import json
from typing import Annotated, Any

from ninja import Query, Router, Schema

from gaoxin.audit import selectors, services
from gaoxin.runtime.api import Request, answers

router = Router(tags=["审计 audit"])
MOST = 500


class Row(Schema):
    """One act. detail: what it was about; prev and hash: the chain (docs/reference/audit.md)."""

    seq: int
    at: str
    actor_id: str
    actor_name: str
    act: str
    subject: str
    article: str
    detail: dict[str, Any]
    prev: str
    hash: str


class Rows(Schema):
    """Entries in order. next: send it as `after` for those that follow; null at the end."""

    entries: list[Row]
    next: int | None


class Held(Schema):
    """Whether the whole chain holds; first_bad is the first entry that does not."""

    ok: bool
    first_bad: int | None
    count: int
    reason: str


@router.get(
    "/audit/entries", response=answers(Rows), url_name="audit-entries", operation_id="audit-entries",
    summary="审计记录 the chain by sequence",
)  # fmt: skip
def audit_entries(
    request: Request,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
) -> Any:
    """Every act of the zone after a sequence number, oldest first. 依据 GB/T 22239-2019"""
    found = selectors.entries_after(request.zone, after, limit + 1)
    shown = found[:limit]
    return {
        "entries": [
            {**{name: getattr(e, name) for name in Row.model_fields}, "detail": json.loads(e.detail)} for e in shown
        ],
        "next": shown[-1].seq if len(found) > limit else None,
    }  # fmt: skip


@router.get(
    "/audit/verify", response=answers(Held), url_name="audit-verify", operation_id="audit-verify",
    summary="核对审计链 does the chain hold",
)  # fmt: skip
def audit_verify(request: Request) -> Any:
    """The whole chain replayed against its head."""
    found = services.verify(request.zone)
    return {"ok": found.ok, "first_bad": found.first_bad, "count": found.count, "reason": found.reason}
