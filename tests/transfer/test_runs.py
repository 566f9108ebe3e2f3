"""A matching is a job: one at a time, all of it or nothing, tried again, and told where it came to nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gaoxin.audit.services import verify
from gaoxin.core.errors import NotAllowed
from gaoxin.innovation.selectors.transfer import lists
from gaoxin.innovation.services.transfer import matching
from gaoxin.runtime import keeper
from gaoxin.runtime.jobs import SILENT, TRIES
from tests.innovation.conftest import ZONE, rows
from tests.transfer.conftest import NOW, POLICY, claimed, tried, worked


def standing() -> tuple[Any, ...]:
    """What a run may change."""
    matches = rows("TransferMatch").order_by("id").values_list("id", "state", "run_id")
    return list(matches), list(rows("TransferDemand").order_by("id").values_list("id", "state", "left"))


@pytest.fixture
def asked(world):
    """A proposal stands; a second run, with another demand, waits for its worker."""
    world.demand()
    world.result()
    first = world.match()
    world.demand("two")
    return world, first, matching.start(**world.does())


def test_a_run_that_breaks_changes_nothing_and_is_tried_again(asked, monkeypatch):
    world, first, run = asked
    before = standing()

    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("out of memory")

    with monkeypatch.context() as patch:
        patch.setattr(matching, "_write", breaks)
        for attempt in range(1, TRIES + 1):
            assert tried(run).status == "READY"  # again
            assert standing() == before and lists.run(zone=ZONE, run_id=run).tries == attempt
    assert tried(run).return_value == "failed"  # handed out once more, to say so
    row = lists.run(zone=ZONE, run_id=run)
    assert standing() == before and row.state == "failed" and all(row.why[name] for name in ("what", "why", "do"))
    assert lists.newest_run(zone=ZONE).id == first and lists.pending_run(zone=ZONE).id == run
    assert worked(run, attempt=TRIES + 1) == "failed" and standing() == before  # it is over
    world.match()
    assert lists.pending_run(zone=ZONE) is None and standing() != before and verify(ZONE).ok


def test_what_is_tried_again_is_done(asked, monkeypatch):
    _, _, run = asked
    before = standing()
    with monkeypatch.context() as patch:
        patch.setattr(matching, "_write", lambda *_: 1 / 0)
        assert tried(run).status == "READY" and standing() == before
    assert tried(run).return_value == "done" and standing() != before and verify(ZONE).ok
    assert lists.run(zone=ZONE, run_id=run).tries == 2


def test_a_job_whose_workers_were_all_killed_says_so(asked):
    _, _, run = asked
    before = standing()
    for _ in range(TRIES):
        claimed(run)  # and no more is heard of it
        keeper.reap(at=timezone.now() + dt.timedelta(seconds=61), policy=POLICY)
    assert tried(run).return_value == "failed" and standing() == before
    assert lists.run(zone=ZONE, run_id=run).state == "failed" and verify(ZONE).ok


def test_a_killed_worker_leaves_nothing_half_done(asked, monkeypatch):
    world, _, run = asked
    before = standing()

    def killed(*_: Any, **__: Any) -> None:
        raise SystemExit  # nothing of `work` runs after it, as after SIGKILL

    with monkeypatch.context() as patch:
        patch.setattr(matching, "_write", killed)
        with pytest.raises(SystemExit):
            worked(run)
    assert standing() == before and lists.run(zone=ZONE, run_id=run).state == "working"
    assert matching.start(**world.does()) == run and worked(run) == "working"
    later = NOW + SILENT + dt.timedelta(seconds=1)
    assert lists.run_stalled(lists.run(zone=ZONE, run_id=run), later)
    anew = matching.start(**world.does() | {"at": later})  # an officer need not wait for the lease of the job
    assert anew != run and lists.run(zone=ZONE, run_id=run).state == "failed" and DBTaskResult.objects.count() == 3
    assert worked(anew, later) == "done" and standing() != before
    after = standing()
    assert worked(run, later) == "failed" and standing() == after  # the job, handed back


def test_a_later_attempt_takes_over_and_the_earlier_one_writes_nothing(asked, monkeypatch):
    _, _, run = asked
    weighed = matching._weighed

    def overtaken(*args: Any) -> Any:
        monkeypatch.setattr(matching, "_weighed", weighed)
        assert worked(run, attempt=2) == "done"
        return weighed(*args)

    monkeypatch.setattr(matching, "_weighed", overtaken)
    assert worked(run, attempt=1) == "done" and lists.run(zone=ZONE, run_id=run).tries == 2
    assert rows("TransferMatch").filter(run_id=run).count() == 1 and verify(ZONE).ok


def test_who_may_not_ask_leaves_no_job(world):
    for who in ("applicant", "school", "auditor"):
        with pytest.raises(NotAllowed):
            matching.start(**world.does(who))
    assert not rows("TransferRun").exists() and not DBTaskResult.objects.exists()
