"""A second person's word on a report: confirmed, then it counts; rejected, then it never does."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook
from gaoxin.audit import services as audit
from gaoxin.core.errors import Conflict, Invalid, WrongState
from gaoxin.projects.models import Confirmation, ProgressReport, Project
from gaoxin.projects.permissions import progress as permissions
from gaoxin.projects.rules.progress.reporting import MOST_REASON, check_second
from gaoxin.projects.rules.progress.works import leaves_of
from gaoxin.projects.selectors.progress import frozen, photo_of


def confirm(*, zone: str, report_id: uuid.UUID, by: Actor, at: dt.datetime) -> bool:
    """It is so; True if this is new, False where the same person said so before.

    Raises NotAllowed for the reporter's own, NotFound for an engineer of other projects, Conflict where somebody else was first,
    WrongState where the newest baseline has no such work any more or less of it.
    """
    return _say(zone, report_id, "confirmed", "", by, at)


def reject(*, zone: str, report_id: uuid.UUID, reason: str, by: Actor, at: dt.datetime) -> bool:
    """It is not so, and why. Raises as `confirm`, and Invalid without a reason."""
    text = reason.strip()
    if not text or len(text) > MOST_REASON:
        raise Invalid(
            "没有写明退回原因 no reason", why="报告人要知道改什么 the reporter has to know what to mend",
            do=f"写明原因，不超过 {MOST_REASON} 字 give it, at most {MOST_REASON} characters",
        )  # fmt: skip
    return _say(zone, report_id, "rejected", text, by, at)


def _say(zone: str, report_id: uuid.UUID, verdict: str, reason: str, by: Actor, at: dt.datetime) -> bool:
    permissions.check_confirms(zone, by)
    found = photo_of(zone=zone, report_id=report_id)
    permissions.check_site(zone, by, found.project_id, rulebook.calendar().local(at).date(), report_id)
    with transaction.atomic():
        Project.objects.select_for_update().get(
            id=found.project_id
        )  # no new baseline meanwhile, and two at once: one after the other
        row = ProgressReport.objects.select_related("work").get(id=found.id)
        earlier = Confirmation.objects.filter(zone=zone, report=row).first()
        if earlier is not None:
            if (earlier.by, earlier.verdict) == (by.id, verdict):
                return False
            word = "确认 confirmed" if earlier.verdict == "confirmed" else "退回 rejected"
            raise Conflict(
                f"{earlier.by_name} 已{word} this report", why="一份报告只处理一次 a report is answered once",
                do="需要更正的，再报一次 report again what has to be corrected",
            )  # fmt: skip
        check_second(row.reporter, by.id, by.name)
        if verdict == "confirmed":
            _check_stands(row)
        Confirmation.objects.create(
            zone=zone,
            report=row,
            verdict=verdict,
            reason=reason,
            reporter=row.reporter,
            by=by.id,
            by_name=by.name,
            at=at,
        )
        audit.record(
            zone=zone, actor=by, act="confirm-progress" if verdict == "confirmed" else "reject-progress",
            subject=f"project:{row.project_id}", at=at,
            detail={"report": str(row.id), "work": row.work.code, "quantity": str(row.quantity), "reason": reason},
        )  # fmt: skip
    return True


def _check_stands(row: ProgressReport) -> None:
    plan = frozen(zone=row.zone, project_id=row.project_id)
    works = plan.plan.works if plan else ()
    line = next((work for work in works if work.code == row.work.code), None)
    if line is None or line.code not in leaves_of(works) or line.quantity is None or row.quantity > line.quantity:
        raise WrongState(
            f"现行基线没有 {row.work.code} 的 {row.quantity:f} the baseline in force does not have as much of it",
            why="报告之后基线变了 the baseline changed after the report",
            do="退回，请报告人按现行基线再报 reject it, and have it reported anew",
        )
