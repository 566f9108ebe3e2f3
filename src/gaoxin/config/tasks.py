"""The tasks that timers enqueue. Each ticks an idempotent sweep: statutory clocks are rows with `due_at`, never jobs."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django_tasks import task

from gaoxin.runtime import keeper

KEEP_DAYS = 90


@task()
def prune(*, zone: str, slot: int) -> dict[str, int]:
    """Forget tasks that succeeded, and effect keys, older than 90 days. Returns how many of each."""
    return keeper.prune(zone=zone, before=timezone.now() - dt.timedelta(days=KEEP_DAYS))
