"""The tasks that timers enqueue. Each ticks an idempotent sweep: statutory clocks are rows with `due_at`, never jobs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django_tasks import task

from gaoxin.accounts.rules.roles import Actor
from gaoxin.approvals.services import rulebook, sealing, tallying
from gaoxin.approvals.services.sweep import sweep
from gaoxin.cockpit.services import mailing
from gaoxin.economy.services import reminder_mails, reminding
from gaoxin.gateway.services import delivering
from gaoxin.investment.services.leads.moving import reclaim_idle
from gaoxin.projects.services.stewards import weighing
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
def reclaim_leads(*, zone: str, slot: int) -> dict[str, int]:
    """Give leads that were idle for too long back to the pool. Returns how many."""
    by = Actor.system(zone, "定时收回 reclaim")
    return {"reclaimed": len(reclaim_idle(zone=zone, by=by, at=timezone.now()))}


@task()
def prune(*, zone: str, slot: int) -> dict[str, int]:
    """Forget tasks that succeeded, and effect keys, older than 90 days. Returns how many of each."""
    return keeper.prune(zone=zone, before=timezone.now() - dt.timedelta(days=KEEP_DAYS))


@task(queue_name="long")
def deliver_webhooks(*, zone: str, slot: int) -> dict[str, int]:
    """Tell webhooks what happened since. Returns how many deliveries were answered, failed, and how many were disabled."""
    told = delivering.deliver(zone=zone, at=timezone.now())
    return {"delivered": told.delivered, "failed": told.failed, "disabled": told.disabled}


@task(queue_name="long")
def weigh_warnings(*, zone: str, slot: int) -> dict[str, int]:
    """How each enterprise stands today, since time alone makes silence longer. Returns how many were weighed."""
    return {"weighed": weighing.weigh_all(zone=zone, at=timezone.now())}


@task()
def remind_reports(*, zone: str, slot: int) -> dict[str, int]:
    """Remind enterprises of reports that are due or late, on their page and by mail to whoever asked. Returns how many."""
    at, tz = timezone.now(), rulebook.calendar().tz
    reminded = reminding.remind(zone=zone, at=at, tz=tz)
    mailed = reminder_mails.send_due(zone=zone, at=at, tz=tz)
    return {"reminded": reminded, "mailed": mailed.sent, "failed": mailed.failed}


@task(queue_name="long")
def mail_cockpit(*, zone: str, slot: int) -> dict[str, int]:
    """Mail the cockpit to whoever subscribed to it, once a period. Returns how many were sent, and how many failed."""
    told = mailing.send_due(zone=zone, at=timezone.localtime())
    return {"sent": told.sent, "failed": told.failed}
