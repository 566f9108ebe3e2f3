"""The tasks that timers enqueue. Each ticks an idempotent sweep: statutory clocks are rows with `due_at`, never jobs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django_tasks import task

from gaoxin.approvals.services import sealing, tallying
from gaoxin.approvals.services.sweep import sweep
from gaoxin.gateway.services import delivering
from gaoxin.runtime import keeper

KEEP_DAYS = 90
SEALED_AT_ONCE = 200  # files a task, so that a run stays well inside its lease; the next run goes on


@task()
def sweep_approvals(*, zone: str, slot: int) -> dict[str, Any]:
    """What time alone makes happen to cases. Returns how often each kind happened, and what could not be done."""
    return sweep(zone=zone, at=timezone.now())


@task(queue_name="long")
def seal_waiting(*, zone: str, slot: int) -> dict[str, int]:
    """Make the files of what was issued meanwhile. Returns how many were sealed and signed."""
    sealed, signed = sealing.seal_waiting(zone=zone, at=timezone.now(), most=SEALED_AT_ONCE)
    return {"sealed": sealed, "signed": signed}


@task()
def fold_tally(*, zone: str, slot: int) -> dict[str, int]:
    """Fold what the tally took down meanwhile into its days. Returns how many changes there were."""
    return {"folded": tallying.fold(zone=zone)}


@task()
def prune(*, zone: str, slot: int) -> dict[str, int]:
    """Forget tasks that succeeded, and effect keys, older than 90 days. Returns how many of each."""
    return keeper.prune(zone=zone, before=timezone.now() - dt.timedelta(days=KEEP_DAYS))


@task(queue_name="long")
def deliver_webhooks(*, zone: str, slot: int) -> dict[str, int]:
    """Tell webhooks what happened since. Returns how many deliveries were answered, failed, and how many were disabled."""
    told = delivering.deliver(zone=zone, at=timezone.now())
    return {"delivered": told.delivered, "failed": told.failed, "disabled": told.disabled}
