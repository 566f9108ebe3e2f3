"""The timers of this installation and how long a task may take: name -> period and task, queue -> lease."""

from __future__ import annotations

from gaoxin.config import tasks
from gaoxin.runtime.keeper import Every, Policy

POLICY = Policy(leases={"default": 600, "long": 3600})

SCHEDULE: dict[str, Every] = {
    "sweep-approvals": Every(60, tasks.sweep_approvals),
    "seal-waiting": Every(30, tasks.seal_waiting),
    "fold-tally": Every(60, tasks.fold_tally),
    "deliver-webhooks": Every(15, tasks.deliver_webhooks),
    "reclaim-leads": Every(24 * 3600, tasks.reclaim_leads),
    "weigh-warnings": Every(6 * 3600, tasks.weigh_warnings),
    "remind-reports": Every(6 * 3600, tasks.remind_reports),
    "mail-cockpit": Every(900, tasks.mail_cockpit),
    "prune": Every(24 * 3600, tasks.prune),
}
