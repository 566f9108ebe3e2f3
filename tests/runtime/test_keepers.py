"""Leases, retries, timers and pruning; alone, and with three keepers at once on one database."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import uuid

import pytest
from django_tasks_db.models import DBTaskResult

from gaoxin.runtime import keeper
from gaoxin.runtime.keeper import Every, Policy
from gaoxin.runtime.models import Effect, Firing, GivenUp
from tests.runtime import jobs
from tests.runtime.conftest import ROOT, Run

NOW = dt.datetime(2026, 9, 1, 9, 0, tzinfo=dt.UTC)
POLICY = Policy(leases={"default": 60, "long": 3600}, attempts=3)
ZONE = "zone-a"
Row = dict[str, object]


def job(status: str, *, attempts: int = 1, queue: str = "default", **columns: object) -> DBTaskResult:
    return DBTaskResult.objects.create(
        id=uuid.uuid4(), status=status, args_kwargs={"args": [], "kwargs": {"zone": ZONE}}, queue_name=queue,
        task_path="tests.runtime.jobs.always_fails", backend_name="default", run_after=NOW,
        worker_ids=[f"w{n}" for n in range(attempts)], **columns,
    )  # fmt: skip


def ago(seconds: float) -> dt.datetime:
    return NOW - dt.timedelta(seconds=seconds)


@pytest.mark.django_db
def test_a_job_is_handed_back_when_its_lease_runs_out_and_not_before() -> None:
    dead, alive = job("RUNNING", started_at=ago(61)), job("RUNNING", started_at=ago(59))
    long = job("RUNNING", started_at=ago(61), queue="long")
    assert keeper.reap(at=NOW, policy=POLICY) == 1
    for row, status in ((dead, "READY"), (alive, "RUNNING"), (long, "RUNNING")):
        row.refresh_from_db()
        assert row.status == status


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_every_time_fails_and_is_given_up() -> None:
    row = job("RUNNING", started_at=ago(61), attempts=3)
    kept = keeper.tick(zone=ZONE, at=NOW, policy=POLICY, schedule={})
    row.refresh_from_db()
    assert (kept.reaped, kept.retried, kept.given_up, row.status) == (1, 0, 1, "FAILED")
    assert row.exception_class_path == "gaoxin.runtime.keeper.WorkerLost"
    assert keeper.waiting(zone=ZONE) == {"ready": 0, "running": 0, "failed": 1, "given_up": 1}


@pytest.mark.django_db
def test_a_failed_job_waits_longer_after_each_attempt_and_is_then_given_up_once() -> None:
    first, second = job("FAILED", attempts=1, finished_at=NOW), job("FAILED", attempts=2, finished_at=NOW)
    last = job("FAILED", attempts=3, finished_at=NOW)
    assert keeper.retry(zone=ZONE, at=NOW, policy=POLICY) == (2, 1)
    assert keeper.retry(zone=ZONE, at=NOW, policy=POLICY) == (0, 0)
    for row, seconds in ((first, 2), (second, 4)):
        row.refresh_from_db()
        assert (row.status, row.run_after) == ("READY", NOW + dt.timedelta(seconds=seconds))
    assert GivenUp.objects.get().task == last.pk


def test_the_wait_doubles_up_to_its_longest() -> None:
    policy = Policy(leases={}, longest_wait=30)
    assert [keeper.wait(n, policy).total_seconds() for n in range(1, 7)] == [2, 4, 8, 16, 30, 30]


@pytest.mark.django_db
def test_a_timer_fires_once_a_slot() -> None:
    schedule = {"minute": Every(60, jobs.slot_effect)}
    fired = [keeper.fire(zone=ZONE, at=NOW + dt.timedelta(seconds=s), schedule=schedule) for s in (0, 1, 59, 60, 180)]
    assert fired == [1, 0, 0, 1, 1]
    slot = int(NOW.timestamp()) // 60
    kwargs = [row.args_kwargs["kwargs"] for row in DBTaskResult.objects.order_by("enqueued_at")]
    assert kwargs == [{"zone": ZONE, "slot": n} for n in (slot, slot + 1, slot + 3)]


@pytest.mark.django_db
def test_zones_keep_their_own_slots() -> None:
    schedule = {"minute": Every(60, jobs.slot_effect)}
    assert [keeper.fire(zone=zone, at=NOW, schedule=schedule) for zone in ("zone-a", "zone-b", "zone-a")] == [1, 1, 0]


@pytest.mark.django_db
def test_a_slot_whose_task_cannot_be_enqueued_stays_unfired(monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = {"minute": Every(60, jobs.slot_effect)}
    monkeypatch.setattr(type(jobs.slot_effect), "enqueue", _refuse)
    with pytest.raises(RuntimeError):
        keeper.fire(zone=ZONE, at=NOW, schedule=schedule)
    assert not Firing.objects.exists()
    monkeypatch.undo()
    assert keeper.fire(zone=ZONE, at=NOW, schedule=schedule) == 1


def _refuse(*_: object, **__: object) -> None:
    raise RuntimeError("the disk is full")


@pytest.mark.django_db
def test_pruning_forgets_what_succeeded_long_ago_and_keeps_keys_that_may_be_needed() -> None:
    old, new = job("SUCCESSFUL", finished_at=ago(100)), job("SUCCESSFUL", finished_at=ago(10))
    failed = job("FAILED", finished_at=ago(100))
    DBTaskResult.objects.update(enqueued_at=ago(100))
    Effect.objects.create(zone=ZONE, key="effect:1", at=ago(100))
    assert keeper.prune(zone=ZONE, before=ago(50)) == {"tasks": 1, "keys": 0}
    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {new.pk, failed.pk}
    failed.delete()
    assert keeper.prune(zone=ZONE, before=ago(50)) == {"tasks": 0, "keys": 1}
    assert old.pk not in DBTaskResult.objects.values_list("pk", flat=True)


STALE = """
import uuid, datetime as dt, django
django.setup()
from django_tasks_db.models import DBTaskResult
when = dt.datetime.fromisoformat("2026-09-01T08:00:00+00:00")
for status in ["RUNNING"] * 40 + ["FAILED"] * 40:
    DBTaskResult.objects.create(id=uuid.uuid4(), status=status, args_kwargs={"args": [], "kwargs": {}}, worker_ids=["w"],
        task_path="tests.runtime.jobs.always_fails", backend_name="default", queue_name="default", run_after=when,
        started_at=when, finished_at=when)
