"""No job is lost and no effect happens twice, however often a worker is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.runtime.conftest import ROOT, Run

pytestmark = pytest.mark.usefixtures("migrated")


@pytest.mark.slow
def test_fifty_killed_workers_lose_no_job_and_repeat_no_effect(run: Run) -> None:
    told = json.loads(run("-m", "tests.runtime.killing", "50", "20260901").stdout)
    assert told["kills"] == 50
    assert told["done"] == told["distinct"] == told["jobs"]
    assert (told["READY"], told["RUNNING"], told["FAILED"]) == (0, 0, 0)
    assert told["again"] > 0, "no kill hit a running job: the test proved nothing"


def test_sigterm_lets_the_running_job_finish_and_takes_no_other(run: Run, environment: dict[str, str]) -> None:
    enqueue = (
        "import django; django.setup(); from tests.runtime.jobs import slow; [slow.enqueue(seconds=4.0) for _ in 'ab']"
    )
    run("-c", enqueue)
    command = [sys.executable, "-m", "gaoxin.config.cli", "worker", "--queue", "long", "--interval", "0.05", "--json"]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
        run("-c", UNTIL_RUNNING)
        os.kill(worker.pid, signal.SIGTERM)
        told = json.loads(worker.communicate(timeout=60)[0])
    assert worker.returncode == 0
    assert (told["ran"], told["running"], told["failed"]) == (1, 0, 0)
    assert told["ready"] >= 1  # the other job, and what the timers enqueued


UNTIL_RUNNING = """
import time, django
django.setup()
from django_tasks_db.models import DBTaskResult
for _ in range(600):
    if DBTaskResult.objects.filter(status="RUNNING").exists():
        break
    time.sleep(0.05)
else:
    raise SystemExit("no job began")
"""
