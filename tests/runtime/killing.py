"""Run as a program: kills worker processes with SIGKILL while they work off a queue, then lets one finish.

Each worker is a fork of this process, which has loaded Django but never opened the database, so that a worker is at work
within milliseconds. Prints one JSON object: kills, jobs, done, distinct, statuses.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time

import django

django.setup()

from django.db import connection, connections, transaction  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from gaoxin.runtime.keeper import Policy  # noqa: E402
from gaoxin.runtime.worker import WorkerProcess  # noqa: E402
from tests.runtime import jobs  # noqa: E402

ZONE = "zone-a"
POLICY = Policy(leases={"default": 1.0})
READY_AT_LEAST = 60  # a kill counts only while this many jobs still wait


def main(kills: int, seed: int) -> None:
    rnd = random.Random(seed)
    with connection.cursor() as cursor:
        cursor.execute(jobs.TABLE)
    made = _enqueue(0, 400)
    killed = 0
    while killed < kills:
        if DBTaskResult.objects.filter(status="READY").count() < READY_AT_LEAST:
            made = _enqueue(made, 200)
        connections.close_all()
        child = os.fork()
        if child == 0:
            _work(drain=False)
        time.sleep(rnd.uniform(0.1, 0.4))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status), "the worker ended before it was killed"
        killed += 1
    _finish()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT job) FROM done_by_test")
        done, distinct = cursor.fetchone()
    statuses = {status: DBTaskResult.objects.filter(status=status).count() for status in ("READY", "RUNNING", "FAILED")}
    crashed = sum(len(workers) > 1 for workers in DBTaskResult.objects.values_list("worker_ids", flat=True))
    sys.stdout.write(
        json.dumps({"kills": killed, "jobs": made, "done": done, "distinct": distinct, "again": crashed, **statuses})
    )


def _enqueue(first: int, count: int) -> int:
    with transaction.atomic():
        for job in range(first, first + count):
            jobs.effect.enqueue(zone=ZONE, job=job)
    return first + count


def _work(*, drain: bool) -> None:
    """The child: never returns."""
    try:
        WorkerProcess(zone=ZONE, queues=["default"], policy=POLICY, schedule={}, interval=0.05, drain=drain).run()
    finally:
        os._exit(0)


def _finish() -> None:
    """Workers in turn until nothing waits and nothing counts as running, at most a minute."""
    deadline = time.monotonic() + 60
    while DBTaskResult.objects.exclude(status="SUCCESSFUL").exists() and time.monotonic() < deadline:
        connections.close_all()
        child = os.fork()
        if child == 0:
            _work(drain=True)
        os.waitpid(child, 0)
        time.sleep(0.2)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
