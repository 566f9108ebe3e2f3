"""Work that a person asked for and that is too long for a request: a service that a worker does, in the queue of long ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Protocol

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


class Work(Protocol):
    """key: what it works on. clock: the time, for signs of life. Returns what became of it.

    It may be called again for the same key, after its worker died or it raised: it must find out what is done already.
    """

    def __call__(self, *, zone: str, key: str, at: dt.datetime, clock: Callable[[], dt.datetime]) -> str: ...


def ask(work: Work, *, zone: str, key: str) -> None:
    """In the transaction of the act that asks for it."""
    name = f"{work.__module__}.{work.__name__}"  # type: ignore[attr-defined]
    do_long.enqueue(zone=zone, work=name, key=key)


def take_back(*, zone: str, key: str) -> None:
    """Whoever did the work itself leaves nothing for a worker to find done."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=do_long.module_path)
    waiting.filter(args_kwargs__kwargs__zone=zone, args_kwargs__kwargs__key=key).delete()


@task(queue_name="long")
def do_long(*, zone: str, work: str, key: str) -> str:
    """Do the service of that name."""
    found: Work = import_string(work)
    return found(zone=zone, key=key, at=timezone.now(), clock=timezone.now)
