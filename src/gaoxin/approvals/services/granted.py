"""Grants as everybody may read them (行政许可法 40): what the licence itself shows, and nothing of the case behind it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q

from gaoxin.approvals.models import Case, Decision
from gaoxin.approvals.services import rulebook

PERSON = "person"
LONGEST = 60  # characters of a search that are looked at
NAMED = 100  # holders or licences of a search that are named one by one


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
    items = licensing_items() & {item_code} if item_code else licensing_items()
    rows = Decision.objects.filter(zone=zone, outcome="granted", case__item_code__in=items)
    if before is not None:
        rows = rows.filter(id__lt=before)
    text = query.strip()[:LONGEST]
    parts = [rows.filter(wanted) for wanted in _fitting(zone, text)] if text else [rows]
    keys = {pk for part in parts for pk in part.order_by("-id").values_list("id", flat=True)[:limit]}
    columns = (
        "id", "licence__number", "licence__title", "case__item_code", "case__applicant__name", "case__applicant__kind",
        "licence__issuer_name", "at", "licence__valid_from", "licence__valid_until", "licence__status",
    )  # fmt: skip
    newest = sorted(keys, reverse=True)[:limit]
    return [_grant(*row) for row in Decision.objects.filter(id__in=newest).order_by("-id").values_list(*columns)]


def _fitting(zone: str, text: str) -> tuple[Q, Q]:
    """(grants of holders with the text in their names, grants whose licence's number begins with it), each to be read by itself.

    What fits is found first and named key by key; where too much fits, it is asked grant by grant from the newest on, so
    that a page is full long before all are seen.
    """
    holder: Any = Case._meta.get_field("applicant").related_model
    licence: Any = Decision._meta.get_field("licence").related_model
    holders = holder.objects.filter(zone=zone, name__icontains=text).exclude(kind=PERSON)
    numbers = licence.objects.filter(Q(number__startswith=text) | Q(number__startswith=text.upper()), zone=zone)
    found = []
    for rows, column in ((holders, "case__applicant_id"), (numbers, "licence_id")):
        keys = list(rows.values_list("id", flat=True)[: NAMED + 1])
        few = Q(**{f"{column}__in": keys})
        found.append(few if len(keys) <= NAMED else Q(Exists(rows.filter(pk=OuterRef(column)))) | Q(outcome=""))
    return found[0], found[1]


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
