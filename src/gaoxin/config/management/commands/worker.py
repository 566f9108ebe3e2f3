"""`./gaoxin worker`: run queued jobs and tick the timers, until a signal asks it to stop."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Mapping
from types import FrameType
from typing import Any

from django.conf import settings

from gaoxin.config.schedule import POLICY, SCHEDULE
from gaoxin.core.errors import Invalid
from gaoxin.runtime.commands import GaoxinCommand
from gaoxin.runtime.database import NotMigrated, Unreachable, place, readiness
from gaoxin.runtime.keeper import waiting
from gaoxin.runtime.worker import WorkerProcess


class Command(GaoxinCommand):
    help = "任务 run jobs and timers; SIGTERM lets the running ones finish; --drain ends when nothing is ready"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--queue", action="append", choices=sorted(POLICY.leases), help="only this queue (repeat)")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks at an empty queue")
        parser.add_argument("--drain", action="store_true", help="run everything that is ready, then end")
        parser.add_argument("--with-parent", action="store_true", help="end when the process that started it ends")
        self.add_json(parser)

    def run(self, options: Mapping[str, Any]) -> int:
        if not 0.01 <= options["interval"] <= 60:
            raise Invalid("间隔应在 0.01 到 60 秒之间 --interval is from 0.01 to 60", do="例如 --interval 1")
        state = readiness()
        if not state.reachable:
            raise Unreachable(f"数据库无法打开 cannot open {place()}", why=state.error, do="./gaoxin doctor")
        if state.pending:
            raise NotMigrated(f"数据库尚未迁移 not migrated: {place()}", why=state.pending[0], do="./gaoxin migrate")
        queues = options["queue"] or sorted(POLICY.leases)
        process = WorkerProcess(
            zone=settings.ZONE, queues=queues, policy=POLICY, schedule=SCHEDULE, interval=options["interval"],
            drain=options["drain"], parent=os.getppid() if options["with_parent"] else 0,
        )  # fmt: skip
        _stop_on_signals(process)
        if not options["as_json"]:
            self.line(f"任务进程 worker {os.getpid()}: {', '.join(queues)} → {place()}")
            self.stdout.flush()
        ran = process.run()
        told = {"ran": ran, **waiting(zone=settings.ZONE)}
        if options["as_json"]:
            self.emit(told)
        else:
            self.line("结束 ended: " + ", ".join(f"{name} {count}" for name, count in told.items()))
        return 0


def _stop_on_signals(process: WorkerProcess) -> None:
    """The first SIGTERM or SIGINT lets running jobs finish; the second ends at once (their leases bring them back)."""

    def asked(signum: int, frame: FrameType | None) -> None:
        if process.stopping.is_set():
            os._exit(128 + signum)
        logging.getLogger("gaoxin.worker").warning("stopping; once more to end at once")
        process.stop()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, asked)
