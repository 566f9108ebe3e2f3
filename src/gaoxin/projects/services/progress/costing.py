"""Actual costs of months that the project's completed investment does not cover."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.audit import services as audit
from gaoxin.core.errors import Invalid, WrongState
from gaoxin.projects.models import CostEntry, Project
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.selectors.progress import project_of
from gaoxin.projects.selectors.progress.costs import is_recorded

MOST_K = 10**12


def record_cost(
    *, zone: str, number: str, month: dt.date, amount_k: int, by: Actor, at: dt.datetime, reason: str = ""
) -> int:
    """What the month cost, in 千元; returns the revision. The same amount again changes nothing.

    Raises Invalid for a month in the future, a negative amount, or another amount than before without a reason,
    WrongState where the project's completed investment covers the month.
    """
    permissions.check_costs(zone, by)
    first = month.replace(day=1)
    if first > rulebook.calendar().local(at).date():
        raise Invalid(
            f"月份在未来 the month is in the future: {first:%Y-%m}", do="到月末再登记 enter it when it is over"
        )
    if not 0 <= amount_k < MOST_K:
        raise Invalid("成本应为 0 以上的千元数 the cost is thousands of yuan, 0 or more", do="核对单位 check the unit")
    with transaction.atomic():
        project = Project.objects.select_for_update().get(id=project_of(zone=zone, number=number).id)
        if is_recorded(zone=zone, project_id=project.id, month=first):
            raise WrongState(
                f"{first:%Y-%m} 已有完成投资登记，就是当月成本 the completed investment of that month is recorded and is its cost",
                why="同一笔钱只登记一次 no money is entered twice", do="要更正的，请统计人员更正投资登记 have the record corrected",
            )  # fmt: skip
        last = CostEntry.objects.filter(zone=zone, project=project, month=first).order_by("-revision").first()
        if last and last.amount_k == amount_k:
            return last.revision
        if last and not reason.strip():
            raise Invalid(
                f"{first:%Y-%m} 已登记 {last.amount_k} 千元 is entered already", why="更正须留下原因 a correction keeps its reason",
                do="写明更正原因 give the reason",
            )  # fmt: skip
        row = CostEntry.objects.create(
            zone=zone, project=project, month=first, revision=last.revision + 1 if last else 1, amount_k=amount_k,
            reason=reason.strip()[:500], at=at, by=by.id, by_name=by.name,
        )  # fmt: skip
        audit.record(
            zone=zone, actor=by, act="record-cost", subject=f"project:{project.id}", at=at,
            detail={"month": f"{first:%Y-%m}", "amount_k": amount_k, "revision": row.revision, "reason": row.reason},
        )  # fmt: skip
    return row.revision
