"""Agreements with what they promised beside what happened, and the board's judgements."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gaoxin.investment.models import AgreementPromise, EntryScore, InvestmentAgreement, Lead, PromiseResult
from gaoxin.investment.rules.leads.promises import Compared, Promise, Result, compare, kept_share
from gaoxin.investment.selectors.leads_book import book
from gaoxin.investment.selectors.leads_recorded import Recorded, recorded
from gaoxin.investment.selectors.leads_scope import Whose, family, within


@dataclass(frozen=True, slots=True)
class Judged:
    """kept, of: how many promises are kept, of how many that are due or kept."""

    agreement: InvestmentAgreement
    rows: list[Compared]
    kept: int
    of: int


def of_lead(lead: Lead, on: dt.date) -> list[Judged]:
    """The agreements of a lead and of those merged into it."""
    keys = family(zone=lead.zone, pk=lead.id)
    rows = InvestmentAgreement.objects.filter(zone=lead.zone, lead_id__in=keys).select_related("lead")
    return _judged(lead.zone, rows.order_by("signed_on", "id"), on)


def all_of(*, zone: str, scope: Whose, on: dt.date, most: int = 200) -> list[Judged]:
    """Of the leads that a reader sees, the newest first."""
    seen = within(zone=zone, scope=scope).order_by().values("id")
    rows = InvestmentAgreement.objects.filter(zone=zone)
    rows = rows if scope.reach == "all" else rows.filter(lead_id__in=seen)
    return _judged(zone, rows.select_related("lead").order_by("-signed_on", "-id")[:most], on)


def scores(lead: Lead) -> list[EntryScore]:
    """What the board judged, newest first."""
    keys = family(zone=lead.zone, pk=lead.id)
    return list(EntryScore.objects.filter(zone=lead.zone, lead_id__in=keys).order_by("-at", "-id")[:20])


def waiting(*, zone: str, scope: Whose, most: int = 100) -> list[tuple[Lead, EntryScore | None]]:
    """Leads before the board, each with its last score."""
    rows = within(zone=zone, scope=scope).filter(stage="screening", merged_into=None).select_related("team")
    leads = list(rows.order_by("-id")[:most])
    last: dict[uuid.UUID, EntryScore] = {}
    for score in EntryScore.objects.filter(zone=zone, lead_id__in=[lead.id for lead in leads]).order_by("at", "id"):
        last[score.lead_id] = score
    return [(lead, last.get(lead.id)) for lead in leads]


def lead_of(*, zone: str, promise: uuid.UUID) -> uuid.UUID | None:
    """The lead whose agreement made a promise."""
    rows = AgreementPromise.objects.filter(zone=zone, id=promise)
    return rows.values_list("agreement__lead_id", flat=True).first()


def record_for(promise: AgreementPromise, on: dt.date) -> Recorded | None:
    """What a project's records say about one promise; None where no record does and somebody has to write it down."""
    lead = promise.agreement.lead_id
    return recorded(zone=promise.zone, lead_ids=[lead], on=on).get((lead, promise.code))


def _judged(zone: str, agreements: Iterable[InvestmentAgreement], on: dt.date) -> list[Judged]:
    every = list(agreements)
    records = recorded(zone=zone, lead_ids={row.lead_id for row in every}, on=on)
    of_lead = {row.id: row.lead_id for row in every}
    results: list[Result] = []
    promises: dict[Any, list[Promise]] = {}
    made = AgreementPromise.objects.filter(zone=zone, agreement_id__in=[row.id for row in every]).order_by(
        "due_on", "id"
    )
    for row in made:
        kind = book().promise(row.code).kind
        promises.setdefault(row.agreement_id, []).append(Promise(str(row.id), row.code, kind, row.value, row.due_on))
        if found := records.get((of_lead[row.agreement_id], row.code)):
            results.append(Result(str(row.id), *found, recorded=True))
    keys = [promise.key for rows in promises.values() for promise in rows]
    results += [
        Result(str(row.promise_id), row.value, row.on, row.source)
        for row in PromiseResult.objects.filter(zone=zone, promise_id__in=keys)
    ]
    judged: list[Judged] = []
    for agreement in every:
        compared = compare(promises.get(agreement.id, []), results, on)
        judged.append(Judged(agreement, compared, *kept_share(compared)))
    return judged
