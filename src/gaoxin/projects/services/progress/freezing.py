"""Freezing a baseline: the only way works, weights, quantities and links come into being. Nothing of it changes afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid
from gaoxin.projects.models import Baseline, BaselineLine, Project, SubWork, SubWorkLink
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.rules.progress.network import Planned, schedule
from gaoxin.projects.rules.progress.works import Changes, Work, check_budget, check_keeps, check_works, compare
from gaoxin.projects.selectors.progress import Frozen, frozen, project_of, quantities
from gaoxin.runtime.once import once

MOST_BUDGET_K = 10**12


def preview(*, works: Sequence[Work], starts_on: dt.date) -> dict[str, Planned]:
    """Checks the works and gives the dates that the critical path would freeze. Writes nothing. Raises Invalid as freezing does."""
    check_works(works)
    return schedule(works, starts_on, rulebook.calendar())[1]


def freeze_baseline(
    *, zone: str, number: str, after: int, works: Sequence[Work], starts_on: dt.date, budget_k: int, by: Actor, at: dt.datetime,
    key: str, effective_on: dt.date | None = None, reason: str = "", source: str = "",
) -> int:  # fmt: skip
    """Freeze the project's next baseline; returns its number. The same key again changes nothing.

    after: number of the baseline that it was written against, 0 for the first. effective_on: None for the day of `at`. source: the
    file that it was read from, if it was.
    Raises Conflict where another baseline came between, Invalid for works that do not sum, go in a circle or drop what was
    confirmed, a day in the future or before the last baseline, or a change without its reason.
    """
    permissions.check_plans(zone, by)
    calendar = rulebook.calendar()
    today = calendar.local(at).date()
    day = effective_on or today
    check_works(works)
    planned = schedule(works, starts_on, calendar)[1]
    if not 0 < budget_k < MOST_BUDGET_K:
        raise Invalid("预算应大于 0 千元 the budget is above 0", do="写明千元数 state it in thousands of yuan")
    check_budget(works, budget_k)
    with transaction.atomic():
        project = Project.objects.select_for_update().get(id=project_of(zone=zone, number=number).id)
        last = frozen(zone=zone, project_id=project.id)
        if not once(zone=zone, key=f"baseline:{by.id}:{key}", at=at):
            return _frozen_before(project, after)
        changes = _check_next(project, last, after, works, day, today, reason)
        row = Baseline.objects.create(
            zone=zone, project=project, number=after + 1, effective_on=day, starts_on=starts_on, budget_k=budget_k,
            reason=reason.strip(), frozen_at=at, frozen_by=by.id, frozen_by_name=by.name,
        )  # fmt: skip
        _write(row, works, planned, at)
        audit.record(
            zone=zone, actor=by, act="freeze-baseline", subject=f"project:{project.id}", at=at,
            detail={"baseline": row.number, "works": len(works), "budget_k": budget_k, "reason": row.reason,
                    "effective_on": day.isoformat(), "source": source, **changes.as_detail()},
        )  # fmt: skip
    return row.number


def _check_next(
    project: Project, last: Frozen | None, after: int, works: Sequence[Work], day: dt.date, today: dt.date, reason: str
) -> Changes:
    """What changes against the last baseline. Raises as `freeze_baseline`."""
    number = last.row.number if last else 0
    if after != number:
        raise Conflict(
            f"基线已是第 {number} 号，表单依据的是第 {after} 号 another baseline was frozen meanwhile",
            why="不能盖掉别人的调整 nobody's changes are overwritten", do="重新打开基线页面再改 open the page anew",
        )  # fmt: skip
    if day > today:
        raise Invalid(f"生效日在未来 the day is in the future: {day}", do="到那天再冻结 freeze it on that day")
    if last is None:
        return Changes(tuple(work.code for work in works), (), (), ())
    if day < last.row.effective_on:
        raise Invalid(
            f"生效日早于上一基线 before the last baseline: {last.row.effective_on}",
            do="写不早于它的日期 choose a later day",
        )
    if not reason.strip():
        raise Invalid(
            "没有写明调整原因 no reason", why="权重和工程范围变了，进度的含义就变了 other weights mean another progress",
            do="写明为什么调整 say why",
        )  # fmt: skip
    done: Mapping[str, Decimal] = quantities(zone=project.zone, project_ids=[project.id], on=today)[project.id]
    check_keeps(last.plan.works, works, done)
    return compare(last.plan.works, works)


def _frozen_before(project: Project, after: int) -> int:
    """What the first press of the button made. Raises Conflict where it made another number."""
    if Baseline.objects.filter(zone=project.zone, project=project, number=after + 1).exists():
        return after + 1
    raise Conflict("这张表已经提交过 this form was sent before", do="重新打开基线页面再改 open the page anew")


def _write(row: Baseline, works: Sequence[Work], planned: Mapping[str, Planned], at: dt.datetime) -> None:
    zone = row.zone
    known = {work.code: work for work in SubWork.objects.filter(zone=zone, project_id=row.project_id)}
    new = [SubWork(zone=zone, project_id=row.project_id, code=w.code, at=at) for w in works if w.code not in known]
    known |= {work.code: work for work in SubWork.objects.bulk_create(new)}
    BaselineLine.objects.bulk_create(
        BaselineLine(
            zone=zone, baseline=row, work=known[w.code], parent=known[w.parent] if w.parent else None, position=position,
            name=w.name.strip(), kind=w.kind, weight_bp=w.weight, unit=w.unit.strip(), quantity=w.quantity, days=w.days,
            not_before=w.not_before, cost_k=w.cost_k, start=planned[w.code].start if w.code in planned else None,
            finish=planned[w.code].finish if w.code in planned else None,
        )
        for position, w in enumerate(works)
    )  # fmt: skip
    SubWorkLink.objects.bulk_create(
        SubWorkLink(zone=zone, baseline=row, before=known[link.before], after=known[w.code], lag=link.lag)
        for w in works
        for link in w.after
    )
