"""The timers of this installation and how long a task may take: name -> period and task, queue -> lease."""

from __future__ import annotations

from gaoxin.config import tasks
from gaoxin.runtime.keeper import Every, Policy

POLICY = Policy(leases={"default": 120, "long": 3600})

SCHEDULE: dict[str, Every] = {
    "prune": Every(24 * 3600, tasks.prune),
}
