"""The keeper of the task table: what django-tasks-db lacks, namely leases, retries, timers and pruning.

Any number of keepers may run at once. Every step is one conditional UPDATE, or a unique row that commits together with
the task row, so a slot fires once and a task is handed back once, however many keepers see it.
A lease must exceed the longest run of its queue; a run that outlives it is repeated, which `once` makes harmless.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

from gaoxin.runtime.models import Effect, Firing, GivenUp

BATCH = 500  # rows handled in one tick, so that no tick holds the keeper for long
KEPT_SLOTS = 1000  # firings kept of each timer


class WorkerLost(Exception):
    """A task whose worker disappeared at every attempt. Stored as the failure, never raised."""


@dataclass(frozen=True, slots=True)
class Policy:
    """leases: queue -> seconds until a running task counts as abandoned by a dead worker.

    attempts: runs in all, crashed ones included. Between them the wait doubles from 2 s up to `longest_wait` seconds.
    """

    leases: Mapping[str, float]
    attempts: int = 10
    longest_wait: float = 900


@dataclass(frozen=True, slots=True)
class Every:
    """A timer: `task` is enqueued once in each period of `seconds`, as task(zone=…, slot=…).

    A period in which no keeper ran is not made up for: the tasks are sweeps that catch up by themselves.
    """

    seconds: int
    task: Task[Any, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What one tick did, as counts of tasks."""

    reaped: int = 0
    retried: int = 0
    given_up: int = 0
    fired: int = 0


def tick(*, zone: str, at: dt.datetime, policy: Policy, schedule: Mapping[str, Every]) -> Kept:
    """Everything a keeper does in one round."""
    reaped = reap(at=at, policy=policy)
    retried, given_up = retry(zone=zone, at=at, policy=policy)
    return Kept(reaped, retried, given_up, fire(zone=zone, at=at, schedule=schedule))


def reap(*, at: dt.datetime, policy: Policy) -> int:
    """Hand back every running task whose lease has run out; after the last attempt it fails instead. Returns how many."""
    count = 0
    for queue, lease in policy.leases.items():
        stale = DBTaskResult.objects.filter(
            status=TaskResultStatus.RUNNING, queue_name=queue, started_at__lt=at - dt.timedelta(seconds=lease)
        ).order_by("started_at")
        for pk, started, workers in stale.values_list("pk", "started_at", "worker_ids")[:BATCH]:
            mine = DBTaskResult.objects.filter(pk=pk, status=TaskResultStatus.RUNNING, started_at=started)
            if len(workers) < policy.attempts:
                count += mine.update(status=TaskResultStatus.READY, run_after=at)
            else:
                count += mine.update(
                    status=TaskResultStatus.FAILED,
                    finished_at=at,
                    exception_class_path=f"{WorkerLost.__module__}.{WorkerLost.__qualname__}",
                    traceback=f"the worker was lost at each of {len(workers)} attempts",
                )
    return count


def retry(*, zone: str, at: dt.datetime, policy: Policy) -> tuple[int, int]:
    """Failed tasks with attempts left become ready after their wait. Returns (retried, given up)."""
    failed = DBTaskResult.objects.filter(
        ~Exists(GivenUp.objects.filter(zone=zone, task=OuterRef("pk"))), status=TaskResultStatus.FAILED
    ).order_by("finished_at")
    retried = given_up = 0
    for pk, finished, workers in failed.values_list("pk", "finished_at", "worker_ids")[:BATCH]:
        if len(workers) < policy.attempts:
            mine = DBTaskResult.objects.filter(pk=pk, status=TaskResultStatus.FAILED, finished_at=finished)
            run_after = (finished or at) + wait(len(workers), policy)
            retried += mine.update(status=TaskResultStatus.READY, run_after=run_after)
        else:
            given_up += _inserted(GivenUp(zone=zone, task=pk, at=at))
    return retried, given_up


def wait(attempts: int, policy: Policy) -> dt.timedelta:
    """How long a task rests after that many attempts: 2, 4, 8 … seconds, at most `longest_wait`."""
    return dt.timedelta(seconds=min(2.0**attempts, policy.longest_wait))


def fire(*, zone: str, at: dt.datetime, schedule: Mapping[str, Every]) -> int:
    """Enqueue each timer whose present slot nobody has fired yet. Returns how many this call enqueued."""
    count = 0
    for name, timer in schedule.items():
        slot = int(at.timestamp() // timer.seconds)
        if Firing.objects.filter(zone=zone, name=name, slot=slot).exists():
            continue
        with transaction.atomic():
            if _inserted(Firing(zone=zone, name=name, slot=slot)):
                timer.task.enqueue(zone=zone, slot=slot)
                Firing.objects.filter(zone=zone, name=name, slot__lt=slot - KEPT_SLOTS).delete()
                count += 1
    return count


def prune(*, zone: str, before: dt.datetime) -> dict[str, int]:
    """Forget tasks that succeeded before that moment, then the keys of effects as old. Failed tasks stay."""
    done = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=before)
    tasks = done.delete()[0]
    unfinished = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).filter(enqueued_at__lt=before)
    keys = 0 if unfinished.exists() else Effect.objects.filter(zone=zone, at__lt=before).delete()[0]
    return {"tasks": tasks, "keys": keys}


def waiting(*, zone: str) -> dict[str, int]:
    """How the task table stands: ready, running, failed, given up. For `doctor` and the worker's report."""
    rows = DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).order_by()
    told = {"ready": 0, "running": 0, "failed": 0}
    for status, count in rows.values_list("status").annotate(count=Count("pk")):
        told[status.lower()] = count
    return told | {"given_up": GivenUp.objects.filter(zone=zone).count()}


def _inserted(row: Firing | GivenUp) -> bool:
    """Insert a row that others may insert at the same moment; False if they did."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True