"""

TOLD = """
import json, django
django.setup()
from django_tasks_db.models import DBTaskResult
from gaoxin.runtime.models import Firing
kwargs = DBTaskResult.objects.filter(task_path__endswith="slot_effect").values_list("args_kwargs", flat=True)
print(json.dumps({"tasks": len(kwargs), "slots": Firing.objects.count(),
    "ready": DBTaskResult.objects.filter(status="READY", task_path__endswith="always_fails").count()}))
"""


@pytest.mark.usefixtures("migrated")
def test_three_keepers_at_once_fire_and_hand_back_everything_exactly_once(
    run: Run, environment: dict[str, str]
) -> None:
    run("-c", STALE)
    command = [sys.executable, "-m", "tests.runtime.keeping", NOW.isoformat(), "40"]
    keepers = [
        subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    told = [process.communicate(timeout=120) for process in keepers]
    assert [process.returncode for process in keepers] == [0, 0, 0], [error for _, error in told]
    counts = [json.loads(output) for output, _ in told]
    sums = {name: sum(count[name] for count in counts) for name in counts[0]}
    assert sums == {"reaped": 40, "retried": 40, "given_up": 0, "fired": 40 + 8}
    assert json.loads(run("-c", TOLD).stdout) == {"tasks": 48, "slots": 48, "ready": 80}
