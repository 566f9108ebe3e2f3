"""Estimates for reports that did not come, flagged E, by the stated method; the report itself takes their place when it comes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from gaoxin.accounts import selectors as accounts
from gaoxin.accounts.rules.roles import Actor
from gaoxin.core.errors import WrongState
from gaoxin.economy.models import ClosedPeriod, Filing, Unit
from gaoxin.economy.permissions import reports as permissions
from gaoxin.economy.rules.reports import shape
from gaoxin.economy.rules.reports.book import Form
from gaoxin.economy.rules.reports.due import estimated, growth
from gaoxin.economy.selectors import registers
from gaoxin.economy.selectors.settings import book, reminding
from gaoxin.economy.services import keyed
from gaoxin.economy.services.filing import digest

Values = Mapping[str, int]
Filed = dict[tuple[uuid.UUID, int], tuple[str, Values, int]]


@dataclass(frozen=True, slots=True)
class Estimates:
    """filings: made. skipped: units without last year's report."""

    filings: tuple[uuid.UUID, ...]
    skipped: tuple[uuid.UUID, ...]


def estimate(
    *, zone: str, form: str, period: int, by: Actor, at: dt.datetime, today: dt.date, key: str = ""
) -> Estimates:
    """One estimate for every unit in scope that has nothing on file for the month; what was estimated already stays as it is.

    Raises NotAllowed, Invalid for a month that is not filed, WrongState before the due moment and for a closed month.
    """
    permissions.check_statistician(by, zone, "估算迟报 estimate late reports")
    told, said = book().form(form), [form, period]
    shape.check_period(period, book(), today)
    due = book().due(form, period, at.tzinfo or dt.UTC)
    if at < due:
        raise WrongState(f"{due:%Y-%m-%d %H:%M} 才到期 is due only then", do="到期后再估算 estimate after that")
    with transaction.atomic():
        if (before := keyed.repeated(zone, by, "estimate-reports", key, at, said)) is not None:
            return Estimates(*(tuple(uuid.UUID(one) for one in before[side]) for side in ("filings", "skipped")))
        # The same lock that a filing takes, so that none comes in between.
        units = {u.id: u for u in Unit.objects.select_for_update().filter(zone=zone).order_by("id")}
        if ClosedPeriod.objects.filter(zone=zone, form=form, period=period).exists():
            raise WrongState(f"{period} 已封库 that month is closed", do="封库前估算 estimate before a month is closed")
        wanted = registers.in_scope(zone=zone, scope=told.scope, period=period)
        made, skipped = _make(zone, told, period, units, wanted, by, at)
        Filing.objects.bulk_create(made, batch_size=500)
        result = {"filings": [str(one.id) for one in made], "skipped": [str(one) for one in skipped]}
        keyed.record(
            "estimate-reports", f"{form} {period}", zone=zone, by=by, at=at, said=said, key=key, article=permissions.ARTICLE,
            result=result if key else None, filings=len(made), skipped=len(skipped), method=reminding().estimate.method.zh,
        )  # fmt: skip
    return Estimates(tuple(one.id for one in made), tuple(skipped))


def _make(
    zone: str, form: Form, period: int, units: Mapping[uuid.UUID, Unit], wanted: set[uuid.UUID], by: Actor, at: dt.datetime
) -> tuple[list[Filing], list[uuid.UUID]]:  # fmt: skip
    prior, who = shape.earlier(period, book()), accounts.key_of(by)
    filed = _filed(zone, form, [period, period - 100, *([prior] if prior else [])])
    groups: dict[str, list[Values]] = {"": []}
    for unit, month in filed:
        kind, values, _ = filed[unit, month]
        if month == period and kind in ("filed", "revised") and unit in wanted:
            groups.setdefault(book().group_of(units[unit].industry), []).append(values)
            groups[""].append(values)
    made, skipped = list[Filing](), list[uuid.UUID]()
    for unit in sorted(unit for unit in wanted if (unit, period) not in filed):
        last = filed.get((unit, period - 100))
        if last is None:
            skipped.append(unit)
            continue
        group = book().group_of(units[unit].industry)
        group = group if len(groups.get(group, ())) >= reminding().estimate.least_peers else ""
        rates, before = growth(form, groups[group]), filed.get((unit, prior or 0))
        values = estimated(form, rates, last[1], before[1] if before else None, prior is None)
        reason = f"E：上年同月×同行增长（{group or form.scope}，{len(groups[group])} 家）"
        made.append(
            Filing(
                zone=zone, unit_id=unit, form=form.code, period=period, vintage=1, kind="estimated", values=values, reason=reason,
                source="estimate", filed_by_id=who, filed_at=at, digest=digest(values),
            )
        )  # fmt: skip
    return made, skipped


def _filed(zone: str, form: Form, periods: list[int]) -> Filed:
    """The newest vintage of each unit and month."""
    found: Filed = {}
    rows: Any = Filing.objects.filter(zone=zone, form=form.code, period__in=periods).order_by("vintage")
    for unit, period, kind, values, vintage in rows.values_list("unit_id", "period", "kind", "values", "vintage"):
        found[unit, period] = (kind, values, vintage)
    return found
