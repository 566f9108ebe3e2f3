"""亩均: the last year's output and tax of each parcel for each 亩, from the records of its standing agreement, with their basis."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from gaoxin.core.mu import per_mu
from gaoxin.projects.models import Parcel, ParcelAgreement, ParcelResult

BATCH = 500


@dataclass(frozen=True, slots=True)
class Yield:
    """Thousand 元 for each 亩 in the newest year on record (0: none yet), what was promised, and the record that says so."""

    agreement: str
    project: str
    year: int = 0
    output_k: int | None = None
    tax_k: int | None = None
    promised_output_k: int | None = None
    promised_tax_k: int | None = None
    source: str = ""


def of(rows: Sequence[Parcel], *, zone: str) -> dict[uuid.UUID, Yield]:
    """By parcel; nothing for one that nobody has. Over the agreement's area; the newest serial of a year counts."""
    found: dict[uuid.UUID, Yield] = {}
    for start in range(0, len(rows), BATCH):
        some = [row.pk for row in rows[start : start + BATCH]]
        standing = list(
            ParcelAgreement.objects.filter(zone=zone, parcel__in=some, ended_on=None).select_related("project").defer("parcel")
        )  # fmt: skip
        newest: dict[uuid.UUID, ParcelResult] = {}
        results = ParcelResult.objects.filter(zone=zone, agreement__in=[one.pk for one in standing])
        for result in results.order_by("year", "serial"):
            newest[result.agreement_id] = result
        for one in standing:
            found[one.parcel_id] = _yield(one, newest.get(one.pk))
    return found


def _yield(row: ParcelAgreement, result: ParcelResult | None) -> Yield:
    number = row.project.number if row.project else ""
    if result is None:
        return Yield(row.number, number, promised_output_k=row.output_k, promised_tax_k=row.tax_k)
    output, tax = (None if total is None else per_mu(total, row.area_m2) for total in (result.output_k, result.tax_k))
    return Yield(row.number, number, result.year, output, tax, row.output_k, row.tax_k, result.source)
