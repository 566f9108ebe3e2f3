"""Runs subjects side by side: each in its own process, one after the other round by round, medians over the rounds."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ROUND_SECONDS = 0.8  # how long one subject works in one round
WARM_SECONDS = 0.3


class Broken(Exception):
    """A subject that failed, or whose work was not done when it said so."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One round of one subject. apart: name -> (wall, CPU) seconds that do not belong to its path."""

    units: int
    wall: float
    cpu: float
    apart: Mapping[str, Sequence[float]]


@dataclass(slots=True)
class Measured:
    """All rounds of one subject. facts: what it said about itself; outcome: what its own check at the end found."""

    name: str
    facts: Mapping[str, Any]
    samples: list[Sample] = field(default_factory=list[Sample])
    outcome: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @property
    def units(self) -> int:
        """All it did in the rounds."""
        return sum(sample.units for sample in self.samples)

    def rates(self) -> list[float]:
        """Units a second, round by round."""
        return [sample.units / sample.wall for sample in self.samples]

    def cpu_rates(self) -> list[float]:
        """Units a second of CPU: what one core does when nobody else wants it."""
        return [sample.units / sample.cpu for sample in self.samples]

    def cpu_ms(self, *, apart: str = "") -> list[float]:
        """CPU milliseconds a unit, round by round; `apart` adds what was kept under that name."""
        return [(s.cpu + (s.apart[apart][1] if apart else 0.0)) * 1000 / s.units for s in self.samples]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


class Worker:
    """The parent's hold on one subject's process. `missing` says why a peer cannot take part; then it is not asked."""

    def __init__(
        self, name: str, module: str, options: Mapping[str, Any], environment: Mapping[str, str] | None = None,
        command: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """command: of a subject in another environment that speaks the same lines; else `bench.worker` with the module."""
        self.name, self.missing = name, ""
        self._process = subprocess.Popen(
            [*command] or [sys.executable, "-m", "bench.worker", module],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, **(environment or {})},
        )  # fmt: skip
        told = self._ask(options)
        self.missing = told.get("missing", "")
        self.measured = Measured(name, told.get("facts", {}))

    def work(self, units: int) -> Sample:
        """Let it do that many units now."""
        told = self._ask({"units": units})
        return Sample(told["units"], told["wall"], told["cpu"], told["apart"])

    def finish(self) -> Measured:
        """Let it check its own work, and end it."""
        self.measured.outcome = self._ask({"units": 0})
        self._process.wait(timeout=60)
        return self.measured

    def close(self) -> None:
        """End the process whatever state it is in."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _ask(self, value: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(value) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise Broken(f"{self.name} 中断，原因见上 ended early; its own message stands above")
        return json.loads(line)


def race(
    workers: Sequence[Worker], *, rounds: int, say: Callable[[str], None], warm: Callable[[], None] = lambda: None
) -> dict[str, Measured]:
    """Warm every subject up, find how many units fill a round, then let them take turns; the first turn rotates.

    warm: called once between the warming up and the first round.
    """
    able = [worker for worker in workers if not worker.missing]
    sizes = {worker.name: _fitting(worker) for worker in able}
    warm()
    for number in range(rounds):
        say(f"第 {number + 1}/{rounds} 轮 round")
        for worker in able[number % len(able) :] + able[: number % len(able)]:
            worker.measured.samples.append(worker.work(sizes[worker.name]))
    return {worker.name: worker.finish() for worker in able}


def _fitting(worker: Worker) -> int:
    """Units that take about a round. The units done to find out are the warm-up."""
    units = 1
    while True:
        sample = worker.work(units)
        if sample.wall >= WARM_SECONDS:
            return max(1, round(units * ROUND_SECONDS / sample.wall))
        units = max(units * 2, min(units * 8, int(units * WARM_SECONDS / max(sample.wall, 1e-6))))
