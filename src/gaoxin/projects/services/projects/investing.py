"""Investment by month: recorded once, corrected by a higher revision with its reason, never overwritten."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict
from gaoxin.projects.models import FLOWS, MonthlyInvestment, Project, ProjectYear
from gaoxin.projects.permissions.projects import check
from gaoxin.projects.rules.projects.tags import RowError
from gaoxin.projects.selectors.investment import Sums, sums_of
from gaoxin.projects.services.projects.holding import BATCH, held, held_by_key
from gaoxin.projects.services.stewards.act import record, repeated

Key = tuple[str, dt.date, str]


@dataclass(frozen=True, slots=True)
class Amount:
    """One project, one month (its first day), one flow: contract, paid or completed; amount_k in 千元. reason: of a correction."""

    number: str
    month: dt.date
    flow: str
    amount_k: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """added, revised, known: how many amounts were new, corrected, or there already. errors: by row; then nothing was done."""

    added: int
    revised: int
    known: int
    errors: tuple[RowError, ...] = ()


def record_investment(
    *,
    zone: str,
    amounts: Sequence[Amount],
    at: dt.datetime,
    by: Actor,
    source: str,
    dry_run: bool = False,
    key: str = "",
) -> Recorded:
    """One or many amounts: all or none, one audit row. An amount that is there already changes nothing, so repeating is safe; with
    a key, a repetition changes nothing even where somebody corrected the amount meanwhile.

    Raises NotAllowed unless a statistician does it, Conflict where somebody records the same month in the same moment, or for a
    key that served for something else.
    """
    check(by, zone, "invest")
    said = [[a.number, a.month, a.flow, a.amount_k, a.reason] for a in amounts]
    with transaction.atomic():
        if (before := repeated(zone, by, "investment-record", key, at, said)) is not None:
            return Recorded(**before)
        projects = held(zone, {amount.number for amount in amounts})
        current: dict[Key, MonthlyInvestment] = {
            (row.project.number, row.month, row.flow): row
            for row in MonthlyInvestment.objects.select_related("project").filter(
                zone=zone, project__in=projects.values(), current=True
            )
        }
        errors = _flaws(amounts, projects, current, at.date())
        fresh = [a for a in amounts if (a.number, a.month, a.flow) not in current]
        changed = [
            a for a in amounts if (row := current.get((a.number, a.month, a.flow))) and row.amount_k != a.amount_k
        ]
        told = Recorded(len(fresh), len(changed), len(amounts) - len(fresh) - len(changed))
        if errors:
            transaction.set_rollback(True)  # the key is still free
            return Recorded(0, 0, 0, tuple(errors))
        if dry_run or not (fresh or changed or key):
            return told
        rows = _written(zone, fresh, changed, projects, current, at, by)
        keep_sums(zone, {row.project_id for row in rows})
        record(
            "investment-record", "investment", zone=zone, by=by, at=at, said=said, key=key,
            result={"added": told.added, "revised": told.revised, "known": told.known},
            source=source, added=told.added, revised=told.revised, sum_k=sum(r.amount_k for r in rows),
        )  # fmt: skip
    return told


def _written(
    zone: str, fresh: Sequence[Amount], changed: Sequence[Amount], projects: dict[str, Project],
    current: dict[Key, MonthlyInvestment], at: dt.datetime, by: Actor,
) -> list[MonthlyInvestment]:  # fmt: skip
    """The new rows: first revisions, and corrections in place of what stood until now. Raises Conflict."""
    former = [current[a.number, a.month, a.flow] for a in changed]
    for row in former:
        row.current = False
    MonthlyInvestment.objects.bulk_update(former, ["current"], batch_size=500)
    later = {row.pk: row.revision + 1 for row in former}
    rows = [_row(zone, a, projects, 1, at, by) for a in fresh]
    rows += [_row(zone, a, projects, later[row.pk], at, by) for a, row in zip(changed, former, strict=True)]
    try:
        with transaction.atomic():
            MonthlyInvestment.objects.bulk_create(rows, batch_size=500)
    except IntegrityError:
        raise Conflict(
            "同一月份刚被别人登记 somebody recorded the same month just now", do="刷新后再登记 look again"
        ) from None
    return rows


def keep_sums(zone: str, keys: Collection[uuid.UUID]) -> None:
    """Write the year's sums of these projects as their months say. The caller holds the projects."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), BATCH):
        rows = [
            ProjectYear(
                zone=zone, project_id=key, year=year, contract_k=sums.contract, paid_k=sums.paid, completed_k=sums.completed,
                records=sums.records,
            )
            for (key, year), sums in sums_of(zone, wanted[start : start + BATCH]).items()
        ]  # fmt: skip
        ProjectYear.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["zone", "project", "year"], batch_size=BATCH,
            update_fields=["contract_k", "paid_k", "completed_k", "records"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """years: sums that there are to be. wrong: how many differ, lack or are too many."""

    years: int
    wrong: int


def check_sums(*, zone: str, at: dt.datetime, by: Actor, repair: bool = False) -> Checked:
    """Compare the kept sums with the months; with `repair`, write them anew, one audit row where any was wrong. Raises NotAllowed.

    Nobody waits for the comparison: only projects that look wrong are held, and compared once more, because somebody may have
    recorded an amount between the two readings.
    """
    check(by, zone, "invest")
    with transaction.atomic():
        said, true = _kept(zone), sums_of(zone)
        suspects = sorted({key for key, _year in _differing(said, true)})
        wrong: set[tuple[uuid.UUID, int]] = set()
        for start in range(0, len(suspects), BATCH):
            some = suspects[start : start + BATCH]
            held_by_key(zone, some)
            now = sums_of(zone, some)
            differing = _differing(_kept(zone, some), now)
            wrong |= differing
            for key, year in differing - now.keys() if repair else ():
                ProjectYear.objects.filter(zone=zone, project_id=key, year=year).delete()
        if wrong and repair:
            keep_sums(zone, {key for key, _year in wrong})
            audit.record(
                zone=zone, actor=by, act="investment-sums", subject="investment", at=at, detail={"repaired": len(wrong)}
            )
    return Checked(len(true), len(wrong))


def _kept(zone: str, keys: Collection[uuid.UUID] | None = None) -> dict[tuple[uuid.UUID, int], Sums]:
    rows = ProjectYear.objects.filter(zone=zone)
    if keys is not None:
        rows = rows.filter(project__in=keys)
    return {(row.project_id, row.year): Sums(row.contract_k, row.paid_k, row.completed_k, row.records) for row in rows}


def _differing(
    said: dict[tuple[uuid.UUID, int], Sums], true: dict[tuple[uuid.UUID, int], Sums]
) -> set[tuple[uuid.UUID, int]]:
    return {key for key in said.keys() | true.keys() if said.get(key) != true.get(key)}


def _row(
    zone: str, amount: Amount, projects: dict[str, Project], revision: int, at: dt.datetime, by: Actor
) -> MonthlyInvestment:
    return MonthlyInvestment(
        zone=zone, project=projects[amount.number], month=amount.month, flow=amount.flow, amount_k=amount.amount_k,
        revision=revision, reason=amount.reason.strip(), at=at, by_id=by.id,
    )  # fmt: skip


def _flaws(
    amounts: Sequence[Amount], projects: dict[str, Project], current: dict[Key, MonthlyInvestment], today: dt.date
) -> list[RowError]:
    errors: list[RowError] = []
    seen: dict[Key, int] = {}
    for row, amount in enumerate(amounts, start=2):
        key = (amount.number, amount.month, amount.flow)
        there = current.get(key)
        for wrong, what in (
            (amount.number not in projects, f"没有这个项目 no such project: {amount.number}"),
            (amount.flow not in FLOWS, f"口径须为 one of {', '.join(FLOWS)}: {amount.flow}"),
            (amount.month.day != 1, f"月份须写当月一日 the first of the month: {amount.month}"),
            (amount.month > today, f"月份在将来 the month lies in the future: {amount.month:%Y-%m}"),
            (amount.amount_k < 0, f"金额不能为负 below zero: {amount.amount_k}"),
            (key in seen, f"与第 {seen.get(key)} 行重复 the same as row {seen.get(key)}"),
            (bool(there and there.amount_k != amount.amount_k and not amount.reason.strip()),
             f"已登记 {there.amount_k if there else 0} 千元，更正须写理由 a correction needs its reason"),
        ):  # fmt: skip
            if wrong:
                errors.append(RowError(row, what))
        seen.setdefault(key, row)
    return errors
