"""Work that a person asked for and that is too long for a request: a service that a worker does, in the queue of long ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskContext, task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

TRIES = 3  # a person waits for it: fewer than the keeper gives to what nobody looks at
SILENT = dt.timedelta(minutes=5)  # without a sign of life for so long, its worker is taken to be gone
Clock = Callable[[], dt.datetime]


class Work(Protocol):
    """key: what it works on. attempt: from 1; a later one takes the work over from the one before, which raised or is gone.
    clock: the time, for signs of life. Returns what became of it.
    """

    def __call__(self, *, zone: str, key: str, at: dt.datetime, clock: Clock, attempt: int) -> str: ...


class Failed(Protocol):
    """The work came to nothing at so many tries: whoever asked is to be told. Returns what became of it."""

    def __call__(self, *, zone: str, key: str, at: dt.datetime, tries: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Job:
    """name: the path by which a worker in another process imports this very constant. work raises what it did not foresee."""

    name: str
    work: Work
    failed: Failed


def ask(job: Job, *, zone: str, key: str) -> None:
    """In the transaction of the act that asks for it."""
    do_long.enqueue(zone=zone, job=job.name, key=key)


def take_back(*, zone: str, key: str) -> None:
    """Whoever did the work itself leaves nothing for a worker to find done."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=do_long.module_path)
    waiting.filter(args_kwargs__kwargs__zone=zone, args_kwargs__kwargs__key=key).delete()


@task(queue_name="long", takes_context=True)
def do_long(context: TaskContext, *, zone: str, job: str, key: str) -> str:
    """Do the job of that name. Where it raises, or its worker dies, the keeper hands it out again; after the last try only to say so."""
    found, attempt, now = cast("Job", import_string(job)), context.attempt, timezone.now()
    if attempt > TRIES:
        return found.failed(zone=zone, key=key, at=now, tries=TRIES)
    return found.work(zone=zone, key=key, at=now, clock=timezone.now, attempt=attempt)
