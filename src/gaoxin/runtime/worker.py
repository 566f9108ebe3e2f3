"""The worker process: one thread for each queue, one for the keeper, ended gently by a signal.

A long job never holds up the sweeps, since it has a queue and a thread of its own. A database that goes away is waited
for; the task that was running then is handed back when its lease runs out.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker as DatabaseWorker
from django_tasks_db.models import DBTaskResult

from gaoxin.runtime import keeper
from gaoxin.runtime.keeper import Every, Policy

log = logging.getLogger("gaoxin.worker")
_REST = 2.0  # seconds before a database that went away is tried again


class _Queue(DatabaseWorker):
    """The upstream loop for one queue: it leaves no claimed task behind when asked to stop, and counts what it ran."""

    def __init__(self, queue: str, *, interval: float, drain: bool) -> None:
        super().__init__(
            queue_names=[queue],
            interval=interval,
            batch=drain,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=f"{queue}-{uuid.uuid4()}",
            excluded_queue_names=[],
        )
        self.done = 0

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        self.running = False

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        self.done += 1


@dataclass
class WorkerProcess:
    """interval: seconds between looks at an empty queue, and between the keeper's rounds. drain: end when all is done.
    parent: end when this process (0: none) is no longer the one that started it."""

    zone: str
    queues: Sequence[str]
    policy: Policy
    schedule: Mapping[str, Every]
    interval: float = 1.0
    drain: bool = False
    parent: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    _workers: list[_Queue] = field(default_factory=list[_Queue])
    _failed: list[BaseException] = field(default_factory=list[BaseException])

    def stop(self, *_: object) -> None:
        """Finish what is running, take nothing new. Safe to call from a signal handler."""
        self.stopping.set()
        for worker in self._workers:
            worker.running = False

    def run(self) -> int:
        """Work until stopped, or in `drain` until nothing is ready. Returns how many tasks ran."""
        self._workers = [_Queue(q, interval=self.interval, drain=self.drain) for q in self.queues]
        threads = [threading.Thread(target=self._work, args=(w,), name=w.worker_id) for w in self._workers]
        guard = threading.Thread(target=self._keep, name="keeper")
        if self.drain:
            self._round()  # so that what the timers owe is there before the queues are looked at
        for thread in (guard, *threads):
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(0.5)  # short joins let the main thread see signals
                if self.parent and os.getppid() != self.parent:
                    self.stop()
        self.stopping.set()
        guard.join()
        if self._failed:
            raise self._failed[0]
        return sum(worker.done for worker in self._workers)

    def _work(self, worker: _Queue) -> None:
        try:
            while worker.running and not self.stopping.is_set():
                try:
                    worker.run()
                    return
                except (DatabaseError, InterfaceError):
                    log.exception("database away, queue %s rests %.0f s", worker.queue_names[0], _REST)
                    close_old_connections()
                    self.stopping.wait(_REST)
        except BaseException as error:
            self._failed.append(error)
            self.stop()
        finally:
            connections.close_all()

    def _keep(self) -> None:
        """One round now, then one each interval. A round that the database refuses is logged and tried again."""
        try:
            while True:
                close_old_connections()
                started = time.monotonic()
                try:
                    self._round()
                except (DatabaseError, InterfaceError):
                    log.exception("database away, the keeper tries again")
                if self.stopping.wait(max(0.05, self.interval - (time.monotonic() - started))):
                    return
        except BaseException as error:
            self._failed.append(error)
            self.stop()
        finally:
            connections.close_all()

    def _round(self) -> None:
        kept = keeper.tick(zone=self.zone, at=timezone.now(), policy=self.policy, schedule=self.schedule)
        if kept.reaped or kept.given_up:
            log.warning("handed back %d, given up %d", kept.reaped, kept.given_up)
