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
    "prune": Every(24 * 3600, tasks.prune),
}
