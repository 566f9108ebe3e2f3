"""One subject of a benchmark in a process of its own: it sets itself up, then works as many units as it is told.

Run as `python -m bench.worker MODULE`. Commands come as JSON lines on stdin, answers go as JSON lines to stdout; whatever
else the subject prints goes to stderr. A subject is a module with `make(options) -> Subject`; with the option `django` its
tables are made before the module, which may import models, is loaded.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import django
from django.core.management import call_command

PEERS = frozenset(
    {
        "SpiffWorkflow",
        "viewflow",
        "chinese_calendar",
        "econcomplex",
        "numpy",
        "polars",
        "pandas",
        "networkx",
        "matching",
    }
)  # may be absent, and then it is said


class Subject(Protocol):
    """What a module's `make` gives. facts: what others need to know about it before the rounds begin."""

    facts: dict[str, Any]

    def run(self, units: int, watch: Watch) -> None:
        """Do that many units of work. The watch runs."""
        ...

    def finish(self) -> dict[str, Any]:
        """Check that the work was really done; raise if not."""
        ...


class Watch:
    """Wall and CPU seconds of this process; the time inside `aside` is kept apart under its name.

    CPU is user and system time of this process and of nobody else: a database server's is not counted.
    """

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        self.apart: dict[str, list[float]] = {}

    @contextmanager
    def aside(self, name: str) -> Iterator[None]:
        """Time of the block belongs to `name`, not to the subject's own path."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            kept = self.apart.setdefault(name, [0.0, 0.0])
            kept[0] += time.perf_counter() - wall
            kept[1] += time.process_time() - cpu

    def read(self) -> dict[str, Any]:
        """Seconds of the path without what was put aside, and what was put aside."""
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        wall -= sum(kept[0] for kept in self.apart.values())
        cpu -= sum(kept[1] for kept in self.apart.values())
        return {"wall": wall, "cpu": cpu, "apart": self.apart}


def main(module: str) -> int:
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)  # what a library prints must not reach the answers

        def answer(value: dict[str, Any]) -> None:
            out.write(json.dumps(value, ensure_ascii=False) + "\n")
            out.flush()

        options = json.loads(sys.stdin.readline())
        try:
            if options.get("django"):
                django.setup()
                call_command("migrate", run_syncdb=True, verbosity=0)
            subject: Subject = importlib.import_module(module).make(options)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] not in PEERS:
                raise
            answer({"missing": str(error)})
            return 0
        answer({"facts": subject.facts})
        for line in sys.stdin:
            units = json.loads(line)["units"]
            if units == 0:
                answer(subject.finish())
                break
            watch = Watch()
            subject.run(units, watch)
            answer({"units": units, **watch.read()})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
