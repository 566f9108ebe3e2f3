"""The flow. Handles are viewflow's tasks for code: they skip forms, permissions and assignment, to its advantage."""

from __future__ import annotations

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.models import Process


class PermitFlow(flow.Flow):
    """open → submit → accept → (review_a ∥ review_b) → recommend → decide → issued."""

    process_class = Process
    lock_impl = lock.select_for_update_lock

    open = flow.StartHandle().Next(this.submit)
    submit = flow.Handle().Next(this.accept)
    accept = flow.Handle().Next(this.fork)
    fork = flow.Split().Next(this.review_a).Next(this.review_b)
    review_a = flow.Handle().Next(this.join)
    review_b = flow.Handle().Next(this.join)
    join = flow.Join().Next(this.recommend)
    recommend = flow.Handle().Next(this.decide)
    decide = flow.Handle().Next(this.issued)
    issued = flow.End()
