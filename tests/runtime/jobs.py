"""Tasks of these tests. Their effect is a row in a table without any unique key, so that doing it twice would show."""

from __future__ import annotations

import time

from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task

from gaoxin.runtime.once import once

TABLE = "CREATE TABLE done_by_test (job INTEGER NOT NULL)"


@task()
def effect(*, zone: str, job: int) -> None:
    """Write one row for the job, with its key, in one commit; work a little before and after, so that kills hit both."""
    time.sleep(0.002)
    with transaction.atomic():
        if once(zone=zone, key=f"effect:{job}", at=timezone.now()):
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO done_by_test (job) VALUES (%s)", [job])
    time.sleep(0.002)


@task()
def slot_effect(*, zone: str, slot: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO done_by_test (job) VALUES (%s)", [slot])


@task()
def always_fails(*, zone: str) -> None:
    raise ValueError("this job never works")


@task(queue_name="long")
def slow(*, seconds: float) -> str:
    time.sleep(seconds)
    return "done"
