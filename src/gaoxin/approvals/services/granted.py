"""Grants as everybody may read them (行政许可法 40): what the licence itself shows, and nothing of the case behind it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from gaoxin.approvals.models import Decision
from gaoxin.approvals.services import rulebook

PERSON = "person"
LONGEST = 60  # characters of a search that are looked at


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant. number: the licence's; empty where a former system issued it. standing: of the licence, empty likewise."""

    id: uuid.UUID
    number: str
    title: str
    item_code: str
    holder: str
    authority: str
    granted_at: dt.datetime
    valid_from: dt.date | None
    valid_until: dt.date | None
    standing: str


def grants(
    *, zone: str, query: str = "", item_code: str = "", before: uuid.UUID | None = None, limit: int = 50
) -> list[Grant]:
    """Grants of licensing items, newest first, those entered before the one with that key.

    query: a part of the holder's name (never a person's) or the beginning of the licence's number.
    """
    rows = Decision.objects.filter(zone=zone, outcome="granted", case__item_code__in=licensing_items())
    if item_code:
        rows = rows.filter(case__item_code=item_code)
    if text := query.strip()[:LONGEST]:
        named = Q(case__applicant__name__icontains=text) & ~Q(case__applicant__kind=PERSON)
        rows = rows.filter(named | Q(licence__number__istartswith=text))
    if before is not None:
        rows = rows.filter(id__lt=before)
    columns = (
        "id", "licence__number", "licence__title", "case__item_code", "case__applicant__name", "case__applicant__kind",
        "licence__issuer_name", "at", "licence__valid_from", "licence__valid_until", "licence__status",
    )  # fmt: skip
    return [_grant(*row) for row in rows.order_by("-id").values_list(*columns)[:limit]]


def licensing_items() -> frozenset[str]:
    """Codes of the items that are administrative licences in any of their versions."""
    return _licensing(rulebook.edition())


def masked(name: str) -> str:
    """A person's name as a public list shows it: 王*."""
    return f"{name[:1]}{'*' * max(1, len(name) - 1)}"


@lru_cache(maxsize=4)
def _licensing(_edition: rulebook.Edition) -> frozenset[str]:
    items = rulebook.catalogue().items
    return frozenset(code for code, versions in items.items() if any(item.kind == "licence" for item in versions))


def _grant(
    pk: uuid.UUID, number: str | None, title: str | None, code: str, holder: str, kind: str, authority: str | None,
    at: dt.datetime, valid_from: dt.date | None, valid_until: dt.date | None, status: str | None,
) -> Grant:  # fmt: skip
    shown = masked(holder) if kind == PERSON else holder
    return Grant(pk, number or "", title or "", code, shown, authority or "", at, valid_from, valid_until, status or "")
