"""What works in the background: how many tasks wait or failed, when each last ran, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from gaoxin.runtime import keeper

SHOWN = 50
SILENT = 300  # seconds without a finished task after which the page asks whether a worker runs


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that failed: what it was, when, and the kind of its error. Its arguments are not shown."""

    task: str
    attempts: int
    at: Any
    error: str


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Counts by state, the last run of each kind of task, the newest failures."""
    zone = request.actor.zone  # type: ignore[attr-defined]
    ran = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL).values_list("task_path")
    last = sorted((path.rsplit(".", 1)[-1], at) for path, at in ran.annotate(at=Max("finished_at")).order_by())
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at", "-id")[:SHOWN]
    newest = max((at for _, at in last if at), default=None)
    context = {
        "counts": keeper.waiting(zone=zone),
        "last": last,
        "newest": newest,
        "silent": newest is None or (timezone.now() - newest).total_seconds() > SILENT,
        "failures": [_failure(row) for row in failed],
    }
    return render(request, "approvals/manage/jobs.html", context)


def _failure(row: DBTaskResult) -> Failure:
    error = (row.exception_class_path or "").rsplit(".", 1)[-1]
    return Failure(row.task_path.rsplit(".", 1)[-1], len(row.worker_ids or ()), row.finished_at, error)
